"""Pages of traces: from a heat or lot to whoever has it, and from a delivered line back."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from inventory import catalogue
from materialcenter.access import page
from materialcenter.person import STAFF, Person
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download, person_in, show
from orders.documents.trace import backward_tree_of, fate_rows, tree_of
from orders.documents.trace_tree import backward_tree, forward_tree, size_text
from orders.reports.tracing import (
    BackwardTrace,
    Findings,
    Trace,
    find_traces,
    trace_delivery,
    trace_heat,
    trace_lot,
)
from orders.services.printing_traces import backward_pdf, trace_pdf
from orders.services.recalling import STARTERS


@page()
@require_GET
def traces(request: HttpRequest) -> HttpResponse:
    """Find what may be traced; where a text means one thing alone, go there."""
    text = request.GET.get("find", "").strip()[:600]
    found = find_traces(person_in(request), text) if text else None
    only = _only(found) if found else ""
    if only:
        return HttpResponseRedirect(only)
    return show(request, "orders/traces.html", {"find": text, "found": found})


def _only(found: Findings) -> str:
    """Return the address of the one thing that was found, "" for none or several."""
    addresses = [reverse("trace_heat", args=[heat]) for heat in found.heats]
    addresses += [reverse("trace_lot", args=[number]) for number in found.lots]
    addresses += [
        reverse("trace_delivery", args=[line.note, line.line_no]) for line in found.deliveries
    ]
    return addresses[0] if len(addresses) == 1 else ""


@page(*STAFF)
@require_GET
def heat(request: HttpRequest, heat: str) -> HttpResponse:
    """Show everybody who got any of a heat."""
    person = person_in(request)
    document = reverse("trace_heat_document", args=[heat])
    return _forward(request, trace_heat(person, heat), document, person)


@page(*STAFF)
@require_GET
def lot(request: HttpRequest, number: str) -> HttpResponse:
    """Show everybody who got any of a lot, and what it was cut from."""
    person = person_in(request)
    document = reverse("trace_lot_document", args=[number])
    return _forward(request, trace_lot(person, number), document, person)


def _forward(request: HttpRequest, trace: Trace, document: str, person: Person) -> HttpResponse:
    context = {
        "trace": trace,
        "fates": fate_rows(trace),
        # Drawn here, with every text in it escaped.
        "drawing": mark_safe(tree_of(trace)),  # noqa: S308
        "tree": forward_tree(trace),
        "rows": [_row(trace, one) for one in trace.family.descent],
        "document": document,
        "may_recall": person.has(*STARTERS),
    }
    return show(request, "orders/trace.html", context)


def _row(trace: Trace, one: catalogue.TracedLot) -> dict[str, Any]:
    parent = trace.family.by_id.get(one.parent_id or 0)
    return {"lot": one, "parent": parent, "size": size_text(one)}


@page()
@require_GET
def delivery(request: HttpRequest, number: str, line_no: int) -> HttpResponse:
    """Show where a delivered line came from."""
    person = person_in(request)
    back = trace_delivery(person, number, line_no)
    context = {
        "back": back,
        "drawing": _backward_drawing(back, person),
        "tree": backward_tree(back, names_supplier=person.is_staff),
        "rows": [{"lot": one, "size": size_text(one)} for one in back.chain],
    }
    return show(request, "orders/trace_delivery.html", context)


def _backward_drawing(back: BackwardTrace, person: Person) -> str:
    # Drawn here, with every text in it escaped.
    return mark_safe(backward_tree_of(back, names_supplier=person.is_staff))  # noqa: S308


@page(*STAFF)
@require_GET
def heat_document(request: HttpRequest, heat: str) -> HttpResponse:
    """Give out the trace of a heat as PDF."""
    person = person_in(request)
    content = trace_pdf(trace_heat(person, heat), by=person, at=timezone.now())
    return as_download(safe_name="trace.pdf", media_type=PDF, content=content)


@page(*STAFF)
@require_GET
def lot_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out the trace of a lot as PDF."""
    person = person_in(request)
    content = trace_pdf(trace_lot(person, number), by=person, at=timezone.now())
    return as_download(safe_name="trace.pdf", media_type=PDF, content=content)


@page()
@require_GET
def delivery_document(request: HttpRequest, number: str, line_no: int) -> HttpResponse:
    """Give out where a delivered line came from as PDF."""
    person = person_in(request)
    back = trace_delivery(person, number, line_no)
    content = backward_pdf(back, by=person, at=timezone.now())
    return as_download(safe_name="trace.pdf", media_type=PDF, content=content)
