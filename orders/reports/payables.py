"""What the center owes its suppliers now: open payables by due day, their ages by supplier."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from materialcenter.paging import LARGEST_PAGE, BadCursor, Page
from materialcenter.person import Person
from orders.models import SupplierInvoice, SupplierPayment
from orders.rules.ageing import AGES, age_of

_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})_(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Payable:
    """An invoice that may be paid, whole rupiah. age: its place in AGES.

    is_planned: a payment of it stands in a batch that is not paid yet.
    """

    invoice: SupplierInvoice
    open: int
    age: int
    is_planned: bool


@dataclass(frozen=True)
class SupplierAges:
    """What one supplier is owed, whole rupiah, an amount for each of AGES in their order."""

    code: str
    name: str
    count: int
    amounts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return what it is owed in all."""
        return sum(self.amounts)


@dataclass(frozen=True)
class PayablesAgeing:
    """What suppliers are owed on a day, by supplier and in all."""

    on: date
    suppliers: tuple[SupplierAges, ...]

    @property
    def amounts(self) -> tuple[int, ...]:
        """Return what is owed of each age, in the order of AGES."""
        owed = [row.amounts for row in self.suppliers]
        return tuple(sum(column) for column in zip(*owed, strict=True)) or (0,) * len(AGES)

    @property
    def total(self) -> int:
        """Return what is owed in all."""
        return sum(self.amounts)

    @property
    def late(self) -> int:
        """Return what should have been paid by now."""
        return sum(self.amounts[1:])

    @property
    def count(self) -> int:
        """Return of how many invoices something is open."""
        return sum(row.count for row in self.suppliers)


def open_payables(person: Person) -> QuerySet[SupplierInvoice]:
    """Keep the invoices a person may see that may be paid, and of which something is open."""
    return SupplierInvoice.objects.visible_to(person).filter(
        status__in=SupplierInvoice.PAYABLE, total__gt=F("paid") + F("credited")
    )


def payables_ageing(person: Person, *, on: date) -> PayablesAgeing:
    """Sum what is open by supplier and by age, by the supplier's code. One statement."""
    still_open = F("total") - F("paid") - F("credited")
    sums = {}
    for place, age in enumerate(AGES):
        within = Q()
        if age.days_from is not None:
            within &= Q(due_on__lte=on - timedelta(days=age.days_from))
        if age.days_until is not None:
            within &= Q(due_on__gte=on - timedelta(days=age.days_until))
        sums[f"age{place}"] = Sum(still_open, filter=within, default=0)
    rows = (
        open_payables(person)
        .values("supplier__code", "supplier__name")
        .annotate(count=Count("pk"), **sums)
        .order_by("supplier__code")
    )
    return PayablesAgeing(on, tuple(_supplier_ages(row) for row in rows))


def _supplier_ages(row: dict[str, object]) -> SupplierAges:
    return SupplierAges(
        code=str(row["supplier__code"]),
        name=str(row["supplier__name"]),
        count=int(str(row["count"])),
        amounts=tuple(int(str(row[f"age{place}"])) for place in range(len(AGES))),
    )


def payables_page(
    person: Person,
    *,
    on: date,
    limit: int,
    cursor: str = "",
    supplier: str = "",
) -> Page[Payable]:
    """List what is open, what is due first ahead. One statement.

    cursor: from the page before, "" for the first. supplier: a code, "" for all.
    Raises BadCursor.
    """
    rows = open_payables(person)
    if supplier:
        rows = rows.filter(supplier__code=supplier)
    if cursor:
        due_on, pk = _edge(cursor)
        rows = rows.filter(Q(due_on__gt=due_on) | Q(due_on=due_on, pk__gt=pk))
    size = max(1, min(limit, LARGEST_PAGE))
    found = shown_payables(rows, on=on, most=size + 1)
    items = found[:size]
    more = len(found) > size
    last = items[-1].invoice if more else None
    return Page(items, f"{last.due_on:%Y-%m-%d}_{last.pk}" if last else "")


def shown_payables(rows: QuerySet[SupplierInvoice], *, on: date, most: int) -> list[Payable]:
    """Read open payables as they stand on a day, what is due first ahead. One statement.

    most: no more than so many.
    """
    planned = SupplierPayment.objects.filter(
        invoice=OuterRef("pk"), status=SupplierPayment.Status.PLANNED
    )
    rows = rows.select_related("supplier").annotate(is_planned=Exists(planned))
    return [
        Payable(
            invoice=row,
            open=row.total - row.paid - row.credited,
            age=age_of(row.due_on, on=on),
            is_planned=row.is_planned,
        )
        for row in rows.order_by("due_on", "pk")[:most]
    ]


def _edge(cursor: str) -> tuple[date, int]:
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise BadCursor(field="cursor")
    try:
        return date.fromisoformat(found[1]), int(found[2])
    except ValueError as error:
        raise BadCursor(field="cursor") from error
