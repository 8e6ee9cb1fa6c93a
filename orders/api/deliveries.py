"""Delivery notes: what was handed over, with lots, heats and certificates."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList, Kg, Out
from materialcenter.paging import page_of
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download
from orders.models import DeliveryNote
from orders.reports.delivering import note_view
from orders.reports.finding import find_note
from orders.services.printing_sales import delivery_note_pdf
from orders.services.showing_certificates import open_certificate

router = Router(tags=["deliveries"])


class DeliveryRow(Out):
    """A delivery note in a list; it is for an order or for a pool."""

    number: str
    workshop: str
    order: str | None
    pool: str | None
    invoice: str | None
    handed_at: datetime
    receiver_name: str
    vehicle: str

    @staticmethod
    def of(note: DeliveryNote) -> "DeliveryRow":
        """Shape a note; everything it names at hand."""
        return DeliveryRow(
            number=note.number,
            workshop=note.workshop.code,
            order=note.order.number if note.order else None,
            pool=note.pool.number if note.pool else None,
            invoice=note.invoice.number if note.invoice else None,
            handed_at=note.handed_at,
            receiver_name=note.receiver_name,
            vehicle=note.vehicle,
        )


class DeliveredLineOut(Out):
    """What left of one lot."""

    line_no: int
    material: str
    lot: str
    heat: str
    has_certificate: bool
    pieces: int
    mass_kg: Kg


class DeliveryOut(DeliveryRow):
    """A delivery note with its lines."""

    lines: list[DeliveredLineOut]
    mass_kg: Kg


@router.get("", response={200: CursorList[DeliveryRow], **REFUSALS})
@needs()
def list_deliveries(
    request: Any, cursor: str = "", limit: int = 50, workshop: str = ""
) -> CursorList[DeliveryRow]:
    """List delivery notes, the newest first; a buyer sees the own workshops' only."""
    rows = DeliveryNote.objects.visible_to(request.auth).select_related(
        "workshop", "order", "pool", "invoice"
    )
    if workshop:
        rows = rows.filter(workshop__code=workshop)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[DeliveryRow](
        items=[DeliveryRow.of(note) for note in page.items], next_cursor=page.next_cursor
    )


@router.get("/{number}", response={200: DeliveryOut, **REFUSALS})
@needs()
def show_delivery(request: Any, number: str) -> DeliveryOut:
    """Show a delivery note."""
    view = note_view(find_note(request.auth, number))
    return DeliveryOut(
        **DeliveryRow.of(view.note).model_dump(),
        lines=[
            DeliveredLineOut(
                line_no=row.line.line_no,
                material=row.material.code,
                lot=row.lot_number,
                heat=row.heat,
                has_certificate=row.certificate_id is not None,
                pieces=row.line.pieces,
                mass_kg=row.line.mass_kg,
            )
            for row in view.lines
        ],
        mass_kg=view.mass_kg,
    )


@router.get("/{number}/document", response={200: None, **REFUSALS})
@needs()
def delivery_document(request: Any, number: str) -> HttpResponse:
    """Give out the surat jalan as PDF."""
    note = find_note(request.auth, number)
    return as_download(
        safe_name=f"{note.number}.pdf", media_type=PDF, content=delivery_note_pdf(note)
    )


@router.get("/{number}/certificates/{line_no}", response={200: None, **REFUSALS})
@needs()
def delivery_certificate(request: Any, number: str, line_no: int) -> HttpResponse:
    """Give out the mill certificate of the lot on a line."""
    opened = open_certificate(number=number, line_no=line_no, by=request.auth)
    return as_download(
        safe_name=opened.safe_name, media_type=opened.media_type, content=opened.content
    )
