"""The page that watches the stock: each subject's sums, charts and lines, and their files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from inventory.documents.report import Report
from inventory.forms.reporting import CellFilter, WatchFilter
from inventory.services.reporting import Asked
from inventory.services.reporting.watching import (
    LINES_SHOWN,
    MAY_WATCH,
    WHOLE_FILES,
    Section,
    cell_report,
    days_in_words,
    period_of,
    watching_file,
    watching_part,
    watching_sections,
)
from inventory.views.acting import UNFIT
from materialcenter.access import page
from materialcenter.documents.cells import Cell, heads_of, lines_of, totals_of
from materialcenter.documents.chart import Drawn, drawn
from materialcenter.errors import Invalid
from materialcenter.forms.base import ActForm
from materialcenter.paging import BadCursor
from materialcenter.web import as_download, person_in, show

PART_FILES = ("xlsx", "csv")
CELL_LINES = 50
# Whose lines are read at once; the others' stay shut, since the page would be long on a phone.
OPEN = frozenset({"service-by-class", "stock-outs", "cell"})
Links = Mapping[int, Callable[[str], str]]


@dataclass(frozen=True)
class ShownReport:
    """A report as the page shows it. is_folded: its lines stay shut."""

    key: str
    report: Report
    chart: Drawn | None
    heads: Sequence[Cell]
    lines: Sequence[Sequence[Cell]]
    totals: Sequence[Cell]
    files: Sequence[tuple[str, str]]
    is_folded: bool


@page(*MAY_WATCH)
@require_GET
def reordering(request: HttpRequest) -> HttpResponse:
    """Show how the stock does, or give it out whole or in part as the file that `as` names."""
    narrow = WatchFilter(request.GET)
    if not narrow.is_valid():
        return show(request, "inventory/watching.html", {"narrow": narrow}, status=UNFIT)
    asked = _asked(request, narrow, limit=LINES_SHOWN)
    ending, part = request.GET.get("as", ""), request.GET.get("part", "")
    try:
        if ending:
            make = partial(watching_part, part=part) if part else watching_file
            made = make(asked, ending=ending)
            return as_download(
                safe_name=made.name, media_type=made.media_type, content=made.content
            )
        sections = watching_sections(asked)
    except Invalid as refusal:
        narrow.refuse(refusal)
        return show(request, "inventory/watching.html", {"narrow": narrow}, status=UNFIT)
    context = {
        "narrow": narrow,
        "period": days_in_words(period_of(asked)),
        "sections": [_shown_section(request, section) for section in sections],
        "files": [(ending.upper(), _again(request, **{"as": ending})) for ending in WHOLE_FILES],
    }
    return show(request, "inventory/watching.html", context)


@page(*MAY_WATCH)
@require_GET
def reordering_cell(request: HttpRequest) -> HttpResponse:
    """List the materials in a cell of the matrix, the dearest demand first."""
    narrow = CellFilter(request.GET)
    if not narrow.is_valid():
        return show(request, "inventory/watching_cell.html", {"narrow": narrow}, status=UNFIT)
    cell = narrow.cleaned_data["cell"]
    asked = _asked(request, narrow, limit=CELL_LINES)
    try:
        report = cell_report(asked, cell)
    except Invalid as refusal:
        narrow.refuse(refusal)
        return show(request, "inventory/watching_cell.html", {"narrow": narrow}, status=UNFIT)
    next_url = _again(request, cursor=report.next_cursor) if report.next_cursor else ""
    context = {
        "narrow": narrow,
        "shown": _shown(request, "cell", report),
        "next_url": next_url,
        "matrix_url": f"{reverse('reordering')}?{_days(request)}#matrix",
    }
    return show(request, "inventory/watching_cell.html", context)


def _shown_section(request: HttpRequest, section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "lead": section.lead,
        "reports": [_shown(request, key, report) for key, report in section.reports.items()],
    }


def _shown(request: HttpRequest, key: str, report: Report) -> ShownReport:
    return ShownReport(
        key=key,
        report=report,
        chart=drawn(report.chart) if report.chart else None,
        heads=heads_of(report.table),
        lines=lines_of(report.table.columns, report.rows, _links(request, key)),
        totals=totals_of(report.table),
        files=[
            (ending.upper(), _again(request, part=key, **{"as": ending})) for ending in PART_FILES
        ],
        is_folded=key not in OPEN,
    )


def _links(request: HttpRequest, key: str) -> Links:
    if key in ("stock-outs", "forecasts-worst", "cell"):
        return {0: lambda code: reverse("material_why", args=[code])}
    if key == "matrix":
        days = _days(request)
        return {0: lambda cell: f"{reverse('reordering_cell')}?cell={cell}&{days}"}
    return {}


def _asked(request: HttpRequest, narrow: ActForm, *, limit: int) -> Asked:
    cursor = request.GET.get("cursor", "")
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
        raise BadCursor(field="cursor")
    return Asked(
        by=person_in(request),
        at=timezone.now(),
        since=narrow.cleaned_data["since"],
        until=narrow.cleaned_data["until"],
        after=int(cursor or 0),
        limit=limit,
    )


def _days(request: HttpRequest) -> str:
    """Write the days asked about as a question of another page."""
    names = ("since", "until")
    return urlencode({name: request.GET[name] for name in names if request.GET.get(name)})


def _again(request: HttpRequest, **changed: str) -> str:
    """Return this page's address with something in its question changed."""
    query = request.GET.copy()
    for name in ("as", "part", "cursor"):
        query.pop(name, None)
    for name, given in changed.items():
        query[name] = given
    return f"{request.path}?{query.urlencode()}"
