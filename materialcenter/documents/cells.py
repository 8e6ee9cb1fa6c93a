"""Cells of a table as people read them, on a page or on paper, each written by its column's kind."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from materialcenter import formats
from materialcenter.documents.spreadsheet import Column, Kind, Table, Value

_LEFT = frozenset({Kind.TEXT, Kind.DATE, Kind.MOMENT})


@dataclass(frozen=True)
class Cell:
    """A cell as a page shows it."""

    head: str
    text: str
    url: str
    is_number: bool


def lines_of(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    links: Mapping[int, Callable[[str], str]],
) -> list[list[Cell]]:
    """Write lines for a page.

    links: by a column's number, what makes an address of its cells' text.
    """
    return [
        [
            Cell(
                head=str(column.head),
                text=written(column, value),
                url=links[place](str(value)) if place in links else "",
                is_number=is_number(column),
            )
            for place, (column, value) in enumerate(zip(columns, row, strict=True))
        ]
        for row in rows
    ]


def heads_of(table: Table) -> list[Cell]:
    """Write a table's heads for a page."""
    return [
        Cell(str(column.head), str(column.head), "", is_number(column)) for column in table.columns
    ]


def totals_of(table: Table) -> list[Cell]:
    """Write a table's last line for a page, with as many cells as it has columns; none without."""
    pairs = zip(table.columns, table.totals, strict=False)
    return [
        Cell(str(column.head), written(column, value), "", is_number(column))
        for column, value in pairs
    ]


def section_of(table: Table) -> dict[str, Any]:
    """Write a whole table for paper, as `listed` in paper.typ takes it."""
    rows = [*table.rows, table.totals] if table.totals else [*table.rows]
    return {
        "title": table.title,
        "columns": [
            [str(column.head), "right" if is_number(column) else "left"] for column in table.columns
        ],
        "rows": [
            [written(column, value) for column, value in zip(table.columns, row, strict=True)]
            for row in rows
        ],
        "has_totals": bool(table.totals),
    }


def is_number(column: Column) -> bool:
    """Say whether a column's cells stand at the right."""
    return column.kind not in _LEFT


def written(column: Column, value: Value) -> str:
    """Write a cell for people, in the language that is active."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, (int, Decimal)):
        return _number(column.kind, value)
    return str(value)


def _number(kind: Kind, value: int | Decimal) -> str:
    if kind is Kind.KG:
        return formats.kg(value)
    if kind is Kind.RUPIAH:
        return formats.rupiah(value)
    if kind is Kind.PRICE:
        return formats.price(Decimal(value))
    if kind is Kind.PERCENT:
        return formats.percent(Decimal(value))
    if kind is Kind.MEASURED:
        return formats.measured(Decimal(value))
    return formats.whole(int(value))
