"""A supplier's statement in words, and as a table for a file."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from materialcenter.documents.spreadsheet import Column, Kind, Table
from materialcenter.formats import day
from orders.reports.supplier_statement import SupplierLine, SupplierStatement

_WORDS = {
    "invoice": gettext_lazy("Invoice"),
    "payment": gettext_lazy("Payment of invoice %(about)s"),
    "discount": gettext_lazy("Early-payment discount on invoice %(about)s"),
    "debit_note": gettext_lazy("Debit note for invoice %(about)s"),
    "credit_note": gettext_lazy("Credit note for invoice %(about)s"),
}
_COLUMNS = (
    Column(gettext_lazy("Day"), Kind.DATE),
    Column(gettext_lazy("What"), width=44),
    Column(gettext_lazy("Number")),
    Column(gettext_lazy("Charged"), Kind.RUPIAH),
    Column(gettext_lazy("Paid or credited"), Kind.RUPIAH),
    Column(gettext_lazy("Balance"), Kind.RUPIAH),
)


def supplier_line_in_words(line: SupplierLine) -> str:
    """Say what an event is, and for which invoice."""
    return str(_WORDS[line.kind]) % {"about": line.about}


def supplier_statement_table(
    statement: SupplierStatement, *, made_at: datetime, made_by: str
) -> Table:
    """Write a statement with all its lines as a table."""
    period = statement.period
    return Table(
        title=_("Statement"),
        columns=_COLUMNS,
        rows=[
            (row.day, supplier_line_in_words(row), row.number, row.charge, row.credit, row.balance)
            for row in statement.lines
        ],
        made_at=made_at,
        made_by=made_by,
        narrow_by=gettext_lazy("a shorter period"),
        filters=[
            (_("Supplier"), str(statement.supplier)),
            (_("From"), day(period.since)),
            (_("Through"), day(period.until)),
        ],
    )
