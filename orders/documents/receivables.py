"""What workshops owe, as a chart and as a table for a file."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Table, Value
from materialcenter.formats import rupiah
from orders.documents.payables import age_in_words
from orders.reports.billing import AgeClass
from orders.reports.receivables import Receivable
from orders.rules.ageing import AGES


def receivables_chart(ages: Sequence[AgeClass]) -> Chart:
    """Draw what is owed by how late it is. ages: one for each of AGES, in their order."""
    amounts = [age.amount for age in ages]
    return Chart(
        title=_("Owed by workshops, by age"),
        description=_("%(total)s is open; %(late)s of it is late.")
        % {"total": rupiah(sum(amounts)), "late": rupiah(sum(amounts[1:]))},
        shape=Shape.COLUMNS,
        unit=Unit.RUPIAH,
        categories_name=_("Age"),
        categories=[age_in_words(age) for age in AGES],
        series=[Series(_("Open"), amounts)],
    )


_COLUMNS = (
    Column(gettext_lazy("Workshop"), width=12),
    Column(gettext_lazy("Name"), width=34),
    Column(gettext_lazy("Invoice")),
    Column(gettext_lazy("Issued"), Kind.DATE),
    Column(gettext_lazy("Due date"), Kind.DATE),
    Column(gettext_lazy("Total"), Kind.RUPIAH),
    Column(gettext_lazy("Paid"), Kind.RUPIAH),
    Column(gettext_lazy("Open"), Kind.RUPIAH),
    Column(gettext_lazy("Age"), width=20),
)


def receivables_table(
    receivables: Iterable[Receivable], *, made_at: datetime, made_by: str
) -> Table:
    """Write open invoices as a table, in the order they come."""
    return Table(
        title=_("Receivables"),
        columns=_COLUMNS,
        rows=_rows(receivables),
        made_at=made_at,
        made_by=made_by,
        narrow_by=gettext_lazy("one workshop"),
    )


def _rows(receivables: Iterable[Receivable]) -> Iterator[tuple[Value, ...]]:
    for row in receivables:
        invoice = row.invoice
        yield (
            invoice.workshop.code,
            invoice.workshop.name,
            invoice.number,
            localdate(invoice.issued_at),
            invoice.due_on,
            invoice.total,
            invoice.paid,
            row.open,
            age_in_words(AGES[row.age]),
        )
