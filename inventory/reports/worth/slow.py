"""What lies there and is not asked for."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from inventory.reports.worth.asof import read, start_of

# How far back the last issue is looked for.
LOOK_BACK_DAYS = 365

# Issues as reordering counts them: to workshops, never reversed, and the old books' before.
_SLOW = """
WITH lying AS (
    SELECT b.material_id, count(DISTINCT b.lot_id) AS lots, min(b.received_on) AS oldest_on,
           sum(b.on_hand_kg) AS mass_kg, sum(b.value) AS value
    FROM inventory_balance b
    JOIN inventory_lot l ON l.id = b.lot_id AND l.owner_id IS NULL
    WHERE b.center_id = %(center)s AND b.on_hand_kg > 0
    GROUP BY b.material_id
), issued AS (
    SELECT l.material_id, (t.effective_at AT TIME ZONE %(zone)s)::date AS day, m.mass_kg
    FROM inventory_transaction t
    JOIN inventory_movement m ON m.transaction_id = t.sequence
    JOIN inventory_place p ON p.id = m.to_place_id AND p.kind = 'workshop'
    JOIN inventory_lot l ON l.id = m.lot_id AND l.owner_id IS NULL
    WHERE t.center_id = %(center)s AND t.reason = 'issue' AND t.effective_at >= %(horizon)s
      AND NOT EXISTS (SELECT FROM inventory_transaction r WHERE r.reverses_id = t.sequence)
    UNION ALL
    SELECT material_id, issued_on, mass_kg FROM inventory_pastissue
    WHERE center_id = %(center)s AND issued_on >= %(horizon)s::date
), known AS (
    SELECT material_id, max(day) AS last_on,
           sum(mass_kg) FILTER (WHERE day > %(since)s) AS lately_kg
    FROM issued GROUP BY material_id
)
SELECT a.code, a.form, y.lots, y.oldest_on, y.mass_kg, y.value, k.last_on,
       COALESCE(k.lately_kg, 0)
FROM lying y
JOIN inventory_material a ON a.id = y.material_id
LEFT JOIN known k ON k.material_id = y.material_id
ORDER BY COALESCE(k.lately_kg, 0) > 0, y.mass_kg / NULLIF(k.lately_kg, 0) DESC NULLS FIRST,
         y.value DESC, a.code
"""


@dataclass(frozen=True)
class SlowMover:
    """A material in stock, when it last went and how long it lasts.

    last_on: None when nothing went within a year. lately_kg: what went in the days asked
    about. days_of_cover: at that pace, None when nothing went.
    """

    material: str
    form: str
    lots: int
    oldest_on: date
    mass_kg: Decimal
    value: Decimal
    last_on: date | None
    lately_kg: Decimal
    days_of_cover: int | None


def slow_movers(center_id: int, *, today: date, days: int, zone: str) -> list[SlowMover]:
    """Return what lies in stock by how long it lasts, what did not go in `days` days first."""
    asked = {
        "center": center_id,
        "zone": zone,
        "since": today - timedelta(days=days),
        "horizon": start_of(today - timedelta(days=max(days, LOOK_BACK_DAYS))),
    }
    found = []
    for code, form, lots, oldest_on, mass_kg, value, last_on, lately_kg in read(_SLOW, asked):
        cover = _cover(mass_kg, lately_kg, days)
        found.append(
            SlowMover(code, form, lots, oldest_on, mass_kg, value, last_on, lately_kg, cover)
        )
    return found


def _cover(mass_kg: Decimal, lately_kg: Decimal, days: int) -> int | None:
    if not lately_kg:
        return None
    return int((mass_kg * days / lately_kg).quantize(Decimal(1), ROUND_HALF_UP))
