"""What tests of buying need: an order in any state, and a delivery on it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from inventory import catalogue
from materialcenter.rules.money import line_amount
from orders.models import PurchaseOrder, Receipt, SupplierInvoice
from orders.rules.tax import document_tax
from orders.services.approving_purchases import approve_purchase_order
from orders.services.checking_deliveries import Delivered
from orders.services.checking_purchases import PurchaseLine
from orders.services.purchasing import draft_purchase_order
from orders.services.receiving import receive_delivery
from orders.services.sending import send_purchase_order
from orders.services.supplier_invoicing import BilledLine, Paper, enter_supplier_invoice
from tests.cast import NOW, Depot

SHEETS = PurchaseLine("SPHC-2-4X8", Decimal(100), Decimal(10_000))
BARS = PurchaseLine("S45C-D25", Decimal(50), Decimal(14_500), weight_basis="weighed")
SCRAP = PurchaseLine("SCRAP-HMS1", Decimal("2500.5"), Decimal(5_400), weight_basis="weighed")


def draft(depot: Depot, *lines: PurchaseLine, by: str = "putri", **more: Any) -> PurchaseOrder:
    """Draft an order to S01; of 100 sheets where no line is given."""
    return draft_purchase_order(
        supplier_id=depot.suppliers[more.pop("supplier", "S01")].pk,
        lines=lines or (SHEETS,),
        by=depot.person(by),
        at=NOW,
        **more,
    )


def sent(depot: Depot, *lines: PurchaseLine, **more: Any) -> PurchaseOrder:
    """Draft, approve and send an order; its mail waits as a job."""
    order = draft(depot, *lines, **more)
    approve_purchase_order(purchase_order_id=order.pk, by=depot.person("sinta"), at=NOW)
    return send_purchase_order(purchase_order_id=order.pk, by=depot.person("putri"), at=NOW)


def table_kg(depot: Depot, code: str, quantity: int) -> Decimal:
    """Return the table weight of a quantity."""
    return catalogue.table_kg(depot.materials[code], quantity)


def next_week() -> date:
    """Return a day after NOW."""
    return NOW.date() + timedelta(days=7)


def pieces(count: int, *, line: int = 1, heat: str = "C90085", **more: Any) -> Delivered:
    """Return a heat of 2 mm sheets on A-01 that weigh 46,5 kg each."""
    fields = {"mass_kg": Decimal("46.5") * count, "rack": "A-01", **more}
    return Delivered(order_line=line, heat=heat, pieces=count, **fields)


def receive(depot: Depot, order: PurchaseOrder, *heats: Delivered, by: str = "wati") -> Receipt:
    """Take a delivery in, NOW."""
    return receive_delivery(
        purchase_order_id=order.pk,
        supplier_note="SJ 889",
        vehicle="g 1234 ab",
        lines=heats,
        by=depot.person(by),
        received_at=NOW,
        at=NOW,
    )


def bill(
    depot: Depot,
    order: PurchaseOrder,
    *lines: tuple[int, str, int],
    number: str = "INV-001",
    by: str = "fajar",
    freight: int = 0,
) -> SupplierInvoice:
    """Enter an invoice of S01 with VAT; lines are (order line, kg, price per kg)."""
    billed = [
        BilledLine(
            order.number,
            line_no,
            Decimal(kg),
            Decimal(price),
            line_amount(Decimal(kg), Decimal(price)),
        )
        for line_no, kg, price in lines
    ]
    net = sum(line.amount for line in billed)
    tax = document_tax(net + freight, is_vat_registered=True)
    return enter_supplier_invoice(
        supplier_id=order.supplier_id,
        paper=Paper(number, NOW.date(), billed, net, tax.tax, tax.total, freight),
        by=depot.person(by),
        at=NOW,
    )
