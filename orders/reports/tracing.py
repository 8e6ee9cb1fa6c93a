"""Traces: from a heat or lot to everybody who got any of it, and from a delivered piece back.

The yard's own part is the catalogue's family; here it is put beside delivery notes, receipts
and purchase orders. Each way costs the same few statements, however large the ledger is.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db import connection
from django.db.models import Q, QuerySet

from inventory import catalogue
from materialcenter.errors import Missing
from materialcenter.person import Person
from orders.models import DeliveryNote, DeliveryNoteLine, ReceiptLine
from orders.reports.finding import NotThere, find_note, one_of


@dataclass(frozen=True)
class TracedDelivery:
    """A line of a delivery note by which a workshop got some of a lot; for an order or a pool."""

    line_id: int
    note: str
    line_no: int
    handed_at: datetime
    receiver: str
    workshop_id: int
    workshop_code: str
    workshop: str
    order: str | None
    pool: str | None
    lot_id: int
    lot_number: str
    heat: str
    material: str
    unit: str
    pieces: int
    mass_kg: Decimal


@dataclass(frozen=True)
class Holder:
    """What one workshop has of it. taken_back: consigned lots that it got back as their owner."""

    workshop_id: int
    code: str
    name: str
    deliveries: tuple[TracedDelivery, ...]
    taken_back: tuple[catalogue.TracedLot, ...]

    @property
    def pieces(self) -> int:
        """Return the delivered pieces, of whatever size."""
        return sum(delivery.pieces for delivery in self.deliveries)

    @property
    def mass_kg(self) -> Decimal:
        """Return the kg that it got."""
        delivered = sum((delivery.mass_kg for delivery in self.deliveries), Decimal(0))
        return delivered + sum((lot.fates.returned_kg for lot in self.taken_back), Decimal(0))


@dataclass(frozen=True)
class Origin:
    """The receipt that a lot came in by; empty texts for what a buyer is not told."""

    lot_id: int
    receipt: str
    received_on: datetime | None
    purchase_order: str


@dataclass(frozen=True)
class Trace:
    """A heat or a lot, forward. name: of the heat or lot. origins: of the lots that came in."""

    name: str
    family: catalogue.Family
    deliveries: tuple[TracedDelivery, ...]
    origins: dict[int, Origin]

    @cached_property
    def holders(self) -> tuple[Holder, ...]:
        """Return who has what, the most kg ahead."""
        by_workshop: dict[int, list[TracedDelivery]] = {}
        for delivery in self.deliveries:
            by_workshop.setdefault(delivery.workshop_id, []).append(delivery)
        owned: dict[int, list[catalogue.TracedLot]] = {}
        for lot in self.family.descent:
            if lot.owner_id is not None and lot.fates.returned_kg > 0:
                owned.setdefault(lot.owner_id, []).append(lot)
        found = [
            _holder(pk, by_workshop.get(pk, []), owned.get(pk, []))
            for pk in by_workshop.keys() | owned.keys()
        ]
        return tuple(sorted(found, key=lambda holder: (-holder.mass_kg, holder.code)))

    @property
    def unwritten_kg(self) -> Decimal:
        """Return the kg that left for workshops without a delivery note."""
        written = sum((delivery.mass_kg for delivery in self.deliveries), Decimal(0))
        return self.family.fates.handed_over_kg - written

    def deliveries_of(self, lot_id: int) -> tuple[TracedDelivery, ...]:
        """Return what was handed over of one lot, the first ahead."""
        return self._of_lot.get(lot_id, ())

    @cached_property
    def _of_lot(self) -> dict[int, tuple[TracedDelivery, ...]]:
        found: dict[int, tuple[TracedDelivery, ...]] = {}
        for delivery in self.deliveries:
            found[delivery.lot_id] = (*found.get(delivery.lot_id, ()), delivery)
        return found


def _holder(
    workshop_id: int, deliveries: list[TracedDelivery], lots: list[catalogue.TracedLot]
) -> Holder:
    code = deliveries[0].workshop_code if deliveries else lots[0].owner_code
    name = deliveries[0].workshop if deliveries else lots[0].owner
    return Holder(workshop_id, code, name, tuple(deliveries), tuple(lots))


@dataclass(frozen=True)
class BackwardTrace:
    """A delivered line, back to where it came from.

    chain: the lot that came in, then each that was cut from the one before, to the delivered
    one. origin: None for what came in without a goods receipt.
    """

    delivery: TracedDelivery
    chain: tuple[catalogue.TracedLot, ...]
    origin: Origin | None

    @property
    def root(self) -> catalogue.TracedLot:
        """Return the lot that came in."""
        return self.chain[0]

    @property
    def lot(self) -> catalogue.TracedLot:
        """Return the lot that was delivered."""
        return self.chain[-1]


def trace_heat(person: Person, heat: str) -> Trace:
    """Follow a heat to everybody who got any of it. Three statements. Raises Missing."""
    if not person.is_staff:
        raise Missing
    family = catalogue.family_of(person.center_id, heats=[heat])
    return _forward(heat.strip().upper(), family)


def trace_lot(person: Person, number: str) -> Trace:
    """Follow a lot, and show what it was cut from. Four statements. Raises Missing."""
    lots = catalogue.Lot.objects.visible_to(person).filter(number=number)
    lot_id = one_of(lots.only("pk"), NotThere()).pk
    return _forward(number, catalogue.family_of(person.center_id, lot_ids=[lot_id]))


def trace_lots(
    name: str, center_id: int, *, heats: Collection[str], lot_ids: Collection[int]
) -> Trace:
    """Follow several heats and lots together. Raises Missing."""
    return _forward(name, catalogue.family_of(center_id, heats=heats, lot_ids=lot_ids))


def _forward(name: str, family: catalogue.Family) -> Trace:
    if not family.descent:
        raise NotThere
    return Trace(
        name=name,
        family=family,
        deliveries=deliveries_of(lot.lot_id for lot in family.descent),
        origins=origins_of(lot.lot_id for lot in family.lots if lot.parent_id is None),
    )


def trace_delivery(person: Person, number: str, line_no: int) -> BackwardTrace:
    """Follow a delivered line back, for staff and for the workshop that got it.

    A buyer is told heat, certificate and when it came, but not from whom it was bought.
    Five statements. Raises NotThere.
    """
    note = find_note(person, number)
    lines = _delivered(DeliveryNoteLine.objects.filter(note=note, line_no=line_no))
    if not lines:
        raise NotThere
    family = catalogue.family_of(note.center_id, lot_ids=[lines[0].lot_id])
    chain = (*family.ancestors, family.by_id[lines[0].lot_id])
    origin = origins_of([chain[0].lot_id]).get(chain[0].lot_id)
    if not person.is_staff:
        chain = tuple(replace(lot, supplier="", reference="", spots=()) for lot in chain)
        origin = None
    return BackwardTrace(lines[0], chain, origin)


# Each line, note and order is found by its index, whatever the planner thinks of how many


# there are ("OFFSET 0"): a heat's lines are few beside everything that was ever handed over.
_LINES = """
SELECT d.id, n.number, d.line_no, n.handed_at, n.receiver_name, n.workshop_id, w.code, w.name,
       o.number, p.number, d.lot_id, l.number, l.heat, m.code, m.unit, d.pieces, d.mass_kg
FROM (
    SELECT line.* FROM unnest(%(lots)s::bigint[]) AS lot (id) CROSS JOIN LATERAL (
        SELECT * FROM orders_deliverynoteline WHERE lot_id = lot.id OFFSET 0
    ) line
    UNION ALL
    SELECT * FROM orders_deliverynoteline WHERE id = ANY(%(ids)s)
) d
CROSS JOIN LATERAL (SELECT * FROM orders_deliverynote WHERE id = d.note_id OFFSET 0) n
CROSS JOIN LATERAL (SELECT number, heat FROM inventory_lot WHERE id = d.lot_id OFFSET 0) l
LEFT JOIN LATERAL (SELECT number FROM orders_order WHERE id = n.order_id OFFSET 0) o ON true
LEFT JOIN orders_pool p ON p.id = n.pool_id
JOIN inventory_material m ON m.id = d.material_id
JOIN materialcenter_workshop w ON w.id = n.workshop_id
ORDER BY n.handed_at, d.note_id, d.line_no
"""


def deliveries_of(lot_ids: Iterable[int]) -> tuple[TracedDelivery, ...]:
    """List everything that was handed over of lots, the first ahead. One statement."""
    return _lines(lots=sorted(set(lot_ids)), ids=[])


def _delivered(
    lines: QuerySet[DeliveryNoteLine], *, limit: int | None = None
) -> tuple[TracedDelivery, ...]:
    """List lines of delivery notes, the first ahead; of many the newest."""
    return _lines(lots=[], ids=list(lines.order_by("-pk").values_list("pk", flat=True)[:limit]))


def _lines(*, lots: list[int], ids: list[int]) -> tuple[TracedDelivery, ...]:
    if not lots and not ids:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"lots": lots, "ids": ids})
        return tuple(TracedDelivery(*row) for row in cursor.fetchall())


def origins_of(lot_ids: Iterable[int]) -> dict[int, Origin]:
    """Return the goods receipts that lots came in by, where there is one. One statement."""
    rows = ReceiptLine.objects.filter(lot_id__in=list(lot_ids)).values_list(
        "lot_id",
        "receipt__number",
        "receipt__received_at",
        "receipt__purchase_order__number",
    )
    return {lot_id: Origin(lot_id, receipt, at, order or "") for lot_id, receipt, at, order in rows}


FEW = 50


@dataclass(frozen=True)
class Findings:
    """What a text may mean: a heat, lots and delivered lines; a buyer's own lines alone."""

    heats: tuple[str, ...]
    lots: tuple[str, ...]
    deliveries: tuple[TracedDelivery, ...]


def find_traces(person: Person, text: str) -> Findings:
    """Find what may be traced by a heat, a lot's number or label, or a delivery note's number."""
    lot_number, heat = catalogue.lot_number_in(text), catalogue.heat_in(text)
    notes = DeliveryNote.objects.visible_to(person)
    lines = DeliveryNoteLine.objects.filter(note__in=notes)
    if not person.is_staff:
        meant = Q(lot__number=lot_number) | Q(note__number=lot_number)
        if heat:
            meant |= Q(lot__heat__iexact=heat)
        return Findings((), (), _delivered(lines.filter(meant), limit=FEW))
    lots = catalogue.Lot.objects.visible_to(person)
    heats = lots.filter(heat__iexact=heat).exclude(heat="")
    return Findings(
        heats=tuple(sorted({name.upper() for name in heats.values_list("heat", flat=True)[:1]})),
        lots=tuple(lots.filter(number=lot_number).values_list("number", flat=True)),
        deliveries=_delivered(lines.filter(note__number=lot_number)),
    )
