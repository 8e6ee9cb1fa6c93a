"""What a weighbridge ticket comes to: net, and what is deducted for dirt and moisture.

Here belong the two methods of deducting, their one rounding and what no scale can have
said. Never here: which weighing is the loaded one, the legal mark, or who may issue.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum

_WHOLE = Decimal(100)
_GRAM = Decimal("0.001")
_TEN_GRAMS = Decimal("0.01")
# Wide enough that nothing is rounded before the one rounding that has a name.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


class Deducting(StrEnum):
    """How dirt and moisture are taken off the net weight; agreed per ticket.

    ADDITIVE takes the sum of both off the net. SEQUENTIAL takes the moisture off what is
    left when the dirt is off. Of 7 340 kg at 3 % and 2 %: 6 973.00 and 6 977.40 kg.
    """

    ADDITIVE = "additive"
    SEQUENTIAL = "sequential"


class WeighingRefused(ValueError):
    """Weights or deductions that come to no ticket.

    code: not_positive (a weight of zero or less), tare_above_gross, nothing_weighed (both
    weigh the same), deduction_negative, deductions_over_100, over_capacity, off_division.
    field: gross, tare, dirt_percent, moisture_percent or mass_kg.
    """

    def __init__(self, code: str, field: str) -> None:
        """Keep the code and the field it is about."""
        super().__init__(f"{code}: {field}")
        self.code = code
        self.field = field


@dataclass(frozen=True)
class Paid:
    """A ticket's weights in kg: net = deducted + paid, none of them below zero."""

    net_kg: Decimal
    deducted_kg: Decimal
    paid_kg: Decimal


def net_mass_kg(*, gross_kg: Decimal, tare_kg: Decimal) -> Decimal:
    """Subtract the tare from the gross. kg; the result is above zero.

    Raises WeighingRefused: not_positive, tare_above_gross, nothing_weighed.
    """
    for field, mass in (("gross", gross_kg), ("tare", tare_kg)):
        if mass <= 0:
            raise WeighingRefused("not_positive", field)
    if tare_kg > gross_kg:
        raise WeighingRefused("tare_above_gross", "tare")
    if tare_kg == gross_kg:
        raise WeighingRefused("nothing_weighed", "tare")
    return gross_kg - tare_kg


def check_deductions(*, dirt_percent: Decimal, moisture_percent: Decimal) -> None:
    """Refuse deductions that no load can have, whatever the method.

    Sequential ones would never reach below zero, yet dirt and moisture of one load cannot
    be more than the load: a sum over 100 % is a slip of the hand in either method.
    Raises WeighingRefused: deduction_negative, deductions_over_100.
    """
    for field, percent in (
        ("dirt_percent", dirt_percent),
        ("moisture_percent", moisture_percent),
    ):
        if percent < 0:
            raise WeighingRefused("deduction_negative", field)
    if dirt_percent + moisture_percent > _WHOLE:
        raise WeighingRefused("deductions_over_100", "moisture_percent")


def pay_for(
    net_kg: Decimal,
    *,
    dirt_percent: Decimal,
    moisture_percent: Decimal,
    method: Deducting | str,
) -> Paid:
    """Take the deductions off a net weight.

    net_kg: above zero, to the gram at the finest. What is left is rounded once, half up, to
    ten grams as tickets are printed, or to the gram where the net itself was weighed to the
    gram; so it never exceeds the net and never falls below zero. The rest is deducted.
    Raises WeighingRefused: not_positive, and what check_deductions raises.
    """
    if net_kg <= 0:
        raise WeighingRefused("not_positive", "gross")
    check_deductions(dirt_percent=dirt_percent, moisture_percent=moisture_percent)
    with localcontext(_EXACT):
        left = _METHODS[Deducting(method)](net_kg, dirt_percent, moisture_percent)
        paid_kg = left.quantize(_TEN_GRAMS if net_kg % _TEN_GRAMS == 0 else _GRAM)
        return Paid(net_kg, net_kg - paid_kg, paid_kg)


def check_reading(mass_kg: Decimal, *, capacity_kg: Decimal, division_kg: Decimal) -> None:
    """Refuse what this scale cannot have shown, typed or read.

    Raises WeighingRefused at mass_kg: not_positive, over_capacity (at capacity is fine),
    off_division (not a multiple of the scale's division).
    """
    if mass_kg <= 0:
        raise WeighingRefused("not_positive", "mass_kg")
    if mass_kg > capacity_kg:
        raise WeighingRefused("over_capacity", "mass_kg")
    with localcontext(_EXACT):
        if mass_kg % division_kg != 0:
            raise WeighingRefused("off_division", "mass_kg")


def _additive(net_kg: Decimal, dirt_percent: Decimal, moisture_percent: Decimal) -> Decimal:
    return net_kg * (_WHOLE - dirt_percent - moisture_percent) / _WHOLE


def _sequential(net_kg: Decimal, dirt_percent: Decimal, moisture_percent: Decimal) -> Decimal:
    return net_kg * (_WHOLE - dirt_percent) * (_WHOLE - moisture_percent) / (_WHOLE * _WHOLE)


_METHODS: dict[Deducting, Callable[[Decimal, Decimal, Decimal], Decimal]] = {
    Deducting.ADDITIVE: _additive,
    Deducting.SEQUENTIAL: _sequential,
}
