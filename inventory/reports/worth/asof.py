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

# What of each own lot lay on racks at the end of a day: what lies there now, less what has
# come over the racks' edge since. From rack to rack nothing comes or goes, unless one rack is
# asked for. What was dated before its own receipt shows below zero until then, as it stands
# in the books.
HELD = """
WITH racks AS (
    SELECT k.id FROM inventory_place k
    WHERE k.center_id = %(center)s AND k.kind = 'rack' AND (%(rack)s = '' OR k.code = %(rack)s)
), lots AS NOT MATERIALIZED (
    SELECT l.id, l.material_id, l.number, l.heat, l.received_on, l.quality
    FROM inventory_lot l JOIN inventory_material a ON a.id = l.material_id
    WHERE l.center_id = %(center)s AND l.owner_id IS NULL
      AND (%(material)s = '' OR a.code = %(material)s)
), since AS (
    SELECT m.lot_id, sum(CASE WHEN o.id IS NULL THEN -m.pieces ELSE m.pieces END) AS pieces,
           sum(CASE WHEN o.id IS NULL THEN -m.mass_kg ELSE m.mass_kg END) AS mass_kg,
           sum(CASE WHEN o.id IS NULL THEN -m.value ELSE m.value END) AS value
    FROM inventory_transaction t
    JOIN inventory_movement m ON m.transaction_id = t.sequence
    JOIN lots ON lots.id = m.lot_id
    LEFT JOIN racks f ON f.id = m.from_place_id
    LEFT JOIN racks o ON o.id = m.to_place_id
    WHERE t.center_id = %(center)s AND t.effective_at >= %(until)s
      AND (f.id IS NULL) <> (o.id IS NULL)
    GROUP BY m.lot_id
), lying AS (
    SELECT b.lot_id, sum(b.on_hand_pieces) AS pieces, sum(b.on_hand_kg) AS mass_kg,
           sum(b.value) AS value
    FROM inventory_balance b
    JOIN racks ON racks.id = b.place_id
    WHERE b.center_id = %(center)s AND b.on_hand_kg > 0
    GROUP BY b.lot_id
), held AS (
    SELECT lot_id, COALESCE(y.pieces, 0) - COALESCE(s.pieces, 0) AS pieces,
           COALESCE(y.mass_kg, 0) - COALESCE(s.mass_kg, 0) AS mass_kg,
           COALESCE(y.value, 0) - COALESCE(s.value, 0) AS value
    FROM lying y FULL JOIN since s USING (lot_id)
), own AS (
    SELECT lots.id AS lot_id, lots.material_id, lots.number, lots.heat, lots.received_on,
           lots.quality, h.pieces, h.mass_kg, h.value
    FROM held h JOIN lots ON lots.id = h.lot_id
    WHERE h.mass_kg <> 0 OR h.value <> 0
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
