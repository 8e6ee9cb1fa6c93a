"""Weighbridge tickets on paper: kept once issued, written again for narrow paper."""

from datetime import datetime

from django.utils import translation

from inventory.documents import weigh_ticket
from inventory.models import WeighTicket
from materialcenter.access import system_person
from materialcenter.commands import command
from materialcenter.documents.pdf import render_pdf
from materialcenter.models import Attachment
from materialcenter.services.filing import file_away

PDF = "application/pdf"
# The ticket is a paper for the authorities too; what is kept is in their language.
DOCUMENT_LANGUAGE = "id"


def weigh_ticket_pdf(ticket: WeighTicket, *, paper: str = weigh_ticket.A5) -> bytes:
    """Return a ticket as PDF; its names should be at hand.

    paper: "a5" or "narrow" (80 mm). An issued ticket on A5 is the kept file. An open or a
    cancelled one is written as it stands, and says so.
    """
    if paper == weigh_ticket.A5 and ticket.document_id is not None:
        kept = Attachment.objects.select_related("content").get(pk=ticket.document_id)
        return bytes(kept.content.content)
    with translation.override(DOCUMENT_LANGUAGE):
        return render_pdf(weigh_ticket.TEMPLATE, weigh_ticket.ticket_data(ticket, paper=paper))


def keep_weigh_ticket(*, ticket_id: int, at: datetime) -> None:
    """Write an issued ticket and keep the file; one that is kept stays."""
    ticket = WeighTicket.objects.with_names().get(pk=ticket_id)
    if ticket.document_id is None:
        _keep(ticket_id=ticket_id, content=weigh_ticket_pdf(ticket), at=at)


@command
def _keep(*, ticket_id: int, content: bytes, at: datetime) -> None:
    ticket = WeighTicket.objects.select_for_update(no_key=True).get(pk=ticket_id)
    if ticket.document_id is not None:
        return
    ticket.document = file_away(
        center_id=ticket.center_id,
        name=f"{ticket.number}.pdf",
        media_type=PDF,
        content=content,
        subject="WeighTicket",
        subject_id=ticket.pk,
        by=system_person(ticket.center_id),
        at=at,
    )
    ticket.save(update_fields=["document"])
