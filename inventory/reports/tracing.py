"""Where the steel of lots came from, what was cut from it, and what became of every kg.

A family is the lots asked for, those that they were cut from, and everything that was cut
from them. It is read in one statement, whose work grows with the family and not with the
ledger: each lot's movements are found by the lot.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection

from inventory.models import KeptBack, Reservation
from inventory.rules.fates import Fates, add_fates

# "OFFSET 0" keeps each look at the lots one by its index: how many lots a family has cannot
# be estimated, and whoever reads the whole table instead pays for every lot there ever was.
# A reversal is its transaction with the signs changed, so that what was undone adds up to
# nothing at the very place where it had counted.
_FAMILY = """
WITH RECURSIVE starts AS (
    SELECT id, parent_id FROM inventory_lot
    WHERE center_id = %(center)s AND id = ANY(%(lots)s)
    UNION
    SELECT id, parent_id FROM inventory_lot
    WHERE center_id = %(center)s AND upper(heat) = ANY(%(heats)s) AND parent_id IS NULL
), up AS (
    SELECT s.id, s.parent_id, 0 AS depth FROM starts s
    UNION
    SELECT p.id, p.parent_id, up.depth - 1
    FROM up CROSS JOIN LATERAL (
        SELECT id, parent_id FROM inventory_lot WHERE id = up.parent_id OFFSET 0
    ) p
), down AS (
    SELECT id, 0 AS depth FROM starts
    UNION
    SELECT c.id, down.depth + 1
    FROM down CROSS JOIN LATERAL (
        SELECT id FROM inventory_lot WHERE parent_id = down.id OFFSET 0
    ) c
), family AS (
    SELECT DISTINCT ON (id) id, depth
    FROM (SELECT id, depth FROM up WHERE depth < 0 UNION ALL SELECT id, depth FROM down) f
    ORDER BY id, depth DESC
)
SELECT l.id, l.number, f.depth, l.parent_id, l.material_id, m.code, m.unit, l.heat, l.quality,
       l.length_mm, l.width_mm, l.received_on, l.received_pieces, l.received_kg, l.reference,
       COALESCE(s.name, ''), l.owner_id, COALESCE(o.code, ''),
       COALESCE(o.name, ''),
       COALESCE(l.certificate_id, c.file_id), COALESCE(c.number, ''),
       fate.*, spot.spots::text
FROM family f
CROSS JOIN LATERAL (SELECT * FROM inventory_lot WHERE id = f.id OFFSET 0) l
JOIN inventory_material m ON m.id = l.material_id
LEFT JOIN materialcenter_supplier s ON s.id = l.supplier_id
LEFT JOIN materialcenter_workshop o ON o.id = l.owner_id
LEFT JOIN inventory_certificateheat ch ON ch.id = l.certified_heat_id
LEFT JOIN inventory_certificate c ON c.id = ch.certificate_id
CROSS JOIN LATERAL (
    SELECT
        COALESCE(sum(kg) FILTER (WHERE came IN ('supplier', 'workshop') AND why = 'receipt'), 0),
        COALESCE(sum(kg) FILTER (WHERE came = 'cutting' AND went = 'rack'), 0),
        COALESCE(sum(kg) FILTER (WHERE went = 'cutting'), 0),
        COALESCE(sum(kg) FILTER (WHERE went = 'cutting_loss'), 0),
        COALESCE(sum(kg) FILTER (WHERE went = 'workshop' AND why IN ('issue', 'pool')), 0),
        COALESCE(sum(kg) FILTER (WHERE went IN ('supplier', 'workshop')
                                   AND why NOT IN ('issue', 'pool')), 0)
        - COALESCE(sum(kg) FILTER (WHERE came IN ('supplier', 'workshop')
                                     AND why <> 'receipt'), 0),
        COALESCE(sum(kg) FILTER (WHERE went = 'write_off'), 0)
        - COALESCE(sum(kg) FILTER (WHERE came = 'write_off'), 0),
        COALESCE(sum(kg) FILTER (WHERE went = 'count_difference'), 0)
        - COALESCE(sum(kg) FILTER (WHERE came = 'count_difference'), 0)
    FROM (
        SELECT COALESCE(undone.reason, t.reason) AS why,
               CASE WHEN t.reverses_id IS NULL THEN mv.mass_kg ELSE -mv.mass_kg END AS kg,
               CASE WHEN t.reverses_id IS NULL THEN a.kind ELSE b.kind END AS came,
               CASE WHEN t.reverses_id IS NULL THEN b.kind ELSE a.kind END AS went
        FROM inventory_movement mv
        JOIN inventory_transaction t ON t.sequence = mv.transaction_id
        LEFT JOIN inventory_transaction undone ON undone.sequence = t.reverses_id
        JOIN inventory_place a ON a.id = mv.from_place_id
        JOIN inventory_place b ON b.id = mv.to_place_id
        WHERE mv.lot_id = f.id
    ) moved
) fate (received, came_off, cut, lost, handed_over, returned, written_off, counted)
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(p.code, b.on_hand_pieces, b.on_hand_kg::text,
                                       b.reserved_pieces, b.reserved_kg::text)
                     ORDER BY p.code) AS spots
    FROM inventory_balance b JOIN inventory_place p ON p.id = b.place_id
    WHERE b.lot_id = f.id AND b.on_hand_kg > 0
) spot ON true
ORDER BY f.depth, l.id
"""


@dataclass(frozen=True)
class Spot:
    """What of a lot lies on one rack, and how much of that is reserved."""

    rack: str
    pieces: int
    mass_kg: Decimal
    reserved_pieces: int
    reserved_kg: Decimal


@dataclass(frozen=True)
class TracedLot:
    """A lot of a family.

    depth: 0 for what was asked for, more for what was cut from it, less for what it was cut
    from. owner: the workshop that owns consigned stock. certificate_id: the file.
    """

    lot_id: int
    number: str
    depth: int
    parent_id: int | None
    material_id: int
    material: str
    unit: str
    heat: str
    quality: str
    length_mm: Decimal | None
    width_mm: Decimal | None
    received_on: date
    received_pieces: int
    received_kg: Decimal
    reference: str
    supplier: str
    owner_id: int | None
    owner_code: str
    owner: str
    certificate_id: int | None
    certificate: str
    fates: Fates
    spots: tuple[Spot, ...]

    @property
    def is_undone(self) -> bool:
        """Say whether the cut or the receipt that made it was reversed."""
        return not (self.fates.came_off_kg if self.parent_id else self.fates.received_kg)

    @property
    def pieces(self) -> int:
        """Return the pieces that lie in the yard."""
        return sum(spot.pieces for spot in self.spots)

    @property
    def reserved_kg(self) -> Decimal:
        """Return the kg in the yard that are reserved."""
        return sum((spot.reserved_kg for spot in self.spots), Decimal(0))

    @property
    def racks(self) -> str:
        """Name the racks it lies on."""
        return ", ".join(spot.rack for spot in self.spots)


@dataclass(frozen=True)
class Family:
    """Lots with their ancestors and descendants; ancestors first, then by depth and age."""

    lots: tuple[TracedLot, ...]

    @cached_property
    def by_id(self) -> dict[int, TracedLot]:
        """Return the lots by id."""
        return {lot.lot_id: lot for lot in self.lots}

    @cached_property
    def ancestors(self) -> tuple[TracedLot, ...]:
        """Return what the lots asked for were cut from, the first receipt ahead."""
        return tuple(lot for lot in self.lots if lot.depth < 0)

    @cached_property
    def descent(self) -> tuple[TracedLot, ...]:
        """Return the lots asked for, each with what was cut from it right behind it."""
        tops = [lot for lot in self.lots if lot.depth == 0]
        return tuple(one for top in tops for one in self._under(top))

    def _under(self, top: TracedLot) -> Iterator[TracedLot]:
        # A stack and not recursion: a remnant of a remnant may go deep.
        waiting = [top]
        while waiting:
            lot = waiting.pop()
            yield lot
            waiting += reversed(self.children(lot.lot_id))

    @cached_property
    def _children(self) -> dict[int, list[TracedLot]]:
        found: dict[int, list[TracedLot]] = {}
        for lot in self.lots:
            if lot.depth > 0 and lot.parent_id is not None:
                found.setdefault(lot.parent_id, []).append(lot)
        return found

    def children(self, lot_id: int) -> Sequence[TracedLot]:
        """Return what was cut from a lot, the oldest ahead."""
        return self._children.get(lot_id, ())

    def root_of(self, lot_id: int) -> TracedLot:
        """Return the lot that came in and that a lot of the family was cut from in the end."""
        lot = self.by_id[lot_id]
        while lot.parent_id in self.by_id:
            lot = self.by_id[lot.parent_id]
        return lot

    @cached_property
    def fates(self) -> Fates:
        """Add up what became of the lots asked for and of what was cut from them."""
        return add_fates(lot.fates for lot in self.descent)

    @cached_property
    def came_kg(self) -> Decimal:
        """Return the kg that are to be accounted for: received, or come off the bench."""
        tops = add_fates(lot.fates for lot in self.descent if lot.depth == 0)
        return tops.received_kg + tops.came_off_kg

    @property
    def missing_kg(self) -> Decimal:
        """Return the kg that are nowhere: zero, unless the ledger is broken."""
        return self.came_kg - self.fates.accounted_kg


def family_of(center_id: int, *, lot_ids: Iterable[int] = (), heats: Iterable[str] = ()) -> Family:
    """Find lots, all lots received of heats, and their families. One statement.

    heats: in any case; an empty one finds nothing. Nothing found is an empty family.
    """
    asked: dict[str, Any] = {
        "center": center_id,
        "lots": list(lot_ids),
        "heats": [heat.strip().upper() for heat in heats if heat.strip()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FAMILY, asked)
        return Family(tuple(map(_lot, cursor.fetchall())))


_NAMES = tuple(field.name for field in fields(TracedLot))
_PLAIN = len(_NAMES) - 2
_FATES = tuple(field.name for field in fields(Fates))


def _lot(row: Sequence[Any]) -> TracedLot:
    *kilos, spots = row[_PLAIN:]
    found = tuple(
        Spot(rack, pieces, Decimal(kg), reserved, Decimal(reserved_kg))
        for rack, pieces, kg, reserved, reserved_kg in json.loads(spots or "[]")
    )
    in_yard_kg = sum((spot.mass_kg for spot in found), Decimal(0))
    fates = Fates(**dict(zip(_FATES, (*kilos, in_yard_kg), strict=True)))
    values: dict[str, Any] = dict(zip(_NAMES, (*row[:_PLAIN], fates, found), strict=True))
    return TracedLot(**values)


@dataclass(frozen=True)
class LotHold:
    """A part of a lot that is reserved, for the line of which kind of document."""

    holder: str
    holder_id: int
    lot_number: str
    pieces: int
    mass_kg: Decimal


def holds_on(center_id: int, lot_ids: Iterable[int]) -> list[LotHold]:
    """List what is reserved of lots, by whom it is held. One statement."""
    rows = (
        Reservation.objects.filter(
            center_id=center_id, lot_id__in=set(lot_ids), status=Reservation.Status.HELD
        )
        .order_by("holder", "holder_id", "lot_id", "pk")
        .values_list("holder", "holder_id", "lot__number", "pieces", "mass_kg")
    )
    return [LotHold(*row) for row in rows]


@dataclass(frozen=True)
class KeptBackBy:
    """The heats, in capitals, and the lots that one paper keeps or kept back."""

    heats: tuple[str, ...]
    lot_ids: tuple[int, ...]


def kept_back_by(center_id: int, reference: str) -> KeptBackBy:
    """Return what a paper keeps or kept back. One statement."""
    rows = list(
        KeptBack.objects.filter(center_id=center_id, reference=reference).values_list(
            "heat", "lot_id"
        )
    )
    return KeptBackBy(
        heats=tuple(heat for heat, _lot in rows if heat),
        lot_ids=tuple(lot_id for _heat, lot_id in rows if lot_id is not None),
    )
