"""What a tax invoice says of each line: unit, quantity, price, and its parts of base and tax.

Here belongs the arithmetic of the tax office's file. Never here: its XML, buyers, invoices.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from orders.rules.proportion import divide

KILOGRAM, SHEET, PIECE = "UM.0003", "UM.0020", "UM.0021"
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Quantity:
    """How much of what is sold: a unit of the tax office's list, and rupiah for one of it."""

    unit: str
    quantity: Decimal
    price: Decimal


@dataclass(frozen=True)
class TaxPart:
    """A line's part of an invoice's tax: other_base (11/12) and tax, in rupiah."""

    other_base: Decimal
    tax: int


def quantity_of(
    *, pieces: int, mass_kg: Decimal, price_per_kg: Decimal, by_table: bool, is_sheet: bool
) -> Quantity:
    """Say in which unit a line is billed.

    What is billed by its table weight goes by the piece, since any piece costs the same; all
    else goes by the kg on the scales. Quantity times price is the line's amount before it is
    rounded, exactly.
    """
    if not by_table or not pieces:
        return Quantity(KILOGRAM, mass_kg, price_per_kg)
    price = mass_kg * price_per_kg / pieces
    return Quantity(SHEET if is_sheet else PIECE, Decimal(pieces), price)


def split_tax(amounts: Sequence[int], *, base: Decimal, tax: int) -> list[TaxPart]:
    """Divide an invoice's base and tax among its lines in proportion; both sums are exact.

    amounts: of the lines before tax, whole rupiah. base: with two decimals. The odd cent and
    rupiah go by largest remainder, ties to the earlier line.
    """
    cents = divide(int(base / _CENT), amounts)
    taxes = divide(tax, amounts)
    return [TaxPart(cent * _CENT, part) for cent, part in zip(cents, taxes, strict=True)]
