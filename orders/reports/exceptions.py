"""What of the money waits for somebody's decision: the few rows of finance's first page.

Rows and numbers only; the words are the page's. Each answer is one statement, or two where
there are more rows than are shown.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from materialcenter.models import Supplier
from materialcenter.paging import Few, few_of
from materialcenter.person import Person
from orders.models import (
    BankLine,
    PaymentBatch,
    Receipt,
    ReceiptLine,
    SettledReceiptLine,
    SupplierCredit,
    SupplierInvoice,
    SupplierPayment,
    WriteOff,
)
from orders.reports.payables import open_payables


def at_stake(invoice: SupplierInvoice) -> int:
    """Return the whole rupiah that the differences come to which hold an invoice."""
    match: Mapping[str, Any] = invoice.match or {"differences": []}
    return sum(abs(found["rupiah"]) for found in match["differences"] if found["holds"])


def debit_notes_to_book(person: Person) -> Few[SupplierCredit]:
    """Show the debit notes that are drafted and booked by nobody, the oldest ahead."""
    rows = SupplierCredit.objects.visible_to(person).filter(
        kind=SupplierCredit.Kind.DEBIT_NOTE, status=SupplierCredit.Status.DRAFT
    )
    return few_of(rows.select_related("invoice", "supplier").order_by("written_at", "pk"))


def batches_to_approve(person: Person) -> Few[PaymentBatch]:
    """Show the payment batches that wait for approval with their `amount`, paid first ahead."""
    return few_of(_batches(person, PaymentBatch.Status.DRAFT))


def batches_to_pay(person: Person) -> Few[PaymentBatch]:
    """Show the approved batches that the bank has still to pay, with their `amount`."""
    return few_of(_batches(person, PaymentBatch.Status.APPROVED))


def _batches(person: Person, status: str) -> QuerySet[PaymentBatch]:
    planned = Q(payments__status=SupplierPayment.Status.PLANNED)
    return (
        PaymentBatch.objects.visible_to(person)
        .filter(status=status)
        .annotate(amount=Sum("payments__amount", filter=planned, default=0))
        .order_by("pay_on", "pk")
    )


def bank_lines_to_match(person: Person) -> Few[BankLine]:
    """Show the money that came in and pays nothing yet, the oldest ahead."""
    rows = BankLine.objects.visible_to(person).filter(status=BankLine.Status.OPEN)
    return few_of(rows.order_by("booked_on", "pk"))


def write_offs_to_decide(person: Person) -> Few[WriteOff]:
    """Show the write-offs that were asked for, the oldest ahead."""
    rows = WriteOff.objects.visible_to(person).filter(status=WriteOff.Status.ASKED)
    return few_of(rows.with_names().order_by("asked_at", "pk"))


def due_unplanned(person: Person, *, on: date) -> Few[SupplierInvoice]:
    """Show suppliers' invoices that are due by a day and in no batch, with their `open` rupiah."""
    planned = SupplierPayment.objects.filter(
        invoice=OuterRef("pk"), status=SupplierPayment.Status.PLANNED
    )
    rows = open_payables(person).filter(~Exists(planned), due_on__lte=on)
    return few_of(
        rows.select_related("supplier")
        .annotate(open=F("total") - F("paid") - F("credited"))
        .order_by("due_on", "pk")
    )


def settlements_to_start(person: Person) -> Few[Supplier]:
    """Show the suppliers who settle on receipt, have delivered, and were never settled with.

    And those of whom a receipt is held back (`is_held_back`), its settlement called off.
    """
    settled = SettledReceiptLine.objects.filter(receipt_line=OuterRef("pk"), is_live=True)
    delivered = ReceiptLine.objects.filter(
        ~Exists(settled),
        receipt__supplier=OuterRef("pk"),
        receipt__called_off=None,
        order_line__isnull=False,
    )
    held = Receipt.objects.filter(supplier=OuterRef("pk"), called_off__isnull=False)
    rows = (
        Supplier.objects.visible_to(person)
        .annotate(is_held_back=Exists(held))
        .filter(
            Exists(delivered) & Q(settled_since=None) | Q(is_held_back=True),
            settles_on_receipt=True,
            is_active=True,
        )
    )
    return few_of(rows.order_by("code"))
