"""What every credit note goes through: its number, its paper, and the mail that brings it."""

from datetime import datetime

from django.utils import timezone, translation

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.jobs import later
from materialcenter.models import Center
from materialcenter.numbering import next_numbers
from materialcenter.person import system_person
from materialcenter.rules.filetypes import PDF
from materialcenter.services.filing import file_away
from orders.models import CreditNote
from orders.services.printing_sales import DOCUMENT_LANGUAGE, credit_note_pdf
from orders.services.telling_buyers import tell_buyers


@step
def next_credit_numbers(center: Center, *, count: int, at: datetime) -> list[str]:
    """Take the next numbers of the series of credit notes (nota kredit)."""
    return next_numbers(
        center_id=center.pk,
        center_code=center.code,
        kind="NK",
        year=timezone.localtime(at).year,
        count=count,
    )


@step
def send_later(note: CreditNote) -> None:
    """Have a worker write a credit note's PDF and mail it."""
    later("orders.tasks.send_credit_note", center_id=note.center_id, credit_note_id=note.pk)


def send_credit_note(*, credit_note_id: int, at: datetime) -> None:
    """Write a credit note's PDF, keep it, and have it mailed to the workshop's buyers; repeatable.

    The PDF that is kept first stays, and only with it are the mails written down, so a
    second run sends nothing.
    """
    note = CreditNote.objects.select_related("center", "workshop", "pool", "invoice").get(
        pk=credit_note_id
    )
    if note.document_id is not None:
        return
    with translation.override(DOCUMENT_LANGUAGE):
        content = credit_note_pdf(note)
    keep_credit_note_document(credit_note_id=note.pk, content=content, at=at)


@command
def keep_credit_note_document(*, credit_note_id: int, content: bytes, at: datetime) -> CreditNote:
    """Keep the PDF that goes to the workshop and tell its buyers; the first one stays."""
    note = CreditNote.objects.select_for_update(no_key=True).get(pk=credit_note_id)
    if note.document_id is not None:
        return note
    by = system_person(note.center_id)
    note.document = file_away(
        center_id=note.center_id,
        name=f"{note.number}.pdf",
        media_type=PDF,
        content=content,
        subject="CreditNote",
        subject_id=note.pk,
        workshop_id=note.workshop_id,
        by=by,
        at=at,
    )
    note.save(update_fields=["document"])
    audit.record(by=by, action="credit_note.sent", subject="CreditNote", subject_id=note.pk, at=at)
    tell_buyers(workshop_id=note.workshop_id, about="credit_note", about_id=note.pk)
    return note
