"""Weighbridge tickets."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from inventory.api.lots import ReasonIn
from inventory.api.scales import ReadingId, TareOut, Vehicle
from inventory.models import WeighTicket
from inventory.services import keeping_tares, ticketing, weighing
from inventory.services.printing_tickets import PDF, weigh_ticket_pdf
from inventory.services.reading_scales import MAY_WEIGH
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out, Words
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import as_download

router = Router(tags=["weighing"])

Percent = Annotated[Decimal, Field(max_digits=6, decimal_places=3)]


class HeadIn(Input):
    """What a ticket is about: codes of supplier, workshop, material; empty for none."""

    direction: WeighTicket.Direction
    vehicle: Vehicle
    driver: Annotated[str, Field(max_length=80)] = ""
    supplier: str = ""
    workshop: str = ""
    material: str = ""
    reference: Annotated[str, Field(max_length=60)] = ""

    def head(self) -> weighing.Head:
        """Return it as the acts take it."""
        return weighing.Head(**{name: getattr(self, name) for name in HeadIn.model_fields})


class WeightIn(Input):
    """One weight: read by eye, or the id of a reading, or the tare book's."""

    mass_kg: Kg | None = None
    reading: ReadingId | None = None
    from_tare_book: bool = False

    def weight(self) -> weighing.Weight:
        """Return it as the acts take it. Raises WeightMissing."""
        return weighing.weight_of(
            mass_kg=self.mass_kg, reading_id=self.reading, from_book=self.from_tare_book
        )


class TicketIn(HeadIn):
    """A ticket with its first weighing: loaded for what comes in, empty for what goes out."""

    scale: str
    first: WeightIn


class DeductionsIn(Input):
    """What is deducted of the net, in percent, and by which method."""

    dirt_percent: Percent = Decimal(0)
    moisture_percent: Percent = Decimal(0)
    method: WeighTicket.Method = WeighTicket.Method.ADDITIVE


class CorrectionIn(HeadIn):
    """The whole ticket as it should have been, and why."""

    first_kg: Kg
    second_kg: Kg
    dirt_percent: Percent = Decimal(0)
    moisture_percent: Percent = Decimal(0)
    method: WeighTicket.Method = WeighTicket.Method.ADDITIVE
    reason: Words


class WeighingOut(Out):
    """A weighing, and how it came about: hand, scale or tare_book."""

    mass_kg: Kg
    at: datetime
    source: str


class TicketOut(Out):
    """A weighbridge ticket; net and what follows are known when it is issued."""

    number: str
    status: str
    direction: str
    scale: str
    is_scale_expired: bool
    vehicle: str
    driver: str
    supplier: str
    workshop: str
    material: str
    reference: str
    first: WeighingOut
    second: WeighingOut | None
    gross_kg: Kg | None
    tare_kg: Kg | None
    dirt_percent: Decimal
    moisture_percent: Decimal
    method: str
    net_kg: Kg | None
    deducted_kg: Kg | None
    paid_kg: Kg | None
    corrects: str
    corrected_by: str
    reason: str
    issued_at: datetime | None
    document: int | None

    @staticmethod
    def of(ticket: WeighTicket) -> "TicketOut":
        """Shape a ticket whose names are loaded."""
        live: list[WeighTicket] = ticket.live_corrections  # type: ignore[attr-defined]
        return TicketOut(
            number=ticket.number,
            status=ticket.status,
            direction=ticket.direction,
            scale=ticket.scale.code,
            is_scale_expired=ticket.is_scale_expired,
            vehicle=ticket.vehicle,
            driver=ticket.driver,
            supplier=ticket.supplier.code if ticket.supplier else "",
            workshop=ticket.workshop.code if ticket.workshop else "",
            material=ticket.material.code if ticket.material else "",
            reference=ticket.reference,
            first=WeighingOut(
                mass_kg=ticket.first_kg, at=ticket.first_at, source=ticket.first_source
            ),
            second=_second(ticket),
            gross_kg=ticket.gross_kg,
            tare_kg=ticket.tare_kg,
            dirt_percent=ticket.dirt_percent,
            moisture_percent=ticket.moisture_percent,
            method=ticket.method,
            net_kg=ticket.net_kg,
            deducted_kg=ticket.deducted_kg,
            paid_kg=ticket.paid_kg,
            corrects=ticket.corrects.number if ticket.corrects else "",
            corrected_by=live[0].number if live else "",
            reason=ticket.reason,
            issued_at=ticket.issued_at,
            document=ticket.document_id,
        )


def _second(ticket: WeighTicket) -> WeighingOut | None:
    if ticket.second_kg is None or ticket.second_at is None:
        return None
    return WeighingOut(mass_kg=ticket.second_kg, at=ticket.second_at, source=ticket.second_source)


def _found(person: Any, number: str) -> WeighTicket:
    found = WeighTicket.objects.visible_to(person).with_names().filter(number=number).first()
    if found is None:
        raise Missing
    return found


def _shown(person: Any, number: str) -> TicketOut:
    return TicketOut.of(_found(person, number))


@router.get("", response={200: CursorList[TicketOut], **REFUSALS})
@needs(*STAFF)
def list_tickets(
    request: Any,
    status: str = "",
    vehicle: str = "",
    reference: str = "",
    cursor: str = "",
    limit: int = 50,
) -> CursorList[TicketOut]:
    """List tickets, the newest first; status is open, issued or cancelled."""
    wanted = {"status": status, "vehicle": vehicle.strip().upper(), "reference": reference}
    rows = WeighTicket.objects.visible_to(request.auth).filter(
        **{name: value for name, value in wanted.items() if value}
    )
    page = page_of(rows.with_names(), cursor=cursor, limit=limit)
    return CursorList[TicketOut](
        items=[TicketOut.of(ticket) for ticket in page.items], next_cursor=page.next_cursor
    )


@router.post("", response={201: TicketOut, **REFUSALS})
@needs(*MAY_WEIGH)
@creates()
def open_ticket(request: Any, body: TicketIn) -> TicketOut:
    """Open a ticket with its first weighing."""
    ticket = weighing.open_ticket(
        head=body.head(),
        scale=body.scale,
        first=body.first.weight(),
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(request.auth, ticket.number)


@router.get("/{number}", response={200: TicketOut, **REFUSALS})
@needs(*STAFF)
def show_ticket(request: Any, number: str) -> TicketOut:
    """Show a ticket."""
    return _shown(request.auth, number)


@router.post("/{number}/second-weighing", response={200: TicketOut, **REFUSALS})
@needs(*MAY_WEIGH)
@creates(200)
def weigh_again(request: Any, number: str, body: WeightIn) -> TicketOut:
    """Give an open ticket its second weighing."""
    _found(request.auth, number)
    weighing.weigh_again(number=number, second=body.weight(), by=request.auth, at=timezone.now())
    return _shown(request.auth, number)


@router.put("/{number}/deductions", response={200: TicketOut, **REFUSALS})
@needs(*MAY_WEIGH)
@creates(200)
def set_deductions(request: Any, number: str, body: DeductionsIn) -> TicketOut:
    """Write down what is deducted of an open ticket's net."""
    weighing.set_deductions(number=number, **body.model_dump(), by=request.auth, at=timezone.now())
    return _shown(request.auth, number)


@router.post("/{number}/issue", response={200: TicketOut, **REFUSALS})
@needs(*MAY_WEIGH)
@creates(200)
def issue_ticket(request: Any, number: str) -> TicketOut:
    """Issue a ticket: from then on it stays as it is."""
    ticketing.issue_ticket(number=number, by=request.auth, at=timezone.now())
    return _shown(request.auth, number)


@router.post("/{number}/cancel", response={200: TicketOut, **REFUSALS})
@needs(*MAY_WEIGH)
@creates(200)
def cancel_ticket(request: Any, number: str, body: ReasonIn) -> TicketOut:
    """Call an open ticket off."""
    ticketing.cancel_ticket(number=number, reason=body.reason, by=request.auth, at=timezone.now())
    return _shown(request.auth, number)


@router.post("/{number}/correct", response={201: TicketOut, **REFUSALS})
@needs(*MAY_WEIGH)
@creates()
def correct_ticket(request: Any, number: str, body: CorrectionIn) -> TicketOut:
    """Open the new ticket that corrects an issued one; it is issued like any other."""
    _found(request.auth, number)
    made = ticketing.correct_ticket(
        number=number,
        head=body.head(),
        deductions=ticketing.Deductions(body.dirt_percent, body.moisture_percent, body.method),
        first_kg=body.first_kg,
        second_kg=body.second_kg,
        reason=body.reason,
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(request.auth, made.number)


@router.post("/{number}/keep-tare", response={201: TareOut, **REFUSALS})
@needs(*MAY_WEIGH)
@creates()
def keep_tare(request: Any, number: str) -> TareOut:
    """Write the empty weighing of a ticket into the tare book."""
    return TareOut.of(keeping_tares.keep_tare(number=number, by=request.auth, at=timezone.now()))


@router.get("/{number}/document", response={200: None, **REFUSALS})
@needs(*STAFF)
def weigh_ticket_document(
    request: Any, number: str, paper: Literal["a5", "narrow"] = "a5"
) -> HttpResponse:
    """Give out the ticket as PDF, on A5 or (paper=narrow) for rolls of 80 mm."""
    ticket = _found(request.auth, number)
    return as_download(
        safe_name=f"{ticket.number}.pdf",
        media_type=PDF,
        content=weigh_ticket_pdf(ticket, paper=paper),
    )
