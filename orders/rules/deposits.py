"""How much of what a workshop wants in a pool must be paid beforehand.

Here belongs the arithmetic of deposits. Never here: locks, payments, what other pools use.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True)
class CreditLine:
    """A workshop's credit: its limit, and the rupiah that bills and other pools use of it."""

    limit: int
    used: Decimal

    def over(self, worth: Decimal) -> Decimal:
        """Say by how much more the limit is exceeded with a wish of this worth than without it.

        Bills and other pools use the line first. Never below 0 nor above `worth`.
        """
        before = max(NOTHING, self.used - self.limit)
        return max(NOTHING, self.used + worth - self.limit) - before


def worth_of(mass_kg: Decimal, *, counter_price: Decimal, price_cap: Decimal | None) -> Decimal:
    """Say what a wish may come to in rupiah: its kg at the counter price, or at a lower cap."""
    price = counter_price if price_cap is None else min(counter_price, price_cap)
    return mass_kg * price


def needed_over_line(worth: Decimal, *, line: CreditLine, percent: Decimal) -> int:
    """Say what deposit a wish needs where it is asked of what goes over the credit line.

    worth: of all that the workshop wants in the pool, in rupiah. percent: 0 to 100.
    Returns whole rupiah, rounded up: 0 within the line, never more than needed_of_all, never
    less for a larger wish or a fuller line.
    """
    return _part(line.over(worth), percent)


def needed_of_all(worth: Decimal, *, percent: Decimal) -> int:
    """Say what deposit a wish needs where it is asked of all that is wanted, rounded up."""
    return _part(worth, percent)


def _part(rupiah: Decimal, percent: Decimal) -> int:
    return int((rupiah * percent / 100).to_integral_value(ROUND_CEILING))
