"""Each role's day: which numbers and rows the first page shows, in which words.

The apps say what waits (orders/reports/waiting.py, inventory/reports/waiting.py); here it becomes
sentences, tones and addresses. A person with several roles has all their days, each part once.
"""

from datetime import date

from config.days.parts import Action, Block, Day, Number, Part
from config.days.roles import DAYS
from materialcenter.person import Person


def day_of(person: Person, *, on: date) -> Day:
    """Gather the day of a person's roles, each part once, in the order of the roles."""
    parts: dict[tuple[type, str], Part] = {}
    for role, gather in DAYS.items():
        if role in person.roles:
            for part in gather(person, on):
                title = part.title if isinstance(part, Block) else part.label
                parts.setdefault((type(part), title), part)
    return Day(
        actions=tuple(part for part in parts.values() if isinstance(part, Action)),
        numbers=tuple(part for part in parts.values() if isinstance(part, Number)),
        blocks=tuple(part for part in parts.values() if isinstance(part, Block)),
    )
