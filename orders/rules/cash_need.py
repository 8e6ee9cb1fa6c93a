"""How much money leaves the bank in each of the coming weeks for what is owed.

Here belongs which week a due day falls into. Never here: what is owed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from orders.rules.working_days import next_working_day

WEEKS = 12
_ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """A week from its Monday on, and the whole rupiah that are needed in it."""

    begins_on: date
    amount: int


@dataclass(frozen=True)
class CashNeed:
    """What is needed in each of WEEKS weeks, the current one first, and what falls later."""

    weeks: tuple[Week, ...]
    later: int


def first_day(on: date) -> date:
    """Return the Monday of the week that a day lies in."""
    return on - timedelta(days=on.weekday())


def cash_need(owed: Iterable[tuple[date, int]], *, on: date, own: Mapping[date, bool]) -> CashNeed:
    """Sum what is owed by the week in which the bank pays it.

    owed: due days with whole rupiah, in any order. on: today; what is late is needed on the
    next bank day. own: the center's own days, as in rules.working_days. Weeks and later add up to all that is owed.
    """
    monday = first_day(on)
    sums, later = [0] * WEEKS, 0
    for due_on, amount in owed:
        week = (next_working_day(max(due_on, on), own) - monday) // _ONE_WEEK
        if week < WEEKS:
            sums[week] += amount
        else:
            later += amount
    return CashNeed(
        tuple(Week(monday + place * _ONE_WEEK, amount) for place, amount in enumerate(sums)), later
    )
