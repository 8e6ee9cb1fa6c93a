"""Settling suppliers from what was received: the dry run, starting, stopping, calling off."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out, Price
from materialcenter.models import Role, Supplier
from materialcenter.paging import page_of
from orders.api.buying_schemas import Count, DecisionIn, Rupiah
from orders.api.supplier_invoices import SupplierInvoiceOut, SupplierInvoiceRow, shown_invoice
from orders.models import SupplierInvoice
from orders.reports.finding_purchases import find_receipt_of, find_supplier
from orders.reports.settlements import settlements_of
from orders.reports.settling import (
    LineToSettle,
    ReceiptToSettle,
    settling_suppliers,
    supplier_to_settle,
)
from orders.services import settling, starting_settlements
from orders.services.settling_again import settle_again
from orders.services.supplier_invoicing import KEEPERS

MOST_RECEIPTS = 100
router = Router(tags=["settlements"])
invoice_router = Router(tags=["settlements"])
READERS = (*KEEPERS, Role.AUDITOR)


class SettlingSupplierOut(Out):
    """A supplier that is settled on receipt; since: null until somebody started it."""

    supplier: str
    name: str
    since: date | None

    @staticmethod
    def of(supplier: Supplier) -> "SettlingSupplierOut":
        """Shape a supplier."""
        return SettlingSupplierOut(
            supplier=supplier.code, name=supplier.name, since=supplier.settled_since
        )


class LineToSettleOut(Out):
    """A received line; waits_for: "" where it is due now, else the quality of its lot."""

    line_no: int
    material: str
    heat: str
    mass_kg: Kg
    price_per_kg: Price
    amount: int
    waits_for: str

    @staticmethod
    def of(line: LineToSettle) -> "LineToSettleOut":
        """Shape a line."""
        row = line.row
        return LineToSettleOut(
            line_no=row.line_no,
            material=row.material.code,
            heat=row.heat,
            mass_kg=line.mass_kg,
            price_per_kg=row.order_line.price_per_kg if row.order_line else Decimal(0),
            amount=line.amount,
            waits_for=line.waits_for,
        )


class CalledOffOut(Out):
    """A settlement that was called off, and why."""

    settlement: str
    reason: str
    at: datetime | None

    @staticmethod
    def of(invoice: SupplierInvoice) -> "CalledOffOut":
        """Shape a settlement that is no more."""
        return CalledOffOut(
            settlement=invoice.number, reason=invoice.decision_reason, at=invoice.decided_at
        )


class ReceiptToSettleOut(Out):
    """A receipt with what is due of it, whole rupiah, and its lines, those that wait last.

    held_back: the settlement of it that was called off, until it is settled again; it is in
    no total till then.
    """

    receipt: str
    received_on: date
    purchase_order: str
    net: int
    freight: int
    tax: int
    total: int
    held_back: CalledOffOut | None
    lines: list[LineToSettleOut]

    @staticmethod
    def of(one: ReceiptToSettle) -> "ReceiptToSettleOut":
        """Shape a receipt."""
        order, called_off = one.receipt.purchase_order, one.receipt.called_off
        return ReceiptToSettleOut(
            receipt=one.receipt.number,
            received_on=one.received_on,
            purchase_order=order.number if order else "",
            net=one.net,
            freight=one.freight,
            tax=one.tax.tax,
            total=one.tax.total,
            held_back=CalledOffOut.of(called_off) if called_off else None,
            lines=[LineToSettleOut.of(line) for line in (*one.lines, *one.waiting)],
        )


class DryRunOut(SettlingSupplierOut):
    """What would be settled, or is due and not settled yet; total: with freight and VAT.

    settlements, mass_kg, total: of all. receipts: the first 100; left_out: how many more.
    """

    settlements: int
    mass_kg: Kg
    total: int
    receipts: list[ReceiptToSettleOut]
    left_out: int


class StartIn(Input):
    """From which day's receipts on, and the total that the dry run showed of them."""

    since: date
    total: Rupiah


@router.get("", response={200: CursorList[SettlingSupplierOut], **REFUSALS})
@needs(*READERS)
def list_settling_suppliers(
    request: Any, cursor: str = "", limit: int = 50
) -> CursorList[SettlingSupplierOut]:
    """List the suppliers that are settled on receipt."""
    rows = settling_suppliers(request.auth)
    page = page_of(rows, cursor=cursor, limit=limit, newest_first=False)
    return CursorList[SettlingSupplierOut](
        items=[SettlingSupplierOut.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.get("/{supplier}", response={200: DryRunOut, **REFUSALS})
@needs(*READERS)
def show_dry_run(request: Any, supplier: str, since: date | None = None) -> DryRunOut:
    """Show what would be settled of a supplier's receipts; nothing changes."""
    return _dry_run(find_supplier(request.auth, supplier), since)


@router.get("/{supplier}/settlements", response={200: CursorList[SupplierInvoiceRow], **REFUSALS})
@needs(*READERS)
def list_settlements(
    request: Any, supplier: str, cursor: str = "", limit: int = 50
) -> CursorList[SupplierInvoiceRow]:
    """List a supplier's settlements, the newest first; each is a supplier invoice."""
    found = find_supplier(request.auth, supplier)
    rows = settlements_of(request.auth, found).select_related("supplier")
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[SupplierInvoiceRow](
        items=[SupplierInvoiceRow.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.post("/{supplier}/start", response={200: DryRunOut, **REFUSALS})
@needs(*KEEPERS)
@creates(200)
def start_settling(request: Any, supplier: str, body: StartIn) -> DryRunOut:
    """Have a supplier settled by itself; what is answered is settled in a moment."""
    found = find_supplier(request.auth, supplier)
    starting_settlements.start_settling(
        supplier_id=found.pk,
        since=body.since,
        total=body.total,
        by=request.auth,
        at=timezone.now(),
    )
    return _dry_run(find_supplier(request.auth, supplier), body.since)


@router.post("/{supplier}/stop", response={200: SettlingSupplierOut, **REFUSALS})
@needs(*KEEPERS)
@creates(200)
def stop_settling(request: Any, supplier: str) -> SettlingSupplierOut:
    """Have a supplier settled no more by itself; what was settled stays."""
    stopped = starting_settlements.stop_settling(
        supplier_id=find_supplier(request.auth, supplier).pk, by=request.auth, at=timezone.now()
    )
    return SettlingSupplierOut.of(stopped)


@router.post("/{supplier}/again/{number}", response={200: DryRunOut, **REFUSALS})
@needs(*KEEPERS)
@creates(200)
def settle_receipt_again(request: Any, supplier: str, number: str) -> DryRunOut:
    """Hold a receipt back no more whose settlement was called off; it is settled at once."""
    found = find_supplier(request.auth, supplier)
    receipt = find_receipt_of(found, number)
    settle_again(receipt_id=receipt.pk, by=request.auth, at=timezone.now())
    return _dry_run(found, None)


@invoice_router.post("/{invoice_id}/cancel", response={200: SupplierInvoiceOut, **REFUSALS})
@needs(Role.SUPERVISOR)
@creates(200)
def cancel_settlement(request: Any, invoice_id: Count, body: DecisionIn) -> SupplierInvoiceOut:
    """Call off a settlement of which nothing is paid; its receipt is held back."""
    settling.cancel_settlement(
        supplier_invoice_id=invoice_id, reason=body.reason, by=request.auth, at=timezone.now()
    )
    return shown_invoice(request, invoice_id)


def _dry_run(supplier: Supplier, since: date | None) -> DryRunOut:
    found = supplier_to_settle(supplier, since=supplier.settled_since or since)
    return DryRunOut(
        **SettlingSupplierOut.of(supplier).model_dump(),
        settlements=len(found.due),
        mass_kg=found.mass_kg,
        total=found.total,
        receipts=[ReceiptToSettleOut.of(one) for one in found.receipts[:MOST_RECEIPTS]],
        left_out=max(len(found.receipts) - MOST_RECEIPTS, 0),
    )
