"""Picking an order: begun, put back, and taken from another lot than the oldest."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory import catalogue, stock
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Missing
from materialcenter.person import Person
from orders.models import Order, OrderLine
from orders.services.holding import (
    COUNTER,
    HOLDER,
    lock_order,
    move_order,
    refuse_state,
)


class NotHeld(Missing):
    """The reservation is not this order's, or not held any more."""

    code = "not_held"
    sentence = _("This is not reserved for the order (any more). Please look at the list again.")


@command
def start_picking(*, order_id: int, by: Person, at: datetime) -> Order:
    """Say that a clerk is picking; from now on the order does not expire and no buyer cancels it.

    One that is being picked already stays so. Raises WrongRole, NoSuchOrder, WrongOrderState.
    """
    by.must_be(*COUNTER)
    order = lock_order(order_id=order_id, by=by)
    if order.status == Order.Status.PICKING:
        return order
    move_order(order, Order.Status.PICKING, at=at)
    audit.record(by=by, action="order.picking", subject="Order", subject_id=order.pk, at=at)
    return order


@command
def swap_lot(
    *, order_id: int, reservation_id: int, lot_number: str, by: Person, at: datetime
) -> Order:
    """Take a reserved part from another lot of the same material.

    Pieces stay the same and weigh what they weigh in the new lot, so the line's kg follow.
    Raises WrongRole, NoSuchOrder, WrongOrderState, NotHeld, and what stock.swap raises.
    """
    by.must_be(*COUNTER)
    order = lock_order(order_id=order_id, by=by)
    if order.status not in Order.OPEN:
        raise refuse_state(order)
    lines = {line.pk: line for line in OrderLine.objects.filter(order=order).order_by("pk")}
    # Read without locks: the order's own lock keeps its reservations as they are.
    parts = catalogue.held_parts(order.center_id, holder=HOLDER, holder_ids=lines)
    held = next((part for part in parts if part.reservation_id == reservation_id), None)
    if held is None:
        raise NotHeld(field="reservation_id")
    new = stock.swap(
        center_id=order.center_id,
        reservation_id=reservation_id,
        lot_number=lot_number.strip(),
        at=at,
    )
    line = lines[held.holder_id]
    line.mass_kg += sum((part.mass_kg for part in new), Decimal(0)) - held.mass_kg
    line.save(update_fields=["mass_kg"])
    audit.record(
        by=by,
        action="order.lot_swapped",
        subject="Order",
        subject_id=order.pk,
        at=at,
        from_lot_id=held.lot_id,
        to_lot=lot_number.strip(),
        pieces=held.pieces,
        mass_kg=held.mass_kg,
    )
    return order
