"""Purchase orders as a table for a file: what was ordered, what came, what is still to come."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from materialcenter.documents.spreadsheet import Column, Kind, Table, Value
from orders.reports.purchasing import OrderInList

_COLUMNS = (
    Column(gettext_lazy("Order")),
    Column(gettext_lazy("Supplier"), width=12),
    Column(gettext_lazy("Name"), width=34),
    Column(gettext_lazy("Status"), width=18),
    Column(gettext_lazy("Asked for"), Kind.DATE),
    Column(gettext_lazy("Expected"), Kind.DATE),
    Column(gettext_lazy("Days late"), Kind.WHOLE),
    Column(gettext_lazy("Table weight"), Kind.KG),
    Column(gettext_lazy("Received"), Kind.KG),
    Column(gettext_lazy("Still to come"), Kind.KG),
    Column(gettext_lazy("Net"), Kind.RUPIAH),
    Column(gettext_lazy("Still to come (Rp)"), Kind.RUPIAH),
)


def purchases_table(rows: Iterable[OrderInList], *, made_at: datetime, made_by: str) -> Table:
    """Write orders as a table, in the order they come."""
    return Table(
        title=_("Purchase orders"),
        columns=_COLUMNS,
        rows=_rows(rows),
        made_at=made_at,
        made_by=made_by,
        narrow_by=gettext_lazy("one status"),
    )


def _rows(rows: Iterable[OrderInList]) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        order = row.order
        yield (
            order.number,
            order.supplier.code,
            order.supplier.name,
            order.get_status_display(),
            order.asked_on,
            order.expected_on,
            row.days_late,
            row.mass_kg,
            row.received_kg,
            row.open_kg,
            row.net,
            row.open_rupiah,
        )
