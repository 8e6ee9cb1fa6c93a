"""In which week open money is due: late, one of the coming weeks, or after them.

Here belongs where a week begins and ends. Never here: what is open, or to whom.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from orders.rules.cash_need import WEEKS, first_day

_ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class DueByWeek:
    """Whole rupiah that are late, due in each of WEEKS weeks from this one on, and after them.

    What was due before today is late, though it lies in this week.
    """

    late: int
    weeks: tuple[int, ...]
    later: int

    @property
    def total(self) -> int:
        """Return all that is open."""
        return self.late + sum(self.weeks) + self.later


def week_starts(on: date) -> tuple[date, ...]:
    """Return the Mondays of the weeks, that of the week of `on` first."""
    return tuple(first_day(on) + place * _ONE_WEEK for place in range(WEEKS))


def due_by_week(owed: Iterable[tuple[date, int]], *, on: date) -> DueByWeek:
    """Sum open money by the week of its due day; each amount counts exactly once.

    owed: due days with whole rupiah, in any order.
    """
    monday = first_day(on)
    late, weeks, later = 0, [0] * WEEKS, 0
    for due_on, amount in owed:
        place = (due_on - monday) // _ONE_WEEK
        if due_on < on:
            late += amount
        elif place < WEEKS:
            weeks[place] += amount
        else:
            later += amount
    return DueByWeek(late, tuple(weeks), later)
