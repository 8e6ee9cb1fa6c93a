"""Lines of the bank's statement that wait, each with the invoices it may pay."""

from dataclasses import dataclass

from django.db.models import F

from materialcenter.paging import page_of
from materialcenter.person import Person
from orders.models import BankLine, Invoice
from orders.reports.finding import NotThere, one_of
from orders.rules.bank_matching import OpenBill, suggest, suggest_together


@dataclass(frozen=True)
class WaitingLine:
    """A line that nobody decided on, and what it may pay, the likeliest first.

    together: invoices of one workshop that it pays to the rupiah, none where none fit.
    """

    line: BankLine
    bills: tuple[OpenBill, ...]
    together: tuple[OpenBill, ...]


@dataclass(frozen=True)
class WaitingLines:
    """A page of lines, the newest first, and where the next begins ("" at the end)."""

    items: tuple[WaitingLine, ...]
    next_cursor: str


def waiting_lines(person: Person, *, limit: int, cursor: str = "") -> WaitingLines:
    """List open lines with their suggestions. Two statements. Raises BadCursor."""
    rows = BankLine.objects.visible_to(person).filter(status=BankLine.Status.OPEN)
    found = page_of(rows, cursor=cursor, limit=limit)
    bills = _open_bills(person) if found.items else []
    return WaitingLines(tuple(_waiting(line, bills) for line in found.items), found.next_cursor)


def _waiting(line: BankLine, bills: list[OpenBill]) -> WaitingLine:
    return WaitingLine(
        line,
        tuple(suggest(line.text, line.amount, bills)),
        tuple(suggest_together(line.text, line.amount, bills)),
    )


def find_bank_line(person: Person, bank_line_id: int) -> BankLine:
    """Find a line of the statement. Raises NotThere."""
    return one_of(BankLine.objects.visible_to(person).filter(pk=bank_line_id), NotThere())


def _open_bills(person: Person) -> list[OpenBill]:
    rows = Invoice.objects.visible_to(person).unpaid().order_by("due_on", "pk")
    named = rows.values_list("number", "workshop__name", F("total") - F("paid"), "workshop__code")
    return [OpenBill(*row) for row in named]


def workshops_owing(person: Person) -> list[tuple[str, str]]:
    """List code and name of every workshop with something open, by code. One statement."""
    rows = Invoice.objects.visible_to(person).unpaid().order_by("workshop__code")
    return list(rows.values_list("workshop__code", "workshop__name").distinct())


def bills_of(person: Person, workshop_code: str, *, most: int) -> list[OpenBill]:
    """List what a workshop has open, what is due first ahead, `most` at most. One statement."""
    rows = Invoice.objects.visible_to(person).unpaid().filter(workshop__code=workshop_code)
    named = rows.order_by("due_on", "pk").values_list(
        "number", "workshop__name", F("total") - F("paid"), "workshop__code"
    )
    return [OpenBill(*row) for row in named[:most]]
