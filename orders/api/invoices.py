"""Invoices to workshops, and what is paid on them."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Out
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download
from orders.api.selling_schemas import BillLineOut, BillOut, Code, PaymentIn, PaymentOut
from orders.models import Invoice, Payment
from orders.reports.billing import ageing, invoice_view, ways_to_pay
from orders.reports.finding import find_invoice, find_payment
from orders.rules.bill import Bill
from orders.rules.reminding import LEVELS
from orders.services import paying
from orders.services.printing_sales import kept_invoice_pdf, payment_receipt_pdf

router = Router(tags=["invoices"])
payments_router = Router(tags=["payments"])


class InvoiceRow(Out):
    """An invoice in a list, in whole rupiah."""

    number: str
    workshop: str
    issued_at: datetime
    due_on: date
    total: int
    paid: int
    open: int

    @staticmethod
    def of(invoice: Invoice) -> "InvoiceRow":
        """Shape an invoice; workshop at hand."""
        return InvoiceRow(
            number=invoice.number,
            workshop=invoice.workshop.code,
            issued_at=invoice.issued_at,
            due_on=invoice.due_on,
            total=invoice.total,
            paid=invoice.paid,
            open=invoice.total - invoice.paid,
        )


class ReminderOut(Out):
    """That the workshop was reminded, and what was open then, in whole rupiah.

    days_after: of the level, days after the due date; below zero before it.
    """

    level: int
    days_after: int
    open: int
    sent_at: datetime


class InvoiceOut(InvoiceRow):
    """An invoice with lines, payments, what was credited, and how its open rest may be paid.

    kind: handover, pool, month or by_hand. month: its first day. tax_number: the NSFP, "" for
    none.
    """

    kind: str
    month: date | None
    tax_number: str
    delivery_notes: list[str]
    lines: list[BillLineOut]
    bill: BillOut
    payments: list[PaymentOut]
    credit_notes: list[str]
    reminders: list[ReminderOut]
    qris_payload: str
    bank_account: str


class AgeOut(Out):
    """Open invoices of one age: days past due, null at an open end."""

    days_from: int | None
    days_until: int | None
    count: int
    amount: int


class AgeingOut(Out):
    """What is open by how long it is past due; the classes are disjoint and complete."""

    classes: list[AgeOut]


class InvoicePaymentIn(PaymentIn):
    """Money taken on an invoice."""

    invoice: Code


@router.get("", response={200: CursorList[InvoiceRow], **REFUSALS})
@needs()
def list_invoices(
    request: Any,
    cursor: str = "",
    limit: int = 50,
    unpaid: bool = False,
    workshop: str = "",
) -> CursorList[InvoiceRow]:
    """List invoices, the newest first; a buyer sees the own workshops' only."""
    rows = Invoice.objects.visible_to(request.auth).select_related("workshop")
    if unpaid:
        rows = rows.unpaid()
    if workshop:
        rows = rows.filter(workshop__code=workshop)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[InvoiceRow](
        items=[InvoiceRow.of(invoice) for invoice in page.items], next_cursor=page.next_cursor
    )


@router.get("/ageing", response={200: AgeingOut, **REFUSALS})
@needs()
def show_ageing(request: Any) -> AgeingOut:
    """Sum what is open by how long it is past due."""
    return AgeingOut(
        classes=[
            AgeOut(
                days_from=age.days_from,
                days_until=age.days_until,
                count=age.count,
                amount=age.amount,
            )
            for age in ageing(request.auth, on=timezone.localdate())
        ]
    )


@router.get("/{number}", response={200: InvoiceOut, **REFUSALS})
@needs()
def show_invoice(request: Any, number: str) -> InvoiceOut:
    """Show an invoice."""
    view = invoice_view(find_invoice(request.auth, number))
    invoice = view.invoice
    ways = ways_to_pay(invoice)
    return InvoiceOut(
        **InvoiceRow.of(invoice).model_dump(),
        kind=invoice.kind,
        month=invoice.month,
        tax_number=invoice.tax_number,
        delivery_notes=[note.number for note in view.notes],
        lines=[
            BillLineOut(
                material=row.material.code,
                pieces=row.line.pieces,
                mass_kg=row.line.mass_kg,
                price_per_kg=row.line.price_per_kg,
                amount=row.line.amount,
            )
            for row in view.lines
        ],
        bill=BillOut.of(Bill((), invoice.net, invoice.tax_base, invoice.tax, invoice.total)),
        payments=[PaymentOut.of(payment) for payment in view.payments],
        credit_notes=[note.number for note in view.credit_notes],
        reminders=[
            ReminderOut(
                level=row.level,
                days_after=LEVELS[row.level - 1],
                open=row.open_amount,
                sent_at=row.sent_at,
            )
            for row in view.reminders
        ],
        qris_payload=ways.qris_payload,
        bank_account=ways.bank_account,
    )


@router.get("/{number}/document", response={200: None, **REFUSALS})
@needs()
def invoice_document(request: Any, number: str) -> HttpResponse:
    """Give out the faktur as PDF."""
    invoice = find_invoice(request.auth, number)
    return as_download(
        safe_name=f"{invoice.number}.pdf", media_type=PDF, content=kept_invoice_pdf(invoice)
    )


@payments_router.get("", response={200: CursorList[PaymentOut], **REFUSALS})
@needs()
def list_payments(
    request: Any, cursor: str = "", limit: int = 50, workshop: str = ""
) -> CursorList[PaymentOut]:
    """List payments, the newest first; a buyer sees the own workshops' only."""
    rows = Payment.objects.visible_to(request.auth).select_related(
        "workshop", "invoice", "pool", "credit_note"
    )
    if workshop:
        rows = rows.filter(workshop__code=workshop)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[PaymentOut](
        items=[PaymentOut.of(payment) for payment in page.items], next_cursor=page.next_cursor
    )


@payments_router.post("", response={201: PaymentOut, **REFUSALS})
@needs(Role.CLERK, Role.FINANCE, Role.SUPERVISOR)
@creates()
def record_payment(request: Any, body: InvoicePaymentIn) -> PaymentOut:
    """Take a payment on an invoice, never more than is open."""
    payment = paying.record_payment(
        invoice_id=find_invoice(request.auth, body.invoice).pk,
        amount=body.amount,
        method=body.method,
        by=request.auth,
        at=timezone.now(),
    )
    return PaymentOut.of(payment)


@payments_router.get("/{number}", response={200: PaymentOut, **REFUSALS})
@needs()
def show_payment(request: Any, number: str) -> PaymentOut:
    """Show a payment."""
    return PaymentOut.of(find_payment(request.auth, number))


@payments_router.get("/{number}/document", response={200: None, **REFUSALS})
@needs()
def payment_document(request: Any, number: str) -> HttpResponse:
    """Give out the kwitansi as PDF."""
    payment = find_payment(request.auth, number)
    return as_download(
        safe_name=f"{payment.number}.pdf", media_type=PDF, content=payment_receipt_pdf(payment)
    )
