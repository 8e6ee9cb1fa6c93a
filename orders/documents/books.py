"""The books as tables for the accountant: the journal's lines, an account, the trial balance."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from materialcenter.documents.spreadsheet import Column, Kind, Table, Value, Words
from materialcenter.formats import day
from orders.models import JournalLine
from orders.reports.books import AccountLedger, AccountSum

_JOURNAL = (
    Column(gettext_lazy("Booked on"), Kind.DATE),
    Column(gettext_lazy("Paper's date"), Kind.DATE),
    Column(gettext_lazy("Entry"), Kind.WHOLE),
    Column(gettext_lazy("Kind")),
    Column(gettext_lazy("Document")),
    Column(gettext_lazy("Text"), width=34),
    Column(gettext_lazy("Ledger account"), width=10),
    Column(gettext_lazy("Account's name"), width=34),
    Column(gettext_lazy("Debit"), Kind.PRICE),
    Column(gettext_lazy("Credit"), Kind.PRICE),
)
_LEDGER = (*_JOURNAL[:6], *_JOURNAL[8:], Column(gettext_lazy("Balance"), Kind.PRICE))
_TRIAL = (
    *_JOURNAL[6:8],
    Column(gettext_lazy("Debits"), Kind.PRICE),
    Column(gettext_lazy("Credits"), Kind.PRICE),
    Column(gettext_lazy("Debit balance"), Kind.PRICE),
    Column(gettext_lazy("Credit balance"), Kind.PRICE),
)
_SHORTER = gettext_lazy("a shorter period")


def period_in_words(since: date | None, until: date | None) -> Sequence[tuple[Words, Words]]:
    """Name a period for a file's sheet about itself."""
    return [
        (head, day(given))
        for head, given in ((_("From"), since), (_("Through"), until))
        if given is not None
    ]


def journal_table(
    lines: Iterable[JournalLine],
    *,
    filters: Sequence[tuple[Words, Words]],
    made_at: datetime,
    made_by: str,
) -> Table:
    """Write the journal line by line; each line's entry and account at hand."""
    return Table(
        title=_("Journal"),
        columns=_JOURNAL,
        rows=(
            (
                line.entry.booked_on,
                line.entry.dated_on,
                line.entry_id,
                line.entry.get_fact_display(),
                line.entry.reference,
                line.entry.text,
                line.account.code,
                line.account.title,
                line.debit or None,
                line.credit or None,
            )
            for line in lines
        ),
        made_at=made_at,
        made_by=made_by,
        narrow_by=_SHORTER,
        filters=filters,
    )


def ledger_table(
    ledger: AccountLedger,
    *,
    filters: Sequence[tuple[Words, Words]],
    made_at: datetime,
    made_by: str,
) -> Table:
    """Write an account's lines with the balance after each."""
    return Table(
        title=str(ledger.account),
        columns=_LEDGER,
        rows=[
            (
                line.booked_on,
                line.dated_on,
                line.entry_id,
                line.fact_label,
                line.reference,
                line.text,
                line.debit or None,
                line.credit or None,
                line.balance,
            )
            for line in ledger.lines
        ],
        made_at=made_at,
        made_by=made_by,
        narrow_by=_SHORTER,
        filters=filters,
    )


def trial_table(rows: Sequence[AccountSum], *, on: date, made_at: datetime, made_by: str) -> Table:
    """Write the trial balance at the end of a day, with its sums."""
    columns = [[row.debit, row.credit, row.debit_balance, row.credit_balance] for row in rows]
    written: list[tuple[Value, ...]] = [
        (row.account.code, row.account.title, *amounts)
        for row, amounts in zip(rows, columns, strict=True)
    ]
    sums = [sum(column, Decimal(0)) for column in zip(*columns, strict=True)]
    return Table(
        title=_("Trial balance"),
        columns=_TRIAL,
        rows=written,
        made_at=made_at,
        made_by=made_by,
        narrow_by=_SHORTER,
        filters=[(_("At the end of"), day(on))],
        totals=(_("Sum"), "", *sums),
    )
