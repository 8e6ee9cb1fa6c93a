"""Addresses of pools, from the draft to the report."""

from django.urls import URLPattern, path

from orders.views import (
    counter,
    pool_money,
    pools,
)

urlpatterns: list[URLPattern] = [
    path("pools/", pools.pools, name="pools"),
    path("pools/new/", pools.pool_new, name="pool_new"),
    path("pools/<str:number>/", pools.pool, name="pool"),
    path("pools/<str:number>/standing/", pools.pool_standing, name="pool_standing"),
    path("pools/<str:number>/open/", pools.pool_open, name="pool_open"),
    path("pools/<str:number>/conditions/", pools.pool_conditions, name="pool_conditions"),
    path("pools/<str:number>/repeat/", pools.pool_repeat, name="pool_repeat"),
    path(
        "pools/<str:number>/drop/<str:code>/", pools.pool_drop_material, name="pool_drop_material"
    ),
    path("pools/<str:number>/extend/", pools.pool_extend, name="pool_extend"),
    path("pools/<str:number>/freeze/", pools.pool_freeze, name="pool_freeze"),
    path("pools/<str:number>/clear/", pools.pool_clear, name="pool_clear"),
    path("pools/<str:number>/order/", pools.pool_order, name="pool_order"),
    path("pools/<str:number>/allocate/", pools.pool_allocate, name="pool_allocate"),
    path("pools/<str:number>/cancel/", pools.pool_cancel, name="pool_cancel"),
    path("pools/<str:number>/appetite/", pools.pool_appetite, name="pool_appetite"),
    path("pools/<str:number>/commitments/", pools.pool_commitments, name="pool_commitments"),
    path("pools/<str:number>/shares/", pools.pool_shares, name="pool_shares"),
    path("pools/<str:number>/sharings/", pools.pool_sharings, name="pool_sharings"),
    path("pools/<str:number>/sharings/<str:code>/", pools.pool_sharing, name="pool_sharing"),
    path(
        "pools/<str:number>/sharings/<str:code>/document/",
        pools.pool_sharing_document,
        name="pool_sharing_document",
    ),
    path("pools/<str:number>/report/", pools.pool_report, name="pool_report"),
    path("pools/<str:number>/quotes/", pools.pool_quotes, name="pool_quotes"),
    path("pools/<str:number>/quotes/ask/", pools.pool_quote_ask, name="pool_quote_ask"),
    path("quote-requests/<str:number>/", pools.quote_request, name="quote_request"),
    path(
        "quote-requests/<str:number>/document/",
        pools.quote_request_document,
        name="quote_request_document",
    ),
    path("quote-requests/<str:number>/answer/", pools.quote_answer, name="quote_answer"),
    path("quote-requests/<str:number>/stand/", pools.quote_stand, name="quote_stand"),
    path("quote-requests/<str:number>/decline/", pools.quote_decline, name="quote_decline"),
    path("price-questions/<int:question_id>/", pools.price_question, name="price_question"),
    path("kept-wishes/", pools.kept_wishes, name="kept_wishes"),
    path("kept-wishes/<int:wish_id>/drop/", pools.kept_wish_drop, name="kept_wish_drop"),
    path("pools/<str:number>/commit/<str:code>/", pools.pool_commit, name="pool_commit"),
    path("pools/<str:number>/cost/", pool_money.pool_cost, name="pool_cost"),
    path(
        "pools/<str:number>/pro-forma/<str:workshop>/",
        pool_money.pool_pro_forma,
        name="pool_pro_forma",
    ),
    path(
        "pools/<str:number>/confirm-part/<str:workshop>/",
        counter.pool_confirm_part,
        name="pool_confirm_part",
    ),
    path(
        "pools/<str:number>/hand-over/<str:workshop>/",
        counter.pool_hand_over,
        name="pool_hand_over",
    ),
    path("pools/<str:number>/release/<str:workshop>/", counter.pool_release, name="pool_release"),
]
