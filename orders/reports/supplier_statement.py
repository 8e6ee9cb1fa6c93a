"""A supplier's statement: what raised and lowered what it is owed, and what stands open.

Only what may be paid counts: an invoice that waits, is held or was refused is not on it. The
balance at its end is what is open on those invoices, so it can be held against the supplier's
own list.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F, Sum

from materialcenter.models import Supplier
from materialcenter.paging import BadCursor
from materialcenter.statements import run_prepared
from orders.models import SupplierInvoice
from orders.reports.statement import Period

_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})_(\d)_(\d{1,18})", re.ASCII)
_FIRST = (date(1900, 1, 1), 0, 0)

# Every event that a statement names, the earliest first by (day, rank, id).
_EVENTS = """
    SELECT invoiced_on AS day, 1 AS rank, id, 'invoice' AS kind, number, '' AS about,
           total AS charge, 0::bigint AS credit
    FROM orders_supplierinvoice
    WHERE supplier_id = %(supplier)s::bigint AND status IN ('approved', 'released')
    UNION ALL
    SELECT (paid.paid_at AT TIME ZONE %(zone)s::text)::date, part.rank, paid.id, part.kind,
           paid.number, invoice.number, 0, part.credit
    FROM orders_supplierpayment AS paid
    JOIN orders_supplierinvoice AS invoice ON invoice.id = paid.invoice_id
    CROSS JOIN LATERAL (
        VALUES (2, 'payment', paid.amount), (3, 'discount', paid.discount)
    ) AS part (rank, kind, credit)
    WHERE invoice.supplier_id = %(supplier)s::bigint AND paid.status = 'paid' AND part.credit > 0
    UNION ALL
    SELECT note.dated_on, 4, note.id, note.kind, note.number, invoice.number, 0, note.amount
    FROM orders_suppliercredit AS note
    JOIN orders_supplierinvoice AS invoice ON invoice.id = note.invoice_id
    WHERE note.supplier_id = %(supplier)s::bigint AND note.status = 'booked'
      AND invoice.status IN ('approved', 'released')
"""
# The first row is the sums: before the period, within it, and at its end.
_STATEMENT = f"""
WITH event AS ({_EVENTS}),
line AS (
    SELECT *, sum(charge - credit) OVER (ORDER BY day, rank, id ROWS UNBOUNDED PRECEDING)
              AS balance
    FROM event
),
shown AS (
    SELECT * FROM line
    WHERE day BETWEEN %(since)s::date AND %(until)s::date
      AND (day, rank, id) > (%(after_day)s::date, %(after_rank)s::int, %(after_id)s::bigint)
    ORDER BY day, rank, id
    LIMIT %(limit)s::int
)
SELECT NULL::date AS day, 0 AS rank, 0::bigint AS id, 'sums' AS kind, '' AS number, '' AS about,
       COALESCE(sum(charge - credit) FILTER (WHERE day < %(since)s::date), 0) AS charge,
       COALESCE(sum(charge - credit) FILTER (WHERE day <= %(until)s::date), 0) AS credit,
       COALESCE(sum(charge - credit), 0) AS balance
FROM event
UNION ALL
SELECT day, rank, id, kind, number, about, charge, credit, balance FROM shown
ORDER BY day NULLS FIRST, rank, id
"""  # noqa: S608  # the text is the one above


@dataclass(frozen=True)
class SupplierLine:
    """One event, whole rupiah: charge raises what the supplier is owed, credit lowers it.

    kind: invoice, payment, discount, debit_note or credit_note. number: the document's.
    about: the invoice it is for, "" for an invoice.
    """

    day: date
    kind: str
    number: str
    about: str
    charge: int
    credit: int
    balance: int


@dataclass(frozen=True)
class SupplierStatement:
    """A page of a supplier's statement, whole rupiah. next_cursor: "" at the end.

    now: the balance of all days. open: what is open on its invoices; the two must agree.
    """

    supplier: Supplier
    period: Period
    opening: int
    closing: int
    now: int
    open: int
    lines: tuple[SupplierLine, ...]
    next_cursor: str

    @property
    def difference(self) -> int:
        """Return what the events do not explain of what is open; zero in sound books."""
        return self.open - self.now


def supplier_statement(
    supplier: Supplier, period: Period, *, limit: int, cursor: str = ""
) -> SupplierStatement:
    """Read a supplier's statement, at most `limit` lines. Two statements of SQL.

    cursor: from the page before, "" for the first. Raises BadCursor.
    """
    day, rank, row_id = _edge(cursor)
    asked = {"supplier": supplier.pk, "zone": settings.TIME_ZONE, "limit": limit + 1}
    asked |= {"since": period.since, "until": period.until}
    asked |= {"after_day": day, "after_rank": rank, "after_id": row_id}
    (sums, *rows) = run_prepared(_STATEMENT, asked)
    more = len(rows) > limit
    rows = rows[:limit]
    return SupplierStatement(
        supplier=supplier,
        period=period,
        opening=int(sums[6]),
        closing=int(sums[7]),
        now=int(sums[8]),
        open=_open(supplier),
        lines=tuple(_line(row) for row in rows),
        next_cursor=f"{rows[-1][0]:%Y-%m-%d}_{rows[-1][1]}_{rows[-1][2]}" if more else "",
    )


def _open(supplier: Supplier) -> int:
    rows = SupplierInvoice.objects.filter(supplier=supplier, status__in=SupplierInvoice.PAYABLE)
    still_open = F("total") - F("paid") - F("credited")
    return int(rows.aggregate(open=Sum(still_open, default=0))["open"])


def _line(row: tuple[Any, ...]) -> SupplierLine:
    day, _rank, _id, kind, number, about, *amounts = row
    return SupplierLine(day, kind, number, about, *(int(amount) for amount in amounts))


def _edge(cursor: str) -> tuple[date, int, int]:
    if not cursor:
        return _FIRST
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise BadCursor(field="cursor")
    try:
        return date.fromisoformat(found[1]), int(found[2]), int(found[3])
    except ValueError as error:
        raise BadCursor(field="cursor") from error
