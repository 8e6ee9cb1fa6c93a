"""Taking a delivery in: heats, pieces and the scale's kg, against a purchase order."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from inventory import catalogue, stock
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.jobs import later
from materialcenter.models import Center, Role
from materialcenter.numbering import next_number
from orders.models import (
    Pool,
    PoolEvent,
    PoolMaterial,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    ReceiptLine,
    WeightBasis,
)
from orders.rules.buying import cost_per_weighed_kg, freight_per_table_kg
from orders.services.accepting import Taken, keep_papers, prove_heats
from orders.services.announcing import announce
from orders.services.checking_deliveries import (
    BadDelivery,
    Delivered,
    OverReceipt,
    faults_of,
    over_receipts,
    refuse_before_order,
)
from orders.services.completing import is_complete
from orders.services.gathering import POOL_MATERIAL
from orders.services.opening import WrongState, lock_pool, move_pool
from orders.services.pool_steps import record_step
from orders.services.purchasing import lock_purchase_order
from orders.services.states import move_to, refuse_state

RECEIVERS = (Role.CLERK, Role.SUPERVISOR)


@command
def receive_delivery(
    *,
    purchase_order_id: int,
    supplier_note: str,
    vehicle: str,
    lines: Sequence[Delivered],
    by: Person,
    received_at: datetime,
    at: datetime,
    held_photo_ids: Sequence[int] = (),
) -> Receipt:
    """Take a delivery in, wholly or not at all.

    What is accepted becomes lots on their racks, valued at what the weighed kg cost in
    the yard; what is rejected goes back with the truck and stands on the receipt alone.
    Over the order's limits, counting every delivery so far, only a supervisor takes it.
    What came for a pool is held for the pool at once. A heat whose certificate has a value
    outside its grade's limits comes in quarantined. held_photo_ids: pictures that the person
    holds. Locks pool, order, lines, certificates.
    Raises WrongRole, Missing, NotInThisState, BadDelivery, OverReceipt (each naming every
    line), InTheFuture, ReceivedBeforeOrder, UploadGone; PeriodClosed where something is accepted.
    """
    by.must_be(*RECEIVERS)
    if received_at > at:
        raise stock.InTheFuture(field="received_at")
    pool = _lock_pool_of(purchase_order_id, by)
    order, order_lines = lock_purchase_order(purchase_order_id=purchase_order_id, by=by)
    if order.status not in PurchaseOrder.AWAITED:
        raise refuse_state(order)
    refuse_before_order(order, received_at=received_at)
    materials = catalogue.materials_by_id(order.center_id, [li.material_id for li in order_lines])
    racks = catalogue.rack_ids_by_code(order.center_id)
    _check(lines, order_lines, materials, racks, by=by)
    taken = prove_heats(_taken(lines, order_lines, materials), center_id=order.center_id)
    receipt = _write(order, supplier_note, vehicle, by=by, received_at=received_at, at=at)
    lots = _put_into_stock(order, receipt, taken, racks, by=by, at=at)
    _write_lines(receipt, taken, lots)
    keep_papers(receipt, taken, lots, held_photo_ids=held_photo_ids, by=by)
    _count(order, order_lines, taken, materials)
    if pool is not None:
        _hold_for_pool(pool, taken, lots, by=by, at=at)
    announce(order, order_lines)
    _record(order, receipt, lots, by=by, at=at)
    return receipt


def _taken(
    lines: Sequence[Delivered],
    order_lines: Sequence[PurchaseOrderLine],
    materials: Mapping[int, catalogue.Material],
) -> list[Taken]:
    """Put each heat to its order line and material."""
    known = {line.line_no: line for line in order_lines}
    return [
        Taken(heat, known[heat.order_line], materials[known[heat.order_line].material_id])
        for heat in lines
    ]


def _record(
    order: PurchaseOrder,
    receipt: Receipt,
    lots: Mapping[int, catalogue.Lot],
    *,
    by: Person,
    at: datetime,
) -> None:
    """Write the act down, have the order's held invoices matched again, settle what came."""
    audit.record(
        by=by,
        action="delivery.received",
        subject="Receipt",
        subject_id=receipt.pk,
        at=at,
        number=receipt.number,
        purchase_order=order.number,
        lots=[lot.number for lot in lots.values()],
    )
    later("orders.tasks.match_again", center_id=order.center_id, purchase_order_id=order.pk)
    if order.supplier.settles_on_receipt:
        later("orders.tasks.settle_receipt", center_id=order.center_id, receipt_id=receipt.pk)


def _lock_pool_of(purchase_order_id: int, by: Person) -> Pool | None:
    """Lock the order's pool before the order itself; an order never changes its pool."""
    row = (
        PurchaseOrder.objects.visible_to(by)
        .filter(pk=purchase_order_id)
        .values_list("pool_id", flat=True)
        .first()
    )
    return None if row is None else lock_pool(pool_id=row, by=by)


def _check(
    lines: Sequence[Delivered],
    order_lines: Sequence[PurchaseOrderLine],
    materials: Mapping[int, catalogue.Material],
    racks: Mapping[str, int],
    *,
    by: Person,
) -> None:
    is_supervisor = by.has(Role.SUPERVISOR)
    faults = faults_of(lines, order_lines, materials, racks, is_supervisor=is_supervisor)
    if faults:
        raise BadDelivery(faults=faults)
    beyond = over_receipts(lines, order_lines, materials)
    if beyond and not is_supervisor:
        raise OverReceipt(faults=beyond)


@step
def _write(
    order: PurchaseOrder,
    supplier_note: str,
    vehicle: str,
    *,
    by: Person,
    received_at: datetime,
    at: datetime,
) -> Receipt:
    center = Center.objects.only("code").get(pk=order.center_id)
    return Receipt.objects.create(
        center_id=order.center_id,
        number=next_number(
            center_id=center.pk,
            center_code=center.code,
            kind="GR",
            year=timezone.localtime(at).year,
        ),
        purchase_order=order,
        supplier_id=order.supplier_id,
        supplier_note=supplier_note.strip(),
        vehicle=vehicle.strip().upper(),
        received_at=received_at,
        received_by_id=by.user_id,
    )


def _put_into_stock(
    order: PurchaseOrder,
    receipt: Receipt,
    taken: Sequence[Taken],
    racks: Mapping[str, int],
    *,
    by: Person,
    at: datetime,
) -> dict[int, catalogue.Lot]:
    """Make a lot of every accepted heat; returns them by the heat's position."""
    accepted = {n: one for n, one in enumerate(taken) if one.heat.staying_kg > 0}
    if not accepted:
        return {}
    new_lots = _new_lots(order, receipt, list(accepted.values()), racks)
    entry = stock.Entry(
        center_id=order.center_id,
        reason="receipt",
        reference=receipt.number,
        actor_id=by.user_id,
        effective_at=receipt.received_at,
        recorded_at=at,
        key=f"receipt:{receipt.pk}",
    )
    _posting, lots = stock.receive(entry, new_lots)
    return dict(zip(accepted, lots, strict=True))


def _new_lots(
    order: PurchaseOrder, receipt: Receipt, accepted: Sequence[Taken], racks: Mapping[str, int]
) -> list[stock.NewLot]:
    freight, reclaims_vat = _freight_and_tax(order)
    return [
        stock.NewLot(
            material_id=one.material.pk,
            place_id=racks[one.heat.rack],
            heat=one.heat.heat.strip().upper(),
            pieces=one.heat.staying_pieces,
            mass_kg=one.heat.staying_kg,
            table_kg=one.accepted_table_kg if one.material.is_counted else None,
            cost_per_kg=cost_per_weighed_kg(
                one.line.price_per_kg,
                table_kg=one.accepted_table_kg,
                weighed_kg=one.heat.staying_kg,
                by_table=one.line.weight_basis == WeightBasis.TABLE,
                freight_per_table_kg=freight,
                reclaims_vat=reclaims_vat,
            ),
            received_on=timezone.localdate(receipt.received_at),
            supplier_id=order.supplier_id,
            certified_heat_id=one.proof.heat.pk if one.proof else None,
            is_quarantined=bool(one.quarantine_reason),
            quality_reason=one.quarantine_reason,
        )
        for one in accepted
    ]


def _freight_and_tax(order: PurchaseOrder) -> tuple[Decimal, bool]:
    """Return the order's freight per kg of table weight, and whether its VAT comes back."""
    ordered_kg = sum(
        PurchaseOrderLine.objects.filter(purchase_order=order).values_list("mass_kg", flat=True),
        Decimal(0),
    )
    center, supplier = order.center, order.supplier
    reclaims_vat = center.is_vat_registered or not supplier.is_vat_registered
    return freight_per_table_kg(order.freight, ordered_kg), reclaims_vat


def _write_lines(
    receipt: Receipt, taken: Sequence[Taken], lots: Mapping[int, catalogue.Lot]
) -> None:
    ReceiptLine.objects.bulk_create(
        ReceiptLine(
            receipt=receipt,
            line_no=n + 1,
            order_line=one.line,
            material_id=one.material.pk,
            lot_id=lots[n].pk if n in lots else None,
            heat=one.heat.heat.strip().upper(),
            pieces=one.heat.pieces,
            mass_kg=one.heat.mass_kg,
            table_kg=one.table_kg,
            rejected_pieces=one.heat.rejected_pieces,
            rejected_kg=one.heat.rejected_kg,
            reject_reason=one.heat.reject_reason.strip(),
            quarantine_reason=lots[n].quality_reason if n in lots else "",
        )
        for n, one in enumerate(taken)
    )


def _count(
    order: PurchaseOrder,
    order_lines: Sequence[PurchaseOrderLine],
    taken: Sequence[Taken],
    materials: Mapping[int, catalogue.Material],
) -> None:
    """Add what was accepted to the order's lines, and move the order on."""
    by_id = {line.pk: line for line in order_lines}
    for one in taken:
        line = by_id[one.line.pk]
        line.received_pieces += one.heat.staying_pieces
        line.received_kg += one.heat.staying_kg
        line.received_table_kg += one.accepted_table_kg
    for line in order_lines:
        line.save(update_fields=["received_pieces", "received_kg", "received_table_kg"])
    if is_complete(order_lines, materials):
        move_to(order, PurchaseOrder.Status.RECEIVED)
    elif any(line.received_kg for line in order_lines):
        move_to(order, PurchaseOrder.Status.PARTLY_RECEIVED)


def _say_it_arrived(pool: Pool, taken: Sequence[Taken], *, by: Person, at: datetime) -> None:
    if pool.status == Pool.Status.ORDERED:
        move_pool(pool, Pool.Status.RECEIVING)
        audit.record(by=by, action="pool.receiving", subject="Pool", subject_id=pool.pk, at=at)
    elif pool.status != Pool.Status.RECEIVING:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    materials = sorted({one.material.code for one in taken})
    record_step(pool, PoolEvent.Kind.ARRIVED, by=by, at=at, materials=materials)


def _hold_for_pool(
    pool: Pool,
    taken: Sequence[Taken],
    lots: Mapping[int, catalogue.Lot],
    *,
    by: Person,
    at: datetime,
) -> None:
    """Hold all that came sound for the pool, so that nobody else is promised it."""
    _say_it_arrived(pool, taken, by=by, at=at)
    sums: dict[int, tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    sound = {n: lot for n, lot in lots.items() if lot.quality == catalogue.Lot.Quality.OK}
    for n in sound:
        one = taken[n]
        pieces, mass_kg = sums[one.material.pk]
        sums[one.material.pk] = (
            pieces + one.heat.staying_pieces,
            mass_kg + (0 if one.material.is_counted else one.heat.staying_kg),
        )
    rows = dict(
        PoolMaterial.objects.filter(pool=pool, material_id__in=sums).values_list(
            "material_id", "pk"
        )
    )
    wants = [
        stock.Want(rows[material_id], material_id, pieces, mass_kg)
        for material_id, (pieces, mass_kg) in sorted(sums.items())
        if material_id in rows
    ]
    if wants:
        stock.reserve(
            center_id=pool.center_id,
            holder=POOL_MATERIAL,
            wants=wants,
            at=at,
            lot_ids=[lot.pk for lot in sound.values()],
        )
