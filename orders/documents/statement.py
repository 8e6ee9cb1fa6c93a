"""A member's statement (rekening koran anggota) as its PDF and its files show it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.documents.spreadsheet import Column, Kind, Table
from materialcenter.formats import day, rupiah
from materialcenter.models import Center
from orders.documents.wording import filled
from orders.reports.statement import DueInvoice, Statement, StatementLine

TEMPLATE = Path(__file__).with_suffix(".typ")

_WORDS = {
    "invoice": gettext_lazy("Invoice"),
    "deposit": gettext_lazy("Deposit for pool %(about)s"),
    "payment": gettext_lazy("Payment of invoice %(about)s"),
    "deposit_used": gettext_lazy("%(moved)s of the deposit paid invoice %(about)s"),
    "credit_note": gettext_lazy("Credit note for invoice %(about)s"),
    "deposit_credited": gettext_lazy("%(moved)s left of the deposit for pool %(about)s"),
    "credit_used": gettext_lazy("%(moved)s of the credit note paid invoice %(about)s"),
    "write_off": gettext_lazy("Written off of invoice %(about)s"),
    "refund": gettext_lazy("Paid back of credit note %(about)s"),
}

_COLUMNS = [
    Column(gettext_lazy("When"), Kind.MOMENT),
    Column(gettext_lazy("What"), width=44),
    Column(gettext_lazy("Number")),
    Column(gettext_lazy("Charged (Rp)"), Kind.RUPIAH),
    Column(gettext_lazy("Paid or credited (Rp)"), Kind.RUPIAH),
    Column(gettext_lazy("Balance (Rp)"), Kind.RUPIAH),
]


def in_words(line: StatementLine) -> str:
    """Say what an event of a statement was; its own number stands beside it."""
    return str(_WORDS[line.kind]) % {"about": line.about, "moved": rupiah(line.moved)}


def balance_in_words(balance: int) -> str:
    """Write a balance so that nobody reads its sign wrong."""
    if balance < 0:
        return _("%(amount)s to the workshop's credit") % {"amount": rupiah(-balance)}
    return rupiah(balance)


def statement_table(statement: Statement, *, made_at: datetime, made_by: str) -> Table:
    """Lay a statement out as a file: its lines, between the two balances."""
    opening = (statement.period.begins_at, _("Opening balance"), "", None, None, statement.opening)
    lines = [
        (
            line.at,
            in_words(line),
            line.number,
            line.charge or None,
            line.credit or None,
            line.balance,
        )
        for line in statement.lines
    ]
    return Table(
        title=_("Statement"),
        columns=_COLUMNS,
        rows=[opening, *lines],
        made_at=made_at,
        made_by=made_by,
        narrow_by=gettext_lazy("a shorter period"),
        filters=[
            (gettext_lazy("Workshop"), str(statement.workshop)),
            (gettext_lazy("Period"), _period(statement)),
        ],
        totals=[
            statement.period.ends_at,
            _("Closing balance"),
            "",
            statement.charged,
            statement.credited,
            statement.closing,
        ],
    )


def statement_data(
    statement: Statement, center: Center, due: Sequence[DueInvoice], *, on: datetime
) -> dict[str, Any]:
    """Write a statement in the language that is active. due: what is open."""
    workshop = statement.workshop
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Statement"),
        "number": workshop.code,
        "letterhead": asdict(letterhead_of(center)),
        "left": filled(
            (_("Workshop"), workshop.name),
            (_("Code"), workshop.code),
            (_("Address"), ", ".join(workshop.address.splitlines())),
        ),
        "right": filled(
            (_("Period"), _period(statement)),
            (_("Opening balance"), balance_in_words(statement.opening)),
            (_("Closing balance"), balance_in_words(statement.closing)),
            (_("Made"), day(on)),
        ),
        "columns": [_("Date"), _("What"), _("Charged"), _("Paid or credited"), _("Balance")],
        "rows": [_row(line) for line in statement.lines],
        "totals": [
            [_("Charged"), rupiah(statement.charged)],
            [_("Paid or credited"), rupiah(statement.credited)],
            [_("Closing balance"), balance_in_words(statement.closing)],
        ],
        "due_title": _("What is due when"),
        "due_columns": [_("Invoice"), _("Due date"), _("Open")],
        "due": [[row.invoice.number, day(row.invoice.due_on), rupiah(row.open)] for row in due],
        "remark": _("Please tell us within 14 days if something here is not as you know it."),
    }


def _row(line: StatementLine) -> list[str]:
    return [
        day(line.at),
        f"{in_words(line)}\n{line.number}",
        rupiah(line.charge) if line.charge else "",
        rupiah(line.credit) if line.credit else "",
        rupiah(line.balance),
    ]


def _period(statement: Statement) -> str:
    return f"{day(statement.period.since)} – {day(statement.period.until)}"
