"""The demo's calendar: fixed days of 2026, as its files have them, and days around now."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

_ZONE = ZoneInfo(settings.TIME_ZONE)


def moment(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of 2026 in the depot's zone."""
    return datetime(2026, month, day, hour, minute, tzinfo=_ZONE)


# The September pool's last invoices are overdue by then; on a machine whose clock is
# earlier the demo takes this for its now, since its files do not move.
EARLIEST = moment(11, 2, 10)


@dataclass(frozen=True)
class Calendar:
    """Days counted from the moment the demo is loaded."""

    now: datetime

    @property
    def today(self) -> date:
        """Return the depot's day."""
        return self.now.astimezone(_ZONE).date()

    def ago(self, days: int, hour: int, minute: int = 0) -> datetime:
        """Return a moment of a day before today, never later than now."""
        return min(self._at(self.today - timedelta(days=days), hour, minute), self.now)

    def ahead(self, days: int, hour: int, minute: int = 0) -> datetime:
        """Return a moment of a day after today."""
        return self._at(self.today + timedelta(days=days), hour, minute)

    def _at(self, day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=_ZONE)


def calendar_from(now: datetime) -> Calendar:
    """Return the calendar of a demo that is loaded now."""
    return Calendar(max(now, EARLIEST))
