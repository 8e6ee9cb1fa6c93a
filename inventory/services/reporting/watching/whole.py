"""The whole watching of stock, section by section, and as one file."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from inventory.documents.watching import watching_pdf
from inventory.reports.demand import first_day
from inventory.services.reporting.asking import Asked
from inventory.services.reporting.printing import File, file_of
from inventory.services.reporting.watching.asking import (
    LINES_KEPT,
    Section,
    days_in_words,
    file_name,
    period_of,
)
from inventory.services.reporting.watching.dead import dead_section
from inventory.services.reporting.watching.forecasts import forecasts_section
from inventory.services.reporting.watching.matrix import matrix_section
from inventory.services.reporting.watching.service import service_section
from inventory.services.reporting.watching.stock_outs import stock_outs_section
from inventory.services.reporting.watching.turns import turns_section
from materialcenter.documents.letterhead import letterhead_of
from materialcenter.documents.spreadsheet import XLSX, to_workbook
from materialcenter.errors import Missing
from materialcenter.models import Center
from materialcenter.rules.filetypes import PDF

WHOLE_FILES = ("xlsx", "pdf")

_MAKERS: dict[str, Callable[[Asked], Section]] = {
    "service": service_section,
    "service-by-class": service_section,
    "stock-outs": stock_outs_section,
    "matrix": matrix_section,
    "forecasts": forecasts_section,
    "forecasts-by-class": forecasts_section,
    "forecasts-worst": forecasts_section,
    "turns": turns_section,
    "dead-stock": dead_section,
}
PARTS = tuple(_MAKERS)


def watching_sections(asked: Asked) -> Sequence[Section]:
    """Return every section, in the order in which they are read; none before any demand.

    Raises BadPeriod, PeriodTooLong.
    """
    period_of(asked)
    if first_day(asked.by.center_id) is None:
        return ()
    return _sections(asked)


def _sections(asked: Asked) -> Sequence[Section]:
    return [make(asked) for make in dict.fromkeys(_MAKERS.values())]


def watching_part(asked: Asked, part: str, *, ending: str) -> File:
    """Write one part as a file, with as many lines as a file holds.

    Raises Missing for another part or ending, BadPeriod, PeriodTooLong.
    """
    if part not in _MAKERS:
        raise Missing
    section = _MAKERS[part](replace(asked, limit=LINES_KEPT))
    return file_of(section.reports[part], ending=ending, by=asked.by)


def watching_file(asked: Asked, *, ending: str) -> File:
    """Write all of it: a workbook with a sheet for each part, or a paper.

    Raises Missing for another ending, BadPeriod, PeriodTooLong.
    """
    if ending not in WHOLE_FILES:
        raise Missing
    period = period_of(asked)
    is_paper = ending == "pdf"
    sections = _sections(asked if is_paper else replace(asked, limit=LINES_KEPT))
    name = f"{file_name('stock-control', period)}.{ending}"
    if is_paper:
        letterhead = letterhead_of(Center.objects.visible_to(asked.by).get())
        reports = [(one.title, one.lead, list(one.reports.values())) for one in sections]
        title, words = _("Stock control"), days_in_words(period)
        content = watching_pdf(reports, letterhead, title=title, period=words)
        return File(name, PDF, content)
    tables = [report.table for one in sections for report in one.reports.values()]
    return File(name, XLSX, to_workbook(tables))
