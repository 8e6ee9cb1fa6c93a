"""Matching a supplier's invoice to what was received: the verdict, stored as it was reached."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import system_person
from materialcenter.commands import command, step
from orders.models import (
    MatchLimits,
    PurchaseOrder,
    PurchaseOrderLine,
    ReceiptLine,
    SupplierInvoice,
    SupplierInvoiceLine,
    WeightBasis,
)
from orders.rules import matching as rule
from orders.rules.limits import Limit
from orders.services.states import move_to

RULE_VERSION = "matching-1"
# The number that stands for an invoice's freight among its lines, which count from 1.
FREIGHT_LINE = 0
UNMATCHED = frozenset({SupplierInvoice.Status.ENTERED, SupplierInvoice.Status.HELD})


@command
def match_invoice(*, supplier_invoice_id: int, at: datetime) -> SupplierInvoice:
    """Match an invoice that waits or is held; one that is decided stays as it is.

    Takes the locks of its orders, their lines, then its own, so that two invoices of one
    order are matched one after the other. Counted as billed before: earlier invoices that
    were not refused, held ones too, and later ones that were let pass already.
    """
    found = SupplierInvoice.objects.values_list("center_id", flat=True)
    center_id = found.get(pk=supplier_invoice_id)
    lines = list(SupplierInvoiceLine.objects.filter(invoice_id=supplier_invoice_id))
    line_ids = {line.order_line_id for line in lines if line.order_line_id is not None}
    orders = _lock_orders(line_ids)
    invoice = (
        SupplierInvoice.objects.select_for_update(no_key=True, of=("self",))
        .select_related("supplier")
        .get(pk=supplier_invoice_id)
    )
    if invoice.status not in UNMATCHED:
        return invoice
    limits = limits_of(center_id)
    verdict = rule.match(
        _paper(invoice, lines, orders),
        _received(line_ids, orders),
        _billed(invoice, line_ids),
        limits,
    )
    invoice.match = _stored(verdict, limits)
    invoice.matched_at = at
    passes = verdict.is_payable
    status = SupplierInvoice.Status.APPROVED if passes else SupplierInvoice.Status.HELD
    move_to(invoice, status, also=["match", "matched_at"])
    audit.record(
        by=system_person(center_id),
        action=f"supplier_invoice.{status}",
        subject="SupplierInvoice",
        subject_id=invoice.pk,
        at=at,
        number=invoice.number,
    )
    return invoice


def held_invoices(*, purchase_order_id: int) -> list[int]:
    """Return the ids of held invoices that bill an order, the earliest first."""
    return list(
        SupplierInvoice.objects.filter(
            status=SupplierInvoice.Status.HELD,
            lines__order_line__purchase_order_id=purchase_order_id,
        )
        .order_by("pk")
        .values_list("pk", flat=True)
        .distinct()
    )


def limits_of(center_id: int) -> rule.Limits:
    """Return a center's limits; those of a new row where it has set none."""
    row = MatchLimits.objects.filter(center_id=center_id).first() or MatchLimits(
        center_id=center_id
    )
    return rule.Limits(
        price=Limit(row.price_percent, _decimal(row.price_rupiah)),
        quantity=Limit(row.quantity_percent, row.quantity_kg),
        charge=Limit(row.freight_percent, _decimal(row.freight_rupiah)),
        vat_rupiah=row.vat_rupiah,
    )


def _decimal(figure: int | None) -> Decimal | None:
    return None if figure is None else Decimal(figure)


@step
def _lock_orders(line_ids: set[int]) -> dict[int, PurchaseOrder]:
    """Lock the orders of these lines by id, then the lines; returns the order of each line."""
    order_of = dict(
        PurchaseOrderLine.objects.filter(pk__in=line_ids).values_list("pk", "purchase_order_id")
    )
    orders = {
        order.pk: order
        for order in PurchaseOrder.objects.select_for_update(no_key=True)
        .filter(pk__in=set(order_of.values()))
        .order_by("pk")
    }
    list(
        PurchaseOrderLine.objects.select_for_update(no_key=True)
        .filter(pk__in=line_ids)
        .order_by("pk")
        .values_list("pk")
    )
    return {line_id: orders[order_id] for line_id, order_id in order_of.items()}


def _paper(
    invoice: SupplierInvoice,
    lines: Sequence[SupplierInvoiceLine],
    orders: dict[int, PurchaseOrder],
) -> rule.Invoice:
    billed = [
        rule.InvoiceLine(
            number=line.line_no,
            item=None if line.order_line_id is None else str(line.order_line_id),
            mass_kg=line.mass_kg,
            amount=line.amount,
        )
        for line in sorted(lines, key=lambda line: line.line_no)
    ]
    if invoice.freight:
        order = next(iter(orders.values()), None)
        item = None if order is None else _freight_item(order.pk)
        billed.append(rule.InvoiceLine(FREIGHT_LINE, item, None, invoice.freight))
    return rule.Invoice(
        supplier=str(invoice.supplier_id),
        lines=billed,
        vat=invoice.tax,
        total=invoice.total,
        is_vat_registered=invoice.supplier.is_vat_registered,
    )


def _freight_item(purchase_order_id: int) -> str:
    return f"freight-{purchase_order_id}"


def _received(
    line_ids: set[int], orders: dict[int, PurchaseOrder]
) -> list[rule.ReceiptLine | rule.AgreedCharge]:
    rows = list(
        ReceiptLine.objects.filter(order_line_id__in=line_ids)
        .select_related("order_line", "receipt")
        .order_by("receipt_id", "line_no")
    )
    taken_back = catalogue.taken_back(row.lot_id for row in rows if row.lot_id is not None)
    received: list[rule.ReceiptLine | rule.AgreedCharge] = [
        rule.ReceiptLine(
            item=str(row.order_line_id),
            supplier=str(row.receipt.supplier_id),
            accepted_kg=_accepted_kg(row),
            returned_kg=_accepted_kg(row) if row.lot_id in taken_back else Decimal(0),
            price_per_kg=row.order_line.price_per_kg,
        )
        for row in rows
        if row.order_line is not None
    ]
    received += [
        rule.AgreedCharge(_freight_item(order.pk), str(order.supplier_id), order.freight)
        for order in {order.pk: order for order in orders.values()}.values()
        if order.freight
    ]
    return received


def _accepted_kg(row: ReceiptLine) -> Decimal:
    """Return what was accepted, in the weight that the order's price multiplies."""
    weighed = row.mass_kg - row.rejected_kg
    if row.order_line is None or row.order_line.weight_basis == WeightBasis.WEIGHED:
        return weighed
    if not row.pieces:
        return weighed
    return row.table_kg * (row.pieces - row.rejected_pieces) / row.pieces


def _billed(invoice: SupplierInvoice, line_ids: set[int]) -> list[rule.BilledLine]:
    """List what other invoices billed of the same order lines, and of their orders' freight."""
    before = (
        SupplierInvoice.objects.filter(lines__order_line_id__in=line_ids)
        .exclude(pk=invoice.pk)
        .exclude(status=SupplierInvoice.Status.REFUSED)
        .filter(Q(pk__lt=invoice.pk) | Q(status__in=SupplierInvoice.PAYABLE))
    )
    rows = SupplierInvoiceLine.objects.filter(
        invoice__in=before.values("pk"), order_line_id__in=line_ids
    ).order_by("invoice_id", "line_no")
    billed = [rule.BilledLine(str(row.order_line_id), row.mass_kg, row.amount) for row in rows]
    if not invoice.freight:
        return billed
    order_ids = PurchaseOrderLine.objects.filter(pk__in=line_ids).values("purchase_order_id")
    charged = (
        SupplierInvoice.objects.filter(
            freight__gt=0, lines__order_line__purchase_order_id__in=order_ids
        )
        .exclude(pk=invoice.pk)
        .exclude(status=SupplierInvoice.Status.REFUSED)
        .filter(Q(pk__lt=invoice.pk) | Q(status__in=SupplierInvoice.PAYABLE))
        .order_by("pk")
        .values_list("pk", "freight", "lines__order_line__purchase_order_id")
        .distinct()
    )
    return billed + [
        rule.BilledLine(_freight_item(order_id), None, freight)
        for _pk, freight, order_id in charged
    ]


def _stored(verdict: rule.Match, limits: rule.Limits) -> dict[str, Any]:
    """Write a verdict as plain values; Decimals become text, so no digit is lost."""
    return {
        "rule_version": RULE_VERSION,
        "is_payable": verdict.is_payable,
        "lines": [
            {
                "number": line.number,
                "result": line.result.value,
                "covered_kg": str(line.covered_kg),
                "due_amount": line.due_amount,
            }
            for line in verdict.lines
        ],
        "differences": [
            {
                "kind": difference.kind.value,
                "line": difference.line,
                "kg": str(difference.kg),
                "rupiah": difference.rupiah,
                "is_beyond": difference.is_beyond,
                "holds": difference.holds,
            }
            for difference in verdict.differences
        ],
        "limits": {
            "price": _limit(limits.price),
            "quantity": _limit(limits.quantity),
            "freight": _limit(limits.charge),
            "vat_rupiah": limits.vat_rupiah,
        },
    }


def _limit(limit: Limit) -> dict[str, str | None]:
    return {
        "percent": None if limit.percent is None else str(limit.percent),
        "absolute": None if limit.absolute is None else str(limit.absolute),
    }
