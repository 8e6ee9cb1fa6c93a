"""What suppliers are owed, as a chart and as a table for a file."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Table, Value
from materialcenter.formats import day, locale, rupiah
from orders.reports.payables import Payable, PayablesAgeing
from orders.rules.ageing import AGES, Age
from orders.rules.cash_need import CashNeed


def age_in_words(age: Age) -> str:
    """Name an age of open money."""
    if age.days_from is None:
        return _("Not due yet")
    if age.days_until is None:
        return _("Over %(days)s days") % {"days": age.days_from - 1}
    return _("%(first)s–%(last)s days late") % {"first": age.days_from, "last": age.days_until}


def ageing_chart(ageing: PayablesAgeing) -> Chart:
    """Draw what is owed by how late it is."""
    return Chart(
        title=_("Owed to suppliers by age"),
        description=_("%(total)s is open on %(day)s; %(late)s of it is late.")
        % {"total": rupiah(ageing.total), "day": day(ageing.on), "late": rupiah(ageing.late)},
        shape=Shape.COLUMNS,
        unit=Unit.RUPIAH,
        categories_name=_("Age"),
        categories=[age_in_words(age) for age in AGES],
        series=[Series(_("Open"), ageing.amounts)],
    )


def cash_need_chart(need: CashNeed) -> Chart:
    """Draw how much money is needed for payables in each coming week."""
    return Chart(
        title=_("Money needed for payables by week"),
        description=_("%(total)s within %(weeks)s weeks, %(later)s after that.")
        % {
            "total": rupiah(sum(week.amount for week in need.weeks)),
            "weeks": len(need.weeks),
            "later": rupiah(need.later),
        },
        shape=Shape.COLUMNS,
        unit=Unit.RUPIAH,
        categories_name=_("Week from"),
        categories=[format_date(week.begins_on, "d MMM", locale=locale()) for week in need.weeks],
        series=[Series(_("Needed"), [week.amount for week in need.weeks])],
    )


_COLUMNS = (
    Column(gettext_lazy("Supplier"), width=12),
    Column(gettext_lazy("Name"), width=34),
    Column(gettext_lazy("Invoice")),
    Column(gettext_lazy("Invoice date"), Kind.DATE),
    Column(gettext_lazy("Due date"), Kind.DATE),
    Column(gettext_lazy("Total"), Kind.RUPIAH),
    Column(gettext_lazy("Paid"), Kind.RUPIAH),
    Column(gettext_lazy("Credited"), Kind.RUPIAH),
    Column(gettext_lazy("Open"), Kind.RUPIAH),
    Column(gettext_lazy("Age"), width=20),
)


def payables_table(payables: Iterable[Payable], *, made_at: datetime, made_by: str) -> Table:
    """Write open payables as a table, in the order they come."""
    return Table(
        title=_("Payables"),
        columns=_COLUMNS,
        rows=_rows(payables),
        made_at=made_at,
        made_by=made_by,
        narrow_by=gettext_lazy("one supplier"),
    )


def _rows(payables: Iterable[Payable]) -> Iterator[tuple[Value, ...]]:
    for row in payables:
        invoice = row.invoice
        yield (
            invoice.supplier.code,
            invoice.supplier.name,
            invoice.number,
            invoice.invoiced_on,
            invoice.due_on,
            invoice.total,
            invoice.paid,
            invoice.credited,
            row.open,
            age_in_words(AGES[row.age]),
        )
