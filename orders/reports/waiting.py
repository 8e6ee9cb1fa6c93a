"""What waits for somebody today: the few rows that each role's first page shows.

Every answer is short and counted: the first rows in the order of urgency, and how many there
are in all. Numbers and rows only; the words are the page's.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Count, F, Sum

from materialcenter.access import Person
from materialcenter.paging import Few, few_of
from orders.models import (
    Invoice,
    Order,
    Pool,
    PriceQuestion,
    PurchaseOrder,
    QuoteRequest,
    SupplierInvoice,
)
from orders.reports.payables import open_payables
from orders.reports.pools import PoolProgress, open_pools, progress_of_all

FEW_POOLS = 3


@dataclass(frozen=True)
class Payable:
    """What may be paid to suppliers, in whole rupiah; late: past its due date."""

    count: int
    amount: int
    late_count: int


def pools_now(person: Person, *, on: date) -> tuple[PoolProgress, ...]:
    """Show the open pools, the one that closes first ahead; a fixed few of them."""
    return tuple(progress_of_all(open_pools(person, limit=FEW_POOLS), by=person, on=on))


def own_orders(person: Person) -> Few[Order]:
    """Show a buyer's orders that are not picked up yet, the one held shortest ahead."""
    rows = Order.objects.visible_to(person).filter(status__in=Order.OPEN)
    return few_of(rows.select_related("workshop").order_by("expires_at", "pk"))


def open_invoices(person: Person) -> Few[Invoice]:
    """Show unpaid invoices to workshops, the one due first ahead."""
    rows = Invoice.objects.visible_to(person).unpaid()
    return few_of(rows.select_related("workshop").order_by("due_on", "pk"))


def due_deliveries(person: Person, *, on: date) -> Few[PurchaseOrder]:
    """Show what suppliers should have brought by a day, the longest overdue ahead."""
    rows = PurchaseOrder.objects.visible_to(person).awaiting_delivery().filter(expected_on__lte=on)
    return few_of(rows.select_related("supplier").order_by("expected_on", "pk"))


def drafted_purchase_orders(person: Person) -> Few[PurchaseOrder]:
    """Show purchase orders, and changes of sent ones, that wait for approval, the oldest ahead."""
    proposed = models.Q(status__in=PurchaseOrder.AWAITED, proposed_revision__isnull=False)
    rows = PurchaseOrder.objects.visible_to(person).filter(
        models.Q(status=PurchaseOrder.Status.DRAFT) | proposed
    )
    return few_of(rows.select_related("supplier").order_by("created_at", "pk"))


def held_invoices(person: Person) -> Few[SupplierInvoice]:
    """Show suppliers' invoices that are held for a difference, the one due first ahead."""
    rows = SupplierInvoice.objects.visible_to(person).filter(status=SupplierInvoice.Status.HELD)
    return few_of(rows.select_related("supplier").order_by("due_on", "pk"))


def payable(person: Person, *, on: date) -> Payable:
    """Sum what is open on suppliers' invoices that are approved or released to pay."""
    late = models.Q(due_on__lt=on)
    sums = open_payables(person).aggregate(
        count=Count("pk"),
        amount=Sum(F("total") - F("paid") - F("credited")),
        late_count=Count("pk", filter=late),
    )
    return Payable(**{name: int(value or 0) for name, value in sums.items()})


def questions_to_answer(person: Person, *, at: datetime) -> Few[PriceQuestion]:
    """Show what members are asked about a firm price, the one due first ahead."""
    rows = PriceQuestion.objects.visible_to(person).filter(
        answer=PriceQuestion.Answer.WAITING,
        answer_by__gt=at,
        pool_material__pool__status=Pool.Status.FROZEN,
    )
    return few_of(
        rows.select_related(
            "pool_material__pool", "pool_material__material", "commitment__workshop"
        ).order_by("answer_by", "pk")
    )


def quotes_awaited(person: Person, *, at: datetime) -> Few[QuoteRequest]:
    """Show the suppliers whose firm prices are waited for, the one due first ahead."""
    rows = QuoteRequest.objects.visible_to(person).filter(
        status=QuoteRequest.Status.ASKED, answer_by__gt=at, pool__status=Pool.Status.FROZEN
    )
    return few_of(rows.select_related("supplier", "pool").order_by("answer_by", "pk"))


def pools_to_run(person: Person) -> Few[Pool]:
    """Show pools that wait for a purchaser: drafts, closed, priced, arriving or shared out."""
    status = Pool.Status
    waiting = (status.DRAFT, status.FROZEN, status.QUOTED, status.RECEIVING)
    rows = Pool.objects.visible_to(person).filter(status__in=waiting)
    return few_of(rows.order_by("deadline_at", "pk"))
