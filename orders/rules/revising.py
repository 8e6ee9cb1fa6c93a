"""What a change of an order that was sent may not take away.

Here belong comparisons of an order's figures before and after. Never here: who may change one.
"""

from decimal import Decimal


def is_taken_away(*, before: Decimal, after: Decimal, came: Decimal) -> bool:
    """Say whether a figure is lowered under what has come of it already.

    before, after: as ordered; came: received or billed; all in one unit, zero or more. More
    may have come than was ordered: such a figure may stay as it is or rise, never fall.
    """
    return after < before and after < came
