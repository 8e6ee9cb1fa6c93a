"""What the center owes its suppliers now: open payables by due day, their ages by supplier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Greatest

from materialcenter.person import Person
from orders.models import SupplierInvoice, SupplierPayment
from orders.reports.bank_days import own_days
from orders.reports.by_due_day import due_within, page_by_due_day
from orders.rules.ageing import AGES, age_of
from orders.rules.cash_need import CashNeed, cash_need


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
class PayablesPage:
    """Some payables, and where the next ones begin ("" at the end)."""

    items: list[Payable]
    next_cursor: str


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
    sums = {
        f"age{place}": Sum(still_open, filter=due_within(age, on=on), default=0)
        for place, age in enumerate(AGES)
    }
    rows = (
        open_payables(person)
        .values("supplier__code", "supplier__name")
        .annotate(count=Count("pk"), **sums)
        .order_by("supplier__code")
    )
    return PayablesAgeing(on, tuple(_supplier_ages(row) for row in rows))


def _supplier_ages(row: Mapping[str, Any]) -> SupplierAges:
    return SupplierAges(
        code=row["supplier__code"],
        name=row["supplier__name"],
        count=row["count"],
        amounts=tuple(int(row[f"age{place}"]) for place in range(len(AGES))),
    )


def payables_cash_need(person: Person, *, on: date) -> CashNeed:
    """Say how much money the bank needs for payables in each coming week. Two statements.

    Due days before `on` are summed as if due on it. The center's own bank holidays count.
    """
    rows = (
        open_payables(person)
        .order_by()
        .values(day=Greatest("due_on", Value(on)))
        .annotate(amount=Sum(F("total") - F("paid") - F("credited")))
        .values_list("day", "amount")
    )
    return cash_need(rows, on=on, own=own_days(person.center_id, since=on))


def payables_page(
    person: Person,
    *,
    on: date,
    limit: int,
    cursor: str = "",
    supplier: str = "",
) -> PayablesPage:
    """List what is open, what is due first ahead. One statement.

    cursor: from the page before, "" for the first. supplier: a code, "" for all.
    Raises BadCursor.
    """
    rows = open_payables(person)
    if supplier:
        rows = rows.filter(supplier__code=supplier)
    found = page_by_due_day(_planned_or_not(rows), limit=limit, cursor=cursor)
    return PayablesPage([_payable(row, on=on) for row in found.items], found.next_cursor)


def shown_payables(rows: QuerySet[SupplierInvoice], *, on: date, most: int) -> list[Payable]:
    """Read open payables as they stand on a day, what is due first ahead. One statement.

    most: no more than so many.
    """
    found = _planned_or_not(rows).order_by("due_on", "pk")[:most]
    return [_payable(row, on=on) for row in found]


def _planned_or_not(rows: QuerySet[SupplierInvoice]) -> QuerySet[SupplierInvoice]:
    planned = SupplierPayment.objects.filter(
        invoice=OuterRef("pk"), status=SupplierPayment.Status.PLANNED
    )
    return rows.select_related("supplier").annotate(is_planned=Exists(planned))


def _payable(row: SupplierInvoice, *, on: date) -> Payable:
    return Payable(
        invoice=row,
        open=row.total - row.paid - row.credited,
        age=age_of(row.due_on, on=on),
        is_planned=row.is_planned,  # type: ignore[attr-defined]
    )
