"""Stock and its value at the end of a day, by material and by lot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from inventory.models import Lot, Material

_CENT = Decimal("0.01")

# What of each own lot lay on racks at the end of a day. A movement counts at each of its two
# ends that is a rack; moved from rack to rack it comes to nothing unless one rack is asked for.
# What was dated before its own receipt shows below zero until then, as it stands in the books.
HELD = """
WITH since AS (
    SELECT m.lot_id, m.from_place_id, m.to_place_id, m.pieces, m.mass_kg, m.value
    FROM inventory_transaction t
    JOIN inventory_movement m ON m.transaction_id = t.sequence
    WHERE t.center_id = %(center)s AND t.effective_at >= %(until)s
), parts AS (
    SELECT b.lot_id, b.place_id, b.on_hand_pieces AS pieces, b.on_hand_kg AS mass_kg, b.value
    FROM inventory_balance b WHERE b.center_id = %(center)s AND b.on_hand_kg > 0
    UNION ALL
    SELECT lot_id, to_place_id, -pieces, -mass_kg, -value FROM since
    UNION ALL
    SELECT lot_id, from_place_id, pieces, mass_kg, value FROM since
), held AS (
    SELECT p.lot_id, sum(p.pieces)::bigint AS pieces, sum(p.mass_kg) AS mass_kg,
           sum(p.value) AS value
    FROM parts p
    JOIN inventory_place k ON k.id = p.place_id AND k.kind = 'rack'
    WHERE %(rack)s = '' OR k.code = %(rack)s
    GROUP BY p.lot_id
    HAVING sum(p.mass_kg) <> 0 OR sum(p.value) <> 0
), own AS (
    SELECT h.*, l.material_id, l.number, l.heat, l.received_on, l.quality
    FROM held h
    JOIN inventory_lot l ON l.id = h.lot_id AND l.owner_id IS NULL
    JOIN inventory_material a ON a.id = l.material_id
    WHERE %(material)s = '' OR a.code = %(material)s
)
"""

_BY_MATERIAL_TAIL = """
SELECT a.code, a.form, g.code, count(*), sum(o.pieces)::bigint, sum(o.mass_kg), sum(o.value)
FROM own o
JOIN inventory_material a ON a.id = o.material_id
JOIN inventory_grade g ON g.id = a.grade_id
GROUP BY a.id, g.code
ORDER BY sum(o.value) DESC, a.code
"""

_BY_MATERIAL = HELD + _BY_MATERIAL_TAIL

_BY_LOT_TAIL = """
SELECT o.lot_id, o.number, a.code, o.heat, o.received_on, o.quality, o.pieces, o.mass_kg, o.value
FROM own o
JOIN inventory_material a ON a.id = o.material_id
WHERE o.lot_id > %(after)s
ORDER BY o.lot_id
LIMIT %(limit)s
"""

_BY_LOT = HELD + _BY_LOT_TAIL


@dataclass(frozen=True)
class MaterialWorth:
    """What lay there of a material. pieces: 0 for what is kept by weight."""

    material: str
    form: str
    grade: str
    lots: int
    pieces: int
    mass_kg: Decimal
    value: Decimal

    @property
    def form_label(self) -> str:
        """Return the form in words."""
        return str(Material.Form(self.form).label)

    @property
    def per_kg(self) -> Decimal | None:
        """Return what a kg costs on average; None where there is none."""
        return _per_kg(self.value, self.mass_kg)


@dataclass(frozen=True)
class LotWorth:
    """What lay there of a lot."""

    lot_id: int
    lot: str
    material: str
    heat: str
    received_on: date
    quality: str
    pieces: int
    mass_kg: Decimal
    value: Decimal

    @property
    def quality_label(self) -> str:
        """Return the quality in words."""
        return str(Lot.Quality(self.quality).label)

    @property
    def per_kg(self) -> Decimal | None:
        """Return what a kg costs; None where there is none."""
        return _per_kg(self.value, self.mass_kg)


def worth_by_material(
    center_id: int, *, on: date, material: str = "", rack: str = ""
) -> list[MaterialWorth]:
    """Return what lay there at the end of a day, the most valuable first.

    material, rack: codes, "" for all.
    """
    return [MaterialWorth(*row) for row in read(_BY_MATERIAL, held(center_id, on, material, rack))]


def worth_by_lot(
    center_id: int,
    *,
    on: date,
    material: str = "",
    rack: str = "",
    after: int = 0,
    limit: int,
) -> list[LotWorth]:
    """Return what lay there lot by lot, the oldest first, from the one behind `after` on."""
    asked = held(center_id, on, material, rack) | {"after": after, "limit": limit}
    return [LotWorth(*row) for row in read(_BY_LOT, asked)]


def held(center_id: int, on: date, material: str = "", rack: str = "") -> dict[str, Any]:
    """Return the parameters of HELD."""
    return {
        "center": center_id,
        "until": start_of(on + timedelta(days=1)),
        "material": material,
        "rack": rack,
    }


def _per_kg(value: Decimal, mass_kg: Decimal) -> Decimal | None:
    return (value / mass_kg).quantize(_CENT) if mass_kg else None


def start_of(day: date) -> datetime:
    """Return the moment at which a day of the depot begins."""
    return timezone.make_aware(datetime.combine(day, time()))


def read(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a report's statement, planned for what is asked, and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
