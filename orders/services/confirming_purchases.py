"""Noting what a supplier promises: a day for the order, and one for each line that differs."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as __

from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Fault
from materialcenter.services.telling.news import tell_later
from orders.models import PurchaseOrder, PurchaseOrderLine
from orders.services.announcing import announce
from orders.services.checking_purchases import BadPurchaseOrder
from orders.services.purchasing import BUYERS, lock_purchase_order, record_purchase_order
from orders.services.states import move_to, refuse_state


@command
def confirm_purchase_order(
    *,
    purchase_order_id: int,
    expected_on: date,
    by: Person,
    at: datetime,
    promised: Mapping[int, date] | None = None,
) -> PurchaseOrder:
    """Note that the supplier confirmed, and the days it promises; again when it says others.

    expected_on: for every line that promised, by line number, has no day of its own for.
    The order is then expected on the last of the days of what is still to come. What was
    promised before stays in the audit.
    Raises WrongRole, Missing, NotInThisState, BadPurchaseOrder (a day in the past, no such line).
    """
    by.must_be(*BUYERS)
    order, lines = lock_purchase_order(purchase_order_id=purchase_order_id, by=by)
    if order.status not in PurchaseOrder.AWAITED:
        raise refuse_state(order)
    coming = [line for line in lines if line.received_table_kg < line.mass_kg] or lines
    days = promised or {}
    faults = _faults(expected_on, days, coming, today=timezone.localdate(at))
    if faults:
        raise BadPurchaseOrder(faults=faults)
    before = {line.line_no: line.promised_on for line in coming}
    for line in coming:
        line.promised_on = days.get(line.line_no, expected_on)
        line.save(update_fields=["promised_on"])
    expected_before = order.expected_on
    order.expected_on = max(days.get(line.line_no, expected_on) for line in coming)
    order.save(update_fields=["expected_on"])
    is_first = order.status == PurchaseOrder.Status.SENT
    if is_first:
        move_to(order, PurchaseOrder.Status.CONFIRMED)
    announce(order, lines)
    if order.asked_on is not None and order.expected_on > order.asked_on:
        mark = order.expected_on.isoformat()
        tell_later("promised_late", order.pk, center_id=order.center_id, mark=mark)
    record_purchase_order(
        "confirmed" if is_first else "promise_changed",
        order,
        by=by,
        at=at,
        expected_on=[expected_before, order.expected_on],
        promised={
            line.line_no: [before[line.line_no], line.promised_on]
            for line in coming
            if before[line.line_no] != line.promised_on
        },
    )
    return order


def _faults(
    expected_on: date,
    days: Mapping[int, date],
    lines: Sequence[PurchaseOrderLine],
    *,
    today: date,
) -> list[Fault]:
    past = __("The delivery lies in the past.")
    faults = []
    if expected_on < today:
        faults.append(Fault("date_in_the_past", past, "expected_on"))
    known = {line.line_no for line in lines}
    for line_no, day in sorted(days.items()):
        place = __("Line %(number)s") % {"number": line_no}
        if line_no not in known:
            sentence = __("Nothing of such a line is still to come.")
            faults.append(Fault("line_unknown", sentence, f"line_{line_no}", place))
        elif day < today:
            faults.append(Fault("date_in_the_past", past, f"line_{line_no}", place))
    return faults
