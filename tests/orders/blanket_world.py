"""What tests of blanket orders need: one of S01 over scrap and sheets, running on NOW's day."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from orders.models import BlanketOrder, PurchaseOrder
from orders.services.agreeing_blankets import (
    AgreedLine,
    approve_blanket_order,
    write_blanket_order,
)
from orders.services.calling_off import Call, call_off
from tests.cast import NOW, Depot

TODAY = NOW.date()
SCRAP = AgreedLine("SCRAP-HMS1", Decimal(10_000), Decimal(5_500), "weighed")
SHEETS = AgreedLine("SPHC-2-4X8", Decimal(20_000), Decimal(10_900))


def written(depot: Depot, *lines: AgreedLine, by: str = "putri", **more: Any) -> BlanketOrder:
    """Write a blanket order; of scrap and sheets, a quarter long, where nothing is given."""
    asked = {
        "supplier_id": depot.suppliers["S01"].pk,
        "lines": lines or (SCRAP, SHEETS),
        "valid_from": TODAY,
        "valid_until": TODAY + timedelta(days=90),
        "at": NOW,
        **more,
    }
    return write_blanket_order(by=depot.person(by), **asked)


def running(depot: Depot, *lines: AgreedLine, **more: Any) -> BlanketOrder:
    """Write a blanket order and have sinta approve it."""
    blanket = written(depot, *lines, **more)
    return approve_blanket_order(blanket_order_id=blanket.pk, by=depot.person("sinta"), at=NOW)


def called(
    depot: Depot, blanket: BlanketOrder, quantity: str, *, material: str = "SCRAP-HMS1", **more: Any
) -> PurchaseOrder:
    """Call off some of one material."""
    asked = {"by": depot.person("putri"), "at": NOW, **more}
    return call_off(blanket_order_id=blanket.pk, calls=[Call(material, Decimal(quantity))], **asked)
