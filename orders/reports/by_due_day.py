"""Lists of what has a due day: narrowed to one age, and paged with what is due first ahead."""

import re
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from materialcenter.paging import LARGEST_PAGE, BadCursor, Page
from orders.rules.ageing import Age

_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})_(\d{1,18})", re.ASCII)
Row = TypeVar("Row", bound=Model)


def due_within(age: Age, *, on: date, field: str = "due_on") -> Q:
    """Keep what is of one age on a day. field: where the rows have their due day."""
    within = Q()
    if age.days_from is not None:
        within &= Q((f"{field}__lte", on - timedelta(days=age.days_from)))
    if age.days_until is not None:
        within &= Q((f"{field}__gte", on - timedelta(days=age.days_until)))
    return within


def page_by_due_day(rows: QuerySet[Row], *, limit: int, cursor: str = "") -> Page[Row]:
    """Cut one page out of rows that have a `due_on`. One statement.

    cursor: from the page before, "" for the first. Raises BadCursor.
    """
    if cursor:
        due_on, pk = _edge(cursor)
        rows = rows.filter(Q(due_on__gt=due_on) | Q(due_on=due_on, pk__gt=pk))
    size = max(1, min(limit, LARGEST_PAGE))
    found = list(rows.order_by("due_on", "pk")[: size + 1])
    items = found[:size]
    last: Any = items[-1] if len(found) > size else None
    return Page(items, f"{last.due_on:%Y-%m-%d}_{last.pk}" if last else "")


def _edge(cursor: str) -> tuple[date, int]:
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise BadCursor(field="cursor")
    try:
        return date.fromisoformat(found[1]), int(found[2])
    except ValueError as error:
        raise BadCursor(field="cursor") from error
