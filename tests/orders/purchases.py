"""What tests of buying need: an order in any state, and a delivery on it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from inventory import catalogue
from orders.models import PurchaseOrder
from orders.services.purchasing import (
    PurchaseLine,
    approve_purchase_order,
    draft_purchase_order,
)
from orders.services.sending import send_purchase_order
from tests.cast import NOW, Depot

SHEETS = PurchaseLine("SPHC-2-4X8", Decimal(100), Decimal(10_000))
BARS = PurchaseLine("S45C-D25", Decimal(50), Decimal(14_500), weight_basis="weighed")
SCRAP = PurchaseLine("SCRAP-HMS1", Decimal("2500.5"), Decimal(5_400), weight_basis="weighed")


def draft(depot: Depot, *lines: PurchaseLine, by: str = "putri", **more: Any) -> PurchaseOrder:
    """Draft an order to S01; of 100 sheets where no line is given."""
    return draft_purchase_order(
        supplier_id=depot.suppliers[more.pop("supplier", "S01")].pk,
        lines=lines or (SHEETS,),
        by=depot.person(by),
        at=NOW,
        **more,
    )


def sent(depot: Depot, *lines: PurchaseLine, **more: Any) -> PurchaseOrder:
    """Draft, approve and send an order; its mail waits as a job."""
    order = draft(depot, *lines, **more)
    approve_purchase_order(purchase_order_id=order.pk, by=depot.person("sinta"), at=NOW)
    return send_purchase_order(purchase_order_id=order.pk, by=depot.person("putri"), at=NOW)


def table_kg(depot: Depot, code: str, quantity: int) -> Decimal:
    """Return the table weight of a quantity."""
    return catalogue.table_kg(depot.materials[code], quantity)


def next_week() -> date:
    """Return a day after NOW."""
    return NOW.date() + timedelta(days=7)
