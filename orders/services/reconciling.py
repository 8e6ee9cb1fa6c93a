"""A supplier's own statement, read from its file and held against our books; nothing is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from materialcenter.documents.spreadsheet import MOST_ROWS
from materialcenter.errors import Fault, Invalid
from materialcenter.importing import cells
from materialcenter.importing.faults import CellFault, Sentences
from materialcenter.importing.kinds import Column, Context, Kind, Line, Reading
from materialcenter.importing.lines import read_lines, sorted_faults
from materialcenter.importing.sheets import read_sheets
from materialcenter.models import Role, Supplier
from materialcenter.person import Person
from materialcenter.rules.filetypes import CSV, XLSX
from materialcenter.rules.reading import (
    DATE_EXAMPLE,
    DOCUMENT_NUMBER_EXAMPLE,
    Cell,
    Unreadable,
    normalised_number,
    read_date,
    read_decimal,
)
from materialcenter.services.filing import check_upload
from orders.reports.statement import Period, period_of
from orders.reports.supplier_statement import supplier_statement
from orders.rules.reconciling import Entry, Reconciliation, reconcile

READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
MOST_THEIRS = 2000
_LARGEST = Decimal(10**13)
_AMOUNT_EXAMPLE = "1.250.000"


class BadTheirStatement(Invalid):
    """The supplier's file cannot be compared; `faults` names every cell."""

    code = "supplier_statement_unreadable"
    sentence = _("The supplier's file cannot be compared like that.")


@dataclass(frozen=True)
class TheirFile:
    """A supplier's statement as a file, and what was said beside it.

    since, until: None takes the file's first and last day. opening: what the supplier says
    was owed before, whole rupiah; None takes ours.
    """

    name: str
    content: bytes
    since: date | None = None
    until: date | None = None
    opening: int | None = None


@dataclass(frozen=True)
class Compared:
    """Both statements of a period with their balances, whole rupiah."""

    supplier: Supplier
    period: Period
    our_opening: int
    our_closing: int
    their_opening: int
    their_closing: int
    found: Reconciliation

    @property
    def from_opening(self) -> int:
        """Return how much more they had before the period."""
        return self.their_opening - self.our_opening

    @property
    def difference(self) -> int:
        """Return how much more they say is owed: opening and groups explain it to the rupiah."""
        return self.their_closing - self.our_closing


def compare_statement(supplier: Supplier, file: TheirFile, *, by: Person, at: datetime) -> Compared:
    """Read a supplier's file and compare it with our books of the same days.

    supplier: one that the person may see. Raises WrongRole, BadFileName, FileEmpty,
    FileTooLarge, FileTypeRefused, FileTypeDisagrees, NotASpreadsheet, SpreadsheetTooLarge,
    PeriodReversed, BadTheirStatement, which names every cell.
    """
    by.must_be(*READERS)
    lines = _read(file, Context(by=by, at=at))
    theirs = [line.row for line in lines if line.row is not None]
    period = _period(file, theirs, today=timezone.localdate(at))
    outside = [
        line.fault("outside_period", field="day", expected=f"{period.since} – {period.until}")
        for line in lines
        if not period.since <= line.values["day"] <= period.until
    ]
    _refuse(outside)
    books = supplier_statement(supplier, period, limit=MOST_ROWS)
    ours = [Entry(line.number, line.day, line.charge - line.credit) for line in books.lines]
    opening = books.opening if file.opening is None else file.opening
    return Compared(
        supplier=supplier,
        period=period,
        our_opening=books.opening,
        our_closing=books.closing,
        their_opening=opening,
        their_closing=opening + sum(entry.amount for entry in theirs),
        found=reconcile(ours, theirs),
    )


def _period(file: TheirFile, theirs: Sequence[Entry], *, today: date) -> Period:
    days = [entry.day for entry in theirs]
    return period_of(file.since or min(days), file.until or max(days), today=today)


def _read(file: TheirFile, context: Context) -> Sequence[Line[Entry]]:
    media_type = check_upload(name=file.name, content=file.content, allowed=(XLSX, CSV))
    sheets = read_sheets(file.content, media_type=media_type)
    reading = read_lines(_STATEMENT, sheets, context)
    _refuse([*reading.faults, *_count_faults(reading)])
    return reading.lines


def _count_faults(reading: Reading[Entry]) -> Iterator[CellFault]:
    if not reading.lines and not reading.faults:
        yield CellFault("no_rows")
    if len(reading.lines) > MOST_THEIRS:
        yield CellFault("too_many_theirs", expected=str(MOST_THEIRS))


def _refuse(faults: Sequence[CellFault]) -> None:
    if faults:
        raise BadTheirStatement(
            field="file",
            faults=[
                Fault(fault.code, fault.sentence(_SENTENCES), "file", fault.place)
                for fault in sorted_faults(faults)
            ],
        )


def _read_number(cell: Cell) -> str:
    number = str(cells.text(60, DOCUMENT_NUMBER_EXAMPLE)(cell))
    normalised_number(number)
    return number


def _read_amount(cell: Cell) -> int:
    """Take whole rupiah of either sign."""
    amount = read_decimal(cell)
    if amount != int(amount):
        raise Unreadable("not_whole", cell, _AMOUNT_EXAMPLE)
    if abs(amount) > _LARGEST:
        raise Unreadable("too_large", cell, f"{_LARGEST:f}")
    return int(amount)


def _never(_reading: Reading[Any], _context: Context) -> NoReturn:
    raise RuntimeError("a supplier's statement is compared and never written")


_SENTENCES: Sentences = {
    "not_a_document_number": _(
        "“%(value)s” holds no letter and no digit; write it such as %(expected)s."
    ),
    "outside_period": _("“%(value)s” lies outside %(expected)s."),
    "no_rows": _("No row stands under the headings."),
    "too_many_theirs": _("The file has more than %(expected)s rows; choose a shorter period."),
}
_STATEMENT: Kind[Entry] = Kind(
    name="supplier_statement",
    title=_("A supplier's statement"),
    roles=frozenset(READERS),
    columns=(
        Column(
            "number",
            ("Nomor", "No", "No.", "Nomor dokumen", "Number"),
            _read_number,
            example=DOCUMENT_NUMBER_EXAMPLE,
        ),
        Column("day", ("Tanggal", "Date"), read_date, example=DATE_EXAMPLE),
        Column(
            "amount",
            ("Jumlah (Rp)", "Jumlah", "Amount"),
            _read_amount,
            example=_AMOUNT_EXAMPLE,
        ),
    ),
    row=Entry,
    apply=_never,
    sentences=_SENTENCES,
)
