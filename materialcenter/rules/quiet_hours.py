"""When a notice goes out: at once or with the day's, never in somebody's quiet hours."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

DIGEST_AT = time(7)


@dataclass(frozen=True)
class QuietHours:
    """The part of the day in which nothing goes out, local time; `until` is outside of it.

    It may pass midnight. The same hour twice is no quiet at all.
    """

    begins: time
    until: time

    def hold(self, at: time) -> bool:
        """Say whether a time of day lies in them."""
        if self.begins <= self.until:
            return self.begins <= at < self.until
        return at >= self.begins or at < self.until


def goes_out_at(told_at: datetime, quiet: QuietHours, zone: tzinfo) -> datetime:
    """Return the first moment from `told_at` on, with its zone, that is not quiet."""
    local = told_at.astimezone(zone)
    if not quiet.hold(local.time()):
        return told_at
    return _next(local, quiet.until)


def digest_goes_out_at(told_at: datetime, quiet: QuietHours, zone: tzinfo) -> datetime:
    """Return when the next digest goes out after `told_at`: at DIGEST_AT, or when quiet ends."""
    return goes_out_at(_next(told_at.astimezone(zone), DIGEST_AT), quiet, zone)


def _next(local: datetime, at: time) -> datetime:
    """Return the next moment after `local` with this time of day."""
    today = local.replace(
        hour=at.hour, minute=at.minute, second=at.second, microsecond=at.microsecond
    )
    return today if today > local else today + timedelta(days=1)
