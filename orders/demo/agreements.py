"""A blanket order for scrap with its call-offs, and an order that was revised."""

from datetime import timedelta
from decimal import Decimal

from materialcenter.models import Supplier
from orders.demo.calendar import Calendar
from orders.demo.history import mail_long_ago
from orders.demo.people import Cast
from orders.models import PurchaseOrder, WeightBasis
from orders.services.agreeing_blankets import (
    AgreedLine,
    approve_blanket_order,
    write_blanket_order,
)
from orders.services.approving_purchases import approve_purchase_order
from orders.services.calling_off import Call, call_off
from orders.services.checking_revisions import RevisedLine, Revision
from orders.services.confirming_purchases import confirm_purchase_order
from orders.services.revising_purchases import revise_purchase_order
from orders.services.sending import send_purchase_order

SUPPLIER = "S05"
AGREED = AgreedLine("SCRAP-HMS1", Decimal(60_000), Decimal(5_650), WeightBasis.WEIGHED)
CALLED = Call("SCRAP-HMS1", Decimal(12_000))


def agree_on_scrap(cast: Cast, calendar: Calendar) -> None:
    """Agree on a quarter's scrap, call a part off, and have the order raised by the supplier."""
    at = calendar.ago(20, 9)
    supplier = Supplier.objects.visible_to(cast.purchaser).get(code=SUPPLIER)
    blanket = write_blanket_order(
        supplier_id=supplier.pk,
        lines=[AGREED],
        valid_from=at.date(),
        valid_until=calendar.today + timedelta(days=70),
        reference="KP/BT/2026/014",
        by=cast.purchaser,
        at=at,
    )
    approve_blanket_order(
        blanket_order_id=blanket.pk, by=cast.supervisor, at=at + timedelta(hours=1)
    )
    order = call_off(
        blanket_order_id=blanket.pk,
        calls=[CALLED],
        expected_on=calendar.today + timedelta(days=4),
        by=cast.purchaser,
        at=calendar.ago(6, 9),
    )
    _send(cast, order, calendar)
    _revise(cast, order, calendar)


def _send(cast: Cast, order: PurchaseOrder, calendar: Calendar) -> None:
    at = calendar.ago(6, 10)
    approve_purchase_order(purchase_order_id=order.pk, by=cast.supervisor, at=at)
    send_purchase_order(purchase_order_id=order.pk, by=cast.purchaser, at=at)
    mail_long_ago(order, at=at)


def _revise(cast: Cast, order: PurchaseOrder, calendar: Calendar) -> None:
    """Take a lorry's more, which the supplier confirms for two days later than asked."""
    at = calendar.ago(4, 11)
    revise_purchase_order(
        purchase_order_id=order.pk,
        revision=Revision([RevisedLine(1, Decimal(15_000), AGREED.price_per_kg)]),
        reason="Pemasok mengirim dengan tronton, muatan 15 ton",
        by=cast.purchaser,
        at=at,
    )
    mail_long_ago(order, at=at)
    confirm_purchase_order(
        purchase_order_id=order.pk,
        expected_on=calendar.today + timedelta(days=6),
        by=cast.purchaser,
        at=at + timedelta(hours=3),
    )
