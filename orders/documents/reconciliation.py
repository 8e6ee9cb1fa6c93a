"""A supplier's statement held against our books, as a table for a file."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from materialcenter.documents.spreadsheet import Column, Kind, Table
from materialcenter.formats import day, rupiah
from materialcenter.models import Supplier
from orders.reports.statement import Period
from orders.rules.reconciling import Entry, Reconciliation

MATCHED, DIFFERS = gettext_lazy("Agrees"), gettext_lazy("Amount differs")
NOT_WITH_US, NOT_WITH_THEM = gettext_lazy("Not with us"), gettext_lazy("Not with them")
_COLUMNS = (
    Column(gettext_lazy("Group")),
    Column(gettext_lazy("Our number")),
    Column(gettext_lazy("Our day"), Kind.DATE),
    Column(gettext_lazy("Ours"), Kind.RUPIAH),
    Column(gettext_lazy("Their number")),
    Column(gettext_lazy("Their day"), Kind.DATE),
    Column(gettext_lazy("Theirs"), Kind.RUPIAH),
    Column(gettext_lazy("Difference"), Kind.RUPIAH),
)
_Row = tuple[str, str | None, date | None, int | None, str | None, date | None, int | None, int]


def reconciliation_table(
    supplier: Supplier,
    period: Period,
    found: Reconciliation,
    *,
    balances: tuple[int, int],
    made_at: datetime,
    made_by: str,
) -> Table:
    """Write every row of both sides, those that explain a difference ahead.

    balances: ours and theirs at the end, whole rupiah.
    """
    ours, theirs = balances
    return Table(
        title=_("Reconciliation"),
        columns=_COLUMNS,
        rows=list(_rows(found)),
        made_at=made_at,
        made_by=made_by,
        narrow_by=gettext_lazy("a shorter period"),
        filters=[
            (_("Supplier"), str(supplier)),
            (_("From"), day(period.since)),
            (_("Through"), day(period.until)),
            (_("Our closing balance"), rupiah(ours)),
            (_("Their closing balance"), rupiah(theirs)),
        ],
    )


def _rows(found: Reconciliation) -> Iterator[_Row]:
    for pair in found.differing:
        yield _pair(DIFFERS, pair.ours, pair.theirs)
    for entry in found.not_with_us:
        yield str(NOT_WITH_US), None, None, None, *_cells(entry), entry.amount
    for entry in found.not_with_them:
        yield str(NOT_WITH_THEM), *_cells(entry), None, None, None, -entry.amount
    for pair in found.matched:
        yield _pair(MATCHED, pair.ours, pair.theirs)


def _pair(group: str | Promise, ours: Entry, theirs: Entry) -> _Row:
    return str(group), *_cells(ours), *_cells(theirs), theirs.amount - ours.amount


def _cells(entry: Entry) -> tuple[str, date, int]:
    return entry.number, entry.day, entry.amount
