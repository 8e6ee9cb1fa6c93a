"""A member's statement (rekening koran): what moved its account with the depot, and how it stands.

The balance is what the workshop owes: its open invoices, less what is left of its deposits
and of its credit notes. What only moves its own money (a deposit that pays an invoice, the
rest of a deposit that becomes a credit note) is named with its amount and changes no balance.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from materialcenter import formats
from materialcenter.documents.spreadsheet import TooManyRows
from materialcenter.errors import Invalid
from materialcenter.models import Workshop
from materialcenter.paging import BadCursor
from materialcenter.statements import run_prepared
from orders.models import Invoice

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)
MONTHS_BACK = 2
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"[0-9]{1,17}-[0-9]-[0-9]{1,18}")

# Every event that a statement names, the earliest first by (at, rank, id).
_EVENTS = """
    SELECT issued_at AS at, 1 AS rank, id, 'invoice' AS kind, number, '' AS about,
           total AS charge, 0::bigint AS credit, 0::bigint AS moved
    FROM orders_invoice WHERE workshop_id = %(workshop)s::bigint
    UNION ALL
    SELECT paid.received_at, CASE WHEN paid.invoice_id IS NULL THEN 2
                                  WHEN paid.method = 'deposit' THEN 4
                                  WHEN paid.method = 'credit' THEN 7 ELSE 3 END,
           paid.id, CASE WHEN paid.invoice_id IS NULL THEN 'deposit'
                         WHEN paid.method = 'deposit' THEN 'deposit_used'
                         WHEN paid.method = 'credit' THEN 'credit_used'
                         WHEN paid.method = 'write_off' THEN 'write_off' ELSE 'payment' END,
           COALESCE(note.number, paid.number), COALESCE(invoice.number, pool.number), 0,
           CASE WHEN paid.method IN ('deposit', 'credit') THEN 0 ELSE paid.amount END,
           CASE WHEN paid.method IN ('deposit', 'credit') THEN paid.amount ELSE 0 END
    FROM orders_payment AS paid
    LEFT JOIN orders_invoice AS invoice ON invoice.id = paid.invoice_id
    LEFT JOIN orders_pool AS pool ON pool.id = paid.pool_id
    LEFT JOIN orders_creditnote AS note ON note.id = paid.credit_note_id
    WHERE paid.workshop_id = %(workshop)s::bigint
    UNION ALL
    SELECT note.issued_at, CASE WHEN note.invoice_id IS NULL THEN 6 ELSE 5 END, note.id,
           CASE WHEN note.invoice_id IS NULL THEN 'deposit_credited' ELSE 'credit_note' END,
           note.number, COALESCE(invoice.number, pool.number), 0,
           CASE WHEN note.invoice_id IS NULL THEN 0 ELSE note.amount END,
           CASE WHEN note.invoice_id IS NULL THEN note.amount ELSE 0 END
    FROM orders_creditnote AS note
    LEFT JOIN orders_invoice AS invoice ON invoice.id = note.invoice_id
    LEFT JOIN orders_pool AS pool ON pool.id = note.pool_id
    WHERE note.workshop_id = %(workshop)s::bigint
    UNION ALL
    SELECT refund.paid_at, 8, refund.id, 'refund', refund.number, note.number, refund.amount, 0, 0
    FROM orders_refund AS refund
    JOIN orders_creditnote AS note ON note.id = refund.credit_note_id
    WHERE refund.workshop_id = %(workshop)s::bigint
"""
# The first row is the sums: before the period, within it, and at its end.
_STATEMENT = f"""
WITH event AS ({_EVENTS}),
line AS (
    SELECT *, sum(charge - credit) OVER (ORDER BY at, rank, id ROWS UNBOUNDED PRECEDING) AS balance
    FROM event
),
shown AS (
    SELECT * FROM line
    WHERE at >= %(since)s::timestamptz AND at < %(until)s::timestamptz
      AND (at, rank, id) > (%(after_at)s::timestamptz, %(after_rank)s::int, %(after_id)s::bigint)
    ORDER BY at, rank, id
    LIMIT %(limit)s::int
)
SELECT NULL AS at, 0 AS rank, 0::bigint AS id, 'sums' AS kind, '' AS number, '' AS about,
       COALESCE(sum(charge) FILTER (WHERE at >= %(since)s::timestamptz), 0),
       COALESCE(sum(credit) FILTER (WHERE at >= %(since)s::timestamptz), 0),
       COALESCE(sum(charge - credit) FILTER (WHERE at < %(since)s::timestamptz), 0),
       COALESCE(sum(charge - credit), 0)
FROM event WHERE at < %(until)s::timestamptz
UNION ALL
SELECT at, rank, id, kind, number, about, charge, credit, moved, balance FROM shown
ORDER BY at NULLS FIRST, rank, id
"""  # noqa: S608  # the text is the one above
_STANDINGS = """
SELECT workshop_id, sum(owed), sum(deposits), sum(credits), sum(unbilled) FROM (
    SELECT workshop_id, total - paid AS owed, 0::bigint AS deposits, 0::bigint AS credits,
           0::bigint AS unbilled
    FROM orders_invoice WHERE workshop_id = ANY(%(workshops)s::bigint[]) AND total > paid
    UNION ALL
    SELECT workshop_id, 0, CASE WHEN invoice_id IS NULL THEN amount
                                WHEN method = 'deposit' THEN -amount ELSE 0 END, 0, 0
    FROM orders_payment
    WHERE workshop_id = ANY(%(workshops)s::bigint[]) AND pool_id IS NOT NULL
    UNION ALL
    SELECT workshop_id, 0, CASE WHEN invoice_id IS NULL THEN -amount ELSE 0 END, amount - used, 0
    FROM orders_creditnote WHERE workshop_id = ANY(%(workshops)s::bigint[])
    UNION ALL
    SELECT workshop_id, 0, 0, 0, total
    FROM orders_deliverynote
    WHERE workshop_id = ANY(%(workshops)s::bigint[]) AND invoice_id IS NULL
) AS moved
GROUP BY workshop_id
"""


class PeriodReversed(Invalid):
    """The period ends before it begins, or lies out of reach."""

    code = "period_reversed"
    sentence = _("The period must end on or after the day it begins.")


@dataclass(frozen=True)
class Period:
    """Days of a statement, both of them in it, as the depot's clock counts them."""

    since: date
    until: date

    @property
    def begins_at(self) -> datetime:
        """Return its first moment."""
        return _midnight(self.since)

    @property
    def ends_at(self) -> datetime:
        """Return the first moment after it."""
        return _midnight(self.until + timedelta(days=1))


@dataclass(frozen=True)
class StatementLine:
    """One event, whole rupiah: charge raises the balance, credit lowers it, moved neither.

    kind: invoice, deposit, payment, deposit_used, credit_note, deposit_credited, credit_used,
    write_off or refund. number: the document's. about: of the invoice, pool or credit note it is for.
    """

    at: datetime
    kind: str
    number: str
    about: str
    charge: int
    credit: int
    moved: int
    balance: int


@dataclass(frozen=True)
class Statement:
    """A workshop's statement, or a page of it, whole rupiah; sums are of the whole period.

    next_cursor: where the next page begins, "" at the end.
    """

    workshop: Workshop
    period: Period
    opening: int
    charged: int
    credited: int
    closing: int
    lines: tuple[StatementLine, ...]
    next_cursor: str


@dataclass(frozen=True)
class Standing:
    """How a workshop's account stands now, whole rupiah, zero or more each.

    unbilled: what was handed over and is on no invoice yet, which the balance does not count.
    """

    owed: int = 0
    deposits: int = 0
    credits: int = 0
    unbilled: int = 0

    @property
    def balance(self) -> int:
        """Return what it owes in all; below zero the depot owes it."""
        return self.owed - self.deposits - self.credits


@dataclass(frozen=True)
class DueInvoice:
    """An open invoice, and what is open on it in whole rupiah."""

    invoice: Invoice
    open: int


def period_of(since: date | None, until: date | None, *, today: date) -> Period:
    """Return the days asked for; from the first of the month MONTHS_BACK ago, until today.

    Raises PeriodReversed.
    """
    until = until or today
    if since is None:
        months = until.year * 12 + until.month - 1 - MONTHS_BACK
        since = date(months // 12, months % 12 + 1, 1)
    if not FIRST_DAY <= since <= until <= LAST_DAY:
        raise PeriodReversed(field="until")
    return Period(since, until)


def statement_of(workshop: Workshop, period: Period, *, limit: int, cursor: str = "") -> Statement:
    """Read a workshop's statement, at most `limit` lines. One statement of SQL.

    cursor: from the page before, "" for the first. Raises BadCursor.
    """
    at, rank, row_id = _edge(cursor)
    (sums, *rows) = run_prepared(
        _STATEMENT,
        {
            "workshop": workshop.pk,
            "since": period.begins_at,
            "until": period.ends_at,
            "after_at": at,
            "after_rank": rank,
            "after_id": row_id,
            "limit": limit + 1,
        },
    )
    more = len(rows) > limit
    rows = rows[:limit]
    return Statement(
        workshop=workshop,
        period=period,
        opening=int(sums[8]),
        charged=int(sums[6]),
        credited=int(sums[7]),
        closing=int(sums[9]),
        lines=tuple(_line(row) for row in rows),
        next_cursor=_cursor(rows[-1]) if more else "",
    )


def whole_statement(workshop: Workshop, period: Period, *, most: int) -> Statement:
    """Read a workshop's statement with all its lines. Raises TooManyRows over `most` of them."""
    statement = statement_of(workshop, period, limit=most)
    if statement.next_cursor:
        raise TooManyRows(most=formats.whole(most), narrow=_("a shorter period"))
    return statement


def _line(row: tuple[Any, ...]) -> StatementLine:
    at, _rank, _id, kind, number, about, *amounts = row
    return StatementLine(at, kind, number, about, *(int(amount) for amount in amounts))


def standings(workshop_ids: Iterable[int]) -> dict[int, Standing]:
    """Say how workshops' accounts stand now; every one asked for is there. One statement."""
    ids = list(workshop_ids)
    rows = run_prepared(_STANDINGS, {"workshops": ids})
    found = {pk: Standing(*(int(amount) for amount in amounts)) for pk, *amounts in rows}
    return {pk: found.get(pk, Standing()) for pk in ids}


def due_invoices(workshop: Workshop, *, limit: int = 100) -> list[DueInvoice]:
    """List a workshop's open invoices, what is due first ahead. One statement."""
    rows = Invoice.objects.filter(workshop=workshop).unpaid().order_by("due_on", "pk")
    return [DueInvoice(invoice, invoice.total - invoice.paid) for invoice in rows[:limit]]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _edge(cursor: str) -> tuple[datetime, int, int]:
    if not cursor:
        return _EPOCH, 0, 0
    if not _CURSOR.fullmatch(cursor):
        raise BadCursor(field="cursor")
    micros, rank, row_id = (int(part) for part in cursor.split("-"))
    try:
        return _EPOCH + timedelta(microseconds=micros), rank, row_id
    except OverflowError as error:
        raise BadCursor(field="cursor") from error


def _cursor(row: tuple[Any, ...]) -> str:
    at, rank, row_id, *_rest = row
    return f"{(at - _EPOCH) // timedelta(microseconds=1)}-{rank}-{row_id}"
