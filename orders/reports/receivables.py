"""What workshops owe now: open invoices by due day, their ages, and credit by workshop."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, F, FilteredRelation, Q, QuerySet, Sum, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from materialcenter.models import Workshop
from materialcenter.paging import LARGEST_PAGE, BadCursor
from materialcenter.person import Person
from orders.models import Invoice
from orders.reports.by_due_day import due_within, page_by_due_day
from orders.reports.credit import UNBILLED_OF_ROW
from orders.rules.ageing import AGES, age_of

_CURSOR = re.compile(r"(\d{1,18})_(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Credit:
    """A workshop's credit, whole rupiah. line: how much may leave unpaid, zero where none may.

    used: what is open on invoices, and what was handed over and is not billed yet, less the
    deposits that cover it.
    """

    line: int
    used: int

    @property
    def left(self) -> int:
        """Return how much more may leave unpaid."""
        return max(0, self.line - self.used)

    @property
    def over(self) -> int:
        """Return how much is owed beyond the line."""
        return max(0, self.used - self.line)


@dataclass(frozen=True)
class WorkshopAges:
    """What one workshop owes, whole rupiah: an amount for each of AGES, and its credit.

    count: of open invoices. unbilled: of what was handed over, less the deposits that cover it.
    """

    workshop: Workshop
    count: int
    amounts: tuple[int, ...]
    unbilled: int
    credit: Credit

    @property
    def total(self) -> int:
        """Return what it owes in all."""
        return sum(self.amounts)

    @property
    def late(self) -> int:
        """Return what it should have paid by now."""
        return sum(self.amounts[1:])


@dataclass(frozen=True)
class Receivable:
    """An invoice with something open on it, whole rupiah. age: its place in AGES."""

    invoice: Invoice
    open: int
    age: int


@dataclass(frozen=True)
class Slice:
    """Some rows of a list that is not one table's, and where the next begin ("" at the end)."""

    items: tuple[WorkshopAges, ...]
    next_cursor: str


def workshops_owing(person: Person, *, on: date, limit: int, cursor: str = "") -> Slice:
    """List workshops that owe anything, who owes most that is late first. One statement.

    Also those that took goods and were billed for nothing yet.
    cursor: from the page before, "" for the first. Raises BadCursor.
    """
    # An F here would join the invoices once more, so the other column is named as it stands.
    paid = RawSQL('"unpaid"."paid"', [])
    unpaid = FilteredRelation("invoices", condition=Q(invoices__total__gt=paid))
    rows: Any = Workshop.objects.visible_to(person).annotate(unpaid=unpaid)
    rows = rows.annotate(
        count=Count("unpaid"),
        late=_open(Q(unpaid__due_on__lt=on)),
        unbilled=RawSQL(UNBILLED_OF_ROW, [], output_field=BigIntegerField()),  # noqa: S611 - no input
    )
    rows = rows.annotate(
        **{
            f"age{place}": _open(due_within(age, on=on, field="unpaid__due_on"))
            for place, age in enumerate(AGES)
        }
    ).filter(Q(count__gt=0) | Q(unbilled__gt=0))
    if cursor:
        late, pk = _edge(cursor)
        rows = rows.filter(Q(late__lt=late) | Q(late=late, pk__gt=pk))
    size = max(1, min(limit, LARGEST_PAGE))
    found = [_ages(row) for row in rows.order_by("-late", "pk")[: size + 1]]
    last = found[size - 1] if len(found) > size else None
    return Slice(tuple(found[:size]), f"{last.late}_{last.workshop.pk}" if last else "")


def _open(within: Q) -> Coalesce:
    owed = Sum(F("unpaid__total") - F("unpaid__paid"), filter=within)
    return Coalesce(owed, Value(0), output_field=BigIntegerField())


def _ages(row: Any) -> WorkshopAges:
    amounts = tuple(int(getattr(row, f"age{place}")) for place in range(len(AGES)))
    credit = Credit(row.credit_line, sum(amounts) + row.unbilled)
    return WorkshopAges(row, row.count, amounts, row.unbilled, credit)


def _edge(cursor: str) -> tuple[int, int]:
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise BadCursor(field="cursor")
    return int(found[1]), int(found[2])


def receivables_page(
    person: Person, *, on: date, limit: int, cursor: str = "", workshop: str = ""
) -> tuple[list[Receivable], str]:
    """List open invoices, what is due first ahead, and the next page's cursor. One statement.

    workshop: a code, "" for all. Raises BadCursor.
    """
    found = page_by_due_day(_open_invoices(person, workshop), limit=limit, cursor=cursor)
    return [_receivable(row, on) for row in found.items], found.next_cursor


def first_receivables(
    person: Person, *, on: date, most: int, workshop: str = ""
) -> list[Receivable]:
    """List open invoices for a file, no more than `most`, what is due first ahead.

    workshop: a code, "" for all. One statement.
    """
    rows = _open_invoices(person, workshop).order_by("due_on", "pk")
    return [_receivable(row, on) for row in rows[:most]]


def _open_invoices(person: Person, workshop: str) -> QuerySet[Invoice]:
    rows = Invoice.objects.visible_to(person).unpaid().select_related("workshop")
    return rows.filter(workshop__code=workshop) if workshop else rows


def _receivable(row: Invoice, on: date) -> Receivable:
    return Receivable(row, row.total - row.paid, age_of(row.due_on, on=on))
