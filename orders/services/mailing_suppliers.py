"""What every paper to a supplier does on its way: the PDF is kept, a letter carries it.

Here belongs what such letters have alike. What each says, and when it goes, is in sending.py,
sending_quotes.py, sending_settlements.py and sending_debit_notes.py.
"""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Model

from materialcenter.commands import step
from materialcenter.models import Attachment, Center, Supplier
from materialcenter.person import system_person
from materialcenter.rules.filetypes import PDF
from materialcenter.services.filing import file_away

# Suppliers have no language of their own; what goes out to them is Indonesian.
SUPPLIER_LANGUAGE = "id"


@step
def file_paper(
    row: Model, *, center_id: int, name: str, content: bytes, at: datetime
) -> Attachment:
    """Keep the PDF of a locked row that goes to a supplier. name: without its ending."""
    return file_away(
        center_id=center_id,
        name=f"{name}.pdf",
        media_type=PDF,
        content=content,
        subject=type(row).__name__,
        subject_id=row.pk,
        by=system_person(center_id),
        at=at,
    )


def letter_to(
    supplier: Supplier, center: Center, *, subject: str, body: str, name: str
) -> EmailMessage:
    """Write a letter to a supplier that answers reach the center by.

    name: what the letter is about, the same whenever it is sent again, so that mail programs
    show it once: "settlement.7.12".
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return EmailMessage(
        subject=subject,
        body=body,
        to=[supplier.email],
        reply_to=[center.email] if center.email else None,
        headers={"Message-ID": f"<{name}@{domain}>"},
    )


def send_with_paper(letter: EmailMessage, paper_id: int | None) -> None:
    """Send a letter with the PDF that was kept for it."""
    paper = Attachment.objects.select_related("content").get(pk=paper_id or 0)
    letter.attach(paper.name, bytes(paper.content.content), paper.media_type)
    letter.send()
