"""Purchase orders of these days, and what suppliers billed for the September pool."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from inventory import catalogue
from materialcenter.models import Supplier
from materialcenter.rules.money import line_amount
from orders.demo.calendar import Calendar, moment
from orders.demo.freight import bill_freight
from orders.demo.history import mail_long_ago
from orders.demo.people import Cast
from orders.demo.yard import plan_stock, watch_stock
from orders.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    SupplierInvoice,
    WeightBasis,
)
from orders.rules.tax import document_tax
from orders.services.approving_purchases import approve_purchase_order
from orders.services.checking_purchases import PurchaseLine
from orders.services.confirming_purchases import confirm_purchase_order
from orders.services.debiting import draft_debit_note
from orders.services.matching import match_invoice
from orders.services.purchasing import draft_purchase_order
from orders.services.sending import send_purchase_order
from orders.services.supplier_invoicing import BilledLine, Paper, enter_supplier_invoice

# A supplier who bills this much more per kg than was agreed is found out.
OVERCHARGE = Decimal(250)


def bill_september(cast: Cast, orders: list[PurchaseOrder]) -> None:
    """Enter the suppliers' invoices: the second one is too dear, the others are right.

    A debit note over what is too dear is drafted and waits to be booked. The freight of the
    first order is billed by itself, when much of it was handed over.
    """
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
            paper=Paper(
                number=f"F-{order.supplier.code}/2026/{1180 + 7 * n:05d}",
                invoiced_on=at.date() - timedelta(days=2),
                lines=lines,
                net=net,
                freight=order.freight,
                tax=tax.tax,
                total=tax.total,
            ),
            by=cast.finance,
            at=at,
        )
        matched = match_invoice(supplier_invoice_id=invoice.pk, at=at + timedelta(minutes=1))
        if matched.status == SupplierInvoice.Status.HELD:
            later = at + timedelta(hours=2)
            draft_debit_note(supplier_invoice_id=invoice.pk, by=cast.finance, at=later)
    bill_freight(cast, orders[0], at=moment(10, 12, 15))


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


RESTOCKED_DAYS_AGO = 24
# What is suggested lasts four weeks; the purchaser orders for longer.
MONTHS_AT_ONCE = 3
LATE_SUPPLIER = "S03"
LATE = (
    PurchaseLine("S45C-D32", Decimal(60), Decimal(15_800)),
    PurchaseLine("S45C-HEX27", Decimal(40), Decimal(16_900)),
)


def restock(cast: Cast, calendar: Calendar) -> None:
    """Order what ran low some weeks ago, one order per supplier; one of them is late by now."""
    plan_stock(cast, at=calendar.ago(RESTOCKED_DAYS_AGO, 6))
    watch_stock(cast, at=calendar.ago(RESTOCKED_DAYS_AGO, 7))
    wanted: dict[str, dict[str, PurchaseLine]] = defaultdict(dict)
    wanted[LATE_SUPPLIER] = {line.material: line for line in LATE}
    for alert in catalogue.standing_alerts(cast.purchaser).order_by("pk"):
        found = alert.suggestion or {}
        if found.get("supplier"):
            wanted[found["supplier"]][found["material"]] = _line(found)
    for n, (supplier, lines) in enumerate(sorted(wanted.items())):
        at = calendar.ago(RESTOCKED_DAYS_AGO - 1, 10, 5 * n)
        order = _draft(cast, supplier, tuple(lines.values()), at=at)
        approve_purchase_order(purchase_order_id=order.pk, by=cast.supervisor, at=at)
        send_purchase_order(purchase_order_id=order.pk, by=cast.purchaser, at=at)
        mail_long_ago(order, at=at)
        days = -2 if supplier == LATE_SUPPLIER else 2 + 3 * n
        confirm_purchase_order(
            purchase_order_id=order.pk,
            expected_on=calendar.today + timedelta(days=days),
            by=cast.purchaser,
            at=at + timedelta(hours=4),
        )
    watch_stock(cast, at=calendar.ago(RESTOCKED_DAYS_AGO - 2, 7))


def _line(suggestion: Mapping[str, Any]) -> PurchaseLine:
    return PurchaseLine(
        material=suggestion["material"],
        quantity=Decimal(suggestion["quantity"]) * MONTHS_AT_ONCE,
        price_per_kg=Decimal(suggestion["price_per_kg"]),
        weight_basis=suggestion["weight_basis"],
    )


GOING_OUT = (PurchaseLine("SCRAP-HMS1", Decimal(8_000), Decimal(5_700), WeightBasis.WEIGHED),)
OVER_THE_LIMIT = (
    PurchaseLine("SPHC-2-4X8", Decimal(320), Decimal(11_150)),
    PurchaseLine("SPHC-3.2-4X8", Decimal(150), Decimal(11_150)),
)


def order_today(cast: Cast, calendar: Calendar) -> None:
    """Send an order now, whose mail a worker writes, and leave a large one for approval."""
    order = _draft(cast, "S05", GOING_OUT, at=calendar.ago(1, 9, 30))
    approve_purchase_order(purchase_order_id=order.pk, by=cast.purchaser, at=calendar.now)
    send_purchase_order(purchase_order_id=order.pk, by=cast.purchaser, at=calendar.now)
    _draft(cast, "S06", OVER_THE_LIMIT, at=calendar.ago(0, 7, 30))


def _draft(
    cast: Cast, supplier: str, lines: tuple[PurchaseLine, ...], *, at: datetime
) -> PurchaseOrder:
    found = Supplier.objects.visible_to(cast.purchaser).get(code=supplier)
    return draft_purchase_order(supplier_id=found.pk, lines=lines, by=cast.purchaser, at=at)
