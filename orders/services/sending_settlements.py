"""A settlement on its way to the supplier: its PDF, kept once, the mail, and that it is void."""

from datetime import datetime

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as __

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.documents.pdf import render_pdf
from materialcenter.jobs import later
from materialcenter.person import system_person
from orders.documents import settlement as paper
from orders.models import SupplierInvoice
from orders.reports.settlements import settlement_view
from orders.services.mailing_suppliers import (
    SUPPLIER_LANGUAGE,
    file_paper,
    letter_to,
    send_with_paper,
)
from orders.services.sending import NoMailAddress


def mail_settlement(*, supplier_invoice_id: int, at: datetime) -> None:
    """Keep a settlement's PDF and mail it to the supplier; repeatable.

    At least once, as `sending.mail_purchase_order`: always with the same Message-ID, and not
    again once `sent_at` is set. One that is held or called off is not mailed. A supplier
    without a mail address gets it on paper: the PDF is kept and nothing is mailed.
    """
    invoice = _read(supplier_invoice_id)
    if invoice.sent_at is not None or invoice.status not in SupplierInvoice.PAYABLE:
        return
    with translation.override(SUPPLIER_LANGUAGE):
        if invoice.document_id is None:
            content = render_pdf(paper.TEMPLATE, paper.settlement_data(settlement_view(invoice)))
            keep_settlement_document(supplier_invoice_id=invoice.pk, content=content, at=at)
            invoice = _read(supplier_invoice_id)
        if not invoice.supplier.email:
            return
        send_with_paper(_letter(invoice), invoice.document_id)
    mark_settlement_sent(supplier_invoice_id=invoice.pk, at=at)


def mail_void_settlement(*, supplier_invoice_id: int, at: datetime) -> None:
    """Mail a supplier that a settlement it was mailed is void, and why; repeatable.

    At least once, always with the same Message-ID, and not again once `void_sent_at` is set.
    Raises NoMailAddress when the address was taken away meanwhile: the job then waits.
    """
    invoice = _read(supplier_invoice_id)
    if invoice.sent_at is None or invoice.void_sent_at is not None:
        return
    if not invoice.supplier.email:
        raise NoMailAddress(supplier=invoice.supplier.name)
    with translation.override(SUPPLIER_LANGUAGE):
        letter_to(
            invoice.supplier,
            invoice.center,
            subject=__("Settlement %(number)s is void") % {"number": invoice.number},
            body=render_to_string("orders/mail/settlement_void.txt", {"invoice": invoice}),
            name=f"settlement-void.{invoice.center_id}.{invoice.pk}",
        ).send()
    mark_void_sent(supplier_invoice_id=invoice.pk, at=at)


@command
def keep_settlement_document(*, supplier_invoice_id: int, content: bytes, at: datetime) -> None:
    """Keep the PDF that goes to the supplier; the first one stays."""
    invoice = SupplierInvoice.objects.select_for_update(no_key=True).get(pk=supplier_invoice_id)
    if invoice.document_id is not None:
        return
    invoice.document = file_paper(
        invoice, center_id=invoice.center_id, name=invoice.number, content=content, at=at
    )
    invoice.save(update_fields=["document"])


@command
def mark_settlement_sent(*, supplier_invoice_id: int, at: datetime) -> None:
    """Note that the mail server took the mail; the first time stays.

    Of one that was called off while it was being mailed the supplier is told that it is void.
    """
    invoice = SupplierInvoice.objects.select_for_update(no_key=True).get(pk=supplier_invoice_id)
    if invoice.sent_at is not None:
        return
    invoice.sent_at = at
    invoice.save(update_fields=["sent_at"])
    _record("sent", invoice, at=at)
    if invoice.status == SupplierInvoice.Status.REFUSED:
        later(
            "orders.tasks.mail_void_settlement",
            center_id=invoice.center_id,
            supplier_invoice_id=invoice.pk,
        )


@command
def mark_void_sent(*, supplier_invoice_id: int, at: datetime) -> None:
    """Note that the supplier was mailed that a settlement is void; the first time stays."""
    invoice = SupplierInvoice.objects.select_for_update(no_key=True).get(pk=supplier_invoice_id)
    if invoice.void_sent_at is not None:
        return
    invoice.void_sent_at = at
    invoice.save(update_fields=["void_sent_at"])
    _record("void_sent", invoice, at=at)


@step
def _record(act: str, invoice: SupplierInvoice, *, at: datetime) -> None:
    audit.record(
        by=system_person(invoice.center_id),
        action=f"settlement.{act}",
        subject="SupplierInvoice",
        subject_id=invoice.pk,
        at=at,
        number=invoice.number,
    )


def _read(supplier_invoice_id: int) -> SupplierInvoice:
    return SupplierInvoice.objects.select_related("center", "supplier").get(pk=supplier_invoice_id)


def _letter(invoice: SupplierInvoice) -> EmailMessage:
    return letter_to(
        invoice.supplier,
        invoice.center,
        subject=__("Settlement %(number)s of your delivery to %(center)s")
        % {"number": invoice.number, "center": invoice.center.name},
        body=render_to_string("orders/mail/settlement.txt", {"invoice": invoice}),
        name=f"settlement.{invoice.center_id}.{invoice.pk}",
    )
