"""Rupiah: the one place that says how an amount becomes whole.

Here belongs rounding to whole rupiah. Never here: tax, prices, the splitting of amounts
over lines, or how an amount is written for people.
"""

from decimal import ROUND_HALF_UP, Context, Decimal

_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


def whole_rupiah(amount: Decimal) -> int:
    """Round an amount to whole rupiah, halves away from zero.

    amount: rupiah with any decimals, of either sign, so a credit note rounds as its
    invoice did. Raises ValueError for NaN and infinity.
    """
    if not amount.is_finite():
        raise ValueError(f"an amount that is not a number: {amount}")
    return int(amount.quantize(Decimal(1), context=_WIDE))


def line_amount(quantity: Decimal, unit_price: Decimal) -> int:
    """Multiply a quantity by its unit price and round to whole rupiah, halves away from zero.

    quantity: kg or pieces, up to three decimals. unit_price: rupiah per the same unit, up to
    two decimals. The product is exact before it is rounded once.
    """
    return whole_rupiah(_WIDE.multiply(quantity, unit_price))
