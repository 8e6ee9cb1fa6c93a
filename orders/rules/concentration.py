"""How much of a whole stands on few: each one's share, and one number for them all. Pure arithmetic.

A pool that hangs on one member breaks when that member goes; whose share that is, and what is done about it, is not
here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from orders.rules.errors import RuleError

QUARTER = Fraction(1, 4)


@dataclass(frozen=True)
class Part:
    """One who has a share of the whole, from 0 to 1."""

    key: str
    amount: Decimal
    share: Fraction

    @property
    def percent(self) -> Decimal:
        """Return the share in percent, to a tenth, halves to the even one."""
        return Decimal(round(self.share * 1000)) / 10


@dataclass(frozen=True)
class Concentration:
    """Everybody's part, the largest first, equals by key; and who is over the limit.

    herfindahl: the sum of the squared shares: 1 when one has all, 1/n when n have equal
    parts, 0 when there is nothing. Rhoades, Federal Reserve Bulletin 79 (1993), 188.
    """

    parts: tuple[Part, ...]
    herfindahl: Fraction
    over: tuple[Part, ...]

    @property
    def as_if_equal(self) -> Decimal:
        """Say among how many equal ones it would be as concentrated, to a tenth; 0 for nothing."""
        return Decimal(round(10 / self.herfindahl)) / 10 if self.herfindahl else Decimal(0)


def concentration(amounts: Mapping[str, Decimal], *, limit: Fraction = QUARTER) -> Concentration:
    """Say how a whole is spread: shares, the Herfindahl index, and who has more than the limit.

    amounts: by key, in one unit, such as kg. Exactly the limit is not over it; who has
    nothing is no part. Raises RuleError for a negative or endless amount.
    """
    for key, amount in amounts.items():
        if not amount.is_finite() or amount < 0:
            raise RuleError("amount_negative", "A part of a whole is at least zero.", key=key)
    whole = sum((Fraction(amount) for amount in amounts.values()), Fraction(0))
    parts = [Part(key, a, Fraction(a) / whole) for key, a in amounts.items() if a]
    parts.sort(key=lambda part: (-part.share, part.key))
    return Concentration(
        parts=tuple(parts),
        herfindahl=sum((part.share**2 for part in parts), Fraction(0)),
        over=tuple(part for part in parts if part.share > limit),
    )
