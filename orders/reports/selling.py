"""Orders from stock as they stand: what is ordered, held, and would be billed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from inventory import catalogue
from materialcenter.models import Center, Workshop
from orders.models import (
    AllocatedShare,
    DeliveryNote,
    Invoice,
    Order,
    OrderLine,
    PickedPart,
    Pool,
    WeightBasis,
)
from orders.reports.credit import deposit_left, exposure
from orders.rules.bill import Bill, Rate, Taken, bill_for, due_at_once

ORDER_LINE = "order_line"
POOL_SHARE = "pool_share"


@dataclass(frozen=True)
class OrderedLine:
    """A line of an order; amount is kg times price in whole rupiah, before tax."""

    line: OrderLine
    material: catalogue.Material
    amount: int
    held: tuple[catalogue.HeldPart, ...]


@dataclass(frozen=True)
class OrderView:
    """An order with its lines, its bill as it would be now, and what came of it.

    notes: one per handing over, the first first; none until it is handed over in part or
    wholly. picked: since when each confirmed reservation is in a clerk's hand.
    """

    order: Order
    lines: tuple[OrderedLine, ...]
    bill: Bill
    notes: tuple[DeliveryNote, ...]
    picked: Mapping[int, datetime]

    @property
    def note(self) -> DeliveryNote | None:
        """Return the first delivery note."""
        return self.notes[0] if self.notes else None

    @property
    def invoice(self) -> Invoice | None:
        """Return the first invoice."""
        return self.invoices[0] if self.invoices else None

    @property
    def invoices(self) -> tuple[Invoice, ...]:
        """Return the invoices that were drawn, each once, the first first."""
        drawn = {note.invoice.pk: note.invoice for note in self.notes if note.invoice is not None}
        return tuple(drawn[pk] for pk in sorted(drawn))


@dataclass(frozen=True)
class PickPart:
    """A part to fetch from a rack, with its material and price.

    picked_at: since when it is in a clerk's hand; None while it is still to be fetched.
    """

    held: catalogue.HeldPart
    material: catalogue.Material
    price_per_kg: Decimal
    picked_at: datetime | None


@dataclass(frozen=True)
class Pick:
    """What is to be handed over to a workshop, in walking order, and its bill.

    Rupiah are whole: owed before this, the deposit paid for the pool, what must be paid
    before the goods leave.
    """

    workshop: Workshop
    parts: tuple[PickPart, ...]
    bill: Bill
    owed: int
    deposit: int
    due_now: int

    @property
    def picked(self) -> int:
        """Return how many parts are in a clerk's hand."""
        return sum(part.picked_at is not None for part in self.parts)


def order_view(order: Order) -> OrderView:
    """Gather an order with everything about it; center and workshop should be at hand."""
    lines = list(OrderLine.objects.filter(order=order).select_related("lot").order_by("line_no"))
    materials = catalogue.materials_by_id(order.center_id, (line.material_id for line in lines))
    held: dict[int, list[catalogue.HeldPart]] = defaultdict(list)
    if order.status in Order.OPEN:
        for part in catalogue.held_parts(
            order.center_id, holder=ORDER_LINE, holder_ids=[line.pk for line in lines]
        ):
            held[part.holder_id].append(part)
    bill = bill_for(
        (Taken(x.material_id, x.pieces, x.mass_kg, x.price_per_kg, apart=x.lot_id) for x in lines),
        is_vat_registered=order.center.is_vat_registered,
    )
    notes = DeliveryNote.objects.filter(order=order).select_related("invoice").order_by("pk")
    return OrderView(
        order=order,
        lines=tuple(
            OrderedLine(line, materials[line.material_id], billed.amount, tuple(held[line.pk]))
            for line, billed in zip(lines, bill.lines, strict=True)
        ),
        bill=bill,
        notes=tuple(notes),
        picked=picked_at(part.reservation_id for parts in held.values() for part in parts),
    )


def picked_at(reservation_ids: Iterable[int]) -> dict[int, datetime]:
    """Say since when each of the reservations that was confirmed is in a clerk's hand."""
    picked = PickedPart.objects.filter(reservation_id__in=list(reservation_ids))
    return dict(picked.values_list("reservation_id", "picked_at"))


def order_pick(order: Order) -> Pick:
    """Gather what a clerk fetches for an order; center and workshop should be at hand."""
    rates = {
        pk: Rate(price, apart=lot_id)
        for pk, price, lot_id in OrderLine.objects.filter(order=order)
        .order_by("pk")
        .values_list("pk", "price_per_kg", "lot_id")
    }
    return _pick(order.center, order.workshop, rates, holder=ORDER_LINE, deposit=0)


def pool_pick(pool: Pool, workshop: Workshop) -> Pick:
    """Gather what a clerk fetches for a workshop's shares of a pool; center at hand."""
    rates = share_rates(pool, workshop)
    deposit = deposit_left(workshop_id=workshop.pk, pool_id=pool.pk)
    return _pick(pool.center, workshop, rates, holder=POOL_SHARE, deposit=deposit)


def share_rates(pool: Pool, workshop: Workshop) -> dict[int, Rate]:
    """Return what a kg of each of a workshop's shares costs, by the offer's weight basis."""
    rows = (
        AllocatedShare.objects.filter(allocation__pool_material__pool=pool, workshop=workshop)
        .order_by("pk")
        .values_list(
            "pk",
            "allocation__pool_material__clearing__price_per_kg",
            "allocation__pool_material__clearing__offer__weight_basis",
            "allocation__pool_material__material__piece_mass_kg",
        )
    )
    return {
        pk: Rate(price, piece_mass_kg if basis == WeightBasis.TABLE else None)
        for pk, price, basis, piece_mass_kg in rows
        if price is not None  # a material that nobody could be served of has no price
    }


def _pick(
    center: Center, workshop: Workshop, rates: dict[int, Rate], *, holder: str, deposit: int
) -> Pick:
    held = catalogue.held_parts(center.pk, holder=holder, holder_ids=rates)
    materials = catalogue.materials_by_id(center.pk, (part.material_id for part in held))
    picked = picked_at(part.reservation_id for part in held)
    bill = bill_for(
        (rates[part.holder_id].taken(part.material_id, part.pieces, part.mass_kg) for part in held),
        is_vat_registered=center.is_vat_registered,
    )
    owed = exposure(workshop.pk)
    used = min(deposit, bill.total)
    over = due_at_once(total=bill.total, owed=owed, limit=workshop.credit_line)
    return Pick(
        workshop=workshop,
        parts=tuple(
            PickPart(
                part,
                materials[part.material_id],
                rates[part.holder_id].price_per_kg,
                picked.get(part.reservation_id),
            )
            for part in held
        ),
        bill=bill,
        owed=owed,
        deposit=used,
        due_now=max(0, over - used),
    )
