"""A booked debit note on its way to the supplier: its PDF, kept once, and the mail."""

from datetime import datetime

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as __

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.documents.pdf import render_pdf
from materialcenter.person import system_person
from orders.documents import debit_note as paper
from orders.models import SupplierCredit
from orders.reports.supplier_credits import credit_view
from orders.services.mailing_suppliers import (
    SUPPLIER_LANGUAGE,
    file_paper,
    letter_to,
    send_with_paper,
)


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
        send_with_paper(_letter(note), note.document_id)
    mark_debit_note_sent(supplier_credit_id=note.pk, at=at)


@command
def keep_debit_note_document(*, supplier_credit_id: int, content: bytes, at: datetime) -> None:
    """Keep the PDF that goes to the supplier; the first one stays."""
    note = SupplierCredit.objects.select_for_update(no_key=True).get(pk=supplier_credit_id)
    if note.document_id is not None:
        return
    note.document = file_paper(
        note, center_id=note.center_id, name=note.number, content=content, at=at
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


def _letter(note: SupplierCredit) -> EmailMessage:
    return letter_to(
        note.supplier,
        note.center,
        subject=__("Debit note %(number)s for invoice %(invoice)s")
        % {"number": note.number, "invoice": note.invoice.number},
        body=render_to_string("orders/mail/debit_note.txt", {"note": note}),
        name=f"debit-note.{note.center_id}.{note.pk}",
    )
