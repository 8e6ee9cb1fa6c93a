"""What the journal says: entries, an account's ledger, the trial balance, the proofs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Prefetch, QuerySet

from materialcenter.errors import Missing
from materialcenter.paging import BadCursor, Page, page_of
from materialcenter.person import Person
from orders.models import Account, JournalEntry, JournalLine

_CENT = Decimal("0.01")

_TRIAL = """
SELECT a.id, COALESCE(sum(l.debit), 0), COALESCE(sum(l.credit), 0)
FROM orders_account a
LEFT JOIN (
    SELECT l.account_id, l.debit, l.credit
    FROM orders_journalline l JOIN orders_journalentry e ON e.id = l.entry_id
    WHERE e.center_id = %(center)s AND (%(on)s::date IS NULL OR e.booked_on <= %(on)s::date)
) l ON l.account_id = a.id
WHERE a.center_id = %(center)s
GROUP BY a.id
"""

# Lines in the order of their days, each with the balance after it; the window runs over all of
# the account's lines, so that a page in the middle shows what was there.
_LEDGER = """
WITH running AS (
    SELECT e.booked_on, e.id AS entry_id, l.id AS line_id, e.dated_on, e.fact, e.reference, e.text,
           l.debit, l.credit, sum(l.debit - l.credit) OVER written AS balance,
           row_number() OVER written AS n
    FROM orders_journalline l JOIN orders_journalentry e ON e.id = l.entry_id
    WHERE l.account_id = %(account)s AND e.center_id = %(center)s
    WINDOW written AS (ORDER BY e.booked_on, e.id, l.id ROWS UNBOUNDED PRECEDING)
)
SELECT n, booked_on, dated_on, entry_id, fact, reference, text, debit, credit, balance
FROM running
WHERE booked_on >= %(since)s AND booked_on <= %(until)s AND n > %(after)s
ORDER BY n
LIMIT %(limit)s
"""

_BEFORE = """
SELECT COALESCE(sum(l.debit - l.credit), 0)
FROM orders_journalline l JOIN orders_journalentry e ON e.id = l.entry_id
WHERE l.account_id = %(account)s AND e.center_id = %(center)s AND e.booked_on < %(since)s
"""

# What the papers say of the accounts that papers prove, debit above zero.
_PROOFS = """
SELECT 'receivable', COALESCE(sum(total - paid), 0) FROM orders_invoice
WHERE center_id = %(center)s
UNION ALL
SELECT 'payable', COALESCE(-sum(total - paid - credited), 0) FROM orders_supplierinvoice
WHERE center_id = %(center)s AND status IN ('approved', 'released')
UNION ALL
SELECT 'deposits', COALESCE(-sum(amount), 0) FROM (
    SELECT CASE WHEN invoice_id IS NULL THEN amount
                WHEN method = 'deposit' THEN -amount ELSE 0 END AS amount
    FROM orders_payment WHERE center_id = %(center)s
    UNION ALL
    SELECT -amount FROM orders_creditnote WHERE center_id = %(center)s AND invoice_id IS NULL
) d
UNION ALL
SELECT 'credit_notes', COALESCE(-sum(amount - used), 0) FROM orders_creditnote
WHERE center_id = %(center)s
"""


@dataclass(frozen=True)
class AccountSum:
    """An account and what was booked on it, in rupiah."""

    account: Account
    debit: Decimal
    credit: Decimal

    @property
    def debit_balance(self) -> Decimal:
        """Return by how much debit is over credit; 0 where it is not."""
        return max(Decimal(0), self.debit - self.credit)

    @property
    def credit_balance(self) -> Decimal:
        """Return by how much credit is over debit; 0 where it is not."""
        return max(Decimal(0), self.credit - self.debit)


@dataclass(frozen=True)
class Sums:
    """What a trial balance adds up to, in rupiah."""

    debit: Decimal
    credit: Decimal
    debit_balance: Decimal
    credit_balance: Decimal


@dataclass(frozen=True)
class LedgerLine:
    """A line of an account and the balance after it, debit above zero; n counts from 1."""

    n: int
    booked_on: date
    dated_on: date
    entry_id: int
    fact: str
    reference: str
    text: str
    debit: Decimal
    credit: Decimal
    balance: Decimal

    @property
    def fact_label(self) -> str:
        """Return the kind of fact in words."""
        return str(JournalEntry.Fact(self.fact).label)


@dataclass(frozen=True)
class AccountLedger:
    """Some lines of an account in a period, what was there before it, and where to go on."""

    account: Account
    opening: Decimal
    lines: list[LedgerLine]
    next_cursor: str


@dataclass(frozen=True)
class Control:
    """An account that papers prove, debit above zero: what is booked on it, what they say."""

    role: str
    booked: Decimal
    proved: Decimal

    @property
    def label(self) -> str:
        """Return the role in words."""
        return str(Account.Role(self.role).label)

    @property
    def difference(self) -> Decimal:
        """Return what is booked too much."""
        return self.booked - self.proved


def journal(
    person: Person,
    *,
    since: date | None,
    until: date | None,
    fact: str = "",
    reference: str = "",
) -> QuerySet[JournalEntry]:
    """Return the entries a person may see, with lines and accounts; two statements.

    since, until: of booked_on, both ends in it. reference: what the paper's number begins with.
    """
    lines = JournalLine.objects.select_related("account").order_by("pk")
    rows = JournalEntry.objects.visible_to(person).prefetch_related(Prefetch("lines", lines))
    if since is not None:
        rows = rows.filter(booked_on__gte=since)
    if until is not None:
        rows = rows.filter(booked_on__lte=until)
    if fact:
        rows = rows.filter(fact=fact)
    return rows.filter(reference__istartswith=reference) if reference else rows


def journal_lines(rows: QuerySet[JournalEntry], *, most: int) -> Iterator[JournalLine]:
    """Return the lines of entries by day, entry and account at hand, read in parts."""
    lines = JournalLine.objects.filter(entry__in=rows.prefetch_related(None))
    found = lines.select_related("entry", "account").order_by("entry__booked_on", "entry_id", "pk")
    return found[:most].iterator(chunk_size=2000)


def find_account(person: Person, account_id: int) -> Account:
    """Find an account that a person may see. Raises Missing."""
    account = Account.objects.visible_to(person).filter(pk=account_id).first()
    if account is None:
        raise Missing
    return account


def journal_page(
    rows: QuerySet[JournalEntry], *, cursor: str = "", limit: int
) -> Page[JournalEntry]:
    """Cut a page out of the journal, what was written last ahead. Raises BadCursor."""
    return page_of(rows, cursor=cursor, limit=limit)


def trial_balance(center_id: int, *, on: date | None = None) -> list[AccountSum]:
    """Sum every account through a day, by its code; None for all that is booked. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL, {"center": center_id, "on": on})
        sums = {pk: (debit, credit) for pk, debit, credit in cursor.fetchall()}
    accounts = Account.objects.filter(center_id=center_id).order_by("code")
    nothing = (Decimal(0), Decimal(0))
    return [AccountSum(account, *sums.get(account.pk, nothing)) for account in accounts]


def sums_of(rows: Sequence[AccountSum]) -> Sums:
    """Add up a trial balance."""
    return Sums(
        debit=sum((row.debit for row in rows), Decimal(0)),
        credit=sum((row.credit for row in rows), Decimal(0)),
        debit_balance=sum((row.debit_balance for row in rows), Decimal(0)),
        credit_balance=sum((row.credit_balance for row in rows), Decimal(0)),
    )


def account_ledger(
    account: Account, *, since: date, until: date, limit: int, cursor: str = ""
) -> AccountLedger:
    """List an account's lines of a period by day, each with the balance after it.

    cursor: from the page before. Two statements. Raises BadCursor.
    """
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
        raise BadCursor(field="cursor")
    asked: Mapping[str, Any] = {
        "account": account.pk,
        "center": account.center_id,
        "since": since,
        "until": until,
        "after": int(cursor or 0),
        "limit": limit + 1,
    }
    with connection.cursor() as database:
        database.execute(_BEFORE, asked)
        ((opening,),) = database.fetchall()
        database.execute(_LEDGER, asked)
        lines = [LedgerLine(*row) for row in database.fetchall()]
    more = len(lines) > limit
    shown = lines[:limit]
    return AccountLedger(account, opening, shown, str(shown[-1].n) if more else "")


def controls(center_id: int, *, stock: Decimal) -> list[Control]:
    """Put each control account beside what its papers say. stock: what the racks are worth.

    Receivables and open invoices, payables and open suppliers' invoices, deposits and what is
    left of them, credit notes and what is left of them, stock and the ledger.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PROOFS, {"center": center_id})
        proved = {role: Decimal(amount) for role, amount in cursor.fetchall()}
    proved["stock"] = stock
    booked = {row.account.role: row.debit - row.credit for row in trial_balance(center_id)}
    return [
        Control(role, booked.get(role, Decimal(0)).quantize(_CENT), amount.quantize(_CENT))
        for role, amount in proved.items()
    ]
