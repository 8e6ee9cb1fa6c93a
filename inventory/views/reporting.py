"""Pages of the accountant's reports; each is also a file when asked for one."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from inventory.documents.report import Report
from inventory.forms.reporting import AsOfFilter, CardFilter, LossFilter, SlowFilter, ValueFilter
from inventory.rules.labels import lot_number_in
from inventory.services import reporting
from inventory.services.reporting import Asked
from inventory.views.acting import UNFIT, status_of
from materialcenter.access import page
from materialcenter.documents.cells import heads_of, lines_of, totals_of
from materialcenter.documents.chart import drawn
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.forms.base import ActForm
from materialcenter.paging import BadCursor
from materialcenter.web import as_download, person_in, show

Links = Mapping[int, Callable[[str], str]]


def _to_card(material: str) -> str:
    return f"{reverse('report_card')}?{urlencode({'material': material})}"


def _to_lots(material: str) -> str:
    return f"{reverse('report_value')}?{urlencode({'by': 'lot', 'material': material})}"


def _to_lot(number: str) -> str:
    return reverse("lot", args=[number])


@page(*reporting.MAY_READ)
@require_GET
def value(request: HttpRequest) -> HttpResponse:
    """Show what the stock is worth at the end of a day, by material or by lot."""
    narrow = ValueFilter(request.GET, person=person_in(request))
    if request.GET.get("by") == "lot":
        return _give(request, narrow, reporting.value_by_lot_report, {0: _to_lot, 1: _to_card})
    return _give(request, narrow, reporting.value_report, {0: _to_card})


@page(*reporting.MAY_READ_CARD)
@require_GET
def card(request: HttpRequest) -> HttpResponse:
    """Show the stock card of a material or a lot."""
    narrow = CardFilter(request.GET)
    if not (request.GET.get("material", "").strip() or request.GET.get("lot", "").strip()):
        return _show(request, {"narrow": narrow, "kind": "card"})
    return _give(request, narrow, reporting.card_report, {3: _to_lot})


@page(*reporting.MAY_READ)
@require_GET
def ageing(request: HttpRequest) -> HttpResponse:
    """Show how long the stock has lain there."""
    narrow = AsOfFilter(request.GET, person=person_in(request))
    return _give(request, narrow, reporting.ageing_report, {0: _to_lots})


@page(*reporting.MAY_READ)
@require_GET
def slow(request: HttpRequest) -> HttpResponse:
    """Show what does not go, and how long the rest lasts."""
    return _give(request, SlowFilter(request.GET), reporting.slow_report, {0: _to_card})


@page(*reporting.MAY_READ)
@require_GET
def losses(request: HttpRequest) -> HttpResponse:
    """Show what was lost by month and reason."""
    return _give(request, LossFilter(request.GET), reporting.losses_report, {})


def _give(
    request: HttpRequest, narrow: ActForm, make: Callable[[Asked], Report], links: Links
) -> HttpResponse:
    """Show a report, or give it out as the file that `as` names."""
    ending = request.GET.get("as", "")
    if ending and ending not in reporting.FILES:
        raise Missing
    context: dict[str, Any] = {"narrow": narrow, "kind": make.__name__}
    if not narrow.is_valid():
        return _show(request, context, status=UNFIT)
    asked = _asked(request, narrow, limit=reporting.WHOLE if ending else reporting.PAGE)
    try:
        report = make(asked)
        if ending:
            return _file(request, report, ending)
    except Missing as refusal:
        if refusal.field not in narrow.fields:
            raise
        narrow.refuse(refusal)
        return _show(request, context, status=404)
    except (Invalid, Conflict) as refusal:
        narrow.refuse(refusal)
        return _show(request, context, status=status_of(refusal))
    context |= {
        "report": report,
        "chart": drawn(report.chart) if report.chart else None,
        "heads": heads_of(report.table),
        "lines": lines_of(report.table.columns, report.rows, links),
        "totals": totals_of(report.table),
        "files": [
            (ending.upper(), _again(request, **{"as": ending})) for ending in reporting.FILES
        ],
        "next_url": _again(request, cursor=report.next_cursor) if report.next_cursor else "",
    }
    return _show(request, context)


def _show(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    may_read = person_in(request).has(*reporting.MAY_READ)
    context = {**context, "may_read_value": may_read}
    return show(request, "inventory/report.html", context, status=status)


def _asked(request: HttpRequest, narrow: ActForm, *, limit: int) -> Asked:
    wanted = {
        name: given
        for name, given in narrow.cleaned_data.items()
        if name != "by" and given not in ("", None)
    }
    if "lot" in wanted:
        wanted["lot"] = lot_number_in(wanted["lot"])
    cursor = request.GET.get("cursor", "")
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
        raise BadCursor(field="cursor")
    ask = partial(Asked, by=person_in(request), at=timezone.now(), limit=limit)
    return ask(after=0 if limit == reporting.WHOLE else int(cursor or 0), **wanted)


def _file(request: HttpRequest, report: Report, ending: str) -> HttpResponse:
    made = reporting.file_of(report, ending=ending, by=person_in(request))
    return as_download(safe_name=made.name, media_type=made.media_type, content=made.content)


def _again(request: HttpRequest, **changed: str) -> str:
    """Return this page's address with something in its question changed."""
    query = request.GET.copy()
    query.pop("as", None)
    query.pop("cursor", None)
    for name, given in changed.items():
        query[name] = given
    return f"{request.path}?{query.urlencode()}"
