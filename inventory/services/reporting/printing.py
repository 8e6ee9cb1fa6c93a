"""A report as a file."""

from dataclasses import dataclass

from inventory.documents.report import Report, report_pdf
from materialcenter.documents.letterhead import letterhead_of
from materialcenter.documents.spreadsheet import CSV, XLSX, to_csv, to_xlsx
from materialcenter.errors import Missing
from materialcenter.models import Center
from materialcenter.person import Person
from materialcenter.rules.filetypes import PDF


@dataclass(frozen=True)
class File:
    """A file to be given out; its name is made up here."""

    name: str
    media_type: str
    content: bytes


def file_of(report: Report, *, ending: str, by: Person) -> File:
    """Write a report, which holds all its lines, as xlsx, csv or pdf.

    Raises TooManyRows, Missing for another ending.
    """
    name = f"{report.name}.{ending}"
    if ending == "xlsx":
        return File(name, XLSX, to_xlsx(report.table))
    if ending == "csv":
        return File(name, CSV, to_csv(report.table))
    if ending == "pdf":
        center = Center.objects.visible_to(by).get()
        return File(name, PDF, report_pdf(report, letterhead_of(center)))
    raise Missing
