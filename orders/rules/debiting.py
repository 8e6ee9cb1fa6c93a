"""The debit note that brings a supplier's invoice down to what the receipts are due.

Here belongs what is taken off which line and the VAT that follows. Never here: who books
the note, or which invoice it lowers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from orders.rules.matching import Difference, DifferenceKind, Invoice, InvoiceLine, LineMatch, Match
from orders.rules.tax import document_tax

_NO_KG = Decimal(0)
_CENT = Decimal("0.01")


class Cause(StrEnum):
    """Why something is taken off a line."""

    QUANTITY = "quantity"
    PRICE = "price"
    CHARGE = "charge"


@dataclass(frozen=True)
class Taken:
    """What is taken off one line: kg and whole rupiah, one of them above zero.

    Kg without rupiah were billed for nothing, and are free to be billed again. line: the
    invoice's. price_per_kg: of the kg, zero where there are none.
    """

    line: int
    cause: Cause
    mass_kg: Decimal
    price_per_kg: Decimal
    amount: int


@dataclass(frozen=True)
class Debit:
    """A debit note: what is taken off, whole rupiah; net is the sum of the lines.

    vat_short: what the invoice bills too little of VAT, which no debit note can mend.
    """

    lines: tuple[Taken, ...]
    net: int
    tax: int
    vat_short: int

    @property
    def amount(self) -> int:
        """Return what the invoice is lowered by."""
        return self.net + self.tax


def debit(invoice: Invoice, match: Match) -> Debit:
    """Draft the debit note from what a match found.

    match: the verdict on this very invoice. Each line comes down to what its received kg,
    or its agreed charge, cost as agreed, also where the difference is within the limits; a
    line below that stays as it is. VAT comes down to what follows from the net that is
    left (tax.py); VAT below that is told as short. Raises nothing.
    """
    verdicts = {verdict.number: verdict for verdict in match.lines}
    over = {(found.line, found.kind): found for found in match.differences}
    taken = tuple(
        part for line in invoice.lines for part in _of_line(line, verdicts[line.number], over)
    )
    net = sum(part.amount for part in taken)
    left = sum(line.amount for line in invoice.lines) - net
    due = document_tax(left, is_vat_registered=invoice.is_vat_registered).tax
    return Debit(taken, net, max(0, invoice.vat - due), max(0, due - invoice.vat))


def _of_line(
    line: InvoiceLine,
    verdict: LineMatch,
    over: Mapping[tuple[int | None, DifferenceKind], Difference],
) -> list[Taken]:
    off = max(0, line.amount - verdict.due_amount)
    if line.mass_kg is None:
        return [Taken(line.number, Cause.CHARGE, _NO_KG, _NO_KG, off)] if off else []
    kg = line.mass_kg - verdict.covered_kg
    too_dear = over.get((line.number, DifferenceKind.OVER_PRICE))
    too_much = over.get((line.number, DifferenceKind.OVER_QUANTITY))
    # Without a price difference a rupiah of rounding belongs to the kg.
    for_kg = min(off, too_much.rupiah) if too_much and too_dear else off
    parts = []
    if kg:
        price = (for_kg / kg).quantize(_CENT, ROUND_HALF_UP)
        parts.append(Taken(line.number, Cause.QUANTITY, kg, price, for_kg))
    if rest := off - sum(part.amount for part in parts):
        parts.append(Taken(line.number, Cause.PRICE, _NO_KG, _NO_KG, rest))
    return parts
