"""Sending goods back to their supplier: out of the yard, off the receipt, the order open again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as __

from inventory import catalogue, stock
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Fault, Missing
from materialcenter.formats import kg
from materialcenter.jobs import later
from materialcenter.models import Center, Role, Supplier
from materialcenter.numbering import next_number
from orders.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    SupplierReturn,
    SupplierReturnLine,
)
from orders.reports.returned import NOTHING, Returned, returned_of
from orders.services.announcing import announce
from orders.services.checking_returns import BadReturn, Chosen, GoingBack, chosen_parts
from orders.services.completing import is_complete
from orders.services.purchasing import lock_purchase_order
from orders.services.states import move_to

RETURNERS = (Role.CLERK, Role.PURCHASER, Role.SUPERVISOR)
SERIES = "RTR"

_Orders = Mapping[int, tuple[PurchaseOrder, list[PurchaseOrderLine]]]


@command
def return_to_supplier(
    *,
    supplier_id: int,
    lines: Sequence[GoingBack],
    reason: str,
    by: Person,
    returned_at: datetime,
    at: datetime,
    vehicle: str = "",
) -> SupplierReturn:
    """Send goods of one supplier back, wholly or not at all.

    What goes must lie free on its rack, whatever its quality, and leaves at what it is worth
    there. Its order line was received less, so an order that was complete is open again;
    one that was closed stays so. Held invoices are matched again, and a debit note is
    drafted where one was let pass already. Locks orders, their lines, receipts, balances.
    Raises WrongRole, Missing, BadReturn (every fault), InTheFuture, PeriodClosed, and
    NotEnoughStock for what does not lie there free.
    """
    by.must_be(*RETURNERS)
    if returned_at > at:
        raise stock.InTheFuture(field="returned_at")
    if not Supplier.objects.visible_to(by).filter(pk=supplier_id).exists():
        raise Missing(field="supplier")
    orders = _lock(lines, by=by)
    chosen = chosen_parts(lines, supplier_id=supplier_id, reason=reason, by=by)
    note = _write(supplier_id, chosen, reason, vehicle, by=by, returned_at=returned_at, at=at)
    moved = _take_out(note, chosen, by=by, at=at)
    written = _write_lines(note, chosen, moved)
    _take_off(orders, written)
    _record(note, orders, by=by, at=at)
    return note


@step
def _lock(lines: Sequence[GoingBack], *, by: Person) -> _Orders:
    """Lock the orders of the receipts with their lines, then the receipts, each by id."""
    numbers = {part.receipt for part in lines}
    receipts = Receipt.objects.visible_to(by).filter(number__in=numbers)
    order_ids = set(receipts.values_list("purchase_order_id", flat=True)) - {None}
    orders = {
        order_id: lock_purchase_order(purchase_order_id=order_id, by=by)
        for order_id in sorted(order_id for order_id in order_ids if order_id is not None)
    }
    list(receipts.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return orders


@step
def _write(
    supplier_id: int,
    chosen: Sequence[Chosen],
    reason: str,
    vehicle: str,
    *,
    by: Person,
    returned_at: datetime,
    at: datetime,
) -> SupplierReturn:
    # Nobody waits for this series while holding stock, so it may come before the balances.
    center = Center.objects.only("code").get(pk=by.center_id)
    orders = {one.line.receipt.purchase_order_id for one in chosen}
    return SupplierReturn.objects.create(
        center_id=by.center_id,
        number=next_number(
            center_id=center.pk,
            center_code=center.code,
            kind=SERIES,
            year=timezone.localtime(at).year,
        ),
        supplier_id=supplier_id,
        purchase_order_id=orders.pop() if len(orders) == 1 else None,
        reason=reason.strip(),
        vehicle=vehicle.strip().upper(),
        returned_at=returned_at,
        returned_by_id=by.user_id,
    )


@step
def _take_out(
    note: SupplierReturn, chosen: Sequence[Chosen], *, by: Person, at: datetime
) -> Sequence[stock.Moved]:
    """Move everything from its rack to the supplier, at what it is worth there."""
    racks = catalogue.rack_ids_by_code(note.center_id)
    supplier = stock.outside(note.center_id, "supplier")
    entry = stock.Entry(
        center_id=note.center_id,
        reason="return",
        reference=note.number,
        actor_id=by.user_id,
        effective_at=note.returned_at,
        recorded_at=at,
        key=f"supplier_return:{note.pk}",
        note=note.reason[:200],
    )
    moves = [
        stock.Move(one.lot.pk, racks[one.part.rack], supplier, one.part.pieces, one.part.mass_kg)
        for one in chosen
    ]
    return stock.post(entry, moves).moved


@step
def _write_lines(
    note: SupplierReturn, chosen: Sequence[Chosen], moved: Sequence[stock.Moved]
) -> list[SupplierReturnLine]:
    """Write what left. Raises BadReturn where a rack's pieces weigh more than what came."""
    returned = returned_of(one.line.pk for one in chosen)
    rows = []
    for n, (one, gone) in enumerate(zip(chosen, moved, strict=True)):
        before = returned.get(one.line.pk, NOTHING)
        after = before.and_also(gone.pieces, gone.mass_kg)
        if after.mass_kg > one.accepted_kg:
            left = kg(one.accepted_kg - before.mass_kg)
            sentence = __("Only %(left)s of what came are left to go back.") % {"left": left}
            raise BadReturn(faults=[Fault("more_than_came", sentence, f"lines.{n}.mass_kg")])
        returned[one.line.pk] = after
        rows.append(
            SupplierReturnLine(
                supplier_return=note,
                line_no=n + 1,
                receipt_line=one.line,
                order_line=one.line.order_line,
                lot=one.lot,
                pieces=gone.pieces,
                mass_kg=gone.mass_kg,
                table_kg=_table_kg(one, before, after),
            )
        )
    return SupplierReturnLine.objects.bulk_create(rows)


def _table_kg(one: Chosen, before: Returned, after: Returned) -> Decimal:
    """Return the table weight of what goes, so that all parts add up to what was accepted."""
    if not one.material.is_counted:
        return after.mass_kg - before.mass_kg
    left = [
        catalogue.table_kg(one.material, one.accepted_pieces - part.pieces)
        for part in (before, after)
    ]
    return left[0] - left[1]


@step
def _take_off(orders: _Orders, written: Sequence[SupplierReturnLine]) -> None:
    """Lower what the orders' lines received; what is not complete any more is open again."""
    gone: dict[int, list[SupplierReturnLine]] = defaultdict(list)
    for row in written:
        if row.order_line_id is not None:
            gone[row.order_line_id].append(row)
    for order, order_lines in orders.values():
        for line in order_lines:
            for row in gone.get(line.pk, ()):
                line.received_pieces -= row.pieces
                line.received_kg -= row.mass_kg
                line.received_table_kg -= row.table_kg
            line.save(update_fields=["received_pieces", "received_kg", "received_table_kg"])
        materials = catalogue.materials_by_id(
            order.center_id, [line.material_id for line in order_lines]
        )
        if order.status == PurchaseOrder.Status.RECEIVED and not is_complete(
            order_lines, materials
        ):
            move_to(order, PurchaseOrder.Status.PARTLY_RECEIVED)
        announce(order, order_lines)


@step
def _record(note: SupplierReturn, orders: _Orders, *, by: Person, at: datetime) -> None:
    """Write the act down, and have the invoices of the orders looked at again."""
    audit.record(
        by=by,
        action="supplier_return.written",
        subject="SupplierReturn",
        subject_id=note.pk,
        at=at,
        number=note.number,
        orders=[order.number for order, _lines in orders.values()],
        reason=note.reason,
    )
    for order_id in orders:
        later("orders.tasks.match_again", center_id=note.center_id, purchase_order_id=order_id)
