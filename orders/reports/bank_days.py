"""Days on which a center's banks work: the calendar, and the center's own days before it."""

from datetime import date

from materialcenter.models import DayOff
from orders.rules.working_days import next_working_day


def own_days(center_id: int, *, since: date) -> dict[date, bool]:
    """Return a center's own days from a day on: True where closed, False where open. One statement."""
    rows = DayOff.objects.filter(center_id=center_id, day__gte=since)
    return dict(rows.values_list("day", "is_off"))


def next_bank_day(center_id: int, day: date) -> date:
    """Return the day itself if the center's banks work on it, else the first after on which they do.

    Every day by which somebody has to pay goes through here. One statement.
    """
    return next_working_day(day, own_days(center_id, since=day))
