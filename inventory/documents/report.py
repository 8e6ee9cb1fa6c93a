"""A report of the stock, as its page, its files and its PDF show it.

Here belongs the shape that every such report has.
Never here: queries, or what one report holds.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from materialcenter import formats
from materialcenter.documents.cells import is_number, written
from materialcenter.documents.chart import Chart, svg
from materialcenter.documents.letterhead import Letterhead
from materialcenter.documents.pdf import render_pdf
from materialcenter.documents.spreadsheet import Table, TooManyRows, Value

TEMPLATE = Path(__file__).with_suffix(".typ")
# A PDF is set as a whole in memory; a workbook takes many more.
MOST_ROWS = 1_000


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
        "columns": [[str(c.head), "right" if is_number(c) else "left"] for c in columns],
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
