"""Batches of payments as they stand, and the payables that may go into a new one."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from materialcenter.errors import Missing
from materialcenter.person import Person
from orders.models import PaymentBatch, SupplierInvoice, SupplierPayment
from orders.reports.payables import Payable, open_payables, shown_payables


@dataclass(frozen=True)
class BatchView:
    """A batch with its payments, whole rupiah; sums are of those that were not dropped.

    astray: planned payments whose supplier has another account now than was approved.
    """

    batch: PaymentBatch
    payments: tuple[SupplierPayment, ...]
    amount: int
    discount: int
    astray: tuple[SupplierPayment, ...]


@dataclass(frozen=True)
class Proposed:
    """A payable that may go into a batch. early_until: the last day that earns a discount."""

    payable: Payable
    early_until: date | None


def find_payment_batch(by: Person, number: str) -> PaymentBatch:
    """Find a batch by number. Raises Missing."""
    rows = PaymentBatch.objects.visible_to(by).select_related("created_by", "approved_by")
    batch = rows.filter(number=number).first()
    if batch is None:
        raise Missing
    return batch


def with_sums(rows: QuerySet[PaymentBatch]) -> QuerySet[PaymentBatch]:
    """Give each batch `count`, `amount` and `discount` of its payments that were not dropped."""
    stands = ~Q(payments__status=SupplierPayment.Status.DROPPED)
    return rows.annotate(
        count=Count("payments", filter=stands),
        amount=Sum("payments__amount", filter=stands, default=0),
        discount=Sum("payments__discount", filter=stands, default=0),
    )


def batch_view(batch: PaymentBatch) -> BatchView:
    """Gather a batch with its payments, in the order they were planned. One statement."""
    payments = tuple(
        SupplierPayment.objects.filter(batch=batch)
        .select_related("invoice__supplier")
        .order_by("pk")
    )
    stand = [row for row in payments if row.status != SupplierPayment.Status.DROPPED]
    return BatchView(
        batch=batch,
        payments=payments,
        amount=sum(row.amount for row in stand),
        discount=sum(row.discount for row in stand),
        astray=tuple(row for row in payments if row.is_astray()),
    )


def proposed_payables(person: Person, *, until: date, on: date, most: int) -> list[Proposed]:
    """List what is due up to a day and stands in no batch, what is due first ahead.

    most: no more than so many. One statement.
    """
    rows = open_payables(person).filter(due_on__lte=until)
    free = rows.exclude(payments__status=SupplierPayment.Status.PLANNED)
    return [
        Proposed(row, _early_until(row.invoice, on=on))
        for row in shown_payables(free, on=on, most=most)
    ]


def _early_until(invoice: SupplierInvoice, *, on: date) -> date | None:
    supplier = invoice.supplier
    if not (supplier.early_discount_percent and supplier.early_discount_days):
        return None
    last = invoice.invoiced_on + timedelta(days=supplier.early_discount_days)
    return last if last >= on else None
