"""What every watching question starts from: the period, and what was asked of the rack in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from inventory.reports.worth.losses import months_between

# Each day's kg: met from the rack, and refused. What pools brought was never asked of it.
# month: its place among the months of the period, from 1. The statement that reads from it
# goes on behind.
ASKED = """
WITH asked AS (
    SELECT material_id, day, width_bucket(day, %(firsts)s::date[]) AS month,
           issued_kg AS met_kg, 0::numeric AS refused_kg
    FROM inventory_demandday
    WHERE center_id = %(center)s AND day BETWEEN %(since)s AND %(until)s AND issued_kg > 0
    UNION ALL
    SELECT material_id, day, width_bucket(day, %(firsts)s::date[]), 0, asked_kg - had_kg
    FROM inventory_unmetdemand
    WHERE center_id = %(center)s AND day BETWEEN %(since)s AND %(until)s AND asked_kg > had_kg
)
"""


@dataclass(frozen=True)
class Period:
    """Whole days, the first and the last of them."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """Count the days."""
        return (self.until - self.since).days + 1

    @property
    def before(self) -> "Period":
        """Return as many days, the last of them the day before the first."""
        return Period(self.since - timedelta(days=self.days), self.since - timedelta(days=1))

    @property
    def months(self) -> Sequence[date]:
        """Return the first day of every month that has a day in it."""
        return months_between(self.since, self.until)

    @property
    def whole_months(self) -> "Period | None":
        """Return the months that lie in it from end to end; None without one."""
        first = self.since if self.since.day == 1 else _next_month(self.since)
        last = _next_month(self.until) if _is_last(self.until) else self.until.replace(day=1)
        return Period(first, last - timedelta(days=1)) if first < last else None


def asked_of(center_id: int, period: Period) -> dict[str, Any]:
    """Return the parameters of ASKED."""
    return {
        "center": center_id,
        "since": period.since,
        "until": period.until,
        "firsts": list(period.months),
    }


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _is_last(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1
