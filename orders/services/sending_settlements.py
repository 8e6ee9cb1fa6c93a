"""A settlement on its way to the supplier: its PDF, kept once, and the mail."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as __

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.documents.pdf import render_pdf
from materialcenter.models import Attachment
from materialcenter.person import system_person
from materialcenter.rules.filetypes import PDF
from materialcenter.services.filing import file_away
from orders.documents import settlement as paper
from orders.models import SupplierInvoice
from orders.reports.settlements import settlement_view
from orders.services.sending import SUPPLIER_LANGUAGE


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
        _mail(invoice)
    mark_settlement_sent(supplier_invoice_id=invoice.pk, at=at)


@command
def keep_settlement_document(*, supplier_invoice_id: int, content: bytes, at: datetime) -> None:
    """Keep the PDF that goes to the supplier; the first one stays."""
    invoice = SupplierInvoice.objects.select_for_update(no_key=True).get(pk=supplier_invoice_id)
    if invoice.document_id is not None:
        return
    invoice.document = file_away(
        center_id=invoice.center_id,
        name=f"{invoice.number}.pdf",
        media_type=PDF,
        content=content,
        subject="SupplierInvoice",
        subject_id=invoice.pk,
        by=system_person(invoice.center_id),
        at=at,
    )
    invoice.save(update_fields=["document"])


@command
def mark_settlement_sent(*, supplier_invoice_id: int, at: datetime) -> None:
    """Note that the mail server took the mail; the first time stays."""
    invoice = SupplierInvoice.objects.select_for_update(no_key=True).get(pk=supplier_invoice_id)
    if invoice.sent_at is not None:
        return
    invoice.sent_at = at
    invoice.save(update_fields=["sent_at"])
    audit.record(
        by=system_person(invoice.center_id),
        action="settlement.sent",
        subject="SupplierInvoice",
        subject_id=invoice.pk,
        at=at,
        number=invoice.number,
    )


def _read(supplier_invoice_id: int) -> SupplierInvoice:
    return SupplierInvoice.objects.select_related("center", "supplier").get(pk=supplier_invoice_id)


def _mail(invoice: SupplierInvoice) -> None:
    document = Attachment.objects.select_related("content").get(pk=invoice.document_id or 0)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    mail = EmailMessage(
        subject=__("Settlement %(number)s of your delivery to %(center)s")
        % {"number": invoice.number, "center": invoice.center.name},
        body=render_to_string("orders/mail/settlement.txt", {"invoice": invoice}),
        to=[invoice.supplier.email],
        reply_to=[invoice.center.email] if invoice.center.email else None,
        headers={"Message-ID": f"<settlement.{invoice.center_id}.{invoice.pk}@{domain}>"},
    )
    mail.attach(document.name, bytes(document.content.content), document.media_type)
    mail.send()
