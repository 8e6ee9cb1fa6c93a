"""What was lost by month and reason, in kg and rupiah."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from inventory.reports.worth.asof import read, start_of

KERF, COUNT, WRITE_OFF, REJECTS = "kerf", "count", "write_off", "rejects"
LOSSES = (KERF, COUNT, WRITE_OFF, REJECTS)

# What went there counts, what came back from there is taken off again: a reversal, and what
# a count found. The kerf is worth nothing, since its cost stays on the pieces. Rejects are
# rejected lots that were written off.
_LOSSES = """
WITH lost AS (
    SELECT date_trunc('month', t.effective_at AT TIME ZONE %(zone)s)::date AS month,
           CASE WHEN 'cutting_loss' IN (f.kind, o.kind) THEN 'kerf'
                WHEN 'count_difference' IN (f.kind, o.kind) THEN 'count'
                WHEN l.quality = 'rejected' THEN 'rejects'
                ELSE 'write_off' END AS kind,
           CASE WHEN o.kind IN ('cutting_loss', 'count_difference', 'write_off')
                THEN 1 ELSE -1 END AS sign,
           m.mass_kg, m.value
    FROM inventory_transaction t
    JOIN inventory_movement m ON m.transaction_id = t.sequence
    JOIN inventory_place f ON f.id = m.from_place_id
    JOIN inventory_place o ON o.id = m.to_place_id
    JOIN inventory_lot l ON l.id = m.lot_id AND l.owner_id IS NULL
    JOIN inventory_material a ON a.id = l.material_id
    WHERE t.center_id = %(center)s
      AND t.effective_at >= %(start)s AND t.effective_at < %(end)s
      AND (f.kind IN ('cutting_loss', 'count_difference', 'write_off')
           OR o.kind IN ('cutting_loss', 'count_difference', 'write_off'))
      AND (%(material)s = '' OR a.code = %(material)s)
)
SELECT month, kind, sum(sign * mass_kg), sum(sign * value)
FROM lost GROUP BY month, kind ORDER BY month, kind
"""


@dataclass(frozen=True)
class MonthLoss:
    """What a month lost, by reason of LOSSES; below zero where more was found than lost."""

    month: date
    mass_kg: Mapping[str, Decimal]
    value: Mapping[str, Decimal]


def losses(
    center_id: int, *, since: date, until: date, zone: str, material: str = ""
) -> list[MonthLoss]:
    """Return every month of the period, one without a loss too. material: a code, "" for all."""
    asked = {
        "center": center_id,
        "start": start_of(since),
        "end": start_of(until + timedelta(days=1)),
        "zone": zone,
        "material": material,
    }
    masses: dict[tuple[date, str], Decimal] = {}
    values: dict[tuple[date, str], Decimal] = {}
    for month, kind, mass_kg, value in read(_LOSSES, asked):
        masses[month, kind], values[month, kind] = mass_kg, value
    return [
        MonthLoss(
            month,
            {kind: masses.get((month, kind), Decimal(0)) for kind in LOSSES},
            {kind: values.get((month, kind), Decimal(0)) for kind in LOSSES},
        )
        for month in months_between(since, until)
    ]


def months_between(since: date, until: date) -> list[date]:
    """Return the first day of every month from one day's to another's."""
    first, months = since.replace(day=1), []
    while first <= until:
        months.append(first)
        first = (first + timedelta(days=31)).replace(day=1)
    return months
