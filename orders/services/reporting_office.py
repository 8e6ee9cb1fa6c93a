"""Giving out what the center was for its workshops in a year: for a page or route, as a file."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.documents.pdf import render_pdf
from materialcenter.documents.spreadsheet import to_workbook
from materialcenter.errors import Missing
from materialcenter.models import Center, Role
from materialcenter.person import Person
from materialcenter.rules.filetypes import PDF, XLSX
from orders.documents.office import TEMPLATE, OfficeWriter, office_data
from orders.reports.office import OfficeReport, office_year, revenues
from orders.services.setting_targets import FIRST_YEAR, LAST_YEAR

READERS = (Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
FILES = ("xlsx", "pdf")
# The office reads Indonesian, whatever language the person that sends it works in.
OFFICE_LANGUAGE = "id"


@dataclass(frozen=True)
class OfficeFile:
    """A file to be given out; its name is made up here."""

    name: str
    media_type: str
    content: bytes


def office_report(year: int, *, by: Person) -> OfficeReport:
    """Say what a year held beside the year before. Twelve statements.

    Raises WrongRole, Missing for a year that no report can be of.
    """
    by.must_be(*READERS)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Missing
    return OfficeReport(
        this=office_year(by, year),
        before=office_year(by, year - 1),
        revenues=revenues(by, until=year),
    )


def office_file(report: OfficeReport, *, ending: str, by: Person, at: datetime) -> OfficeFile:
    """Write a year's report as xlsx, a sheet for each table, or as a pdf in Indonesian.

    Raises Missing for another ending, and for a year without anything.
    """
    if ending not in FILES or report.is_empty:
        raise Missing
    name = f"office-{report.this.year}.{ending}"
    writer = OfficeWriter(report, made_by=by.name, made_at=at)
    if ending == "xlsx":
        return OfficeFile(name, XLSX, to_workbook([*writer.tables(), writer.every_cell()]))
    center = Center.objects.visible_to(by).get()
    with translation.override(OFFICE_LANGUAGE):
        content = render_pdf(TEMPLATE, office_data(writer, letterhead_of(center)))
    return OfficeFile(name, PDF, content)
