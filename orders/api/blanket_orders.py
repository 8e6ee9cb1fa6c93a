"""Blanket orders: written, approved, called off, closed."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from materialcenter.access import Person, needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out, Price
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import as_download
from orders.api.buying_schemas import Code, Note, Rupiah
from orders.api.purchase_orders import PurchaseOrderOut, shown_order
from orders.models import BlanketOrder, WeightBasis
from orders.reports.blanket_orders import (
    BlanketInList,
    BlanketLine,
    blanket_actions,
    blanket_papers,
    blankets_in_list,
    find_blanket_order,
)
from orders.reports.finding_purchases import find_supplier
from orders.services import agreeing_blankets, calling_off, printing

router = Router(tags=["blanket orders"])
BUYERS = (Role.PURCHASER, Role.SUPERVISOR)


class AgreedLineIn(Input):
    """A material agreed on; agreed_kg of table weight."""

    material: Code
    agreed_kg: Kg
    price_per_kg: Price
    weight_basis: Code = WeightBasis.TABLE.value


class BlanketOrderIn(Input):
    """What a supplier agreed to; reference is its own number of it."""

    supplier: Code
    reference: Note = ""
    valid_from: date
    valid_until: date
    lines: list[AgreedLineIn]


class CallIn(Input):
    """How much of a material to call off, in its unit."""

    material: Code
    quantity: Kg


class CallOffIn(Input):
    """A part to call off; freight in whole rupiah before tax."""

    lines: list[CallIn]
    expected_on: date | None = None
    freight: Rupiah = 0
    note: Note = ""


class BlanketOrderRow(Out):
    """A blanket order in a list."""

    number: str
    supplier: str
    status: str
    valid_from: date
    valid_until: date
    agreed_kg: Kg
    called_kg: Kg

    @staticmethod
    def of(row: BlanketInList) -> "BlanketOrderRow":
        """Shape a row."""
        blanket = row.blanket
        return BlanketOrderRow(
            number=blanket.number,
            supplier=blanket.supplier.code,
            status=blanket.status,
            valid_from=blanket.valid_from,
            valid_until=blanket.valid_until,
            agreed_kg=row.agreed_kg,
            called_kg=row.called_kg,
        )


class AgreedLineOut(Out):
    """A material agreed on, what was called off of it and what is left."""

    line_no: int
    material: str
    agreed_kg: Kg
    called_kg: Kg
    left_kg: Kg
    price_per_kg: Price
    weight_basis: str

    @staticmethod
    def of(row: BlanketLine) -> "AgreedLineOut":
        """Shape a line."""
        line = row.line
        return AgreedLineOut(
            line_no=line.line_no,
            material=row.material.code,
            agreed_kg=line.agreed_kg,
            called_kg=line.called_kg,
            left_kg=row.left_kg,
            price_per_kg=line.price_per_kg,
            weight_basis=line.weight_basis,
        )


class BlanketOrderOut(Out):
    """A blanket order with its lines, its newest call-offs, and what you may do with it."""

    number: str
    supplier: str
    status: str
    reference: str
    valid_from: date
    valid_until: date
    created_at: datetime
    created_by: str
    approved_at: datetime | None
    approved_by: str
    lines: list[AgreedLineOut]
    call_offs: list[str]
    actions: list[str]


@router.get("", response={200: CursorList[BlanketOrderRow], **REFUSALS})
@needs(*STAFF)
def list_blanket_orders(
    request: Any, cursor: str = "", limit: int = 50, status: str = "", supplier: str = ""
) -> CursorList[BlanketOrderRow]:
    """List blanket orders, the newest first."""
    rows = BlanketOrder.objects.visible_to(request.auth).select_related("supplier")
    if status:
        rows = rows.filter(status=status)
    if supplier:
        rows = rows.filter(supplier__code=supplier)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[BlanketOrderRow](
        items=[BlanketOrderRow.of(row) for row in blankets_in_list(page.items)],
        next_cursor=page.next_cursor,
    )


@router.post("", response={201: BlanketOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates()
def write_blanket_order(request: Any, body: BlanketOrderIn) -> BlanketOrderOut:
    """Write what a supplier agreed to; another approves it."""
    blanket = agreeing_blankets.write_blanket_order(
        supplier_id=find_supplier(request.auth, body.supplier).pk,
        lines=[agreeing_blankets.AgreedLine(**line.model_dump()) for line in body.lines],
        valid_from=body.valid_from,
        valid_until=body.valid_until,
        reference=body.reference,
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(request.auth, blanket.number)


@router.get("/{number}", response={200: BlanketOrderOut, **REFUSALS})
@needs(*STAFF)
def show_blanket_order(request: Any, number: str) -> BlanketOrderOut:
    """Show a blanket order: agreed, called off, left."""
    return _shown(request.auth, number)


@router.get("/{number}/document", response={200: None, **REFUSALS})
@needs(*STAFF)
def blanket_order_document(request: Any, number: str) -> HttpResponse:
    """Give out a blanket order's PDF."""
    blanket = find_blanket_order(request.auth, number)
    return as_download(
        safe_name=f"{blanket.number}.pdf",
        media_type=printing.PDF,
        content=printing.blanket_order_pdf(blanket),
    )


@router.post("/{number}/approve", response={200: BlanketOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates(200)
def approve_blanket_order(request: Any, number: str) -> BlanketOrderOut:
    """Approve what another wrote."""
    blanket = find_blanket_order(request.auth, number)
    agreeing_blankets.approve_blanket_order(
        blanket_order_id=blanket.pk, by=request.auth, at=timezone.now()
    )
    return _shown(request.auth, number)


@router.post("/{number}/close", response={200: BlanketOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates(200)
def close_blanket_order(request: Any, number: str) -> BlanketOrderOut:
    """End a blanket order; what was called off still comes."""
    blanket = find_blanket_order(request.auth, number)
    agreeing_blankets.close_blanket_order(
        blanket_order_id=blanket.pk, by=request.auth, at=timezone.now()
    )
    return _shown(request.auth, number)


@router.post("/{number}/call-offs", response={201: PurchaseOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates()
def call_off(request: Any, number: str, body: CallOffIn) -> PurchaseOrderOut:
    """Draft an order for a part, at the agreed price."""
    order = calling_off.call_off(
        blanket_order_id=find_blanket_order(request.auth, number).pk,
        calls=[calling_off.Call(**line.model_dump()) for line in body.lines],
        expected_on=body.expected_on,
        freight=body.freight,
        note=body.note,
        by=request.auth,
        at=timezone.now(),
    )
    return shown_order(request.auth, order.number)


def _shown(by: Person, number: str) -> BlanketOrderOut:
    papers = blanket_papers(find_blanket_order(by, number))
    blanket = papers.blanket
    return BlanketOrderOut(
        number=blanket.number,
        supplier=blanket.supplier.code,
        status=blanket.status,
        reference=blanket.reference,
        valid_from=blanket.valid_from,
        valid_until=blanket.valid_until,
        created_at=blanket.created_at,
        created_by=blanket.created_by.shown_name if blanket.created_by else "",
        approved_at=blanket.approved_at,
        approved_by=blanket.approved_by.shown_name if blanket.approved_by else "",
        lines=[AgreedLineOut.of(line) for line in papers.lines],
        call_offs=[order.number for order in papers.call_offs],
        actions=sorted(blanket_actions(blanket, by, on=timezone.localdate())),
    )
