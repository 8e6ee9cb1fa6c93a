"""Addresses of orders's pages."""

from django.urls import URLPattern, path

from orders.views import pools

urlpatterns: list[URLPattern] = [
    path("pools/", pools.pools, name="pools"),
    path("pools/new/", pools.pool_new, name="pool_new"),
    path("pools/<str:number>/", pools.pool, name="pool"),
    path("pools/<str:number>/open/", pools.pool_open, name="pool_open"),
    path("pools/<str:number>/extend/", pools.pool_extend, name="pool_extend"),
    path("pools/<str:number>/freeze/", pools.pool_freeze, name="pool_freeze"),
    path("pools/<str:number>/clear/", pools.pool_clear, name="pool_clear"),
    path("pools/<str:number>/order/", pools.pool_order, name="pool_order"),
    path("pools/<str:number>/allocate/", pools.pool_allocate, name="pool_allocate"),
    path("pools/<str:number>/cancel/", pools.pool_cancel, name="pool_cancel"),
    path("pools/<str:number>/appetite/", pools.pool_appetite, name="pool_appetite"),
    path("pools/<str:number>/commitments/", pools.pool_commitments, name="pool_commitments"),
    path("pools/<str:number>/shares/", pools.pool_shares, name="pool_shares"),
    path("pools/<str:number>/commit/<str:code>/", pools.pool_commit, name="pool_commit"),
]
