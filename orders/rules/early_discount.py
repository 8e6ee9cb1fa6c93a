"""The discount that a supplier gives for being paid early, such as 2 % within 10 days.

Here belongs when it is earned and how much it is. Never here: what is open on an invoice.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal


@dataclass(frozen=True)
class EarlyTerms:
    """Percent off, zero or more and below 100, when paid so many days after the invoice's date.

    Zero percent or zero days: nothing is given.
    """

    percent: Decimal
    days: int


@dataclass(frozen=True)
class Settled:
    """What closes a part of an invoice, whole rupiah: money, and what is kept back."""

    amount: int
    discount: int


def is_early(terms: EarlyTerms, *, invoiced_on: date, paid_on: date) -> bool:
    """Say whether money that leaves on a day earns the discount; the last day still does."""
    return bool(terms.percent and terms.days) and paid_on <= invoiced_on + timedelta(terms.days)


def settle(closed: int, terms: EarlyTerms, *, invoiced_on: date, paid_on: date) -> Settled:
    """Split what is to be closed of an invoice into money and discount.

    closed: whole rupiah, above zero. A part payment earns its part. The discount is rounded
    down, so that no supplier is given less than agreed; both add up to `closed`.
    """
    if not is_early(terms, invoiced_on=invoiced_on, paid_on=paid_on):
        return Settled(closed, 0)
    exact = closed * terms.percent / 100
    discount = int(exact.to_integral_value(rounding=ROUND_FLOOR))
    return Settled(closed - discount, discount)
