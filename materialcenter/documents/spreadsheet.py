"""Tables of typed columns as XLSX and CSV files that no spreadsheet program can be made to run.

Here belongs how a column's kind is written, and what keeps text from being a formula. Never
here: queries, or which columns a list has.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from materialcenter import formats
from materialcenter.errors import Invalid
from materialcenter.rules.filetypes import CSV, XLSX

__all__ = [
    "CSV",
    "MOST_ROWS",
    "XLSX",
    "Column",
    "Kind",
    "Table",
    "TooManyRows",
    "to_csv",
    "to_workbook",
    "to_xlsx",
]

Words = str | Promise
Value = str | int | Decimal | date | datetime | Promise | None

MOST_ROWS = 50_000
# A cell of a workbook holds no more.
_LONGEST_TEXT = 32_767
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = str.maketrans("", "", "[]:*?/\\'")
# Excel, LibreOffice and Google's sheets take these for the start of a formula, the wide forms
# of an East Asian keyboard too.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NO_CHARACTERS = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
_BOM = "\ufeff"


class TooManyRows(Invalid):
    """The list is longer than a file may be."""

    code = "export_too_long"
    sentence = gettext_lazy(
        "This list has more than %(most)s rows, too many for one file. Narrow it to %(narrow)s."
    )


class Kind(StrEnum):
    """What a column holds, and so how it is written and aligned."""

    TEXT = "text"
    WHOLE = "whole"
    KG = "kg"
    PRICE = "price"
    RUPIAH = "rupiah"
    PERCENT = "percent"
    MEASURED = "measured"
    DATE = "date"
    MOMENT = "moment"


# Written as Excel's own codes are, so that each machine shows its own separators.
_NUMBER_FORMATS = {
    Kind.WHOLE: "#,##0",
    Kind.KG: "#,##0.000",
    Kind.PRICE: "#,##0.00",
    Kind.RUPIAH: "#,##0",
    Kind.PERCENT: "0.0",
    Kind.MEASURED: "#,##0.0###",
    Kind.DATE: "d mmm yyyy",
    Kind.MOMENT: "d mmm yyyy hh:mm",
}
_WIDTHS = {
    Kind.TEXT: 24,
    Kind.WHOLE: 10,
    Kind.KG: 15,
    Kind.PRICE: 15,
    Kind.RUPIAH: 18,
    Kind.PERCENT: 10,
    Kind.MEASURED: 10,
    Kind.DATE: 13,
    Kind.MOMENT: 18,
}


@dataclass(frozen=True)
class Column:
    """A column's head in words, what it holds, and its width in characters where it is unusual."""

    head: Words
    kind: Kind = Kind.TEXT
    width: int | None = None


@dataclass(frozen=True)
class Table:
    """A list to be given out as a file.

    rows: one value per column each, read once; Decimal for kg, price and percent, money in
    rupiah, moments aware. totals: a last line in bold, for the workbook alone. filters: what
    the list was narrowed by, in words. narrow_by: what makes it shorter, as in "Narrow it to
    one material or a shorter period".
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    made_at: datetime
    made_by: str
    narrow_by: Words
    filters: Sequence[tuple[Words, Words]] = ()
    totals: Sequence[Value] = ()


def to_xlsx(table: Table, *, most_rows: int = MOST_ROWS) -> bytes:
    """Write the table as a workbook: the list, and a sheet that says what it is of.

    Memory is constant in the rows: each is written to disk as it comes. Raises TooManyRows.
    """
    return to_workbook([table], most_rows=most_rows)


def to_workbook(tables: Sequence[Table], *, most_rows: int = MOST_ROWS) -> bytes:
    """Write tables as a workbook, a sheet each, and a last one that says what they are of.

    tables: at least one, of different titles; the last sheet goes by the first of them.
    Raises TooManyRows.
    """
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        cells = _Cells(workbook)
        counts = [_list(workbook, table, cells, most_rows) for table in tables]
        about = workbook.add_worksheet(_sheet_name(_("About this list")))
        _about(about, tables[0], sum(counts), cells)
    return buffer.getvalue()


def _list(workbook: xlsxwriter.Workbook, table: Table, cells: "_Cells", most_rows: int) -> int:
    """Write a table on a sheet of its own; return how many lines it has."""
    sheet = workbook.add_worksheet(_sheet_name(table.title))
    _head(sheet, table, cells)
    last = 0
    for last, row in enumerate(_capped(table, most_rows), start=1):
        _write_row(sheet, last, table.columns, row, cells.plain)
    sheet.autofilter(0, 0, max(last, 1), len(table.columns) - 1)
    if table.totals:
        _write_row(sheet, last + 1, table.columns, table.totals, cells.bold)
    return last


def to_csv(table: Table, *, most_rows: int = MOST_ROWS) -> bytes:
    """Write the table as CSV: UTF-8 with a byte order mark, its lines alone.

    Excel splits by the list separator of the machine's region and reads its decimal sign, so
    the file follows the language: semicolons and a decimal comma in Indonesian, commas and a
    point in English. The mark makes Excel read UTF-8. Days are 2026-03-05, which every region
    reads alike. Text that a program would run gets an apostrophe ahead. Raises TooManyRows.
    """
    is_comma = formats.locale() == "id_ID"
    out = io.StringIO(newline="")
    out.write(_BOM)
    writer = csv.writer(out, delimiter=";" if is_comma else ",", lineterminator="\r\n")
    writer.writerow([_harmless(str(column.head)) for column in table.columns])
    for row in _capped(table, most_rows):
        writer.writerow([_as_csv(value, is_comma=is_comma) for value in row])
    return out.getvalue().encode()


def _capped(table: Table, most_rows: int) -> Iterator[Sequence[Value]]:
    for number, row in enumerate(table.rows, start=1):
        if number > most_rows:
            raise TooManyRows(most=formats.whole(most_rows), narrow=table.narrow_by)
        yield row


class _Cells:
    """The workbook's formats, each made once per kind."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.plain = {kind: workbook.add_format(_looks(kind)) for kind in Kind}
        self.bold = {kind: workbook.add_format({**_looks(kind), **_SUM}) for kind in Kind}
        self.head = workbook.add_format({**_HEAD, "align": "left"})
        self.head_right = workbook.add_format({**_HEAD, "align": "right"})


_HEAD = {"bold": True, "bg_color": "#E3EDFA", "bottom": 1, "text_wrap": True, "valign": "top"}
_SUM = {"bold": True, "top": 1}


def _looks(kind: Kind) -> dict[str, Any]:
    looks: dict[str, Any] = {"valign": "top"}
    if kind in _NUMBER_FORMATS:
        looks["num_format"] = _NUMBER_FORMATS[kind]
    return looks


def _head(sheet: Worksheet, table: Table, cells: _Cells) -> None:
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width or _WIDTHS[column.kind])
    for number, column in enumerate(table.columns):
        is_left = column.kind in (Kind.TEXT, Kind.DATE, Kind.MOMENT)
        sheet.write_string(0, number, str(column.head), cells.head if is_left else cells.head_right)


def _about(sheet: Worksheet, table: Table, count: int, cells: _Cells) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 60)
    facts = [
        (_("List"), table.title),
        (_("Made"), formats.moment(table.made_at)),
        (_("Made by"), table.made_by),
        (_("Lines"), formats.whole(count)),
        *table.filters,
    ]
    for number, (name, value) in enumerate(facts):
        sheet.write_string(number, 0, _text(str(name)), cells.head)
        sheet.write_string(number, 1, _text(str(value)), cells.plain[Kind.TEXT])


def _write_row(
    sheet: Worksheet,
    number: int,
    columns: Sequence[Column],
    row: Sequence[Value],
    looks: dict[Kind, Format],
) -> None:
    for place, (column, value) in enumerate(zip(columns, row, strict=True)):
        if value is None or value == "":
            continue
        _WRITERS[_type_of(value)](sheet, number, place, value, looks[column.kind])


def _type_of(value: Value) -> type:
    """Return which writer a value needs: text, number, day or moment."""
    if isinstance(value, datetime):
        return datetime
    if isinstance(value, date):
        return date
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Decimal
    return str


# Text is always written as text and never guessed at, which is what keeps formulas out.
def _write_text(sheet: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
    sheet.write_string(row, column, _text(str(value)), look)


def _write_number(sheet: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
    sheet.write_number(row, column, value, look)


def _write_day(sheet: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
    sheet.write_datetime(row, column, value, look)


def _write_moment(sheet: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
    sheet.write_datetime(row, column, timezone.localtime(value).replace(tzinfo=None), look)


_WRITERS: dict[type, Callable[[Worksheet, int, int, Any, Format], None]] = {
    str: _write_text,
    Decimal: _write_number,
    date: _write_day,
    datetime: _write_moment,
}


def _as_csv(value: Value, *, is_comma: bool) -> str:
    if value is None:
        return ""
    kind = _type_of(value)
    if kind is datetime:
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"  # type: ignore[arg-type]
    if kind is date:
        return f"{value:%Y-%m-%d}"
    if kind is Decimal:
        number = f"{Decimal(value):f}"  # type: ignore[arg-type]
        return number.replace(".", ",") if is_comma else number
    return _harmless(str(value))


def _text(value: str) -> str:
    """Drop what no cell can hold: control characters, and what is longer than a cell."""
    return value.translate(_NO_CHARACTERS)[:_LONGEST_TEXT]


def _harmless(value: str) -> str:
    text = _text(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def _sheet_name(title: str) -> str:
    return _text(title).translate(_NOT_IN_SHEET_NAMES).strip()[:_LONGEST_SHEET_NAME] or "1"
