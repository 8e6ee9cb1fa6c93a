"""Stock-outs: what was refused, what that cost, and who had asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inventory.reports.watching.asked import Period
from inventory.reports.worth.asof import read

# A kg costs what the receipts of the last year did on average, or else all there were. Cut
# lots carry what their parents cost already.
_STOCK_OUTS = """
WITH refused AS (
    SELECT u.material_id, count(DISTINCT u.day) AS days, max(u.day) AS last_on,
           sum(u.asked_kg - u.had_kg) AS kg, array_agg(DISTINCT w.code ORDER BY w.code) AS workshops
    FROM inventory_unmetdemand u JOIN materialcenter_workshop w ON w.id = u.workshop_id
    WHERE u.center_id = %(center)s AND u.day BETWEEN %(since)s AND %(until)s
      AND u.asked_kg > u.had_kg
    GROUP BY u.material_id
), costs AS (
    SELECT l.material_id,
           COALESCE(
               sum(l.received_kg * l.cost_per_kg) FILTER (WHERE l.received_on > %(until)s - 365)
                   / sum(l.received_kg) FILTER (WHERE l.received_on > %(until)s - 365),
               sum(l.received_kg * l.cost_per_kg) / sum(l.received_kg)) AS per_kg
    FROM refused r
    JOIN inventory_lot l ON l.center_id = %(center)s AND l.material_id = r.material_id
     AND l.owner_id IS NULL AND l.parent_id IS NULL AND l.received_on <= %(until)s
    GROUP BY l.material_id
), valued AS (
    SELECT m.code, r.days, r.last_on, r.workshops, r.kg, m.counter_price_per_kg AS price,
           round(c.per_kg, 2) AS cost,
           round(r.kg * (m.counter_price_per_kg - c.per_kg), 2) AS lost
    FROM refused r
    JOIN inventory_material m ON m.id = r.material_id
    LEFT JOIN costs c ON c.material_id = r.material_id
), sums AS (
    SELECT count(*) AS materials, COALESCE(sum(days), 0)::bigint AS days,
           COALESCE(sum(kg), 0) AS kg, COALESCE(sum(lost), 0) AS lost,
           count(*) FILTER (WHERE lost IS NULL) AS unknown
    FROM valued
), placed AS (
    SELECT *, row_number() OVER (ORDER BY lost DESC NULLS LAST, kg DESC, code) AS n
    FROM valued
), shown AS (
    SELECT * FROM placed WHERE n > %(after)s ORDER BY n LIMIT %(limit)s
)
SELECT s.materials, s.days, s.kg, s.lost, s.unknown,
       p.n, p.code, p.days, p.last_on, p.workshops, p.kg, p.price, p.cost, p.lost
FROM sums s LEFT JOIN shown p ON true ORDER BY p.n
"""


@dataclass(frozen=True)
class StockOut:
    """A material that was refused. n: its place, the worst first, from 1.

    days: on which it was refused. workshops: codes of those that asked. lost: rupiah that its
    refused kg would have brought over their cost, both None where it was never received.
    """

    n: int
    material: str
    days: int
    last_on: date
    workshops: Sequence[str]
    refused_kg: Decimal
    counter_price: Decimal
    cost_per_kg: Decimal | None
    lost: Decimal | None


@dataclass(frozen=True)
class StockOuts:
    """All that was refused, and its worst lines. days: material by material.

    unknown: materials whose cost nobody knows; they are not in `lost`.
    """

    materials: int
    days: int
    refused_kg: Decimal
    lost: Decimal
    unknown: int
    lines: Sequence[StockOut]


def stock_outs(center_id: int, period: Period, *, after: int = 0, limit: int) -> StockOuts:
    """Read what was refused, the costliest first, from the one behind `after` on."""
    asked = {"center": center_id, "since": period.since, "until": period.until}
    rows = read(_STOCK_OUTS, asked | {"after": after, "limit": limit})
    materials, days, refused_kg, lost, unknown = rows[0][:5]
    lines = [StockOut(*row[5:]) for row in rows if row[5]]
    return StockOuts(materials, days, refused_kg, lost, unknown, lines)
