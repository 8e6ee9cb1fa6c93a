"""From a file's bytes to sheets of cells, as they stand: row 1 is row 1, column A is A."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from materialcenter.errors import Invalid
from materialcenter.importing.measuring import Broken, TooMuch, measure_workbook
from materialcenter.rules.filetypes import CSV, XLSX
from materialcenter.rules.reading import Cell

CSV_SHEET = "CSV"
DELIMITERS = ";,\t"
_SAMPLE = 200


class NotASpreadsheet(Invalid):
    """The file cannot be read as a workbook or a table."""

    code = "not_a_spreadsheet"
    sentence = _("This file is no spreadsheet. Please save it as .xlsx or .csv and send it again.")


class SpreadsheetTooLarge(Invalid):
    """The workbook would become too large to be read."""

    code = "spreadsheet_too_large"
    sentence = _("This spreadsheet is too large to be read. Please split it into smaller ones.")


class XmlNotRead(Invalid):
    """An XML file that a kind does not read; `code` says why, `line` where."""

    code = "xml_broken"
    sentence = _("The file breaks off or is no XML in line %(line)s: %(said)s.")


class XmlUnsafe(XmlNotRead):
    """An XML file that declares a document type or entities, or nests without end."""

    code = "xml_doctype"
    sentence = _(
        "The file declares a document type or entities in line %(line)s; such files are not read."
    )


class XmlOther(XmlNotRead):
    """XML of another kind."""

    code = "xml_other_root"
    sentence = _("The file holds “%(said)s” and not what is imported here.")


@dataclass(frozen=True)
class Sheet:
    """A sheet's cells, row by row; rows may be of different lengths."""

    name: str
    rows: Sequence[Sequence[Cell]]


def read_sheets(content: bytes, *, media_type: str) -> list[Sheet]:
    """Read every visible sheet of a workbook, or a CSV file as its only sheet.

    media_type: XLSX or CSV of rules/filetypes.py. Formulas give the value last computed.
    Raises NotASpreadsheet, SpreadsheetTooLarge.
    """
    if media_type == CSV:
        return [Sheet(CSV_SHEET, _read_csv(content))]
    if media_type != XLSX:
        raise NotASpreadsheet(field="file")
    try:
        measure_workbook(content)
        return _read_workbook(content)
    except TooMuch as error:
        raise SpreadsheetTooLarge(field="file") from error
    except (Broken, CalamineError) as error:
        raise NotASpreadsheet(field="file") from error


def column_letter(index: int) -> str:
    """Return the letters of a column; 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _read_workbook(content: bytes) -> list[Sheet]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [
        Sheet(
            described.name,
            workbook.get_sheet_by_name(described.name).to_python(skip_empty_area=False),
        )
        for described in workbook.sheets_metadata
        if described.visible == SheetVisibleEnum.Visible
        and described.typ == SheetTypeEnum.WorkSheet
    ]


def _read_csv(content: bytes) -> list[list[Cell]]:
    text = _decoded(content)
    try:
        return [[*row] for row in _split(text, _delimiter(text))]
    except csv.Error as error:
        raise NotASpreadsheet(field="file") from error


def _decoded(content: bytes) -> str:
    if b"\x00" in content:
        raise NotASpreadsheet(field="file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _split(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _delimiter(text: str) -> str:
    """Return what parts the cells: the mark that cuts most lines into the same number of them.

    So a decimal comma, which only some lines have, does not win over semicolons.
    """

    def merit(mark: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in islice(_split(text, mark), _SAMPLE) if len(row) > 1)
        return max(((lines, width) for width, lines in widths.items()), default=(0, 0))

    return max(DELIMITERS, key=merit)
