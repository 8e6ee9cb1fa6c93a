"""Working days in Indonesia, for dates by which somebody has to pay.

Here belongs which days count. Never here: terms of payment, or which days a center keeps.
"""

import functools
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

import holidays

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_NONE: Mapping[date, bool] = MappingProxyType({})


def is_working_day(day: date, own: Mapping[date, bool] = _NONE) -> bool:
    """Say whether banks work on a day.

    Not on Saturdays, Sundays, public holidays and the government's joint holidays (cuti
    bersama). own: a center's own days, True where banks are closed and False where they work
    although the calendar says no; it goes before the calendar. Raises nothing.
    """
    return not own.get(day, day.weekday() >= _SATURDAY or day in _days_off(day.year))


def next_working_day(day: date, own: Mapping[date, bool] = _NONE) -> date:
    """Return the day itself if banks work on it, else the first day after on which they do.

    own: as in is_working_day. Raises nothing.
    """
    while not is_working_day(day, own):
        day += _ONE_DAY
    return day


@functools.cache
def _days_off(year: int) -> frozenset[date]:
    found = holidays.country_holidays("ID", categories=("public", "government"), years=year)
    return frozenset(found)
