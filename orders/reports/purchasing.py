"""Purchase orders as they stand: ordered, received and billed, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Sum

from inventory import catalogue
from materialcenter.access import Person
from materialcenter.models import Role
from materialcenter.rules.money import line_amount
from orders.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    SupplierInvoice,
    SupplierInvoiceLine,
    WeightBasis,
)
from orders.rules.tax import document_tax

NOTHING = Decimal(0)


@dataclass(frozen=True)
class OrderedLine:
    """A line of an order. quantity, received: in the material's unit. *_kg: see each name.

    ordered_kg and received_table_kg are table weight; billed_kg is in the weight that the
    price multiplies. amount: rupiah before tax.
    """

    line: PurchaseOrderLine
    material: catalogue.Material
    quantity: Decimal
    received: Decimal
    amount: int
    billed_kg: Decimal
    billed_amount: int

    @property
    def is_by_table(self) -> bool:
        """Say whether the price multiplies the table weight."""
        return self.line.weight_basis == WeightBasis.TABLE

    @property
    def missing(self) -> Decimal:
        """Return what is still to come, in the material's unit."""
        return max(NOTHING, self.quantity - self.received)


@dataclass(frozen=True)
class OrderedPapers:
    """An order with its lines, sums in whole rupiah, receipts and invoices."""

    order: PurchaseOrder
    lines: tuple[OrderedLine, ...]
    net: int
    tax: int
    total: int
    mass_kg: Decimal
    receipts: tuple[Receipt, ...]
    invoices: tuple[SupplierInvoice, ...]


def ordered_papers(order: PurchaseOrder) -> OrderedPapers:
    """Gather an order and all that came of it.

    order: with supplier and center at hand. net includes freight; tax is what a supplier
    who is registered will add, on the ordered weight.
    """
    lines = tuple(ordered_lines(order))
    net = order.freight + sum(line.amount for line in lines)
    tax = document_tax(net, is_vat_registered=order.supplier.is_vat_registered)
    invoices = (
        SupplierInvoice.objects.filter(lines__order_line__purchase_order=order)
        .distinct()
        .order_by("pk")
    )
    return OrderedPapers(
        order=order,
        lines=lines,
        net=net,
        tax=tax.tax,
        total=tax.total,
        mass_kg=sum((line.line.mass_kg for line in lines), NOTHING),
        receipts=tuple(Receipt.objects.filter(purchase_order=order).order_by("pk")),
        invoices=tuple(invoices),
    )


def ordered_lines(order: PurchaseOrder) -> list[OrderedLine]:
    """Return an order's lines by number, with what was received and billed. Three statements."""
    lines = list(PurchaseOrderLine.objects.filter(purchase_order=order).order_by("line_no"))
    materials = catalogue.materials_by_id(order.center_id, [line.material_id for line in lines])
    billed = billed_by_line([line.pk for line in lines])
    return [
        _ordered_line(line, materials[line.material_id], *billed.get(line.pk, (NOTHING, 0)))
        for line in lines
    ]


def billed_by_line(line_ids: Iterable[int]) -> dict[int, tuple[Decimal, int]]:
    """Add up (kg, rupiah) that standing invoices bill of order lines."""
    rows = (
        SupplierInvoiceLine.objects.filter(order_line_id__in=list(line_ids))
        .exclude(invoice__status=SupplierInvoice.Status.REFUSED)
        .values_list("order_line_id")
        .annotate(Sum("mass_kg"), Sum("amount"))
        .order_by("order_line_id")
    )
    return {line: (mass_kg, amount) for line, mass_kg, amount in rows if line is not None}


def billed_freight(order: PurchaseOrder) -> int:
    """Add up the freight of standing invoices that bill lines of an order, in rupiah."""
    lines = SupplierInvoiceLine.objects.filter(
        invoice_id=OuterRef("pk"), order_line__purchase_order=order
    )
    invoices = SupplierInvoice.objects.filter(Exists(lines), freight__gt=0).exclude(
        status=SupplierInvoice.Status.REFUSED
    )
    return int(invoices.aggregate(sum=Sum("freight"))["sum"] or 0)


def _ordered_line(
    line: PurchaseOrderLine, material: catalogue.Material, billed_kg: Decimal, billed_amount: int
) -> OrderedLine:
    is_counted = material.is_counted
    return OrderedLine(
        line=line,
        material=material,
        quantity=Decimal(line.pieces) if is_counted else line.mass_kg,
        received=Decimal(line.received_pieces) if is_counted else line.received_kg,
        amount=line_amount(line.mass_kg, line.price_per_kg),
        billed_kg=billed_kg,
        billed_amount=billed_amount,
    )


@dataclass(frozen=True)
class OrderInList:
    """An order as a list shows it.

    received_kg: of table weight, no more than was ordered. open_kg, open_rupiah: what is
    still to come, before tax. days_late: 0 where it is not late, or nothing is awaited.
    """

    order: PurchaseOrder
    mass_kg: Decimal
    received_kg: Decimal
    net: int
    open_kg: Decimal
    open_rupiah: int
    days_late: int

    @property
    def received_percent(self) -> int:
        """Return how much has come by kg, rounded down."""
        return int(self.received_kg * 100 / self.mass_kg) if self.mass_kg else 0


def orders_in_list(orders: Iterable[PurchaseOrder], *, on: date) -> list[OrderInList]:
    """Add sums to orders of one page of a list, as late as they are on a day. One statement."""
    found = list(orders)
    lines: dict[int, list[PurchaseOrderLine]] = {order.pk: [] for order in found}
    for line in PurchaseOrderLine.objects.filter(purchase_order_id__in=lines).order_by("pk"):
        lines[line.purchase_order_id].append(line)
    return [_in_list(order, lines[order.pk], on=on) for order in found]


def _in_list(order: PurchaseOrder, lines: list[PurchaseOrderLine], *, on: date) -> OrderInList:
    is_awaited = order.status in PurchaseOrder.AWAITED
    rests = [
        (max(NOTHING, line.mass_kg - line.received_table_kg), line.price_per_kg)
        for line in lines
        if is_awaited
    ]
    is_late = is_awaited and order.expected_on is not None and order.expected_on < on
    return OrderInList(
        order=order,
        mass_kg=sum((line.mass_kg for line in lines), NOTHING),
        received_kg=sum((min(line.received_table_kg, line.mass_kg) for line in lines), NOTHING),
        net=order.freight + sum(line_amount(li.mass_kg, li.price_per_kg) for li in lines),
        open_kg=sum((mass_kg for mass_kg, _price in rests), NOTHING),
        open_rupiah=sum(line_amount(mass_kg, price) for mass_kg, price in rests),
        days_late=(on - order.expected_on).days if is_late and order.expected_on else 0,
    )


def order_actions(order: PurchaseOrder, by: Person) -> frozenset[str]:
    """Name what a person may try with an order now.

    change, approve, send, confirm, revise, cancel, close, receive. Whether an approval
    needs somebody else is decided by the act itself.
    """
    found = set()
    following = order.NEXT[order.status]
    if by.has(Role.PURCHASER, Role.SUPERVISOR):
        found = {
            name
            for name, status in (
                ("approve", PurchaseOrder.Status.APPROVED),
                ("cancel", PurchaseOrder.Status.CANCELLED),
                ("close", PurchaseOrder.Status.CLOSED),
            )
            if status in following
        }
        if order.status == PurchaseOrder.Status.DRAFT and order.blanket_order_id is None:
            found.add("change")
        if order.status == PurchaseOrder.Status.APPROVED:
            found.add("send")
        if order.status in PurchaseOrder.AWAITED:
            found |= {"confirm", "revise"}
    if by.has(Role.CLERK, Role.SUPERVISOR) and order.status in PurchaseOrder.AWAITED:
        found.add("receive")
    return frozenset(found)
