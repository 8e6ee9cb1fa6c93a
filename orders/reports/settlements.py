"""A settlement as its supplier and finance read it: the receipt it stands for, line by line."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from materialcenter.models import Supplier
from materialcenter.person import Person
from orders.models import ReceiptLine, SupplierInvoice, SupplierInvoiceLine
from orders.reports.settling import SETTLEMENT


@dataclass(frozen=True)
class SettledLine:
    """A line of a settlement with the received line that it pays."""

    line: SupplierInvoiceLine
    row: ReceiptLine


@dataclass(frozen=True)
class SettlementView:
    """A settlement with its lines; receipt, order and delivery note of the first one."""

    invoice: SupplierInvoice
    lines: tuple[SettledLine, ...]
    receipt_number: str
    order_number: str
    supplier_note: str
    received_at: datetime


def settlement_view(invoice: SupplierInvoice) -> SettlementView:
    """Read a settlement's lines, in their order. Two statements."""
    lines = invoice.lines.order_by("line_no")
    settled = (
        invoice.settled_lines.select_related(
            "receipt_line__receipt__purchase_order", "receipt_line__material"
        )
        .order_by("pk")
        .all()
    )
    pairs = tuple(
        SettledLine(line, one.receipt_line) for line, one in zip(lines, settled, strict=True)
    )
    receipt = pairs[0].row.receipt
    order = receipt.purchase_order
    return SettlementView(
        invoice=invoice,
        lines=pairs,
        receipt_number=receipt.number,
        order_number=order.number if order else "",
        supplier_note=receipt.supplier_note,
        received_at=receipt.received_at,
    )


def settlements_of(person: Person, supplier: Supplier) -> QuerySet[SupplierInvoice]:
    """Keep the settlements of a supplier that a person may see, the newest first."""
    return SupplierInvoice.objects.visible_to(person).filter(supplier=supplier, origin=SETTLEMENT)
