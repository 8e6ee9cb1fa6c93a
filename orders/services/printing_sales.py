"""Papers of selling as PDF, written when they are asked for, in the language that is active."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from materialcenter.documents.pdf import render_pdf
from materialcenter.errors import Missing
from materialcenter.models import Attachment, Center, Workshop
from orders.documents import (
    credit_note,
    delivery_note,
    invoice,
    payment_receipt,
    pro_forma,
    statement,
)
from orders.models import CreditNote, DeliveryNote, Invoice, Payment
from orders.reports.billing import invoice_view
from orders.reports.credited import credit_note_view
from orders.reports.delivering import note_view
from orders.reports.pool_dues import PoolDue
from orders.reports.statement import Period, due_invoices, whole_statement

# Invoices are kept in the language of the tax office.
DOCUMENT_LANGUAGE = "id"
# Lines of a statement on paper; what is longer goes into a file, or over a shorter period.
MOST_PRINTED = 1000


class NoReceipt(Missing):
    """What was written off has no receipt."""

    sentence = _("Nothing was paid here, so there is no receipt.")


def delivery_note_pdf(note: DeliveryNote) -> bytes:
    """Write a surat jalan; center, workshop, order, pool and handed_by should be at hand."""
    signature = None
    if note.signature_id is not None:
        kept = Attachment.objects.select_related("content").get(pk=note.signature_id)
        signature = bytes(kept.content.content)
    data = delivery_note.delivery_note_data(note_view(note), signature_png=signature)
    return render_pdf(delivery_note.TEMPLATE, data)


def invoice_pdf(found: Invoice) -> bytes:
    """Write a faktur; center, workshop and delivery note with order and pool at hand."""
    return render_pdf(invoice.TEMPLATE, invoice.invoice_data(invoice_view(found)))


def kept_invoice_pdf(found: Invoice) -> bytes:
    """Return the faktur as it was sent; before a worker has written it, write it now."""
    if found.document_id is None:
        with translation.override(DOCUMENT_LANGUAGE):
            return invoice_pdf(found)
    kept = Attachment.objects.select_related("content").get(pk=found.document_id)
    return bytes(kept.content.content)


def credit_note_pdf(note: CreditNote) -> bytes:
    """Write a nota kredit; center, workshop, pool and invoice should be at hand."""
    return render_pdf(credit_note.TEMPLATE, credit_note.credit_note_data(credit_note_view(note)))


def kept_credit_note_pdf(note: CreditNote) -> bytes:
    """Return the nota kredit as it was sent; before a worker has written it, write it now."""
    if note.document_id is None:
        with translation.override(DOCUMENT_LANGUAGE):
            return credit_note_pdf(note)
    kept = Attachment.objects.select_related("content").get(pk=note.document_id)
    return bytes(kept.content.content)


def payment_receipt_pdf(payment: Payment) -> bytes:
    """Write a kwitansi; center, workshop, invoice, pool and received_by should be at hand.

    Raises NoReceipt for what was written off: nobody paid anything.
    """
    if payment.method == Payment.Method.WRITE_OFF:
        raise NoReceipt
    return render_pdf(payment_receipt.TEMPLATE, payment_receipt.payment_receipt_data(payment))


def pro_forma_pdf(due: PoolDue) -> bytes:
    """Write what a workshop pays before it picks up its shares of a pool."""
    return render_pdf(pro_forma.TEMPLATE, pro_forma.pro_forma_data(due))


def statement_pdf(workshop: Workshop, period: Period, *, at: datetime) -> bytes:
    """Write a member's statement. Raises TooManyRows."""
    data = statement.statement_data(
        whole_statement(workshop, period, most=MOST_PRINTED),
        Center.objects.get(pk=workshop.center_id),
        due_invoices(workshop),
        on=at,
    )
    return render_pdf(statement.TEMPLATE, data)
