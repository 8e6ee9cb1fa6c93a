"""Orders from stock of these weeks, in every state that one can be in."""

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from inventory import catalogue
from materialcenter.models import Workshop
from materialcenter.services.registering import change_workshop
from orders.demo.calendar import Calendar
from orders.demo.credit import pay_what_is_over, usual_method
from orders.demo.people import Cast
from orders.models import DeliveryNote, Order
from orders.services.cancelling import cancel_order, expire_order
from orders.services.handing_over import hand_over_order
from orders.services.holding import HOLD_FOR
from orders.services.paying import TakenPayment, record_payment
from orders.services.picking import start_picking
from orders.services.placing import AskedLine, OrderShort, noting_shortages, place_order

LARGE = ("W0610", "W0156", "W0128")
BY_MONTH = "W0091"
RUNNING_LOW = ("SPHC-2.3-5X10", "S45C-D38", "SS400-SQ25", "SPHC-4.5-4X8", "STKM-P34X3.2")
ASKED_IN_VAIN = (
    ("W0171", "SPHC-2.3-5X10", 40),
    ("W0324", "S45C-D38", 30),
    ("W0540", "SS400-SQ25", 60),
    ("W0324", "SPHC-4.5-4X8", 25),
    ("W0171", "S45C-D38", 20),
)


def _ask(code: str, quantity: int) -> AskedLine:
    return AskedLine(code, Decimal(quantity))


def sell_lately(cast: Cast, calendar: Calendar) -> None:
    """Sell over the counter: handed over and paid, unpaid, overdue; cancelled and expired."""
    overdue = calendar.ago(19, 10)
    _hand_over(cast, "W0156", [_ask("SPHC-2-4X8", 6), _ask("SPHC-6-5X10", 2)], at=overdue)
    _hand_over(cast, "W0128", [_ask("SGCC-0.8-4X8", 10)], at=overdue + timedelta(hours=2))
    paid = calendar.ago(12, 9)
    a_day_later = paid + timedelta(days=1)
    _pay(cast, _hand_over(cast, "W0407", [_ask("SPHC-3.2-4X8", 5)], at=paid), at=a_day_later)
    _pay(cast, _hand_over(cast, "W0088", [_ask("S45C-D25", 4)], at=paid), at=a_day_later)
    _hand_over(cast, "W0407", [_ask("SPHC-2-4X8", 8)], at=calendar.ago(3, 13))
    change_workshop(
        code=BY_MONTH,
        details={"billing": Workshop.Billing.MONTHLY.value},
        by=cast.finance,
        at=calendar.ago(2, 9),
    )
    _hand_over(cast, BY_MONTH, [_ask("SS400-L50X5", 4)], at=calendar.ago(2, 9, 30))
    forgotten = _place(cast, "W0610", [_ask("SPHC-2-4X8", 3)], at=calendar.ago(15, 14))
    expire_order(order_id=forgotten.pk, by=cast.system, at=forgotten.placed_at + HOLD_FOR)
    other = _place(cast, "W0540", [_ask("SPHC-1.6-5X10", 4)], at=calendar.ago(4, 8))
    cancel_order(order_id=other.pk, by=cast.supervisor, at=calendar.ago(4, 8, 40))


def sell_now(cast: Cast, calendar: Calendar) -> None:
    """Leave orders at work: one that expires in some hours, placed ones, and one being picked."""
    sari = cast.buyer("sari")
    (own,) = sari.workshop_ids
    expiring_at = calendar.now - HOLD_FOR + timedelta(hours=5)
    _place(cast, "W0171", [_ask("SPHC-1.6-5X10", 3)], at=expiring_at)
    picked = _place(
        cast, "W0324", [_ask("SS400-L40X4", 6), _ask("S45C-D28", 3)], at=calendar.ago(1, 15)
    )
    start_picking(order_id=picked.pk, by=cast.clerk, at=calendar.ago(0, 7, 45))
    for code, quantity, days in (("SPHC-6-4X8", 2, 1), ("SPHC-2-5X10", 5, 0)):
        place_order(
            workshop_id=own,
            lines=[_ask(code, quantity)],
            note="",
            by=sari,
            at=calendar.ago(days, 8),
        )


def sell_out(cast: Cast, calendar: Calendar) -> None:
    """Sell nearly all of some materials, which takes them under their reorder points."""
    materials = catalogue.materials_by_code(cast.clerk, RUNNING_LOW)
    free = catalogue.available(cast.center_id, [m.pk for m in materials.values()])
    for n, code in enumerate(RUNNING_LOW):
        pieces = free[materials[code].pk].pieces * 9 // 10
        _pay(
            cast,
            _hand_over(
                cast, LARGE[n % len(LARGE)], [_ask(code, pieces)], at=calendar.ago(1, 10, 10 * n)
            ),
            at=calendar.ago(1, 13, 10 * n),
        )


def ask_in_vain(cast: Cast, calendar: Calendar) -> None:
    """Let workshops ask for more than there is, which is refused today and counts as demand."""
    for n, (workshop, code, quantity) in enumerate(ASKED_IN_VAIN):
        at = calendar.ago(0, 7, 10 * n)
        with suppress(OrderShort), noting_shortages(by=cast.clerk, at=at), transaction.atomic():
            _place(cast, workshop, [_ask(code, quantity)], at=at)


def _place(cast: Cast, workshop: str, lines: list[AskedLine], *, at: datetime) -> Order:
    """Place an order as the clerk does for a workshop that calls."""
    found = Workshop.objects.visible_to(cast.clerk).get(code=workshop)
    return place_order(
        workshop_id=found.pk, lines=lines, note="", by=cast.clerk, at=at - timedelta(hours=1)
    )


def _hand_over(cast: Cast, workshop: str, lines: list[AskedLine], *, at: datetime) -> DeliveryNote:
    order = _place(cast, workshop, lines, at=at)
    start_picking(order_id=order.pk, by=cast.clerk, at=at - timedelta(minutes=20))

    def hand_over(payment: TakenPayment | None) -> DeliveryNote:
        return hand_over_order(
            order_id=order.pk, receiver_name="Slamet", payment=payment, by=cast.clerk, at=at
        )

    return pay_what_is_over(hand_over)


def _pay(cast: Cast, note: DeliveryNote, *, at: datetime) -> None:
    invoice = note.billed()
    left = invoice.total - invoice.paid
    if left:
        record_payment(
            invoice_id=invoice.pk,
            amount=left,
            method=usual_method(left),
            by=cast.finance,
            at=at,
        )
