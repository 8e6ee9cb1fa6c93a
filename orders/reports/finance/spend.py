"""What suppliers billed, month by month, over a year."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncMonth

from materialcenter.person import Person
from orders.models import SupplierCredit, SupplierInvoice

MONTHS = 12


@dataclass(frozen=True)
class SupplierSpend:
    """What one supplier billed, whole rupiah without VAT, in each month of the year."""

    code: str
    name: str
    months: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return what it billed in the year."""
        return sum(self.months)


@dataclass(frozen=True)
class Spend:
    """What was billed in a year that ends with a month. months: their first days."""

    months: tuple[date, ...]
    suppliers: tuple[SupplierSpend, ...]

    @property
    def by_month(self) -> tuple[int, ...]:
        """Return what all suppliers billed in each month."""
        columns = zip(*(supplier.months for supplier in self.suppliers), strict=True)
        return tuple(sum(column) for column in columns) or (0,) * MONTHS

    @property
    def total(self) -> int:
        """Return what all suppliers billed in the year."""
        return sum(supplier.total for supplier in self.suppliers)


def spend_by_supplier(person: Person, *, on: date) -> Spend:
    """Sum what suppliers billed in the month of a day and the eleven before it, most first.

    Goods and freight by the invoice's date, without VAT, less booked credits by theirs; what
    was refused does not count. Two statements.
    """
    months = _months(on)
    billed = (
        SupplierInvoice.objects.visible_to(person)
        .exclude(status=SupplierInvoice.Status.REFUSED)
        .filter(invoiced_on__gte=months[0], invoiced_on__lt=_after(months[-1]))
    )
    credited = SupplierCredit.objects.visible_to(person).filter(
        status=SupplierCredit.Status.BOOKED,
        dated_on__gte=months[0],
        dated_on__lt=_after(months[-1]),
    )
    sums: defaultdict[tuple[str, str], defaultdict[date, int]] = defaultdict(
        lambda: defaultdict(int)
    )
    for sign, rows in (
        (1, _by_month(billed, "invoiced_on", F("net") + F("freight"))),
        (-1, _by_month(credited, "dated_on", F("net"))),
    ):
        for row in rows:
            sums[row["code"], row["name"]][row["month"]] += sign * row["amount"]
    suppliers = [
        SupplierSpend(code, name, tuple(amounts[month] for month in months))
        for (code, name), amounts in sums.items()
    ]
    return Spend(months, tuple(sorted(suppliers, key=lambda row: (-row.total, row.code))))


def _by_month(rows: QuerySet[Any], day: str, amount: Any) -> Iterable[dict[str, Any]]:
    by = {"code": F("supplier__code"), "name": F("supplier__name"), "month": TruncMonth(day)}
    found: Iterable[dict[str, Any]] = (
        rows.order_by().values(**by).annotate(amount=Sum(amount)).order_by("code", "month")
    )
    return found


def _months(on: date) -> tuple[date, ...]:
    last = on.year * 12 + on.month - 1
    return tuple(date(n // 12, n % 12 + 1, 1) for n in range(last - MONTHS + 1, last + 1))


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
