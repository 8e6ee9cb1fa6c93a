"""What lowers a supplier's invoice: our debit notes, the supplier's credit notes."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out, Price
from materialcenter.paging import page_of
from orders.api.buying_schemas import Count, Note, Reason, Rupiah
from orders.api.supplier_invoices import KEEPERS, READERS
from orders.models import SupplierCredit
from orders.reports.finding_purchases import find_supplier_invoice
from orders.reports.supplier_credits import (
    CreditedLine,
    SupplierCreditView,
    credit_view,
    credits_of,
    listed_credits,
)
from orders.rules.crediting_suppliers import CreditedPart
from orders.services import debiting
from orders.services import taking_supplier_credits as taking

router = Router(tags=["supplier invoices"])
list_router = Router(tags=["supplier invoices"])


class SupplierCreditLineOut(Out):
    """What is taken off a line of the invoice, 0 for its freight; no kg where only the price is."""

    billed_line_no: int
    purchase_order: str
    material: str | None
    description: str
    cause: str
    mass_kg: Kg
    price_per_kg: Price
    amount: int

    @staticmethod
    def of(row: CreditedLine) -> "SupplierCreditLineOut":
        """Shape a line."""
        return SupplierCreditLineOut(
            billed_line_no=row.line.billed_line_no,
            purchase_order=row.order_number,
            material=row.material.code if row.material else None,
            description=row.line.description,
            cause=row.cause,
            mass_kg=row.line.mass_kg,
            price_per_kg=row.line.price_per_kg,
            amount=row.line.amount,
        )


class SupplierCreditOut(Out):
    """A debit note of ours or a credit note of the supplier's, whole rupiah."""

    id: int
    kind: str
    number: str
    status: str
    dated_on: date
    reason: str
    net: int
    tax: int
    amount: int
    file_id: int | None
    lines: list[SupplierCreditLineOut]

    @staticmethod
    def of(view: SupplierCreditView) -> "SupplierCreditOut":
        """Shape a credit."""
        credit = view.credit
        return SupplierCreditOut(
            id=credit.pk,
            kind=credit.kind,
            number=credit.number,
            status=credit.status,
            dated_on=credit.dated_on,
            reason=credit.reason_in_words(),
            net=credit.net,
            tax=credit.tax,
            amount=credit.amount,
            file_id=credit.document_id,
            lines=[SupplierCreditLineOut.of(row) for row in view.lines],
        )


class SupplierCreditRow(Out):
    """A debit or credit note in the list, whole rupiah."""

    id: int
    kind: str
    number: str
    status: str
    supplier: str
    supplier_invoice_id: int
    invoice: str
    dated_on: date
    amount: int

    @staticmethod
    def of(credit: SupplierCredit) -> "SupplierCreditRow":
        """Shape a credit with invoice and supplier at hand."""
        return SupplierCreditRow(
            id=credit.pk,
            kind=credit.kind,
            number=credit.number,
            status=credit.status,
            supplier=credit.supplier.code,
            supplier_invoice_id=credit.invoice_id,
            invoice=credit.invoice.number,
            dated_on=credit.dated_on,
            amount=credit.amount,
        )


class SupplierCreditsOut(Out):
    """Everything that lowers one invoice, the newest first; those called off are left out."""

    items: list[SupplierCreditOut]


class CreditedPartIn(Input):
    """What a credit note takes off a line of the invoice, 0 for its freight, whole rupiah."""

    billed_line_no: Count
    mass_kg: Kg = Decimal(0)
    amount: Rupiah


class SupplierCreditIn(Input):
    """A supplier's credit note as its paper says: VAT on the sum of the lines, total of both."""

    number: Note
    dated_on: date
    reason: Reason
    lines: list[CreditedPartIn]
    tax: Rupiah = 0
    total: Rupiah


class BookDebitNoteIn(Input):
    """The amount of the draft as it was seen."""

    amount: Rupiah


@list_router.get("", response={200: CursorList[SupplierCreditRow], **REFUSALS})
@needs(*READERS)
def list_all_supplier_credits(
    request: Any,
    cursor: str = "",
    limit: int = 50,
    supplier: str = "",
    kind: str = "",
    status: str = "",
) -> CursorList[SupplierCreditRow]:
    """List debit notes and suppliers' credit notes, the newest first.

    supplier: its code. kind: debit_note or credit_note. status: draft, booked or cancelled.
    """
    rows = listed_credits(request.auth, supplier=supplier, kind=kind, status=status)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[SupplierCreditRow](
        items=[SupplierCreditRow.of(credit) for credit in page.items], next_cursor=page.next_cursor
    )


@router.get("/{invoice_id}/credits", response={200: SupplierCreditsOut, **REFUSALS})
@needs(*READERS)
def list_supplier_credits(request: Any, invoice_id: Count) -> SupplierCreditsOut:
    """List what lowers an invoice or is drafted to."""
    invoice = find_supplier_invoice(request.auth, invoice_id)
    return SupplierCreditsOut(items=[SupplierCreditOut.of(view) for view in credits_of(invoice)])


@router.post("/{invoice_id}/debit-note", response={201: SupplierCreditOut, **REFUSALS})
@needs(*KEEPERS)
@creates()
def draft_debit_note(request: Any, invoice_id: Count) -> SupplierCreditOut:
    """Draft the debit note that brings a held invoice down to what is due."""
    note = debiting.draft_debit_note(
        supplier_invoice_id=invoice_id, by=request.auth, at=timezone.now()
    )
    return _shown(note)


@router.post("/{invoice_id}/debit-note/book", response={200: SupplierCreditOut, **REFUSALS})
@needs(*KEEPERS)
@creates(200)
def book_debit_note(request: Any, invoice_id: Count, body: BookDebitNoteIn) -> SupplierCreditOut:
    """Book the draft, so that the rest may be paid; never by who entered the invoice."""
    note = debiting.book_debit_note(
        supplier_invoice_id=invoice_id, amount=body.amount, by=request.auth, at=timezone.now()
    )
    return _shown(note)


@router.post("/{invoice_id}/credit-notes", response={201: SupplierCreditOut, **REFUSALS})
@needs(*KEEPERS)
@creates()
def enter_supplier_credit(
    request: Any, invoice_id: Count, body: SupplierCreditIn
) -> SupplierCreditOut:
    """Enter a supplier's credit note, which lowers its invoice, never over what is open."""
    credit = taking.enter_supplier_credit(
        supplier_invoice_id=invoice_id,
        paper=taking.CreditPaper(
            number=body.number,
            dated_on=body.dated_on,
            parts=[
                CreditedPart(line.billed_line_no, line.mass_kg, line.amount) for line in body.lines
            ],
            tax=body.tax,
            total=body.total,
            reason=body.reason,
        ),
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(credit)


def _shown(credit: SupplierCredit) -> SupplierCreditOut:
    return SupplierCreditOut.of(credit_view(credit))
