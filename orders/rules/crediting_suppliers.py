"""Whether a supplier's credit note fits the invoice it lowers.

Here belongs what a line has left to be credited and which VAT follows. Never here: the
books, the number, or whether the invoice may be credited at all.
"""

from dataclasses import dataclass
from decimal import Decimal

from orders.rules.tax import document_tax

# The supplier may have rounded VAT on the note, or on what is left of the invoice.
ROUNDING = 1


@dataclass(frozen=True)
class Left:
    """What is left of a billed line after earlier credits; no kg for freight."""

    mass_kg: Decimal | None
    amount: int


@dataclass(frozen=True)
class CreditedPart:
    """What a credit note takes off one line of the invoice, 0 for its freight.

    mass_kg: zero where only the price is credited. amount: whole rupiah before VAT.
    """

    line_no: int
    mass_kg: Decimal
    amount: int


def fault_of(left: Left | None, part: CreditedPart) -> str | None:
    """Return the code of what is wrong with a line of a credit note, None when nothing is."""
    if left is None:
        return "line_unknown"
    if part.mass_kg < 0 or part.amount < 0 or not (part.mass_kg or part.amount):
        return "nothing_credited"
    if part.mass_kg != round(part.mass_kg, 3):
        return "too_many_decimals"
    if part.mass_kg > (left.mass_kg or 0):
        return "more_kg_than_billed"
    if part.amount > left.amount:
        return "more_than_billed"
    if left.mass_kg and part.mass_kg == left.mass_kg and part.amount < left.amount:
        return "rupiah_without_kg"
    return None


def vat_follows(*, net: int, tax: int, net_left: int, tax_left: int) -> bool:
    """Say whether a credit note's VAT follows from its net, or from what is left.

    net, tax: of the note; net_left, tax_left: of the invoice after it, both zero or more.
    Either may bear the rounding; a note over VAT alone mends what the invoice billed too
    much. No VAT follows on an invoice that never bore any.
    """
    bears_vat = tax_left + tax > 0
    of_note = document_tax(net, is_vat_registered=bears_vat).tax
    of_rest = document_tax(net_left, is_vat_registered=bears_vat).tax
    return abs(tax - of_note) <= ROUNDING or abs(tax_left - of_rest) <= ROUNDING
