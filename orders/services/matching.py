"""Matching a supplier's invoice to what was received: the verdict, stored as it was reached."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import system_person
from materialcenter.commands import command, step
from materialcenter.jobs import later
from materialcenter.services.telling.news import tell_later
from orders.models import (
    MatchLimits,
    PurchaseOrder,
    PurchaseOrderLine,
    ReceiptLine,
    SupplierCredit,
    SupplierCreditLine,
    SupplierInvoice,
    SupplierInvoiceLine,
)
from orders.reports.returned import Returned, returned_of
from orders.rules import matching as rule
from orders.rules.limits import Limit
from orders.services.states import move_to

RULE_VERSION = "matching-2"
# The number that stands for an invoice's freight among its lines, which count from 1.
FREIGHT_LINE = 0
UNMATCHED = frozenset({SupplierInvoice.Status.ENTERED, SupplierInvoice.Status.HELD})


@dataclass(frozen=True)
class Waiting:
    """An invoice under lock with its lines and their orders, to be judged."""

    invoice: SupplierInvoice
    lines: Sequence[SupplierInvoiceLine]
    orders: Mapping[int, PurchaseOrder]


@dataclass(frozen=True)
class Judgement:
    """What is left of an invoice after its credits, and the verdict on that."""

    paper: rule.Invoice
    verdict: rule.Match
    limits: rule.Limits


@command
def match_invoice(*, supplier_invoice_id: int, at: datetime) -> SupplierInvoice:
    """Match an invoice that waits or is held; one that is decided stays as it is.

    Counted as billed before: earlier invoices that were not refused, held ones too, and
    later ones that were let pass already; each less its credits, as is the invoice itself.
    A draft of a debit note is called off once nothing holds the invoice.
    """
    waiting = lock_invoice(supplier_invoice_id)
    if waiting.invoice.status in UNMATCHED:
        match_locked(waiting, at=at)
    return waiting.invoice


@step
def match_locked(waiting: Waiting, *, at: datetime) -> None:
    """Match a locked invoice that waits or is held, and keep the verdict."""
    invoice = waiting.invoice
    judgement = judge(waiting)
    invoice.match = _stored(judgement.verdict, judgement.limits)
    invoice.matched_at = at
    passes = judgement.verdict.is_payable
    status = SupplierInvoice.Status.APPROVED if passes else SupplierInvoice.Status.HELD
    move_to(invoice, status, also=["match", "matched_at"])
    if passes:
        SupplierCredit.objects.filter(invoice=invoice).drop_drafts()
    else:
        tell_later("bill_held", invoice.pk, center_id=invoice.center_id)
    audit.record(
        by=system_person(invoice.center_id),
        action=f"supplier_invoice.{status}",
        subject="SupplierInvoice",
        subject_id=invoice.pk,
        at=at,
        number=invoice.number,
    )


@step
def keep_verdict(waiting: Waiting, *, at: datetime) -> None:
    """Judge a locked invoice that was let pass anew and keep how it stands; it stays let pass."""
    invoice, judgement = waiting.invoice, judge(waiting)
    invoice.match, invoice.matched_at = _stored(judgement.verdict, judgement.limits), at
    invoice.save(update_fields=["match", "matched_at"])


@step
def lock_invoice(supplier_invoice_id: int) -> Waiting:
    """Lock the orders of an invoice, their lines, then the invoice, so that two invoices of
    one order are judged one after the other.
    """
    lines = list(SupplierInvoiceLine.objects.filter(invoice_id=supplier_invoice_id))
    orders = _lock_orders({line.order_line_id for line in lines if line.order_line_id is not None})
    invoice = (
        SupplierInvoice.objects.select_for_update(no_key=True, of=("self",))
        .select_related("supplier")
        .get(pk=supplier_invoice_id)
    )
    return Waiting(invoice, lines, orders)


@step
def judge(waiting: Waiting) -> Judgement:
    """Match what is left of a locked invoice; money left without a line is off as a whole."""
    invoice, line_ids = waiting.invoice, set(waiting.orders)
    limits = limits_of(invoice.center_id)
    paper = _paper(waiting, credited_lines(invoice))
    if not paper.lines:
        left = rule.Difference(rule.DifferenceKind.TOTAL, None, Decimal(0), paper.total, True)
        return Judgement(paper, rule.Match((), (left,) if paper.total else ()), limits)
    received = _received(line_ids, waiting.orders)
    verdict = rule.match(paper, received, _billed(invoice, line_ids), limits)
    return Judgement(paper, verdict, limits)


@step
def match_others_later(waiting: Waiting) -> None:
    """Have held invoices of a locked invoice's orders matched again: kg came free."""
    for order_id in sorted({order.pk for order in waiting.orders.values()}):
        later(
            "orders.tasks.match_again",
            center_id=waiting.invoice.center_id,
            purchase_order_id=order_id,
        )


def credited_lines(invoice: SupplierInvoice) -> dict[int, tuple[Decimal, int]]:
    """Return the kg and rupiah that booked credits took off each line; 0 is the freight."""
    rows = (
        SupplierCreditLine.objects.filter(
            credit__invoice=invoice, credit__status=SupplierCredit.Status.BOOKED
        )
        .values_list("billed_line_no")
        .annotate(kg=Sum("mass_kg"), rupiah=Sum("amount"))
        .order_by("billed_line_no")
    )
    return {line_no: (kg, rupiah) for line_no, kg, rupiah in rows}


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
        price_below=_lower(row.price_under_percent, _decimal(row.price_under_rupiah)),
        quantity_below=_lower(row.quantity_under_percent, row.quantity_under_kg),
    )


def _lower(percent: Decimal | None, absolute: Decimal | None) -> Limit | None:
    """Return a lower limit, None where neither figure is set."""
    return None if percent is None and absolute is None else Limit(percent, absolute)


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


def _paper(waiting: Waiting, credited: Mapping[int, tuple[Decimal, int]]) -> rule.Invoice:
    """Write an invoice less its credits; a line without kg left is gone."""
    invoice = waiting.invoice
    nothing = (Decimal(0), 0)
    billed = []
    for line in sorted(waiting.lines, key=lambda line: line.line_no):
        kg, rupiah = credited.get(line.line_no, nothing)
        if kg < line.mass_kg:
            item = None if line.order_line_id is None else str(line.order_line_id)
            left = line.mass_kg - kg
            billed.append(rule.InvoiceLine(line.line_no, item, left, line.amount - rupiah))
    if freight := invoice.freight - credited.get(FREIGHT_LINE, nothing)[1]:
        order = next(iter(waiting.orders.values()), None)
        item = None if order is None else _freight_item(order.pk)
        billed.append(rule.InvoiceLine(FREIGHT_LINE, item, None, freight))
    total = invoice.total - invoice.credited
    net = invoice.net + invoice.freight - sum(rupiah for _kg, rupiah in credited.values())
    return rule.Invoice(
        supplier=str(invoice.supplier_id),
        lines=billed,
        vat=total - net,
        total=total,
        is_vat_registered=invoice.supplier.is_vat_registered,
        is_settled_on_receipt=invoice.supplier.settles_on_receipt and not _is_settlement(invoice),
    )


def _is_settlement(invoice: SupplierInvoice) -> bool:
    return invoice.origin == SupplierInvoice.Origin.SETTLEMENT


def _freight_item(purchase_order_id: int) -> str:
    return f"freight-{purchase_order_id}"


def _received(
    line_ids: set[int], orders: Mapping[int, PurchaseOrder]
) -> list[rule.ReceiptLine | rule.AgreedCharge]:
    rows = list(
        ReceiptLine.objects.filter(order_line_id__in=line_ids)
        .select_related("order_line", "receipt")
        .order_by("receipt_id", "line_no")
    )
    taken_back = catalogue.taken_back(row.lot_id for row in rows if row.lot_id is not None)
    returned = returned_of(row.pk for row in rows)
    received: list[rule.ReceiptLine | rule.AgreedCharge] = [
        rule.ReceiptLine(
            item=str(row.order_line_id),
            supplier=str(row.receipt.supplier_id),
            accepted_kg=row.accepted_kg(),
            returned_kg=_returned_kg(row, returned, taken_back),
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


def _returned_kg(
    row: ReceiptLine, returned: Mapping[int, Returned], taken_back: Collection[int]
) -> Decimal:
    """Return the kg that went back, in the weight that the price multiplies."""
    if row.lot_id in taken_back:
        return row.accepted_kg()
    part = returned.get(row.pk)
    return row.paid_kg(part.pieces, part.mass_kg) if part else Decimal(0)


def _billed(invoice: SupplierInvoice, line_ids: set[int]) -> list[rule.BilledLine]:
    """List what other invoices billed of the same order lines, less what was credited, and
    of their orders' freight.
    """
    before = _others(invoice).filter(lines__order_line_id__in=line_ids)
    rows = SupplierInvoiceLine.objects.filter(
        invoice__in=before.values("pk"), order_line_id__in=line_ids
    ).order_by("invoice_id", "line_no")
    billed = [rule.BilledLine(str(row.order_line_id), row.mass_kg, row.amount) for row in rows]
    taken_off = SupplierCreditLine.objects.filter(
        credit__invoice__in=before.values("pk"), credit__status=SupplierCredit.Status.BOOKED
    ).order_by("credit_id", "line_no")
    billed += [
        rule.BilledLine(str(row.order_line_id), -row.mass_kg, -row.amount)
        for row in taken_off.filter(order_line_id__in=line_ids)
    ]
    return billed + _charged(invoice, line_ids) if invoice.freight else billed


def _others(invoice: SupplierInvoice) -> QuerySet[SupplierInvoice]:
    """Keep the invoices that count before one: earlier ones that stand, later ones let pass.

    Before a settlement only those that were let pass: it waits for nobody's held invoice.
    """
    others = SupplierInvoice.objects.exclude(pk=invoice.pk)
    if _is_settlement(invoice):
        return others.filter(status__in=SupplierInvoice.PAYABLE)
    return others.exclude(status=SupplierInvoice.Status.REFUSED).filter(
        Q(pk__lt=invoice.pk) | Q(status__in=SupplierInvoice.PAYABLE)
    )


def _charged(invoice: SupplierInvoice, line_ids: set[int]) -> list[rule.BilledLine]:
    """List what other invoices billed of the orders' freight, less what was credited."""
    order_ids = PurchaseOrderLine.objects.filter(pk__in=line_ids).values("purchase_order_id")
    credited = SupplierCreditLine.objects.filter(
        credit__invoice=OuterRef("pk"),
        credit__status=SupplierCredit.Status.BOOKED,
        billed_line_no=FREIGHT_LINE,
    )
    charged = (
        _others(invoice)
        .filter(freight__gt=0, lines__order_line__purchase_order_id__in=order_ids)
        .annotate(
            credited_freight=Coalesce(
                Subquery(
                    credited.order_by()
                    .values("credit__invoice")
                    .annotate(sum=Sum("amount"))
                    .values("sum")
                ),
                0,
            )
        )
        .order_by("pk")
        .values_list("pk", "freight", "credited_freight", "lines__order_line__purchase_order_id")
        .distinct()
    )
    return [
        rule.BilledLine(_freight_item(order_id), None, freight - credited_freight)
        for _pk, freight, credited_freight, order_id in charged
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
            "price_below": _limit(limits.price_below),
            "quantity_below": _limit(limits.quantity_below),
            "vat_rupiah": limits.vat_rupiah,
        },
    }


def _limit(limit: Limit | None) -> dict[str, str | None] | None:
    if limit is None:
        return None
    return {
        "percent": None if limit.percent is None else str(limit.percent),
        "absolute": None if limit.absolute is None else str(limit.absolute),
    }
