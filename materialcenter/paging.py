"""Lists by keyset: a page and the cursor that leads to the next, at any depth alike fast."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from materialcenter.errors import Invalid

M = TypeVar("M", bound=models.Model)

PAGE_SIZE = 50
LARGEST_PAGE = 200


class BadCursor(Invalid):
    """A cursor that no list gave out."""

    code = "cursor_invalid"
    sentence = _("This place in the list does not exist. Please start from the first page.")


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows of a list, and where the next ones begin ("" at the end)."""

    items: list[M]
    next_cursor: str


def page_of(
    rows: models.QuerySet[M], *, cursor: str = "", limit: int = PAGE_SIZE, newest_first: bool = True
) -> Page[M]:
    """Cut one page out of a list that is ordered by primary key.

    rows: in any order, it is set here. cursor: from the page before, "" for the first.
    Raises BadCursor.
    """
    size = max(1, min(limit, LARGEST_PAGE))
    if cursor:
        if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > 18:
            raise BadCursor(field="cursor")
        edge: dict[str, Any] = {"pk__lt" if newest_first else "pk__gt": int(cursor)}
        rows = rows.filter(**edge)
    found = list(rows.order_by("-pk" if newest_first else "pk")[: size + 1])
    more = len(found) > size
    items = found[:size]
    return Page(items=items, next_cursor=str(items[-1].pk) if more else "")


@dataclass(frozen=True)
class Few(Generic[M]):
    """The first rows of a list, and how many there are in all."""

    rows: tuple[M, ...]
    count: int


def few_of(rows: models.QuerySet[M], *, limit: int = 5) -> Few[M]:
    """Take the first rows in their order; all are counted only when there are more."""
    found = tuple(rows[: limit + 1])
    count = len(found) if len(found) <= limit else rows.count()
    return Few(found[:limit], count)
