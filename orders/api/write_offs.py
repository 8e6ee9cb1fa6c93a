"""Write-offs: what of an invoice is given up, asked by one and decided by another."""

from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import Field

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.models import Role
from materialcenter.paging import page_of
from orders.api.selling_schemas import Rupiah
from orders.models import WriteOff
from orders.reports.finding import find_invoice, find_write_off
from orders.services import writing_off

router = Router(tags=["write-offs"])
invoice_router = Router(tags=["invoices"])
READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


class WriteOffOut(Out):
    """A write-off, in whole rupiah. payment: the row that closes so much of the invoice."""

    number: str
    invoice: str
    workshop: str
    amount: int
    reason: str
    status: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    payment: str | None

    @staticmethod
    def of(row: WriteOff) -> "WriteOffOut":
        """Shape a write-off; all that it names at hand."""
        return WriteOffOut(
            number=row.number,
            invoice=row.invoice.number,
            workshop=row.invoice.workshop.code,
            amount=row.amount,
            reason=row.reason,
            status=row.status,
            asked_by=row.asked_by.shown_name if row.asked_by else "",
            asked_at=row.asked_at,
            decided_by=row.decided_by.shown_name if row.decided_by else "",
            decided_at=row.decided_at,
            payment=row.payment.number if row.payment else None,
        )


class InvoiceWriteOffIn(Input):
    """How much is to be given up, in whole rupiah, and why."""

    amount: Rupiah
    reason: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]


@router.get("", response={200: CursorList[WriteOffOut], **REFUSALS})
@needs(*READERS)
def list_write_offs(
    request: Any, cursor: str = "", limit: int = 50, waiting: bool = False
) -> CursorList[WriteOffOut]:
    """List write-offs, the newest first. waiting: only those that nobody decided on."""
    rows = WriteOff.objects.visible_to(request.auth).with_names()
    if waiting:
        rows = rows.filter(status=WriteOff.Status.ASKED)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[WriteOffOut](
        items=[WriteOffOut.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.get("/{number}", response={200: WriteOffOut, **REFUSALS})
@needs(*READERS)
def show_write_off(request: Any, number: str) -> WriteOffOut:
    """Show a write-off."""
    return WriteOffOut.of(find_write_off(request.auth, number))


@router.post("/{number}/approve", response={200: WriteOffOut, **REFUSALS})
@needs(*writing_off.DECIDERS)
@creates(200)
def approve_write_off(request: Any, number: str) -> WriteOffOut:
    """Give up what another asked for, never more than is open now."""
    found = find_write_off(request.auth, number)
    writing_off.approve_write_off(write_off_id=found.pk, by=request.auth, at=timezone.now())
    return WriteOffOut.of(find_write_off(request.auth, number))


@router.post("/{number}/reject", response={200: WriteOffOut, **REFUSALS})
@needs(*writing_off.DECIDERS)
@creates(200)
def reject_write_off(request: Any, number: str) -> WriteOffOut:
    """Refuse to give up what another asked for."""
    found = find_write_off(request.auth, number)
    writing_off.reject_write_off(write_off_id=found.pk, by=request.auth, at=timezone.now())
    return WriteOffOut.of(find_write_off(request.auth, number))


@invoice_router.post("/{number}/write-offs", response={201: WriteOffOut, **REFUSALS})
@needs(*writing_off.ASKERS)
@creates()
def ask_write_off(request: Any, number: str, body: InvoiceWriteOffIn) -> WriteOffOut:
    """Ask that part of an invoice be given up; nothing is booked until it is approved."""
    asked = writing_off.ask_write_off(
        invoice_id=find_invoice(request.auth, number).pk,
        amount=body.amount,
        reason=body.reason,
        by=request.auth,
        at=timezone.now(),
    )
    return WriteOffOut.of(find_write_off(request.auth, asked.number))
