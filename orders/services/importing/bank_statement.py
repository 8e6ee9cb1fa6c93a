"""The import of the bank's statement: money that came in, each line once however often it is brought."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from materialcenter.commands import step
from materialcenter.importing import cells
from materialcenter.importing.kinds import Column, Context, Kind, Reading
from materialcenter.person import Role
from materialcenter.rules.reading import DATE_EXAMPLE, read_date
from orders.models import BankLine


@dataclass(frozen=True)
class StatementRow:
    """A line of the statement as the bank has it, whole rupiah.

    credit: what came in; debit: what went out. balance: as it is written. None where blank.
    """

    booked_on: date
    text: str
    credit: Decimal | None
    debit: Decimal | None = None
    balance: str | None = None


def _money_in(reading: Reading[StatementRow], context: Context) -> Iterator[BankLine]:
    """Return each line of money that came in, not yet written."""
    seen: Counter[str] = Counter()
    for row in reading.rows:
        amount = int(row.credit or 0)
        if not amount:
            continue
        balance = "".join(filter(str.isdigit, row.balance or ""))
        words = f"{row.booked_on:%Y-%m-%d}|{amount}|{row.text}|{balance}"
        seen[words] += 1
        fingerprint = hashlib.sha256(f"{words}|{seen[words]}".encode()).hexdigest()
        yield BankLine(
            center_id=context.by.center_id,
            booked_on=row.booked_on,
            amount=amount,
            text=row.text,
            fingerprint=fingerprint,
        )


def _count(reading: Reading[StatementRow], context: Context) -> Mapping[str, int]:
    prints = [line.fingerprint for line in _money_in(reading, context)]
    known = BankLine.objects.visible_to(context.by).filter(fingerprint__in=prints).count()
    return {"rows": len(reading.lines), "incoming": len(prints), "new": len(prints) - known}


@step
def _apply(reading: Reading[StatementRow], context: Context) -> None:
    BankLine.objects.bulk_create(
        _money_in(reading, context), ignore_conflicts=True, batch_size=1000
    )


_amount = cells.or_zero(cells.decimal(places=0, largest=Decimal(10**13), example="1.250.000"))

BANK_STATEMENT: Kind[Any] = Kind(
    name="bank_statement",
    title=_("Bank statement"),
    roles=frozenset({Role.FINANCE, Role.SUPERVISOR}),
    columns=(
        Column("booked_on", ("Tanggal", "Date"), read_date, example=DATE_EXAMPLE),
        Column(
            "text",
            ("Keterangan", "Uraian", "Description"),
            cells.text(300, "TRSF INV-TGL-2026-00001"),
            example="TRSF INV-TGL-2026-00001",
        ),
        Column(
            "credit",
            ("Kredit (Rp)", "Kredit", "Credit"),
            _amount,
            needed=False,
            example="1.250.000",
        ),
        Column(
            "debit",
            ("Debit (Rp)", "Debit", "Debet"),
            _amount,
            needed=False,
            optional=True,
            example="0",
        ),
        Column(
            "balance",
            ("Saldo (Rp)", "Saldo", "Balance"),
            cells.text(40, "81.250.000"),
            needed=False,
            optional=True,
            example="81.250.000",
        ),
    ),
    row=StatementRow,
    apply=_apply,
    count=_count,
    counts={"incoming": _("lines of money that came in")},
)
