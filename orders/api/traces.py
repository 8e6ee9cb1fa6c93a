"""Traces: from a heat or lot to whoever has any of it, and from a delivered line back."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from inventory import catalogue
from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, Kg, Out
from materialcenter.person import STAFF
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download
from orders.reports.tracing import (
    Trace,
    TracedDelivery,
    trace_delivery,
    trace_heat,
    trace_lot,
)
from orders.services.printing_traces import backward_pdf, trace_pdf

router = Router(tags=["traces"])


class FatesOut(Out):
    """Where the kg are; they sum to what came in."""

    came_kg: Kg
    handed_over_kg: Kg
    in_yard_kg: Kg
    returned_kg: Kg
    lost_kg: Kg
    written_off_kg: Kg
    counted_kg: Kg


class TracedSpotOut(Out):
    """What of a lot lies on a rack."""

    rack: str
    pieces: int
    mass_kg: Kg
    reserved_pieces: int
    reserved_kg: Kg


class TracedLotOut(Out):
    """A lot of the family; depth below 0 is what it was cut from, above 0 what was cut."""

    lot: str
    parent: str | None
    depth: int
    material: str
    heat: str
    quality: str
    length_mm: str | None
    width_mm: str | None
    received_on: date
    reference: str
    supplier: str
    certificate: str
    has_certificate: bool
    is_undone: bool
    came_kg: Kg
    in_yard_kg: Kg
    racks: list[TracedSpotOut]


class TracedDeliveryOut(Out):
    """A line of a delivery note."""

    delivery: str
    line_no: int
    handed_at: datetime
    workshop: str
    workshop_name: str
    order: str | None
    pool: str | None
    lot: str
    heat: str
    material: str
    pieces: int
    mass_kg: Kg


class OriginOut(Out):
    """By which receipt and order a lot came in."""

    lot: str
    receipt: str
    received_at: datetime | None
    purchase_order: str


class TraceOut(Out):
    """A heat or lot, forward."""

    name: str
    fates: FatesOut
    lots: list[TracedLotOut]
    deliveries: list[TracedDeliveryOut]
    origins: list[OriginOut]


class BackwardOut(Out):
    """A delivered line, back to the lot that came in; a buyer is told no supplier."""

    delivery: TracedDeliveryOut
    chain: list[TracedLotOut]
    origin: OriginOut | None


@router.get("/heats/{path:heat}", response={200: TraceOut, **REFUSALS})
@needs(*STAFF)
def show_heat(request: Any, heat: str) -> TraceOut:
    """Follow a heat to every workshop, order and delivery note that got any of it."""
    return _trace(trace_heat(request.auth, heat))


@router.get("/lots/{number}", response={200: TraceOut, **REFUSALS})
@needs(*STAFF)
def show_traced_lot(request: Any, number: str) -> TraceOut:
    """Follow a lot, with what it was cut from and what was cut from it."""
    return _trace(trace_lot(request.auth, number))


@router.get("/deliveries/{number}/{line_no}", response={200: BackwardOut, **REFUSALS})
@needs()
def show_traced_delivery(request: Any, number: str, line_no: int) -> BackwardOut:
    """Follow a delivered line back; a buyer the own workshops' only."""
    back = trace_delivery(request.auth, number, line_no)
    numbers = {lot.lot_id: lot.number for lot in back.chain}
    return BackwardOut(
        delivery=_delivery(back.delivery),
        chain=[_lot(lot, numbers) for lot in back.chain],
        origin=None
        if back.origin is None
        else OriginOut(
            lot=back.root.number,
            receipt=back.origin.receipt,
            received_at=back.origin.received_on,
            purchase_order=back.origin.purchase_order,
        ),
    )


@router.get("/documents/heats/{path:heat}", response={200: None, **REFUSALS})
@needs(*STAFF)
def heat_trace_document(request: Any, heat: str) -> HttpResponse:
    """Give out the trace of a heat as PDF."""
    content = trace_pdf(trace_heat(request.auth, heat), by=request.auth, at=timezone.now())
    return as_download(safe_name="trace.pdf", media_type=PDF, content=content)


@router.get("/documents/lots/{number}", response={200: None, **REFUSALS})
@needs(*STAFF)
def lot_trace_document(request: Any, number: str) -> HttpResponse:
    """Give out the trace of a lot as PDF."""
    content = trace_pdf(trace_lot(request.auth, number), by=request.auth, at=timezone.now())
    return as_download(safe_name="trace.pdf", media_type=PDF, content=content)


@router.get("/documents/deliveries/{number}/{line_no}", response={200: None, **REFUSALS})
@needs()
def delivery_trace_document(request: Any, number: str, line_no: int) -> HttpResponse:
    """Give out where a delivered line came from as PDF."""
    back = trace_delivery(request.auth, number, line_no)
    content = backward_pdf(back, by=request.auth, at=timezone.now())
    return as_download(safe_name="trace.pdf", media_type=PDF, content=content)


def _trace(trace: Trace) -> TraceOut:
    fates = trace.family.fates
    numbers = {lot.lot_id: lot.number for lot in trace.family.lots}
    return TraceOut(
        name=trace.name,
        fates=FatesOut(
            came_kg=trace.family.came_kg,
            handed_over_kg=fates.handed_over_kg,
            in_yard_kg=fates.in_yard_kg,
            returned_kg=fates.returned_kg,
            lost_kg=fates.lost_kg,
            written_off_kg=fates.written_off_kg,
            counted_kg=fates.counted_kg,
        ),
        lots=[_lot(lot, numbers) for lot in (*trace.family.ancestors, *trace.family.descent)],
        deliveries=[_delivery(delivery) for delivery in trace.deliveries],
        origins=[
            OriginOut(
                lot=numbers[lot_id],
                receipt=origin.receipt,
                received_at=origin.received_on,
                purchase_order=origin.purchase_order,
            )
            for lot_id, origin in trace.origins.items()
        ],
    )


def _lot(lot: catalogue.TracedLot, numbers: dict[int, str]) -> TracedLotOut:
    return TracedLotOut(
        lot=lot.number,
        parent=numbers.get(lot.parent_id or 0),
        depth=lot.depth,
        material=lot.material,
        heat=lot.heat,
        quality=lot.quality,
        length_mm=None if lot.length_mm is None else str(lot.length_mm),
        width_mm=None if lot.width_mm is None else str(lot.width_mm),
        received_on=lot.received_on,
        reference=lot.reference,
        supplier=lot.supplier,
        certificate=lot.certificate,
        has_certificate=lot.certificate_id is not None,
        is_undone=lot.is_undone,
        came_kg=lot.fates.received_kg + lot.fates.came_off_kg,
        in_yard_kg=lot.fates.in_yard_kg,
        racks=[
            TracedSpotOut(
                rack=spot.rack,
                pieces=spot.pieces,
                mass_kg=spot.mass_kg,
                reserved_pieces=spot.reserved_pieces,
                reserved_kg=spot.reserved_kg,
            )
            for spot in lot.spots
        ],
    )


def _delivery(line: TracedDelivery) -> TracedDeliveryOut:
    return TracedDeliveryOut(
        delivery=line.note,
        line_no=line.line_no,
        handed_at=line.handed_at,
        workshop=line.workshop_code,
        workshop_name=line.workshop,
        order=line.order,
        pool=line.pool,
        lot=line.lot_number,
        heat=line.heat,
        material=line.material,
        pieces=line.pieces,
        mass_kg=line.mass_kg,
    )
