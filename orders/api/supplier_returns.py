"""Goods that went back to their supplier, and sending some back."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import AwareDatetime

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import as_download
from orders.api.buying_schemas import Code, Count, Reason
from orders.api.selling_schemas import Plate
from orders.models import SupplierReturn
from orders.reports.finding_purchases import find_supplier
from orders.reports.supplier_returns import (
    ReturnedLine,
    ReturnInList,
    find_supplier_return,
    return_view,
    returns_in_list,
)
from orders.services import printing, returning
from orders.services.checking_returns import GoingBack

router = Router(tags=["receipts"])


class GoingBackIn(Input):
    """A part of a receipt's line, from one rack. mass_kg: null takes the pieces' part."""

    receipt: Code
    line_no: Count
    rack: Code
    pieces: Count = 0
    mass_kg: Kg | None = None


class SupplierReturnIn(Input):
    """Goods of one supplier that go back; returned_at is now unless given."""

    supplier: Code
    reason: Reason = ""
    vehicle: Plate = ""
    returned_at: AwareDatetime | None = None
    lines: list[GoingBackIn]


class SupplierReturnRow(Out):
    """A return in a list; purchase_order is null where it is of several."""

    number: str
    supplier: str
    purchase_order: str | None
    reason: str
    vehicle: str
    returned_at: datetime
    mass_kg: Kg

    @staticmethod
    def of(row: ReturnInList) -> "SupplierReturnRow":
        """Shape a row."""
        note = row.note
        return SupplierReturnRow(
            number=note.number,
            supplier=note.supplier.code,
            purchase_order=note.purchase_order.number if note.purchase_order else None,
            reason=note.reason,
            vehicle=note.vehicle,
            returned_at=note.returned_at,
            mass_kg=row.mass_kg,
        )


class SupplierReturnLineOut(Out):
    """What of a receipt's line went back."""

    line_no: int
    receipt: str
    receipt_line: int
    material: str
    lot: str
    pieces: int
    mass_kg: Kg
    table_kg: Kg

    @staticmethod
    def of(row: ReturnedLine) -> "SupplierReturnLineOut":
        """Shape a line."""
        line = row.line
        return SupplierReturnLineOut(
            line_no=line.line_no,
            receipt=line.receipt_line.receipt.number,
            receipt_line=line.receipt_line.line_no,
            material=row.material.code,
            lot=line.lot.number,
            pieces=line.pieces,
            mass_kg=line.mass_kg,
            table_kg=line.table_kg,
        )


class SupplierReturnOut(SupplierReturnRow):
    """A return with its lines. is_undone: its movement was reversed, so it did not happen."""

    returned_by: str
    is_undone: bool
    lines: list[SupplierReturnLineOut]


@router.get("", response={200: CursorList[SupplierReturnRow], **REFUSALS})
@needs(*STAFF)
def list_supplier_returns(
    request: Any, cursor: str = "", limit: int = 50, supplier: str = "", purchase_order: str = ""
) -> CursorList[SupplierReturnRow]:
    """List returns, the newest first."""
    rows = SupplierReturn.objects.visible_to(request.auth)
    if supplier:
        rows = rows.filter(supplier__code=supplier)
    if purchase_order:
        rows = rows.filter(lines__order_line__purchase_order__number=purchase_order).distinct()
    page = page_of(rows.select_related("supplier", "purchase_order"), cursor=cursor, limit=limit)
    return CursorList[SupplierReturnRow](
        items=[SupplierReturnRow.of(row) for row in returns_in_list(page.items)],
        next_cursor=page.next_cursor,
    )


@router.post("", response={201: SupplierReturnOut, **REFUSALS})
@needs(*returning.RETURNERS)
@creates()
def return_to_supplier(request: Any, body: SupplierReturnIn) -> SupplierReturnOut:
    """Send goods back; their order is open again for them."""
    now = timezone.now()
    note = returning.return_to_supplier(
        supplier_id=find_supplier(request.auth, body.supplier).pk,
        lines=[GoingBack(**line.model_dump()) for line in body.lines],
        reason=body.reason,
        vehicle=body.vehicle,
        by=request.auth,
        returned_at=body.returned_at or now,
        at=now,
    )
    return _shown(request, note.number)


@router.get("/{number}", response={200: SupplierReturnOut, **REFUSALS})
@needs(*STAFF)
def show_supplier_return(request: Any, number: str) -> SupplierReturnOut:
    """Show a return with its lots."""
    return _shown(request, number)


@router.get("/{number}/document", response={200: None, **REFUSALS})
@needs(*STAFF)
def supplier_return_document(request: Any, number: str) -> HttpResponse:
    """Give out the return's PDF."""
    note = find_supplier_return(request.auth, number)
    return as_download(
        safe_name=f"{note.number}.pdf",
        media_type=printing.PDF,
        content=printing.supplier_return_pdf(note),
    )


def _shown(request: Any, number: str) -> SupplierReturnOut:
    view = return_view(find_supplier_return(request.auth, number))
    note = view.note
    row = SupplierReturnRow.of(ReturnInList(note, view.mass_kg))
    return SupplierReturnOut(
        **row.model_dump(),
        returned_by=note.returned_by.shown_name if note.returned_by else "",
        is_undone=view.is_undone,
        lines=[SupplierReturnLineOut.of(line) for line in view.lines],
    )
