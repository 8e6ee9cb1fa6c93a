"""The whole watching of stock on paper: each section's sums, charts and tables in turn."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from inventory.documents.report import Report
from materialcenter.documents.cells import section_of
from materialcenter.documents.chart import svg
from materialcenter.documents.letterhead import Letterhead
from materialcenter.documents.pdf import render_pdf

TEMPLATE = Path(__file__).with_suffix(".typ")
CHART_PX = 700


def watching_pdf(
    sections: Sequence[tuple[str, str, Sequence[Report]]],
    letterhead: Letterhead,
    *,
    title: str,
    period: str,
) -> bytes:
    """Set sections as one PDF. sections: their titles, how each is counted, its reports."""
    return render_pdf(
        TEMPLATE,
        {
            "language": (get_language() or "id")[:2],
            "title": title,
            "number": period,
            "letterhead": asdict(letterhead),
            "sections": [
                {"title": name, "lead": lead, "parts": [_part(report) for report in reports]}
                for name, lead, reports in sections
            ],
        },
    )


def _part(report: Report) -> dict[str, Any]:
    chart = None
    if report.chart is not None and not report.chart.is_empty:
        chart = {
            "title": report.chart.title,
            "alt": report.chart.description,
            "svg": svg(report.chart, width_px=CHART_PX),
        }
    return {
        "figures": [[figure.label, figure.value, figure.hint] for figure in report.figures],
        "chart": chart,
        "table": section_of(report.table),
    }
