"""The demand that was kept per day, read by weeks for planning and by days for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

WEEK_DAYS = 7

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
