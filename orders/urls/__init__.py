"""Addresses of orders's pages."""

from django.urls import URLPattern

from orders.urls import buying, pools, selling

urlpatterns: list[URLPattern] = [
    *pools.urlpatterns,
    *buying.urlpatterns,
    *selling.urlpatterns,
]
