"""What a lot's stock is worth as it leaves, and how an amount is shared over parts.

Here belong the sums that keep value exact: nothing is lost to rounding, and a lot at zero
kg is worth zero. Never here: prices, tax, whole rupiah on documents (that is money.py).
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

_CENT = Decimal("0.01")
_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)


def value_out(value: Decimal, mass_on_hand: Decimal, mass_out: Decimal) -> Decimal:
    """Compute what leaves a lot's value when some of its mass leaves.

    value: of everything on hand, rupiah with two decimals, zero or more. mass_on_hand and
    mass_out: kg, 0 < mass_out <= mass_on_hand. Returns rupiah with two decimals, halves up,
    never more than `value`; the last kg takes whatever is left, so the lot ends at 0.00.
    Raises ValueError for anything else.
    """
    _check_cents(value)
    if value < 0:
        raise ValueError(f"a value below zero: {value}")
    if not 0 < mass_out <= mass_on_hand:
        raise ValueError(f"{mass_out} kg out of {mass_on_hand} kg")
    if mass_out == mass_on_hand:
        return value.quantize(_CENT)
    with localcontext(_EXACT):
        return (value * mass_out / mass_on_hand).quantize(_CENT)


def split_value(value: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Share a value over parts in proportion to their weights, exact to the cent.

    value: rupiah with two decimals; below zero for a credit. weights: zero or more each,
    above zero together, in any one unit. Returns rupiah with two decimals per part, in the
    order of `weights`; they sum to `value`. Odd cents go by largest remainder, ties to the
    earlier part; a part of weight zero gets nothing.
    Raises ValueError for no weights, a negative one, or all of them zero.
    """
    _check_cents(value)
    parts = _share(int(abs(value).scaleb(2, _EXACT)), weights)
    sign = -1 if value < 0 else 1
    return [(sign * Decimal(part)).scaleb(-2, _EXACT).quantize(_CENT) for part in parts]


def split_rupiah(amount: int, weights: Sequence[Decimal | int]) -> list[int]:
    """Share whole rupiah over parts in proportion to their weights, exact to the rupiah.

    amount: zero or more. weights, order and ties as in split_value. Raises ValueError for an
    amount below zero, no weights, a negative one, or all of them zero.
    """
    if amount < 0:
        raise ValueError(f"an amount below zero: {amount}")
    return _share(amount, weights)


def _share(units: int, weights: Sequence[Decimal | int]) -> list[int]:
    if any(not Decimal(weight).is_finite() or weight < 0 for weight in weights):
        raise ValueError("a weight below zero or not finite")
    whole = sum((Fraction(weight) for weight in weights), Fraction(0))
    if not whole:
        raise ValueError("no weight to share by")
    shares = [units * Fraction(weight) / whole for weight in weights]
    parts = [int(share) for share in shares]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - shares[i], i))
    for i in by_remainder[: units - sum(parts)]:
        parts[i] += 1
    return parts


def _check_cents(value: Decimal) -> None:
    if not value.is_finite() or value != value.quantize(_CENT, context=_EXACT):
        raise ValueError(f"a value that is not whole cents: {value}")
