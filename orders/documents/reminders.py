"""Reminders in words."""

from django.utils.translation import ngettext

from orders.rules.reminding import LEVELS


def level_in_words(level: int) -> str:
    """Say when a level of reminders is sent. level: 1 for the first of LEVELS."""
    days = LEVELS[level - 1]
    if days < 0:
        text = ngettext(
            "%(days)s day before the due date", "%(days)s days before the due date", -days
        )
        return text % {"days": -days}
    text = ngettext("%(days)s day after the due date", "%(days)s days after the due date", days)
    return text % {"days": days}
