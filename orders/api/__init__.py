"""The routes of orders."""

from ninja import Router

from orders.api.pools import router as pools

routers: list[tuple[str, Router]] = [
    ("/pools", pools),
]
