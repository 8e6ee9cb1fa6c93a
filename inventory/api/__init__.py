"""The yard's routes."""

from ninja import Router

from inventory.api.alerts import router as alerts
from inventory.api.lots import router as lots
from inventory.api.materials import router as materials
from inventory.api.movements import router as movements
from inventory.api.periods import router as periods
from inventory.api.places import router as places
from inventory.api.scans import router as scans
from inventory.api.stock import router as stock

routers: list[tuple[str, Router]] = [
    ("/materials", materials),
    ("/stock", stock),
    ("/lots", lots),
    ("/movements", movements),
    ("/places", places),
    ("/alerts", alerts),
    ("/periods", periods),
    ("/scans", scans),
]
