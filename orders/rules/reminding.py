"""When a workshop is reminded of what it owes: by which day, and at what hour of a day.

Here belongs what respects people. Never here: who is written to, or what is open.
"""

from datetime import date, datetime, timedelta

# Days after the due day at which each level is reached; below zero it is that long before.
LEVELS = (-3, 3, 10, 20)
_FROM_HOUR, _UNTIL_HOUR = 9, 16


def level_due(due_on: date, *, on: date, sent: int) -> int:
    """Return the level to be sent on a day: the newest that is reached, 1 for the first.

    sent: the highest that was sent, 0 for none. Returns 0 where none is due; levels that
    were missed are never made up for.
    """
    reached = sum(due_on + timedelta(days=days) <= on for days in LEVELS)
    return reached if reached > sent else 0


def is_decent_hour(local: datetime) -> bool:
    """Say whether people may be written to about money at this moment of their clock."""
    return _FROM_HOUR <= local.hour < _UNTIL_HOUR
