"""A report of the stock, as its page, its files and its PDF show it.

Here belongs the shape that every such report has and how its cells are written for people.
Never here: queries, or what one report holds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from materialcenter import formats
from materialcenter.documents.chart import Chart, svg
from materialcenter.documents.letterhead import Letterhead
from materialcenter.documents.pdf import render_pdf
from materialcenter.documents.spreadsheet import Column, Kind, Table, TooManyRows, Value

TEMPLATE = Path(__file__).with_suffix(".typ")
# A PDF is set as a whole in memory; a workbook takes many more.
MOST_ROWS = 1_000
_LEFT = frozenset({Kind.TEXT, Kind.DATE, Kind.MOMENT})


@dataclass(frozen=True)
class Figure:
    """One sum of a report, as people write it."""

    label: str
    value: str
    hint: str = ""


@dataclass(frozen=True)
class Report:
    """A report with its sums, its chart and its lines.

    name: of its files, in ASCII. period: the day or days it is of, in words. table: its lines,
    typed; rows as many as were asked for. next_cursor: where the next lines begin, "" at the
    end.
    """

    name: str
    title: str
    period: str
    figures: Sequence[Figure]
    table: Table
    rows: Sequence[Sequence[Value]]
    chart: Chart | None
    next_cursor: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell as a page shows it."""

    head: str
    text: str
    url: str
    is_number: bool


def lines_of(report: Report, links: Mapping[int, Callable[[str], str]]) -> list[list[Cell]]:
    """Write a report's lines for a page.

    links: by a column's number, what makes an address of its cells' text.
    """
    return [
        [
            Cell(
                head=str(column.head),
                text=written(column, value),
                url=links[place](str(value)) if place in links else "",
                is_number=column.kind not in _LEFT,
            )
            for place, (column, value) in enumerate(zip(report.table.columns, row, strict=True))
        ]
        for row in report.rows
    ]


def heads_of(report: Report) -> list[Cell]:
    """Write a report's heads for a page."""
    return [
        Cell(str(column.head), str(column.head), "", column.kind not in _LEFT)
        for column in report.table.columns
    ]


def totals_of(report: Report) -> list[Cell]:
    """Write a report's last line for a page, with as many cells as it has columns."""
    pairs = zip(report.table.columns, report.table.totals, strict=False)
    return [
        Cell(str(column.head), written(column, value), "", column.kind not in _LEFT)
        for column, value in pairs
    ]


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
    return formats.whole(int(value))


def report_pdf(report: Report, letterhead: Letterhead) -> bytes:
    """Set a report as a PDF: its sums, its chart and every line. Raises TooManyRows."""
    if len(report.rows) > MOST_ROWS:
        raise TooManyRows(most=formats.whole(MOST_ROWS), narrow=report.table.narrow_by)
    columns = report.table.columns
    rows = [*report.rows, report.table.totals] if report.table.totals else report.rows
    data: dict[str, Any] = {
        "language": (get_language() or "id")[:2],
        "title": report.title,
        "number": report.period,
        "letterhead": asdict(letterhead),
        "facts": [[str(name), str(value)] for name, value in report.table.filters],
        "figures": [[figure.label, figure.value] for figure in report.figures],
        "columns": [[str(c.head), "left" if c.kind in _LEFT else "right"] for c in columns],
        "rows": [
            [written(c, value) for c, value in zip(columns, row, strict=True)] for row in rows
        ],
        "has_totals": bool(report.table.totals),
        "chart": None,
        "chart_alt": "",
    }
    if report.chart is not None and not report.chart.is_empty:
        data |= {"chart": svg(report.chart), "chart_alt": report.chart.description}
    return render_pdf(TEMPLATE, data)
