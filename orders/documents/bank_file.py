"""The file that a bank takes a batch of payments from.

Columns, in this order and under these heads whatever the language: bank, account, holder,
amount (whole rupiah, digits alone), reference (our payment's number and the supplier's
invoice). The account is the one that was approved. UTF-8 with a byte order mark, commas
between, text that a spreadsheet program would run harmless: see
materialcenter/documents/spreadsheet.py.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation

from materialcenter.documents.spreadsheet import Column, Kind, Table, to_csv
from orders.models import PaymentBatch, SupplierPayment

COLUMNS = (
    Column("bank"),
    Column("account"),
    Column("holder"),
    Column("amount", Kind.RUPIAH),
    Column("reference"),
)


def bank_csv(batch: PaymentBatch, payments: Sequence[SupplierPayment], *, at: datetime) -> bytes:
    """Write a batch's payments, one a line, each with its invoice at hand."""
    rows = [
        (
            payment.bank_name,
            payment.bank_account,
            payment.bank_holder,
            payment.amount,
            f"{payment.number} {payment.invoice.number}",
        )
        for payment in payments
    ]
    with translation.override("en"):
        return to_csv(
            Table(batch.number, COLUMNS, rows, made_at=at, made_by="", narrow_by=batch.number)
        )
