"""Working days in Indonesia, for dates by which somebody has to pay.

Here belongs which days count. Never here: terms of payment, or a center's own days off.
"""

import functools
from datetime import date, timedelta

import holidays

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def next_working_day(day: date) -> date:
    """Return the day itself if banks work on it, else the first day after on which they do.

    Saturdays, Sundays, public holidays and the government's joint holidays (cuti bersama)
    do not count. Raises nothing.
    """
    while day.weekday() >= _SATURDAY or day in _days_off(day.year):
        day += _ONE_DAY
    return day


@functools.cache
def _days_off(year: int) -> frozenset[date]:
    found = holidays.country_holidays("ID", categories=("public", "government"), years=year)
    return frozenset(found)
