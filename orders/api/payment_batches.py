"""Paying suppliers: one invoice, and batches from their draft to the bank."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.documents.spreadsheet import CSV
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.web import as_download
from orders.api.buying_schemas import Count, Note, Rupiah
from orders.models import PaymentBatch, SupplierPayment
from orders.reports.payment_batches import batch_view, find_payment_batch, with_sums
from orders.services import batching_payments
from orders.services.paying_suppliers import PAYERS, pay_supplier_invoice

router = Router(tags=["payables"])
payment_router = Router(tags=["payables"])
invoice_router = Router(tags=["payables"])
READERS = (*PAYERS, Role.AUDITOR)


class ChosenIn(Input):
    """An invoice, and the whole rupiah that its payment closes, discount counted in."""

    supplier_invoice_id: Count
    closes: Rupiah


class PaymentBatchIn(Input):
    """A batch to draft."""

    pay_on: date
    chosen: list[ChosenIn]


class BankPaidIn(Input):
    """When the bank paid, and its reference."""

    paid_on: date
    reference: Note


class SupplierPaymentIn(BankPaidIn):
    """Money that the bank paid on one invoice; closes: discount counted in."""

    closes: Rupiah


class SupplierPaymentOut(Out):
    """A payment to a supplier, whole rupiah: amount leaves the bank, discount is kept back.

    The account is the approved one, before that the supplier's; account_changed: the supplier
    has another by now.
    """

    number: str
    supplier_invoice_id: int
    invoice: str
    supplier: str
    status: str
    amount: int
    discount: int
    paid_at: datetime | None
    reference: str
    bank_name: str
    bank_account: str
    bank_holder: str
    account_changed: bool

    @staticmethod
    def of(payment: SupplierPayment) -> "SupplierPaymentOut":
        """Shape a payment with invoice and supplier at hand."""
        bank_name, bank_account, bank_holder = payment.account()
        return SupplierPaymentOut(
            number=payment.number,
            supplier_invoice_id=payment.invoice_id,
            invoice=payment.invoice.number,
            supplier=payment.invoice.supplier.code,
            status=payment.status,
            amount=payment.amount,
            discount=payment.discount,
            paid_at=payment.paid_at,
            reference=payment.reference,
            bank_name=bank_name,
            bank_account=bank_account,
            bank_holder=bank_holder,
            account_changed=payment.is_astray(),
        )


class PaymentBatchRow(Out):
    """A batch in a list; sums are of the payments that were not dropped."""

    number: str
    status: str
    pay_on: date
    count: int
    amount: int
    discount: int


class PaymentBatchOut(PaymentBatchRow):
    """A batch with its payments."""

    created_by: str
    created_at: datetime
    approved_by: str
    approved_at: datetime | None
    paid_at: datetime | None
    payments: list[SupplierPaymentOut]


@router.get("", response={200: CursorList[PaymentBatchRow], **REFUSALS})
@needs(*READERS)
def list_payment_batches(request: Any, cursor: str = "", limit: int = 50, status: str = "") -> Any:
    """List batches, the newest first."""
    rows = with_sums(PaymentBatch.objects.visible_to(request.auth))
    if status:
        rows = rows.filter(status=status)
    return page_of(rows, cursor=cursor, limit=limit)


@router.post("", response={201: PaymentBatchOut, **REFUSALS})
@needs(*PAYERS)
@creates()
def draft_payment_batch(request: Any, body: PaymentBatchIn) -> PaymentBatchOut:
    """Draft a batch; somebody else approves it."""
    batch = batching_payments.draft_payment_batch(
        pay_on=body.pay_on,
        chosen=[batching_payments.Chosen(**one.model_dump()) for one in body.chosen],
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(request, batch.number)


@router.get("/{number}", response={200: PaymentBatchOut, **REFUSALS})
@needs(*READERS)
def show_payment_batch(request: Any, number: str) -> PaymentBatchOut:
    """Show a batch with its payments."""
    return _shown(request, number)


@router.get("/{number}/file", response={200: None, **REFUSALS})
@needs(*PAYERS)
def payment_batch_bank_file(request: Any, number: str) -> HttpResponse:
    """Give out an approved batch as CSV: bank, account, holder, amount, reference."""
    batch = find_payment_batch(request.auth, number)
    content = batching_payments.export_bank_file(
        payment_batch_id=batch.pk, by=request.auth, at=timezone.now()
    )
    return as_download(safe_name=f"{batch.number}.csv", media_type=CSV, content=content)


@router.post("/{number}/approve", response={200: PaymentBatchOut, **REFUSALS})
@needs(*PAYERS)
@creates(200)
def approve_payment_batch(request: Any, number: str) -> PaymentBatchOut:
    """Approve a draft, never one's own."""
    batching_payments.approve_payment_batch(
        payment_batch_id=find_payment_batch(request.auth, number).pk,
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(request, number)


@router.post("/{number}/pay", response={200: PaymentBatchOut, **REFUSALS})
@needs(*PAYERS)
@creates(200)
def pay_payment_batch(request: Any, number: str, body: BankPaidIn) -> PaymentBatchOut:
    """Book what the bank paid; a discount that was not earned in time lapses."""
    batching_payments.pay_payment_batch(
        payment_batch_id=find_payment_batch(request.auth, number).pk,
        paid_on=body.paid_on,
        reference=body.reference,
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(request, number)


@router.post("/{number}/cancel", response={200: PaymentBatchOut, **REFUSALS})
@needs(*PAYERS)
@creates(200)
def cancel_payment_batch(request: Any, number: str) -> PaymentBatchOut:
    """Cancel a batch that is not paid."""
    batching_payments.cancel_payment_batch(
        payment_batch_id=find_payment_batch(request.auth, number).pk,
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(request, number)


@payment_router.post("/{number}/drop", response={200: SupplierPaymentOut, **REFUSALS})
@needs(*PAYERS)
@creates(200)
def drop_supplier_payment(request: Any, number: str) -> SupplierPaymentOut:
    """Take a planned payment out of its batch."""
    payment = batching_payments.drop_supplier_payment(
        number=number, by=request.auth, at=timezone.now()
    )
    return SupplierPaymentOut.of(payment)


@invoice_router.post("/{invoice_id}/payments", response={201: SupplierPaymentOut, **REFUSALS})
@needs(*PAYERS)
@creates()
def pay_one_supplier_invoice(
    request: Any, invoice_id: Count, body: SupplierPaymentIn
) -> SupplierPaymentOut:
    """Book money that the bank paid on one invoice; not by who entered it."""
    payment = pay_supplier_invoice(
        supplier_invoice_id=invoice_id,
        closes=body.closes,
        paid_on=body.paid_on,
        reference=body.reference,
        by=request.auth,
        at=timezone.now(),
    )
    return SupplierPaymentOut.of(payment)


def _shown(request: Any, number: str) -> PaymentBatchOut:
    batch = find_payment_batch(request.auth, number)
    view = batch_view(batch)
    stand = [row for row in view.payments if row.status != SupplierPayment.Status.DROPPED]
    return PaymentBatchOut(
        number=batch.number,
        status=batch.status,
        pay_on=batch.pay_on,
        count=len(stand),
        amount=view.amount,
        discount=view.discount,
        created_by=batch.created_by.shown_name if batch.created_by else "",
        created_at=batch.created_at,
        approved_by=batch.approved_by.shown_name if batch.approved_by else "",
        approved_at=batch.approved_at,
        paid_at=batch.paid_at,
        payments=[SupplierPaymentOut.of(row) for row in view.payments],
    )
