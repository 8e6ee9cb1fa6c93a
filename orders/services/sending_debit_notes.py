"""A booked debit note on its way to the supplier: its PDF, kept once, and the mail."""

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
from orders.documents import debit_note as paper
from orders.models import SupplierCredit
from orders.reports.supplier_credits import credit_view
from orders.services.sending import SUPPLIER_LANGUAGE


def mail_debit_note(*, supplier_credit_id: int, at: datetime) -> None:
    """Keep a booked debit note's PDF and mail it to the supplier; repeatable.

    At least once, as `sending.mail_purchase_order`: always with the same Message-ID, and
    not again once `sent_at` is set. A supplier without a mail address gets it on paper:
    the PDF is kept and nothing is mailed.
    """
    note = _read(supplier_credit_id)
    if note.sent_at is not None:
        return
    with translation.override(SUPPLIER_LANGUAGE):
        if note.document_id is None:
            content = render_pdf(paper.TEMPLATE, paper.debit_note_data(credit_view(note)))
            keep_debit_note_document(supplier_credit_id=note.pk, content=content, at=at)
            note = _read(supplier_credit_id)
        if not note.supplier.email:
            return
        _mail(note)
    mark_debit_note_sent(supplier_credit_id=note.pk, at=at)


@command
def keep_debit_note_document(*, supplier_credit_id: int, content: bytes, at: datetime) -> None:
    """Keep the PDF that goes to the supplier; the first one stays."""
    note = SupplierCredit.objects.select_for_update(no_key=True).get(pk=supplier_credit_id)
    if note.document_id is not None:
        return
    note.document = file_away(
        center_id=note.center_id,
        name=f"{note.number}.pdf",
        media_type=PDF,
        content=content,
        subject="SupplierCredit",
        subject_id=note.pk,
        by=system_person(note.center_id),
        at=at,
    )
    note.save(update_fields=["document"])


@command
def mark_debit_note_sent(*, supplier_credit_id: int, at: datetime) -> None:
    """Note that the mail server took the mail; the first time stays."""
    note = SupplierCredit.objects.select_for_update(no_key=True).get(pk=supplier_credit_id)
    if note.sent_at is not None:
        return
    note.sent_at = at
    note.save(update_fields=["sent_at"])
    audit.record(
        by=system_person(note.center_id),
        action="debit_note.sent",
        subject="SupplierCredit",
        subject_id=note.pk,
        at=at,
        number=note.number,
    )


def _read(supplier_credit_id: int) -> SupplierCredit:
    return SupplierCredit.objects.select_related("center", "supplier", "invoice").get(
        pk=supplier_credit_id
    )


def _mail(note: SupplierCredit) -> None:
    document = Attachment.objects.select_related("content").get(pk=note.document_id or 0)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    mail = EmailMessage(
        subject=__("Debit note %(number)s for invoice %(invoice)s")
        % {"number": note.number, "invoice": note.invoice.number},
        body=render_to_string("orders/mail/debit_note.txt", {"note": note}),
        to=[note.supplier.email],
        reply_to=[note.center.email] if note.center.email else None,
        headers={"Message-ID": f"<debit-note.{note.center_id}.{note.pk}@{domain}>"},
    )
    mail.attach(document.name, bytes(document.content.content), document.media_type)
    mail.send()
