"""What suppliers that are settled on receipt have coming, by receipt, before and while it is.

The same reading serves the page before the first run, the job that settles, and the command.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from inventory import catalogue
from materialcenter.models import Supplier
from materialcenter.person import Person
from orders.models import (
    PurchaseOrder,
    Receipt,
    ReceiptLine,
    SupplierCredit,
    SupplierCreditLine,
    SupplierInvoice,
    SupplierInvoiceLine,
)
from orders.reports.bank_days import next_bank_day
from orders.reports.returned import returned_of
from orders.rules.settling import Came, due_of
from orders.rules.tax import Tax, document_tax

SETTLEMENT = SupplierInvoice.Origin.SETTLEMENT
FREIGHT_LINE = 0


@dataclass(frozen=True)
class LineToSettle:
    """A received line with the kg and rupiah due of it.

    waits_for: "" where it may be settled now, else the lot's quality that is in the way.
    """

    row: ReceiptLine
    mass_kg: Decimal
    amount: int
    waits_for: str


@dataclass(frozen=True)
class ReceiptToSettle:
    """A receipt with what is due of it, and the lines of it that wait; whole rupiah.

    Of one that is held back the lines are due once somebody has it settled again.
    """

    receipt: Receipt
    lines: tuple[LineToSettle, ...]
    waiting: tuple[LineToSettle, ...]
    freight: int
    tax: Tax

    @property
    def net(self) -> int:
        """Return the sum of the lines."""
        return sum(line.amount for line in self.lines)

    @property
    def mass_kg(self) -> Decimal:
        """Return the kg of the lines, each in the weight that its price multiplies."""
        return sum((line.mass_kg for line in self.lines), Decimal(0))

    @property
    def is_held_back(self) -> bool:
        """Say whether a settlement of it was called off and nobody wants another yet."""
        return self.receipt.called_off_id is not None

    @property
    def received_on(self) -> date:
        """Return the day of the receipt where the center lies."""
        return timezone.localdate(self.receipt.received_at)


@dataclass(frozen=True)
class SupplierToSettle:
    """A supplier that is settled on receipt, with the receipts of which something is due or
    waits, the oldest first.
    """

    supplier: Supplier
    receipts: tuple[ReceiptToSettle, ...]

    @property
    def due(self) -> tuple[ReceiptToSettle, ...]:
        """Return the receipts of which something is due and that are not held back."""
        return tuple(one for one in self.receipts if one.lines and not one.is_held_back)

    @property
    def mass_kg(self) -> Decimal:
        """Return the kg due in all."""
        return sum((one.mass_kg for one in self.due), Decimal(0))

    @property
    def total(self) -> int:
        """Return what is due in all, VAT included, whole rupiah."""
        return sum(one.tax.total for one in self.due)

    @property
    def waiting(self) -> int:
        """Return how many lines wait."""
        return sum(len(one.waiting) for one in self.receipts)


def settling_suppliers(person: Person) -> QuerySet[Supplier]:
    """Keep the suppliers a person may see that are settled on receipt."""
    return Supplier.objects.visible_to(person).filter(settles_on_receipt=True).order_by("code")


def supplier_to_settle(supplier: Supplier, *, since: date | None = None) -> SupplierToSettle:
    """Say what is due of a supplier's receipts, those before `since` left out.

    At most eight statements, whatever there is.
    """
    rows = _unsettled().filter(receipt__supplier=supplier)
    found = _receipts(list(rows), supplier)
    kept = [one for one in found if since is None or one.received_on >= since]
    return SupplierToSettle(supplier, tuple(kept))


def receipt_to_settle(receipt: Receipt) -> ReceiptToSettle | None:
    """Say what is due of one receipt, whose order should be under lock; None: nothing is.

    Freight that nobody billed yet is due with it, whichever of the order's receipts it is.
    """
    rows = list(_unsettled().filter(receipt__purchase_order_id=receipt.purchase_order_id))
    own = [line for line in _due_lines(rows) if line.row.receipt_id == receipt.pk]
    if not any(_is_due(line) for line in own):
        return None
    freight = _freight_left([receipt.purchase_order_id or 0])
    return _to_settle(receipt, own, freight.get(receipt.purchase_order_id or 0, 0))


def dates_of(receipt: Receipt) -> tuple[date, date]:
    """Return the day of a receipt's settlement and when it falls due; supplier, center at hand.

    The receipt's own day; the first open one where that lies in books that are closed.
    """
    day = timezone.localdate(receipt.received_at)
    closed = receipt.center.books_closed_through
    if closed is not None and day <= closed:
        day = closed + timedelta(days=1)
    terms = timedelta(days=receipt.supplier.payment_terms_days)
    return day, next_bank_day(receipt.center_id, day + terms)


def _unsettled() -> QuerySet[ReceiptLine]:
    return (
        ReceiptLine.objects.filter(order_line__isnull=False, lot__isnull=False)
        .exclude(settlements__is_live=True)
        .select_related(
            "receipt__purchase_order",
            "receipt__center",
            "receipt__called_off__decided_by",
            "order_line",
            "material",
            "lot",
        )
        .order_by("receipt__received_at", "receipt_id", "line_no")
    )


def _due_lines(rows: Sequence[ReceiptLine]) -> list[LineToSettle]:
    """Name the lines of which kg are due, or would be if their lots were sound."""
    billed = _billed({row.order_line_id for row in rows if row.order_line_id is not None})
    due = {one.line: one for one in due_of(_came(rows), billed)}
    return [
        LineToSettle(row, due[row.pk].kg, due[row.pk].amount, _waits_for(row))
        for row in rows
        if row.pk in due and due[row.pk].kg > 0
    ]


def _came(rows: Sequence[ReceiptLine]) -> list[Came]:
    taken_back = catalogue.taken_back(row.lot_id for row in rows if row.lot_id is not None)
    returned = returned_of(row.pk for row in rows)
    came = []
    for row in rows:
        if row.order_line is None or row.lot_id in taken_back:
            continue
        kg = row.accepted_kg()
        if back := returned.get(row.pk):
            kg -= row.paid_kg(back.pieces, back.mass_kg)
        came.append(
            Came(row.pk, row.order_line.pk, max(kg, Decimal(0)), row.order_line.price_per_kg)
        )
    return came


def _is_due(line: LineToSettle) -> bool:
    return not line.waits_for and line.row.receipt.called_off_id is None


def _waits_for(row: ReceiptLine) -> str:
    lot = row.lot
    return "" if lot is None or lot.quality == catalogue.Lot.Quality.OK else lot.quality


def _billed(line_ids: set[int]) -> dict[int, Decimal]:
    """Return the kg of order lines that invoices beside settlements billed and may be paid."""
    billed = (
        SupplierInvoiceLine.objects.filter(
            order_line_id__in=line_ids, invoice__status__in=SupplierInvoice.PAYABLE
        )
        .exclude(invoice__origin=SETTLEMENT)
        .order_by("order_line_id")
        .values_list("order_line_id")
        .annotate(kg=Sum("mass_kg"))
    )
    credited = (
        SupplierCreditLine.objects.filter(
            order_line_id__in=line_ids,
            credit__status=SupplierCredit.Status.BOOKED,
            credit__invoice__status__in=SupplierInvoice.PAYABLE,
        )
        .exclude(credit__invoice__origin=SETTLEMENT)
        .order_by("order_line_id")
        .values_list("order_line_id")
        .annotate(kg=Sum("mass_kg"))
    )
    found = dict(billed)
    for line_id, kg in credited:
        found[line_id] = max(found.get(line_id, Decimal(0)) - kg, Decimal(0))
    return found


def _freight_left(order_ids: Iterable[int]) -> dict[int, int]:
    """Return what is agreed of each order's freight and no payable invoice billed."""
    left = dict(
        PurchaseOrder.objects.filter(pk__in=order_ids, freight__gt=0).values_list("pk", "freight")
    )
    if not left:
        return left
    payable = Q(invoice__status__in=SupplierInvoice.PAYABLE, invoice__freight__gt=0)
    charged = (
        SupplierInvoiceLine.objects.filter(payable, order_line__purchase_order_id__in=left)
        .order_by("invoice_id")
        .values_list("invoice_id", "invoice__freight", "order_line__purchase_order_id")
        .distinct()
    )
    order_of = {}
    for invoice_id, freight, order_id in charged:
        left[order_id] -= freight
        order_of[invoice_id] = order_id
    credited = SupplierCreditLine.objects.filter(
        credit__invoice_id__in=order_of,
        credit__status=SupplierCredit.Status.BOOKED,
        billed_line_no=FREIGHT_LINE,
    ).order_by("pk")
    for invoice_id, amount in credited.values_list("credit__invoice_id", "amount"):
        left[order_of[invoice_id]] += amount
    return {order_id: max(amount, 0) for order_id, amount in left.items()}


def _receipts(rows: Sequence[ReceiptLine], supplier: Supplier) -> list[ReceiptToSettle]:
    lines = _due_lines(rows)
    freight = _freight_left({line.row.receipt.purchase_order_id or 0 for line in lines})
    found = []
    for _pk, group in groupby(lines, key=lambda line: line.row.receipt_id):
        own = list(group)
        receipt = own[0].row.receipt
        receipt.supplier = supplier
        is_due = any(_is_due(line) for line in own)
        charged = freight.pop(receipt.purchase_order_id or 0, 0) if is_due else 0
        found.append(_to_settle(receipt, own, charged))
    return found


def _to_settle(receipt: Receipt, own: Sequence[LineToSettle], freight: int) -> ReceiptToSettle:
    lines = tuple(line for line in own if not line.waits_for)
    waiting = tuple(line for line in own if line.waits_for)
    net = sum(line.amount for line in lines)
    registered = receipt.supplier.is_vat_registered
    tax = document_tax(net + freight, is_vat_registered=registered)
    return ReceiptToSettle(receipt, lines, waiting, freight, tax)
