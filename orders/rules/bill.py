"""What a workshop owes for what it took: lines, net, tax, and how much of it at once.

Here belongs the arithmetic of a bill. Never here: documents, numbers, due dates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from materialcenter.rules.money import line_amount
from orders.rules.proportion import divide
from orders.rules.tax import document_tax


@dataclass(frozen=True)
class Taken:
    """Material that left: pieces (0 for what is weighed), the kg billed, rupiah per kg.

    by_table: the kg are table weight, as a supplier's price by table weight is passed on.
    apart: a lot in its own size, which no other pieces share a line with.
    """

    material_id: int
    pieces: int
    mass_kg: Decimal
    price_per_kg: Decimal
    by_table: bool = False
    apart: int | None = None


@dataclass(frozen=True)
class Rate:
    """Rupiah per kg; of table weight when piece_mass_kg is given, else of the weighed kg.

    Whoever buys pieces at a price by table weight pays for what the table says they weigh,
    whichever pieces they happen to get. apart: as in Taken.
    """

    price_per_kg: Decimal
    piece_mass_kg: Decimal | None = None
    apart: int | None = None

    def table_kg(self, pieces: int) -> Decimal | None:
        """Return the table weight that is billed of pieces, None where the weighed kg are."""
        if self.piece_mass_kg is None or not pieces:
            return None
        return pieces * self.piece_mass_kg

    def taken(self, material_id: int, pieces: int, mass_kg: Decimal) -> Taken:
        """Return what is billed of pieces and weighed kg that left."""
        by_table = self.table_kg(pieces)
        if by_table is None:
            return Taken(material_id, pieces, mass_kg, self.price_per_kg, apart=self.apart)
        return Taken(material_id, pieces, by_table, self.price_per_kg, by_table=True)


@dataclass(frozen=True)
class BillLine:
    """All that was taken of a material at one price; amount is whole rupiah."""

    material_id: int
    pieces: int
    mass_kg: Decimal
    price_per_kg: Decimal
    amount: int
    by_table: bool = False


@dataclass(frozen=True)
class Bill:
    """A bill in whole rupiah; tax_base has two decimals and is 0 where there is no VAT."""

    lines: tuple[BillLine, ...]
    net: int
    tax_base: Decimal
    tax: int
    total: int


def bill_for(taken: Iterable[Taken], *, is_vat_registered: bool) -> Bill:
    """Draw up a bill: one line per material, price and own size, in the order they first come.

    Each line is kg times price, rounded to whole rupiah, halves up; net is their sum; tax
    is computed on the net, never line by line. Raises nothing.
    """
    groups: dict[tuple[int, Decimal, bool, int | None], tuple[int, Decimal]] = {}
    for part in taken:
        key = (part.material_id, part.price_per_kg, part.by_table, part.apart)
        pieces, mass_kg = groups.get(key, (0, Decimal(0)))
        groups[key] = (pieces + part.pieces, mass_kg + part.mass_kg)
    lines = tuple(
        BillLine(material_id, pieces, mass_kg, price, line_amount(mass_kg, price), by_table)
        for (material_id, price, by_table, _apart), (pieces, mass_kg) in groups.items()
    )
    net = sum(line.amount for line in lines)
    tax = document_tax(net, is_vat_registered=is_vat_registered)
    return Bill(lines=lines, net=net, tax_base=tax.base, tax=tax.tax, total=tax.total)


def joined_bill(bills: Sequence[Bill], *, is_vat_registered: bool) -> Bill:
    """Draw one bill over several: their lines one after the other, tax on the total alone."""
    net = sum(bill.net for bill in bills)
    tax = document_tax(net, is_vat_registered=is_vat_registered)
    lines = tuple(line for bill in bills for line in bill.lines)
    return Bill(lines=lines, net=net, tax_base=tax.base, tax=tax.tax, total=tax.total)


def parts_of_total(total: int, nets: Sequence[int]) -> list[int]:
    """Divide a bill's total with its tax among its parts, by their nets; the sum is exact.

    The odd rupiah goes by largest remainder, ties to the earlier part.
    """
    return divide(total, nets)


def due_at_once(*, total: int, owed: int, limit: int) -> int:
    """Say how much of a new bill must be paid before the goods leave, in whole rupiah.

    owed: what is unpaid of earlier bills. limit: the credit limit. Returns what goes over
    the limit, at most the bill itself: earlier debts are not collected here.
    """
    return max(0, min(total, owed + total - limit))
