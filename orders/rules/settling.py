"""What of received goods is still to be settled, without an invoice of the supplier's.

Here belongs how kg that were billed otherwise lower what receipts bring. Never here: which
suppliers are settled so, what waits in quarantine, the paper or its number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from materialcenter.rules.money import line_amount

_GRAM = Decimal("0.001")
_NO_KG = Decimal(0)


@dataclass(frozen=True)
class Came:
    """A line of a receipt that no settlement holds.

    item: the order line it is of. kg: accepted less returned, zero or more, in the weight
    that the price multiplies. price_per_kg: as agreed, rupiah.
    """

    line: int
    item: int
    kg: Decimal
    price_per_kg: Decimal


@dataclass(frozen=True)
class Due:
    """What of a line is to be settled: kg with three decimals, amount in whole rupiah."""

    line: int
    kg: Decimal
    amount: int


def due_of(came: Sequence[Came], billed: Mapping[int, Decimal]) -> list[Due]:
    """Say what is due of each line, in the order of `came`; zero kg where nothing is.

    came: the oldest receipt first. billed: kg by item that invoices billed beside the
    settlements, which count for what came first. Less than a gram of a line is left out, so
    that what is settled never passes what came. Raises ValueError for kg below zero.
    """
    left = dict(billed)
    due = []
    for one in came:
        if one.kg < 0 or left.get(one.item, _NO_KG) < 0:
            raise ValueError(f"line {one.line}: less than nothing came or was billed")
        taken = min(left.get(one.item, _NO_KG), one.kg)
        left[one.item] = left.get(one.item, _NO_KG) - taken
        kg = (one.kg - taken).quantize(_GRAM, ROUND_DOWN)
        due.append(Due(one.line, kg, line_amount(kg, one.price_per_kg)))
    return due
