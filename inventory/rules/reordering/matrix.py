"""The ABC-XYZ matrix: how much a material's demand is worth, against how evenly it comes.

The worth is judged by the one rule that counts of stock go by, `inventory.rules.counting`.
"""

from collections.abc import Sequence
from decimal import Context, Decimal, localcontext
from enum import StrEnum
from itertools import product

from inventory.rules.counting import USUAL_LIMITS, ClassLimit, classify


class Steadiness(StrEnum):
    """How evenly demand comes month by month: steady, varying, by fits and starts."""

    X = "X"
    Y = "Y"
    Z = "Z"


# The largest coefficient of variation of what is still steady, and of what still varies.
STEADY_CUT = Decimal("0.5")
VARYING_CUT = Decimal("1.0")
_EXACT = Context(prec=80)
CELLS = tuple(
    limit.value_class + steadiness for limit, steadiness in product(USUAL_LIMITS, Steadiness)
)


def most_squares(cut: Decimal) -> Decimal:
    """Return what `periods` times the squares may be of the total's square, up to a cut.

    The variance of n numbers is (squares - total²/n)/n, so their coefficient of variation is
    at most the cut where n · squares is at most (1 + cut²) · total²: no division, no rounding.
    """
    return 1 + cut * cut


def steadiness(total: Decimal, squares: Decimal, periods: int) -> Steadiness:
    """Judge a demand by its sum and its sum of squares over periods of one length.

    total, squares: kg and kg², zero or more. periods: one at least, those without demand too.
    What nobody asked for is Z, since nothing says that it is steady.
    """
    with localcontext(_EXACT):
        if total > 0:
            if periods * squares <= most_squares(STEADY_CUT) * total * total:
                return Steadiness.X
            if periods * squares <= most_squares(VARYING_CUT) * total * total:
                return Steadiness.Y
    return Steadiness.Z


def variation(total: Decimal, squares: Decimal, periods: int) -> Decimal | None:
    """Return the coefficient of variation (population) of a demand; None where there is none."""
    if not total:
        return None
    return max(periods * squares / (total * total) - 1, Decimal(0)).sqrt()


def cells_of(
    values: Sequence[Decimal], monthly: Sequence[Sequence[Decimal]], limits: Sequence[ClassLimit]
) -> list[str]:
    """Put each material into one of CELLS by its value and its demand month by month.

    values: rupiah of the whole demand of each. monthly: its kg, as many months for each.
    limits: of A, B and C, as `classify` takes them. Returns cells in the order of `values`.
    """
    return [
        value_class + _steadiness_of(months)
        for value_class, months in zip(classify(values, limits), monthly, strict=True)
    ]


def _steadiness_of(months: Sequence[Decimal]) -> Steadiness:
    with localcontext(_EXACT):
        total, squares = sum(months, Decimal(0)), sum((kg * kg for kg in months), Decimal(0))
    return steadiness(total, squares, len(months))
