"""Giving out what a pool came to: for a page or route, and as a file."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.documents.pdf import render_pdf
from materialcenter.documents.spreadsheet import TooManyRows, to_workbook
from materialcenter.errors import Conflict, Missing
from materialcenter.formats import whole
from materialcenter.models import Center
from materialcenter.person import Person
from materialcenter.rules.filetypes import PDF, XLSX
from orders.documents.pool_outcome import TEMPLATE, Writer, outcome_data, tables_of
from orders.models import Pool
from orders.reports.pools.outcome import PRICED, Outcome, outcome_of

FILES = ("xlsx", "pdf")
# A PDF is set as a whole in memory; a workbook takes many more.
MOST_ROWS = 1_000


class NotPriced(Conflict):
    """A result of a pool that has no price yet, or never got one."""

    code = "pool_not_priced"
    sentence = _("Pool %(pool)s has no result yet: it is %(status)s.")


@dataclass(frozen=True)
class File:
    """A file to be given out; its name is made up here."""

    name: str
    media_type: str
    content: bytes


def pool_outcome(pool: Pool, *, by: Person, at: datetime) -> Outcome:
    """Say what a pool the person may see came to. Raises NotPriced before it has its price."""
    if pool.status not in PRICED:
        raise NotPriced(pool=pool.number, status=pool.get_status_display())
    return outcome_of(pool, by=by, on=timezone.localdate(at))


def outcome_file(outcome: Outcome, *, ending: str, by: Person, at: datetime) -> File:
    """Write a pool's result as xlsx, a sheet for each table, or pdf.

    Raises TooManyRows, Missing for another ending.
    """
    writer = Writer(outcome, made_by=by.name, made_at=at)
    tables = tables_of(writer, is_staff=by.is_staff)
    name = f"{outcome.pool.number}.{ending}"
    if ending == "xlsx":
        wishes = [writer.wishes()] if by.is_staff else []
        return File(name, XLSX, to_workbook([*tables, *wishes]))
    if ending != "pdf":
        raise Missing
    if any(len(list(table.rows)) > MOST_ROWS for table in tables):
        raise TooManyRows(most=whole(MOST_ROWS), narrow=tables[0].narrow_by)
    center = Center.objects.visible_to(by).get()
    data = outcome_data(writer, letterhead_of(center), is_staff=by.is_staff)
    return File(name, PDF, render_pdf(TEMPLATE, data))
