"""Goods receipts: taking a delivery in, and what was taken in."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import AwareDatetime

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import as_download
from orders.api.buying_schemas import Code, Count, Note
from orders.api.selling_schemas import Plate
from orders.models import Receipt
from orders.reports.finding_purchases import find_purchase_order, find_receipt
from orders.reports.receiving import (
    ReceiptInList,
    ReceivedLine,
    receipts_in_list,
    received_papers,
)
from orders.services import certifying, photographing, printing, receiving
from orders.services.checking_deliveries import Delivered

router = Router(tags=["receipts"])
order_router = Router(tags=["receipts"])
RECEIVERS = (Role.CLERK, Role.SUPERVISOR)
ZERO = Decimal(0)


class HeatIn(Input):
    """One heat of one order line. mass_kg: on the scale. rejected: the part that goes back.

    accepted_pieces, accepted_kg: as counted, and then accepted + rejected must be what came.
    quarantine_reason: why the accepted part must wait. certificate: the number of an entered
    one, which must be of this heat and grade.
    """

    order_line: Count
    heat: Code = ""
    pieces: Count = 0
    mass_kg: Kg
    rack: Code = ""
    rejected_pieces: Count = 0
    rejected_kg: Kg = ZERO
    reject_reason: Note = ""
    accepted_pieces: Count | None = None
    accepted_kg: Kg | None = None
    quarantine_reason: Note = ""
    certificate: Code = ""


class DeliveryIn(Input):
    """A delivery; received_at is now unless given."""

    supplier_note: Code = ""
    vehicle: Plate = ""
    received_at: AwareDatetime | None = None
    lines: list[HeatIn]


class ReceiptRow(Out):
    """A receipt in a list."""

    number: str
    purchase_order: str | None
    supplier: str
    supplier_note: str
    received_at: datetime
    mass_kg: Kg
    rejected_kg: Kg

    @staticmethod
    def of(row: ReceiptInList) -> "ReceiptRow":
        """Shape a row."""
        receipt = row.receipt
        return ReceiptRow(
            number=receipt.number,
            purchase_order=receipt.purchase_order.number if receipt.purchase_order else None,
            supplier=receipt.supplier.code,
            supplier_note=receipt.supplier_note,
            received_at=receipt.received_at,
            mass_kg=row.mass_kg,
            rejected_kg=row.rejected_kg,
        )


class HeatOut(Out):
    """One heat, both its weights, and the lot that its accepted part became."""

    line_no: int
    order_line: int | None
    material: str
    heat: str
    lot: str | None
    has_certificate: bool
    certificate: str
    certificate_file: int | None
    pieces: int
    mass_kg: Kg
    table_kg: Kg
    weight_difference_kg: Kg | None
    least_kg: Kg | None
    most_kg: Kg | None
    is_in_standard: bool | None
    accepted_pieces: int
    accepted_kg: Kg
    rejected_pieces: int
    rejected_kg: Kg
    reject_reason: str
    quarantine_reason: str

    @staticmethod
    def of(row: ReceivedLine) -> "HeatOut":
        """Shape a heat."""
        line, weighed = row.line, row.weighed
        return HeatOut(
            line_no=line.line_no,
            order_line=line.order_line.line_no if line.order_line else None,
            material=row.material.code,
            heat=line.heat,
            lot=line.lot.number if line.lot else None,
            has_certificate=row.is_certified,
            certificate=row.certificate,
            certificate_file=row.file_id,
            pieces=line.pieces,
            mass_kg=line.mass_kg,
            table_kg=line.table_kg,
            weight_difference_kg=weighed.difference_kg,
            least_kg=weighed.band.least_kg if weighed.band else None,
            most_kg=weighed.band.most_kg if weighed.band else None,
            is_in_standard=weighed.is_in_standard,
            accepted_pieces=row.accepted_pieces,
            accepted_kg=row.accepted_kg,
            rejected_pieces=line.rejected_pieces,
            rejected_kg=line.rejected_kg,
            reject_reason=line.reject_reason,
            quarantine_reason=line.quarantine_reason,
        )


class ReceiptOut(Out):
    """A receipt with every heat."""

    number: str
    purchase_order: str | None
    supplier: str
    supplier_note: str
    vehicle: str
    received_at: datetime
    received_by: str
    mass_kg: Kg
    table_kg: Kg
    rejected_kg: Kg
    lines: list[HeatOut]
    photos: list[int]


class LotCertificateOut(Out):
    """A certificate that was kept."""

    id: int
    name: str
    sha256: str


@router.get("", response={200: CursorList[ReceiptRow], **REFUSALS})
@needs(*STAFF)
def list_receipts(
    request: Any, cursor: str = "", limit: int = 50, purchase_order: str = ""
) -> CursorList[ReceiptRow]:
    """List receipts, the newest first."""
    rows = Receipt.objects.visible_to(request.auth).select_related("supplier", "purchase_order")
    if purchase_order:
        rows = rows.filter(purchase_order__number=purchase_order)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[ReceiptRow](
        items=[ReceiptRow.of(row) for row in receipts_in_list(page.items)],
        next_cursor=page.next_cursor,
    )


@order_router.post("/{number}/receipts", response={201: ReceiptOut, **REFUSALS})
@needs(*RECEIVERS)
@creates()
def receive_delivery(request: Any, number: str, body: DeliveryIn) -> ReceiptOut:
    """Take a delivery in on an order, by heat and weight."""
    now = timezone.now()
    receipt = receiving.receive_delivery(
        purchase_order_id=find_purchase_order(request.auth, number).pk,
        supplier_note=body.supplier_note,
        vehicle=body.vehicle,
        lines=[Delivered(**line.model_dump()) for line in body.lines],
        by=request.auth,
        received_at=body.received_at or now,
        at=now,
    )
    return _shown(request, receipt.number)


@router.get("/{number}", response={200: ReceiptOut, **REFUSALS})
@needs(*STAFF)
def show_receipt(request: Any, number: str) -> ReceiptOut:
    """Show a receipt."""
    return _shown(request, number)


@router.get("/{number}/document", response={200: None, **REFUSALS})
@needs(*STAFF)
def receipt_document(request: Any, number: str) -> HttpResponse:
    """Give out the receipt's PDF."""
    receipt = find_receipt(request.auth, number)
    return as_download(
        safe_name=f"{receipt.number}.pdf",
        media_type=printing.PDF,
        content=printing.receipt_pdf(receipt),
    )


@router.post("/{number}/certificates/{heat}", response={201: LotCertificateOut, **REFUSALS})
@needs(*certifying.CERTIFIERS)
@creates()
def attach_certificate(
    request: Any, number: str, heat: str, file: File[UploadedFile]
) -> LotCertificateOut:
    """Keep a mill certificate as PDF or photo for a heat of the receipt; the body is multipart."""
    attachment = certifying.attach_certificate(
        receipt_id=find_receipt(request.auth, number).pk,
        heat=heat,
        name=file.name or "",
        content=file.read(),
        by=request.auth,
        at=timezone.now(),
    )
    return LotCertificateOut(id=attachment.pk, name=attachment.name, sha256=attachment.content_id)


@router.post("/{number}/photos", response={201: ReceiptOut, **REFUSALS})
@needs(*photographing.PHOTOGRAPHERS)
@creates()
def add_photo(request: Any, number: str, file: File[UploadedFile]) -> ReceiptOut:
    """Keep a photo of the delivery, JPEG or PNG; the body is multipart."""
    photographing.add_photo(
        receipt_id=find_receipt(request.auth, number).pk,
        name=file.name or "",
        content=file.read(),
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(request, number)


def _shown(request: Any, number: str) -> ReceiptOut:
    papers = received_papers(find_receipt(request.auth, number))
    receipt = papers.receipt
    return ReceiptOut(
        number=receipt.number,
        purchase_order=receipt.purchase_order.number if receipt.purchase_order else None,
        supplier=receipt.supplier.code,
        supplier_note=receipt.supplier_note,
        vehicle=receipt.vehicle,
        received_at=receipt.received_at,
        received_by=receipt.received_by.shown_name if receipt.received_by else "",
        mass_kg=papers.mass_kg,
        table_kg=papers.table_kg,
        rejected_kg=papers.rejected_kg,
        lines=[HeatOut.of(line) for line in papers.lines],
        photos=[photo.pk for photo in papers.photos],
    )
