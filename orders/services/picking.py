"""Picking: begun, confirmed by scanning lots, and taken from another lot than the oldest."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory import catalogue, stock
from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.person import Person
from materialcenter.services.telling.news import tell_later
from orders.models import AllocatedShare, Order, OrderLine, PickedPart
from orders.reports.selling import POOL_SHARE
from orders.services.holding import (
    COUNTER,
    HOLDER,
    lock_order,
    move_order,
    refuse_state,
)
from orders.services.opening import lock_pool


class NotHeld(Missing):
    """The reservation is not this order's, or not held any more."""

    code = "not_held"
    sentence = _("This is not reserved for the order (any more). Please look at the list again.")


class PickedAlready(Conflict):
    """All of the lot on the list is in hand already."""

    code = "picked_already"
    sentence = _("Lot %(lot)s is confirmed already. Fetch what is still open on the list.")


class NotOnPickList(Invalid):
    """The lot in hand is nothing that is still to be fetched."""

    code = "not_on_pick_list"
    sentence = _("Lot %(lot)s is not what is to be fetched here.")


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
    _swap(order, lines[held.holder_id], held, catalogue.lot_number_in(lot_number), by=by, at=at)
    return order


@step
def _swap(
    order: Order,
    line: OrderLine,
    held: catalogue.HeldPart,
    lot_number: str,
    *,
    by: Person,
    at: datetime,
) -> list[stock.Held]:
    """Hold the part from another lot, and let the line weigh what it weighs there."""
    new = stock.swap(
        center_id=order.center_id,
        reservation_id=held.reservation_id,
        lot_number=lot_number,
        at=at,
    )
    line.mass_kg += sum((part.mass_kg for part in new), Decimal(0)) - held.mass_kg
    line.save(update_fields=["mass_kg"])
    audit.record(
        by=by,
        action="order.lot_swapped",
        subject="Order",
        subject_id=order.pk,
        at=at,
        from_lot_id=held.lot_id,
        to_lot=lot_number,
        pieces=held.pieces,
        mass_kg=held.mass_kg,
    )
    return new


@command
def confirm_order_part(*, order_id: int, scanned: str, by: Person, at: datetime) -> list[int]:
    """Confirm that the lot in hand is on an order's pick list; the first scan begins picking.

    scanned: a label as the scanner reads it, or a lot's number. Another lot of a material
    that is still to be fetched takes the place of the first such part in walking order.
    Returns the confirmed reservations. Raises WrongRole, NoSuchOrder, WrongOrderState,
    PickedAlready, NotOnPickList, and what stock.swap raises.
    """
    by.must_be(*COUNTER)
    order = lock_order(order_id=order_id, by=by)
    if order.status not in Order.OPEN:
        raise refuse_state(order)
    lines = {line.pk: line for line in OrderLine.objects.filter(order=order).order_by("pk")}
    parts = catalogue.held_parts(order.center_id, holder=HOLDER, holder_ids=lines)
    number = catalogue.lot_number_in(scanned)
    confirmed = _on_the_list(parts, number)
    waiting = _unpicked([part.reservation_id for part in parts])
    if confirmed is None:
        held = _stood_in_for(order.center_id, parts, number)
        waiting.discard(held.reservation_id)
        new = _swap(order, lines[held.holder_id], held, number, by=by, at=at)
        confirmed = [part.reservation_id for part in new]
    if order.status == Order.Status.PLACED:
        move_order(order, Order.Status.PICKING, at=at)
    _mark(confirmed, by=by, at=at)
    if not waiting - set(confirmed):
        tell_later("order_ready", order.pk, center_id=order.center_id)
    audit.record(
        by=by, action="order.part_picked", subject="Order", subject_id=order.pk, at=at, lot=number
    )
    return confirmed


@command
def confirm_pool_part(
    *, pool_id: int, workshop_id: int, scanned: str, by: Person, at: datetime
) -> list[int]:
    """Confirm that the lot in hand is what a workshop takes of a pool.

    A pool's shares come from what was delivered for it, so no other lot stands in.
    Returns the confirmed reservations. Raises WrongRole, Missing, PickedAlready, NotOnPickList.
    """
    by.must_be(*COUNTER)
    pool = lock_pool(pool_id=pool_id, by=by)
    shares = AllocatedShare.objects.filter(
        allocation__pool_material__pool=pool, workshop_id=workshop_id
    )
    parts = catalogue.held_parts(
        pool.center_id,
        holder=POOL_SHARE,
        holder_ids=shares.order_by("pk").values_list("pk", flat=True),
    )
    number = catalogue.lot_number_in(scanned)
    confirmed = _on_the_list(parts, number)
    if confirmed is None:
        raise NotOnPickList(field="scanned", lot=number)
    _mark(confirmed, by=by, at=at)
    audit.record(
        by=by, action="pool.part_picked", subject="Pool", subject_id=pool.pk, at=at, lot=number
    )
    return confirmed


def _on_the_list(parts: Sequence[catalogue.HeldPart], number: str) -> list[int] | None:
    """Return the first part of the lot that is still to be fetched; None without the lot.

    parts: in walking order. Raises PickedAlready.
    """
    mine = [part.reservation_id for part in parts if part.lot_number == number]
    if not mine:
        return None
    open_parts = _unpicked(mine)
    if not open_parts:
        raise PickedAlready(field="scanned", lot=number)
    return [next(pk for pk in mine if pk in open_parts)]


def _stood_in_for(
    center_id: int, parts: Sequence[catalogue.HeldPart], number: str
) -> catalogue.HeldPart:
    """Find the part that another lot may stand in for. Raises NotOnPickList."""
    lot = catalogue.issuable_lots(center_id, [number]).get(number)
    to_fetch = _unpicked([part.reservation_id for part in parts])
    for part in parts:
        if (
            lot is not None
            and part.reservation_id in to_fetch
            and part.material_id == lot.material_id
        ):
            return part
    raise NotOnPickList(field="scanned", lot=number)


def _unpicked(reservation_ids: Sequence[int]) -> set[int]:
    picked = PickedPart.objects.filter(reservation_id__in=reservation_ids)
    return set(reservation_ids) - set(picked.values_list("reservation_id", flat=True))


@step
def _mark(reservation_ids: Sequence[int], *, by: Person, at: datetime) -> None:
    PickedPart.objects.bulk_create(
        PickedPart(reservation_id=pk, picked_by_id=by.user_id, picked_at=at)
        for pk in reservation_ids
    )
