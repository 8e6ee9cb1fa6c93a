"""The demand that reordering learns from, kept per day as the ledger grows.

What is new in the ledger is folded into the days once, in the order in which it was written;
nothing that was folded is read again. A reversal takes back what it reverses on the day on
which that was issued.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from numpy.typing import NDArray

from inventory.models import DemandFolded
from inventory.services.sealing import newest_sequence
from materialcenter.commands import command, step

TRANSACTIONS_AT_ONCE = 20_000
WEEK_DAYS = 7

_LAST_OF_CHUNK = """
SELECT max(sequence) FROM (
    SELECT sequence FROM inventory_transaction
    WHERE center_id = %s AND sequence > %s AND sequence <= %s
    ORDER BY sequence LIMIT %s) chunk
"""

# The depot's own stock to workshops; what went back to a consigned lot's owner was no demand.
_CHANGES = """
SELECT l.material_id, (o.effective_at AT TIME ZONE %(zone)s)::date AS day,
       sum(CASE WHEN o.reason = 'issue' THEN s.sign * m.mass_kg ELSE 0 END) AS issued_kg,
       sum(CASE WHEN o.reason = 'pool' THEN s.sign * m.mass_kg ELSE 0 END) AS pool_kg
FROM inventory_transaction t
JOIN inventory_transaction o ON o.sequence = COALESCE(t.reverses_id, t.sequence)
CROSS JOIN LATERAL (
    SELECT CASE WHEN t.reverses_id IS NULL THEN 1 ELSE -1 END AS sign) s
JOIN inventory_movement m ON m.transaction_id = o.sequence
JOIN inventory_place p ON p.id = m.to_place_id AND p.kind = 'workshop'
JOIN inventory_lot l ON l.id = m.lot_id AND l.owner_id IS NULL
WHERE t.center_id = %(center)s AND t.sequence > %(after)s AND t.sequence <= %(through)s
  AND o.reason IN ('issue', 'pool')
GROUP BY l.material_id, day
"""

_PAST = """
SELECT material_id, issued_on AS day, sum(mass_kg) AS issued_kg, 0 AS pool_kg
FROM inventory_pastissue
WHERE center_id = %(center)s AND id = ANY(%(issues)s::bigint[])
GROUP BY material_id, issued_on
"""

_MERGE = """
MERGE INTO inventory_demandday d
USING ({changes}) c
ON d.center_id = %(center)s AND d.material_id = c.material_id AND d.day = c.day
WHEN MATCHED THEN UPDATE SET issued_kg = d.issued_kg + c.issued_kg,
                             pool_kg = d.pool_kg + c.pool_kg
WHEN NOT MATCHED THEN INSERT (center_id, material_id, day, issued_kg, pool_kg)
     VALUES (%(center)s, c.material_id, c.day, c.issued_kg, c.pool_kg)
"""

_WEEKS = """
WITH wanted AS (
    SELECT material_id, place - 1 AS place
    FROM unnest(%(materials)s::bigint[]) WITH ORDINALITY AS w(material_id, place)
), asked AS (
    SELECT w.place, d.day, d.issued_kg AS kg
    FROM wanted w JOIN inventory_demandday d
      ON d.center_id = %(center)s AND d.material_id = w.material_id
     AND d.day > %(until)s::date - %(days)s::integer AND d.day <= %(until)s
    UNION ALL
    SELECT w.place, u.day, GREATEST(u.asked_kg - u.had_kg, 0)
    FROM wanted w JOIN inventory_unmetdemand u
      ON u.center_id = %(center)s AND u.material_id = w.material_id
     AND u.day > %(until)s::date - %(days)s::integer AND u.day <= %(until)s
), by_day AS (
    SELECT place, day, sum(kg) AS kg FROM asked GROUP BY place, day
)
SELECT place, (%(until)s::date - day) / 7, sum(kg)::float8, sum(kg * kg)::float8
FROM by_day GROUP BY 1, 2
"""
ROWS_AT_ONCE = 50_000

_FIRST_DAY = """
SELECT min(day) FROM (
    SELECT min(day) AS day FROM inventory_demandday WHERE center_id = %(center)s
    UNION ALL
    SELECT min(day) FROM inventory_unmetdemand WHERE center_id = %(center)s) first
"""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WeeklyDemand:
    """weekly_kg: (materials, weeks), oldest first. issue_kg: the size of an issue, (materials,)."""

    weekly_kg: Floats
    issue_kg: Floats


def fold_ledger(*, center_id: int) -> None:
    """Fold all that a center has written so far into its days of demand."""
    through = newest_sequence(center_id=center_id)
    while fold_demand(center_id=center_id, through=through):
        pass


@command
def fold_demand(*, center_id: int, through: int) -> bool:
    """Fold the oldest transactions that are not folded; say whether there were any.

    through: as `newest_sequence` gave it. Two at once fold each transaction once: the second
    waits for the first and goes on after it.
    """
    folded = lock_demand(center_id=center_id)
    with connection.cursor() as cursor:
        cursor.execute(_LAST_OF_CHUNK, [center_id, folded.through, through, TRANSACTIONS_AT_ONCE])
        (last,) = cursor.fetchone()
        if last is None:
            return False
        cursor.execute(
            _MERGE.format(changes=_CHANGES),
            {
                "center": center_id,
                "after": folded.through,
                "through": last,
                "zone": settings.TIME_ZONE,
            },
        )
    folded.through = last
    folded.save(update_fields=["through"])
    return True


@step
def lock_demand(*, center_id: int) -> DemandFolded:
    """Hold a center's days of demand until the transaction ends."""
    DemandFolded.objects.bulk_create([DemandFolded(center_id=center_id)], ignore_conflicts=True)
    return DemandFolded.objects.select_for_update().get(center_id=center_id)


@step
def add_past_issues(*, center_id: int, issue_ids: Sequence[int]) -> None:
    """Add issues of the old books to the days, once, when they are brought in."""
    lock_demand(center_id=center_id)
    with connection.cursor() as cursor:
        cursor.execute(
            _MERGE.format(changes=_PAST), {"center": center_id, "issues": list(issue_ids)}
        )


def first_day(center_id: int) -> date | None:
    """Return the first day on which anything was asked for; None if nothing ever was."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_DAY, {"center": center_id})
        found: date | None = cursor.fetchone()[0]
        return found


def weekly_demand(
    center_id: int, material_ids: Sequence[int], *, since: date, until: date
) -> WeeklyDemand:
    """Sum what was asked for over the counter to whole weeks that end with `until`.

    What could not be had counts as what was. The days before the first whole week are left
    out; fewer days than a week are taken for one, as `inventory.rules.reordering.weeks_of` does.
    """
    known = (until - since).days + 1
    weeks = max(known // WEEK_DAYS, 1)
    keys: dict[str, Any] = {
        "center": center_id,
        "materials": list(material_ids),
        "until": until,
        "days": weeks * WEEK_DAYS,
    }
    weekly = np.zeros((len(material_ids), weeks))
    squares = np.zeros(len(material_ids))
    with connection.chunked_cursor() as cursor:
        cursor.execute(_WEEKS, keys)
        while read := cursor.fetchmany(ROWS_AT_ONCE):
            rows = np.array(read, dtype=np.float64)
            places = rows[:, 0].astype(np.int64)
            weekly[places, weeks - 1 - rows[:, 1].astype(np.int64)] = rows[:, 2]
            np.add.at(squares, places, rows[:, 3])
    total = weekly.sum(axis=1)
    sizes = np.divide(squares, total, out=np.zeros_like(total), where=total > 0)
    return WeeklyDemand(weekly * (WEEK_DAYS / min(known, WEEK_DAYS)), sizes)


def daily_demand(
    center_id: int, material_id: int, *, since: date, until: date
) -> list[tuple[date, Decimal]]:
    """List the kg asked for over the counter per day of a range, zeros included."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT n.day::date, COALESCE(d.issued_kg, 0) + COALESCE(u.kg, 0)
            FROM generate_series(%(since)s::date, %(until)s::date, '1 day') AS n(day)
            LEFT JOIN inventory_demandday d
              ON d.center_id = %(center)s AND d.material_id = %(material)s AND d.day = n.day
            LEFT JOIN LATERAL (
                SELECT sum(GREATEST(asked_kg - had_kg, 0)) AS kg FROM inventory_unmetdemand
                WHERE center_id = %(center)s AND material_id = %(material)s AND day = n.day) u
              ON true
            ORDER BY n.day
            """,
            {"center": center_id, "material": material_id, "since": since, "until": until},
        )
        rows: list[tuple[date, Decimal]] = cursor.fetchall()
        return rows


def window(until: date, first: date | None, *, days: int) -> date:
    """Return the day from which planning looks back: the last `days` or since the first one."""
    earliest = until - timedelta(days=days - 1)
    return max(earliest, min(first, until)) if first else until
