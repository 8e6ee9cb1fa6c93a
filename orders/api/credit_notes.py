"""Credit notes: issued for an invoice, used on another, paid back."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Count, CursorList, Input, Kg, Out
from materialcenter.paging import page_of
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download
from orders.api.selling_schemas import BillLineOut, Code, PaymentOut, Rupiah
from orders.models import CreditNote, Refund
from orders.reports.credited import credit_note_view
from orders.reports.finding import find_credit_note, find_invoice
from orders.rules.credit import Back
from orders.services import crediting_back
from orders.services.printing_sales import kept_credit_note_pdf

router = Router(tags=["credit notes"])
invoice_router = Router(tags=["invoices"])


class CreditNoteRow(Out):
    """A credit note in a list, in whole rupiah; left: what may still be used or paid back."""

    number: str
    workshop: str
    pool: str | None
    invoice: str | None
    reason: str
    issued_at: datetime
    amount: int
    left: int

    @staticmethod
    def of(note: CreditNote) -> "CreditNoteRow":
        """Shape a credit note; workshop, pool and invoice at hand."""
        return CreditNoteRow(
            number=note.number,
            workshop=note.workshop.code,
            pool=note.pool.number if note.pool else None,
            invoice=note.invoice.number if note.invoice else None,
            reason=note.reason,
            issued_at=note.issued_at,
            amount=note.amount,
            left=note.left,
        )


class RefundOut(Out):
    """Money that was paid back, in whole rupiah."""

    number: str
    credit_note: str
    amount: int
    method: str
    paid_at: datetime


class CreditNoteOut(CreditNoteRow):
    """A credit note with its lines, its VAT, and what became of it.

    unexplained: of a pool's deposit, what was paid over the bills and all that did not come.
    """

    note: str
    lines: list[BillLineOut]
    net: int
    tax: int
    unexplained: int
    payments: list[PaymentOut]
    refunds: list[RefundOut]


class BackIn(Input):
    """What is given back of a line of the invoice: pieces, kg or both.

    mass_kg: null takes the pieces' part of the kg.
    """

    line: Count
    pieces: Count = 0
    mass_kg: Kg | None = None


class CreditIn(Input):
    """What is given back of an invoice. reason: returned or correction."""

    lines: Annotated[list[BackIn], Field(max_length=500)]
    reason: Code
    note: Annotated[str, Field(max_length=300)]


class UseCreditIn(Input):
    """How much of which credit note is used, in whole rupiah."""

    credit_note: Code
    amount: Rupiah


class RefundIn(Input):
    """How much is paid back, in whole rupiah; method is cash or transfer."""

    amount: Rupiah
    method: Code


def shown(note: CreditNote) -> CreditNoteOut:
    """Shape a credit note with everything about it; all that it names at hand."""
    view = credit_note_view(note)
    return CreditNoteOut(
        **CreditNoteRow.of(note).model_dump(),
        note=note.note,
        lines=[
            BillLineOut(
                material=row.material.code,
                pieces=row.line.pieces,
                mass_kg=row.line.mass_kg,
                price_per_kg=row.line.price_per_kg,
                amount=row.line.amount,
            )
            for row in view.lines
        ],
        net=note.net,
        tax=note.tax,
        unexplained=view.unexplained,
        payments=[PaymentOut.of(payment) for payment in view.payments],
        refunds=[_refund(refund, note) for refund in view.refunds],
    )


def _refund(refund: Refund, note: CreditNote) -> RefundOut:
    return RefundOut(
        number=refund.number,
        credit_note=note.number,
        amount=refund.amount,
        method=refund.method,
        paid_at=refund.paid_at,
    )


@router.get("", response={200: CursorList[CreditNoteRow], **REFUSALS})
@needs()
def list_credit_notes(
    request: Any, cursor: str = "", limit: int = 50, left: bool = False, workshop: str = ""
) -> CursorList[CreditNoteRow]:
    """List credit notes, the newest first; a buyer sees the own workshops' only.

    left: only those of which something is left.
    """
    rows = CreditNote.objects.visible_to(request.auth).select_related("workshop", "pool", "invoice")
    if left:
        rows = rows.unspent()
    if workshop:
        rows = rows.filter(workshop__code=workshop)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[CreditNoteRow](
        items=[CreditNoteRow.of(note) for note in page.items], next_cursor=page.next_cursor
    )


@router.get("/{number}", response={200: CreditNoteOut, **REFUSALS})
@needs()
def show_credit_note(request: Any, number: str) -> CreditNoteOut:
    """Show a credit note, and what became of it."""
    return shown(find_credit_note(request.auth, number))


@router.get("/{number}/document", response={200: None, **REFUSALS})
@needs()
def credit_note_document(request: Any, number: str) -> HttpResponse:
    """Give out the nota kredit as PDF."""
    note = find_credit_note(request.auth, number)
    return as_download(
        safe_name=f"{note.number}.pdf", media_type=PDF, content=kept_credit_note_pdf(note)
    )


@router.post("/{number}/refunds", response={201: RefundOut, **REFUSALS})
@needs(*crediting_back.CREDITORS)
@creates()
def refund_credit_note(request: Any, number: str, body: RefundIn) -> RefundOut:
    """Pay back what is left of a credit note, or part of it."""
    note = find_credit_note(request.auth, number)
    refund = crediting_back.refund_credit_note(
        credit_note_id=note.pk,
        amount=body.amount,
        method=body.method,
        by=request.auth,
        at=timezone.now(),
    )
    return _refund(refund, note)


@invoice_router.post("/{number}/credit-notes", response={201: CreditNoteOut, **REFUSALS})
@needs(*crediting_back.CREDITORS)
@creates()
def credit_invoice(request: Any, number: str, body: CreditIn) -> CreditNoteOut:
    """Give back what an invoice billed and was returned or never there."""
    note = crediting_back.credit_invoice(
        invoice_id=find_invoice(request.auth, number).pk,
        backs=[Back(back.line, back.pieces, back.mass_kg) for back in body.lines],
        reason=body.reason,
        note=body.note,
        by=request.auth,
        at=timezone.now(),
    )
    return shown(find_credit_note(request.auth, note.number))


@invoice_router.post("/{number}/use-credit", response={200: PaymentOut, **REFUSALS})
@needs(*crediting_back.CREDITORS)
@creates(200)
def use_credit_note(request: Any, number: str, body: UseCreditIn) -> PaymentOut:
    """Pay an open invoice from what is left of a credit note of the same workshop."""
    payment = crediting_back.use_credit_note(
        credit_note_id=find_credit_note(request.auth, body.credit_note).pk,
        invoice_id=find_invoice(request.auth, number).pk,
        amount=body.amount,
        by=request.auth,
        at=timezone.now(),
    )
    return PaymentOut.of(payment)
