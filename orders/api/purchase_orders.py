"""Purchase orders: drafting, approving, sending, closing; deliveries on them."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
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
from orders.api.buying_schemas import Code, ConfirmationIn, DecisionIn, Note, Percent, Rupiah
from orders.models import PurchaseOrder, WeightBasis
from orders.reports.finding_purchases import find_purchase_order, find_supplier
from orders.reports.open_purchases import narrowed, open_purchases
from orders.reports.purchasing import OrderedLine, OrderInList, order_actions, orders_in_list
from orders.reports.purchasing import ordered_papers as papers_of
from orders.services import (
    approving_purchases,
    checking_purchases,
    confirming_purchases,
    ending_purchases,
    printing,
    purchasing,
    sending,
)

router = Router(tags=["purchase orders"])
BUYERS = (Role.PURCHASER, Role.SUPERVISOR)


class PurchaseLineIn(Input):
    """A material to order, in its unit."""

    material: Code
    quantity: Kg
    price_per_kg: Price
    weight_basis: Code = WeightBasis.TABLE.value
    over_receipt_percent: Percent | None = None
    over_receipt_kg: Kg | None = None


class DraftIn(Input):
    """What a draft says; freight in whole rupiah before tax."""

    lines: list[PurchaseLineIn]
    expected_on: date | None = None
    freight: Rupiah = 0
    note: Note = ""

    def asked(self) -> list[checking_purchases.PurchaseLine]:
        """Return the lines as the acts take them."""
        return [checking_purchases.PurchaseLine(**line.model_dump()) for line in self.lines]


class PurchaseOrderIn(DraftIn):
    """An order to draft."""

    supplier: Code


class PurchaseOrderRow(Out):
    """An order in a list; net is in whole rupiah before tax, freight included."""

    number: str
    supplier: str
    pool: str | None
    status: str
    revision: int
    created_at: datetime
    expected_on: date | None
    sent_at: datetime | None
    mass_kg: Kg
    net: int
    received_percent: int
    open_kg: Kg
    open_rupiah: int
    days_late: int

    @staticmethod
    def of(row: OrderInList) -> "PurchaseOrderRow":
        """Shape a row."""
        order = row.order
        return PurchaseOrderRow(
            number=order.number,
            supplier=order.supplier.code,
            pool=order.pool.number if order.pool else None,
            status=order.status,
            revision=order.revision,
            created_at=order.created_at,
            expected_on=order.expected_on,
            sent_at=order.sent_at,
            mass_kg=row.mass_kg,
            net=row.net,
            received_percent=row.received_percent,
            open_kg=row.open_kg,
            open_rupiah=row.open_rupiah,
            days_late=row.days_late,
        )


class PurchaseLineOut(Out):
    """A line: ordered, received and billed. billed_kg is in the weight that the price multiplies."""

    line_no: int
    material: str
    pieces: int
    mass_kg: Kg
    price_per_kg: Price
    weight_basis: str
    amount: int
    over_receipt_percent: Decimal
    over_receipt_kg: Kg | None
    received_pieces: int
    received_kg: Kg
    received_table_kg: Kg
    billed_kg: Kg
    billed_amount: int
    promised_on: date | None

    @staticmethod
    def of(row: OrderedLine) -> "PurchaseLineOut":
        """Shape a line."""
        line = row.line
        return PurchaseLineOut(
            line_no=line.line_no,
            material=row.material.code,
            pieces=line.pieces,
            mass_kg=line.mass_kg,
            price_per_kg=line.price_per_kg,
            weight_basis=line.weight_basis,
            amount=row.amount,
            over_receipt_percent=line.over_receipt_percent,
            over_receipt_kg=line.over_receipt_kg,
            received_pieces=line.received_pieces,
            received_kg=line.received_kg,
            received_table_kg=line.received_table_kg,
            billed_kg=row.billed_kg,
            billed_amount=row.billed_amount,
            promised_on=line.promised_on,
        )


class PurchaseOrderOut(Out):
    """An order with its lines, sums in whole rupiah, and what you may do with it."""

    number: str
    supplier: str
    pool: str | None
    status: str
    created_at: datetime
    created_by: str
    approved_at: datetime | None
    approved_by: str
    needs_another: bool
    revision: int
    blanket_order: str | None
    asked_on: date | None
    expected_on: date | None
    sent_at: datetime | None
    note: str
    freight: int
    net: int
    tax: int
    total: int
    lines: list[PurchaseLineOut]
    receipts: list[str]
    supplier_invoices: list[int]
    actions: list[str]


@router.get("", response={200: CursorList[PurchaseOrderRow], **REFUSALS})
@needs(*STAFF)
def list_purchase_orders(
    request: Any, cursor: str = "", limit: int = 50, status: str = "", supplier: str = ""
) -> CursorList[PurchaseOrderRow]:
    """List orders, the newest first. status: a state of orders, "open" or "late"."""
    today = timezone.localdate()
    rows = PurchaseOrder.objects.visible_to(request.auth).select_related("supplier", "pool")
    if supplier:
        rows = rows.filter(supplier__code=supplier)
    page = page_of(narrowed(rows, status, on=today), cursor=cursor, limit=limit)
    return CursorList[PurchaseOrderRow](
        items=[PurchaseOrderRow.of(row) for row in orders_in_list(page.items, on=today)],
        next_cursor=page.next_cursor,
    )


@router.post("", response={201: PurchaseOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates()
def draft_purchase_order(request: Any, body: PurchaseOrderIn) -> PurchaseOrderOut:
    """Draft an order."""
    order = purchasing.draft_purchase_order(
        supplier_id=find_supplier(request.auth, body.supplier).pk,
        lines=body.asked(),
        expected_on=body.expected_on,
        freight=body.freight,
        note=body.note,
        by=request.auth,
        at=timezone.now(),
    )
    return shown_order(request.auth, order.number)


class OpenPurchasesOut(Out):
    """What suppliers still have to bring; rupiah before tax and freight."""

    open_count: int
    late_count: int
    part_count: int
    most_days_late: int
    open_kg: Kg
    open_rupiah: int


@router.get("/open", response={200: OpenPurchasesOut, **REFUSALS})
@needs(*STAFF)
def show_open_purchases(request: Any) -> OpenPurchasesOut:
    """Count and add up what suppliers still have to bring."""
    found = open_purchases(request.auth, on=timezone.localdate())
    return OpenPurchasesOut(**asdict(found))


@router.get("/{number}", response={200: PurchaseOrderOut, **REFUSALS})
@needs(*STAFF)
def show_purchase_order(request: Any, number: str) -> PurchaseOrderOut:
    """Show an order: ordered, received, billed."""
    return shown_order(request.auth, number)


@router.put("/{number}", response={200: PurchaseOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates(200)
def change_draft(request: Any, number: str, body: DraftIn) -> PurchaseOrderOut:
    """Write a draft's lines, day, freight and note anew."""
    purchasing.change_draft(
        purchase_order_id=find_purchase_order(request.auth, number).pk,
        lines=body.asked(),
        expected_on=body.expected_on,
        freight=body.freight,
        note=body.note,
        by=request.auth,
        at=timezone.now(),
    )
    return shown_order(request.auth, number)


@router.get("/{number}/document", response={200: None, **REFUSALS})
@needs(*STAFF)
def purchase_order_document(request: Any, number: str) -> HttpResponse:
    """Give out the order's PDF: the one that was sent, or a preview before that."""
    order = find_purchase_order(request.auth, number)
    return as_download(
        safe_name=f"{order.number}.pdf",
        media_type=printing.PDF,
        content=printing.kept_purchase_order_pdf(order),
    )


@router.post("/{number}/approve", response={200: PurchaseOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates(200)
def approve_purchase_order(request: Any, number: str) -> PurchaseOrderOut:
    """Approve a draft; over the center's limit only another supervisor may."""
    order = find_purchase_order(request.auth, number)
    approving_purchases.approve_purchase_order(
        purchase_order_id=order.pk, by=request.auth, at=timezone.now()
    )
    return shown_order(request.auth, number)


@router.post("/{number}/send", response={200: PurchaseOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates(200)
def send_purchase_order(request: Any, number: str) -> PurchaseOrderOut:
    """Send an approved order; `sent_at` is set once the mail is out."""
    order = find_purchase_order(request.auth, number)
    sending.send_purchase_order(purchase_order_id=order.pk, by=request.auth, at=timezone.now())
    return shown_order(request.auth, number)


@router.post("/{number}/confirm", response={200: PurchaseOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates(200)
def confirm_purchase_order(request: Any, number: str, body: ConfirmationIn) -> PurchaseOrderOut:
    """Note the days that the supplier promised, or promises now."""
    order = find_purchase_order(request.auth, number)
    confirming_purchases.confirm_purchase_order(
        purchase_order_id=order.pk,
        expected_on=body.expected_on,
        promised={line.line_no: line.promised_on for line in body.lines},
        by=request.auth,
        at=timezone.now(),
    )
    return shown_order(request.auth, number)


@router.post("/{number}/cancel", response={200: PurchaseOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates(200)
def cancel_purchase_order(request: Any, number: str, body: DecisionIn) -> PurchaseOrderOut:
    """Call an order off before anything came."""
    order = find_purchase_order(request.auth, number)
    ending_purchases.cancel_purchase_order(
        purchase_order_id=order.pk, reason=body.reason, by=request.auth, at=timezone.now()
    )
    return shown_order(request.auth, number)


@router.post("/{number}/close", response={200: PurchaseOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates(200)
def close_purchase_order(request: Any, number: str, body: DecisionIn) -> PurchaseOrderOut:
    """Close an order; what is still missing does not come any more."""
    order = find_purchase_order(request.auth, number)
    ending_purchases.close_purchase_order(
        purchase_order_id=order.pk, reason=body.reason, by=request.auth, at=timezone.now()
    )
    return shown_order(request.auth, number)


def shown_order(by: Person, number: str) -> PurchaseOrderOut:
    """Shape an order as it stands, with what a person may do with it."""
    papers = papers_of(find_purchase_order(by, number))
    order = papers.order
    return PurchaseOrderOut(
        number=order.number,
        supplier=order.supplier.code,
        pool=order.pool.number if order.pool else None,
        status=order.status,
        created_at=order.created_at,
        created_by=order.created_by.shown_name if order.created_by else "",
        approved_at=order.approved_at,
        approved_by=order.approved_by.shown_name if order.approved_by else "",
        needs_another=order.needs_another,
        revision=order.revision,
        blanket_order=order.blanket_order.number if order.blanket_order else None,
        asked_on=order.asked_on,
        expected_on=order.expected_on,
        sent_at=order.sent_at,
        note=order.note,
        freight=order.freight,
        net=papers.net,
        tax=papers.tax,
        total=papers.total,
        lines=[PurchaseLineOut.of(line) for line in papers.lines],
        receipts=[receipt.number for receipt in papers.receipts],
        supplier_invoices=[invoice.pk for invoice in papers.invoices],
        actions=sorted(order_actions(order, by)),
    )
