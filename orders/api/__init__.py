"""The routes of orders."""

from ninja import Router

from orders.api.deliveries import router as deliveries
from orders.api.invoices import payments_router as payments
from orders.api.invoices import router as invoices
from orders.api.orders import router as orders
from orders.api.pick_ups import pool_router as pool_pick_ups
from orders.api.pick_ups import router as pick_ups
from orders.api.pools import router as pools

routers: list[tuple[str, Router]] = [
    ("/pools", pools),
    ("/pools", pool_pick_ups),
    ("/pick-ups", pick_ups),
    ("/orders", orders),
    ("/deliveries", deliveries),
    ("/invoices", invoices),
    ("/payments", payments),
]
