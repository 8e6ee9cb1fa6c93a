"""Purchase orders of these days, and what suppliers billed for the September pool."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from materialcenter.models import Supplier
from materialcenter.rules.money import line_amount
from orders.demo.calendar import Calendar, moment
from orders.demo.history import mail_long_ago
from orders.demo.people import Cast
from orders.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    WeightBasis,
)
from orders.rules.tax import document_tax
from orders.services.matching import match_invoice
from orders.services.purchasing import (
    PurchaseLine,
    approve_purchase_order,
    confirm_purchase_order,
    draft_purchase_order,
)
from orders.services.sending import send_purchase_order
from orders.services.supplier_invoicing import BilledLine, enter_supplier_invoice

# A supplier who bills this much more per kg than was agreed is found out.
OVERCHARGE = Decimal(250)


def bill_september(cast: Cast, orders: list[PurchaseOrder]) -> None:
    """Enter the suppliers' invoices: the second one is too dear, the others are right."""
    for n, order in enumerate(orders[:3]):
        at = moment(10, 12, 10, 15 * n)
        overcharge = OVERCHARGE if n == 1 else Decimal(0)
        lines = [
            _billed(line, order, overcharge)
            for line in PurchaseOrderLine.objects.filter(purchase_order=order).order_by("line_no")
        ]
        net = sum(line.amount for line in lines)
        tax = document_tax(net + order.freight, is_vat_registered=order.supplier.is_vat_registered)
        invoice = enter_supplier_invoice(
            supplier_id=order.supplier_id,
            number=f"F-{order.supplier.code}/2026/{1180 + 7 * n:05d}",
            invoiced_on=at.date() - timedelta(days=2),
            lines=lines,
            net=net,
            freight=order.freight,
            tax=tax.tax,
            total=tax.total,
            by=cast.finance,
            at=at,
        )
        match_invoice(supplier_invoice_id=invoice.pk, at=at + timedelta(minutes=1))


def _billed(line: PurchaseOrderLine, order: PurchaseOrder, overcharge: Decimal) -> BilledLine:
    by_table = line.weight_basis == WeightBasis.TABLE
    mass_kg = line.received_table_kg if by_table else line.received_kg
    price = line.price_per_kg + overcharge
    return BilledLine(
        purchase_order=order.number,
        order_line=line.line_no,
        pieces=line.received_pieces,
        mass_kg=mass_kg,
        price_per_kg=price,
        amount=line_amount(mass_kg, price),
    )


@dataclass(frozen=True)
class Ask:
    """An order to a supplier: days ago it was written, and what for."""

    supplier: str
    days_ago: int
    lines: tuple[PurchaseLine, ...]


LATE = Ask(
    "S03",
    26,
    (
        PurchaseLine("S45C-D32", Decimal(60), Decimal(15_800)),
        PurchaseLine("S45C-HEX27", Decimal(40), Decimal(16_900)),
    ),
)
ON_ITS_WAY = Ask(
    "S02",
    5,
    (
        PurchaseLine("SS400-8-4X8", Decimal(14), Decimal(11_700)),
        PurchaseLine("SS400-16-5X10", Decimal(6), Decimal(11_700)),
    ),
)
AFTER_SCRAP = Ask(
    "S05", 1, (PurchaseLine("SCRAP-HMS1", Decimal(8_000), Decimal(5_700), "weighed"),)
)
OVER_THE_LIMIT = Ask(
    "S06",
    0,
    (
        PurchaseLine("SPHC-2-4X8", Decimal(320), Decimal(11_150)),
        PurchaseLine("SPHC-3.2-4X8", Decimal(150), Decimal(11_150)),
    ),
)


def order_these_days(cast: Cast, calendar: Calendar) -> None:
    """Write the orders of the last weeks: one late, one on its way, one just going out."""
    for ask in (LATE, ON_ITS_WAY):
        order = _draft(cast, calendar, ask)
        at = calendar.ago(ask.days_ago, 11)
        approve_purchase_order(purchase_order_id=order.pk, by=cast.supervisor, at=at)
        send_purchase_order(purchase_order_id=order.pk, by=cast.purchaser, at=at)
        mail_long_ago(order, at=at)
        confirm_purchase_order(
            purchase_order_id=order.pk,
            expected_on=order.expected_on or at.date(),
            by=cast.purchaser,
            at=at + timedelta(hours=4),
        )


def send_today(cast: Cast, calendar: Calendar) -> None:
    """Send an order now, whose mail a worker writes, and leave one for approval."""
    order = _draft(cast, calendar, AFTER_SCRAP)
    approve_purchase_order(purchase_order_id=order.pk, by=cast.purchaser, at=calendar.now)
    send_purchase_order(purchase_order_id=order.pk, by=cast.purchaser, at=calendar.now)
    _draft(cast, calendar, OVER_THE_LIMIT)


def _draft(cast: Cast, calendar: Calendar, ask: Ask) -> PurchaseOrder:
    supplier = Supplier.objects.visible_to(cast.purchaser).get(code=ask.supplier)
    return draft_purchase_order(
        supplier_id=supplier.pk,
        lines=ask.lines,
        by=cast.purchaser,
        at=calendar.ago(ask.days_ago, 9, 30),
    )
