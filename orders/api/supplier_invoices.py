"""Suppliers' invoices: entering, the verdict, releasing or refusing a held one."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from ninja import File, Router
from ninja.files import UploadedFile

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out, Price
from materialcenter.models import Attachment, Role
from materialcenter.paging import page_of
from orders.api.buying_schemas import Code, Count, DecisionIn, Note, Rupiah
from orders.models import SupplierInvoice
from orders.reports.finding_purchases import find_supplier, find_supplier_invoice
from orders.reports.verdicts import DifferenceLine, JudgedLine, judged
from orders.services import deciding_supplier_invoices, keeping_papers, supplier_invoicing

router = Router(tags=["supplier invoices"])
KEEPERS = (Role.FINANCE, Role.SUPERVISOR)
READERS = (*KEEPERS, Role.AUDITOR)


class BilledLineIn(Input):
    """A line of the paper, against an order's line; "" and 0 when nobody can tell which."""

    purchase_order: Code = ""
    order_line: Count = 0
    description: Note = ""
    pieces: Count = 0
    mass_kg: Kg
    price_per_kg: Price
    amount: Rupiah


class SupplierInvoiceIn(Input):
    """An invoice as the paper says, whole rupiah: net of the lines, freight and tax beside it."""

    supplier: Code
    number: Note
    invoiced_on: date
    due_on: date | None = None
    lines: list[BilledLineIn]
    net: Rupiah
    freight: Rupiah = 0
    tax: Rupiah = 0
    total: Rupiah
    currency: Code = "IDR"


class SupplierInvoiceRow(Out):
    """An invoice in a list."""

    id: int
    number: str
    supplier: str
    status: str
    origin: str
    invoiced_on: date
    due_on: date
    total: int

    @staticmethod
    def of(invoice: SupplierInvoice) -> "SupplierInvoiceRow":
        """Shape a row."""
        return SupplierInvoiceRow(
            id=invoice.pk,
            number=invoice.number,
            supplier=invoice.supplier.code,
            status=invoice.status,
            origin=invoice.origin,
            invoiced_on=invoice.invoiced_on,
            due_on=invoice.due_on,
            total=invoice.total,
        )


class JudgedLineOut(Out):
    """A line with the kg of it that receipts cover, what those cost as agreed, and its result."""

    line_no: int
    purchase_order: str | None
    order_line: int | None
    material: str | None
    description: str
    mass_kg: Kg
    price_per_kg: Price
    amount: int
    result: str
    covered_kg: Kg | None
    due_amount: int | None

    @staticmethod
    def of(row: JudgedLine) -> "JudgedLineOut":
        """Shape a line."""
        line, ordered = row.line, row.line.order_line
        return JudgedLineOut(
            line_no=line.line_no,
            purchase_order=ordered.purchase_order.number if ordered else None,
            order_line=ordered.line_no if ordered else None,
            material=ordered.material.code if ordered else None,
            description=line.description,
            mass_kg=line.mass_kg,
            price_per_kg=line.price_per_kg,
            amount=line.amount,
            result=row.result,
            covered_kg=row.covered_kg,
            due_amount=row.due_amount,
        )


class DifferenceOut(Out):
    """A difference: billed less due. line is 0 for freight and null for the document itself.

    holds: keeps it from being paid. is_told: under a lower limit, which holds nothing.
    """

    kind: str
    line: int | None
    mass_kg: Kg
    rupiah: int
    holds: bool
    is_told: bool
    sentence: str

    @staticmethod
    def of(row: DifferenceLine) -> "DifferenceOut":
        """Shape a difference."""
        return DifferenceOut(
            kind=row.kind,
            line=row.line,
            mass_kg=row.mass_kg,
            rupiah=row.rupiah,
            holds=row.holds,
            is_told=row.is_told,
            sentence=row.sentence,
        )


class InvoicePaperOut(Out):
    """The paper that is kept: open it as /files/{id}/; sha256 is of its bytes."""

    id: int
    name: str
    sha256: str

    @staticmethod
    def of(document: Attachment) -> "InvoicePaperOut":
        """Shape a paper."""
        return InvoicePaperOut(id=document.pk, name=document.name, sha256=document.content_id)


class SupplierInvoiceOut(SupplierInvoiceRow):
    """An invoice with its lines and the verdict on them."""

    net: int
    freight: int
    tax: int
    entered_by: str
    entered_at: datetime
    matched_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    decision_reason: str
    paper: InvoicePaperOut | None
    lines: list[JudgedLineOut]
    differences: list[DifferenceOut]


@router.get("", response={200: CursorList[SupplierInvoiceRow], **REFUSALS})
@needs(*READERS)
def list_supplier_invoices(
    request: Any, cursor: str = "", limit: int = 50, status: str = "", supplier: str = ""
) -> CursorList[SupplierInvoiceRow]:
    """List invoices, the newest first."""
    rows = SupplierInvoice.objects.visible_to(request.auth).select_related("supplier")
    if status:
        rows = rows.filter(status=status)
    if supplier:
        rows = rows.filter(supplier__code=supplier)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[SupplierInvoiceRow](
        items=[SupplierInvoiceRow.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.post("", response={201: SupplierInvoiceOut, **REFUSALS})
@needs(*KEEPERS)
@creates()
def enter_supplier_invoice(request: Any, body: SupplierInvoiceIn) -> SupplierInvoiceOut:
    """Enter an invoice; a worker matches it to the receipts in a moment."""
    invoice = supplier_invoicing.enter_supplier_invoice(
        supplier_id=find_supplier(request.auth, body.supplier).pk,
        paper=supplier_invoicing.Paper(
            number=body.number,
            invoiced_on=body.invoiced_on,
            due_on=body.due_on,
            lines=[supplier_invoicing.BilledLine(**line.model_dump()) for line in body.lines],
            net=body.net,
            freight=body.freight,
            tax=body.tax,
            total=body.total,
            currency=body.currency,
        ),
        by=request.auth,
        at=timezone.now(),
    )
    return shown_invoice(request, invoice.pk)


@router.post("/{invoice_id}/paper", response={201: SupplierInvoiceOut, **REFUSALS})
@needs(*KEEPERS)
@creates()
def keep_invoice_paper(
    request: Any, invoice_id: Count, file: File[UploadedFile]
) -> SupplierInvoiceOut:
    """Keep an invoice's paper, PDF, JPEG or PNG, once; the body is multipart."""
    keeping_papers.keep_invoice_paper(
        supplier_invoice_id=invoice_id,
        name=file.name or "",
        content=file.read(),
        by=request.auth,
        at=timezone.now(),
    )
    return shown_invoice(request, invoice_id)


@router.get("/{invoice_id}", response={200: SupplierInvoiceOut, **REFUSALS})
@needs(*READERS)
def show_supplier_invoice(request: Any, invoice_id: Count) -> SupplierInvoiceOut:
    """Show an invoice, its verdict and every difference."""
    return shown_invoice(request, invoice_id)


@router.post("/{invoice_id}/release", response={200: SupplierInvoiceOut, **REFUSALS})
@needs(*KEEPERS)
@creates(200)
def release_supplier_invoice(
    request: Any, invoice_id: Count, body: DecisionIn
) -> SupplierInvoiceOut:
    """Pay a held invoice all the same; never by who entered it."""
    deciding_supplier_invoices.release_supplier_invoice(
        supplier_invoice_id=invoice_id, reason=body.reason, by=request.auth, at=timezone.now()
    )
    return shown_invoice(request, invoice_id)


@router.post("/{invoice_id}/refuse", response={200: SupplierInvoiceOut, **REFUSALS})
@needs(*KEEPERS)
@creates(200)
def refuse_supplier_invoice(
    request: Any, invoice_id: Count, body: DecisionIn
) -> SupplierInvoiceOut:
    """Refuse a held invoice; never by who entered it."""
    deciding_supplier_invoices.refuse_supplier_invoice(
        supplier_invoice_id=invoice_id, reason=body.reason, by=request.auth, at=timezone.now()
    )
    return shown_invoice(request, invoice_id)


def shown_invoice(request: Any, invoice_id: int) -> SupplierInvoiceOut:
    """Shape an invoice that the caller may see, with its verdict. Raises Missing."""
    found = judged(find_supplier_invoice(request.auth, invoice_id))
    invoice = found.invoice
    return SupplierInvoiceOut(
        **SupplierInvoiceRow.of(invoice).model_dump(),
        net=invoice.net,
        freight=invoice.freight,
        tax=invoice.tax,
        entered_by=invoice.entered_by.shown_name if invoice.entered_by else "",
        entered_at=invoice.entered_at,
        matched_at=invoice.matched_at,
        decided_by=invoice.decided_by.shown_name if invoice.decided_by else "",
        decided_at=invoice.decided_at,
        decision_reason=invoice.decision_reason,
        paper=InvoicePaperOut.of(invoice.document) if invoice.document else None,
        lines=[JudgedLineOut.of(line) for line in found.lines],
        differences=[DifferenceOut.of(row) for row in found.differences],
    )
