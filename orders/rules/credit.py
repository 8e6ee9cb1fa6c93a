"""What a credit note comes to: of a bill that was too high, and of money paid ahead.

Here belongs the arithmetic of giving back. Never here: documents, numbers, who may do it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from materialcenter.rules.money import line_amount
from orders.rules.sharing import split_rupiah
from orders.rules.tax import Tax, document_tax

_GRAM = Decimal("0.001")
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class BilledLine:
    """A line of a bill as far as it still stands: less what was credited of it before.

    is_counted: it was billed by pieces, which go before the kg. amount: whole rupiah.
    """

    is_counted: bool
    pieces: int
    mass_kg: Decimal
    price_per_kg: Decimal
    amount: int


@dataclass(frozen=True)
class Back:
    """What is given back of a line: pieces, kg or both.

    mass_kg: None takes the pieces' part of the kg that still stand.
    """

    line_no: int
    pieces: int = 0
    mass_kg: Decimal | None = None


@dataclass(frozen=True)
class CreditLine:
    """What is credited of a line; amount is whole rupiah."""

    line_no: int
    pieces: int
    mass_kg: Decimal
    price_per_kg: Decimal
    amount: int


@dataclass(frozen=True)
class Credit:
    """A credit note's sums, as a bill has them: total is net and tax, whole rupiah."""

    lines: tuple[CreditLine, ...]
    net: int
    tax_base: Decimal
    tax: int
    total: int


def fault_of(line: BilledLine | None, back: Back) -> str:
    """Name what is wrong with giving this back of a line; "" when nothing is.

    Codes: line_unknown, wrong_unit (pieces of what is weighed), nothing_given_back,
    too_many_decimals, more_than_billed.
    """
    if line is None:
        return "line_unknown"
    if back.pieces and not line.is_counted:
        return "wrong_unit"
    if back.pieces < 0 or (back.mass_kg is not None and back.mass_kg <= 0):
        return "nothing_given_back"
    if not back.pieces and back.mass_kg is None:
        return "nothing_given_back"
    if back.mass_kg is not None and back.mass_kg % _GRAM:
        return "too_many_decimals"
    if back.pieces > line.pieces or (back.mass_kg or 0) > line.mass_kg:
        return "more_than_billed"
    return ""


def credit_for(standing: Mapping[int, BilledLine], backs: Sequence[Back], *, tax: Tax) -> Credit:
    """Reckon what is credited of a bill, so that crediting all of it gives it all back.

    standing: every line of the bill by number, as far as it still stands. backs: without
    faults, a line at most once. tax: of the bill, as far as it still stands; none where its
    base is 0. A line loses what its amount loses with the kg, and the bill what its tax
    loses with the net, so that several credit notes sum to one over the same. Raises nothing.
    """
    lines = tuple(_credited(standing[back.line_no], back) for back in backs)
    net = sum(line.amount for line in lines)
    after = document_tax(
        sum(line.amount for line in standing.values()) - net, is_vat_registered=bool(tax.base)
    )
    credited = tax.tax - after.tax
    return Credit(lines, net, tax.base - after.base, credited, net + credited)


def _credited(line: BilledLine, back: Back) -> CreditLine:
    mass_kg = back.mass_kg
    if mass_kg is None:
        share = _WIDE.divide(line.mass_kg * back.pieces, Decimal(line.pieces))
        mass_kg = share.quantize(_GRAM, context=_WIDE)
    kept = line_amount(line.mass_kg - mass_kg, line.price_per_kg)
    return CreditLine(back.line_no, back.pieces, mass_kg, line.price_per_kg, line.amount - kept)


@dataclass(frozen=True)
class NotCome:
    """What was planned for a member and did not come to it: pieces (0 for kg), kg, Rp/kg."""

    material_id: int
    pieces: int
    mass_kg: Decimal
    price_per_kg: Decimal


def explain_rest(
    rest: int, missing: Sequence[NotCome], *, is_vat_registered: bool
) -> tuple[int, ...]:
    """Say how much of what is left of a deposit stands for each thing that did not come.

    rest: whole rupiah, above zero. Returns rupiah by position, VAT in it; they sum to the
    worth of all that did not come, at most to the rest. Raises nothing.
    """
    nets = [line_amount(part.mass_kg, part.price_per_kg) for part in missing]
    worth = document_tax(sum(nets), is_vat_registered=is_vat_registered).total
    explained = min(rest, worth)
    return tuple(split_rupiah(explained, [Decimal(net) for net in nets]))
