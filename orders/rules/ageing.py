"""How late money is: the ages that every open amount falls into, exactly one each.

Here belongs where one age ends and the next begins. Never here: what is open, or for whom.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Age:
    """Days past the due day, both ends in it; None where it has no end.

    What falls due today or later is not late: zero days or less.
    """

    days_from: int | None
    days_until: int | None

    def covers(self, days_late: int) -> bool:
        """Say whether so many days late are of this age."""
        is_reached = self.days_from is None or days_late >= self.days_from
        return is_reached and (self.days_until is None or days_late <= self.days_until)


AGES = (Age(None, 0), Age(1, 30), Age(31, 60), Age(61, 90), Age(91, None))


def age_of(due_on: date, *, on: date) -> int:
    """Return the place in AGES of what falls due on a day, as it stands on another."""
    days_late = (on - due_on).days
    return next(place for place, age in enumerate(AGES) if age.covers(days_late))
