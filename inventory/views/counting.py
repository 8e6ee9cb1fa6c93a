"""Pages of counting on a phone: a rack's lines, one line, and a lot that nobody listed.

No page here knows what the books have.
"""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from inventory.forms.counts import EntryForm, FindingForm, FoundForm
from inventory.models import CountLine, Place, StockCount
from inventory.reports.counts import count_of, line_of, racks_of, size_of
from inventory.services import counting
from inventory.services.opening_counts import MAY_COUNT
from inventory.views.acting import UNFIT, status_of, take_form, typed
from materialcenter.access import page
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.web import person_in, show, submit_once


def _rack_address(number: str, rack: str) -> str:
    return reverse("count_rack", args=[number, rack])


@page(*MAY_COUNT)
@require_GET
def count_rack(request: HttpRequest, number: str, rack: str) -> HttpResponse:
    """List a rack's lines to be counted; `lot` leads to the line of a scanned label."""
    person = person_in(request)
    count = count_of(number, person)
    place = Place.objects.visible_to(person).racks().filter(code=rack).first()
    if place is None:
        raise Missing
    form = FindingForm(request.GET if request.GET.get("lot") else None)
    if form.is_valid():
        return HttpResponseRedirect(_found_address(count, rack, form.cleaned_data["lot"]))
    lines = count.lines.filter(place=place).with_names().in_walking_order()
    racks = [progress.place.code for progress in racks_of(count)]
    context = {
        "count": count,
        "place": place,
        "form": form,
        "lines": [{"line": line, "size": size_of(line.lot)} for line in lines],
        "is_open": count.status in StockCount.OPEN,
        "next_rack": _after(racks, rack),
    }
    return show(request, "inventory/count_rack.html", context)


def _found_address(count: StockCount, rack: str, lot: str) -> str:
    """Return where a scanned lot is counted: its line here, or where it is put on the list."""
    line = count.lines.filter(lot__number=lot, place__code=rack).first()
    if line is not None:
        return reverse("count_line", args=[count.number, line.pk])
    asked = urlencode({"lot": lot, "rack": rack})
    return f"{reverse('count_found', args=[count.number])}?{asked}"


def _after(racks: list[str], rack: str) -> str:
    """Return the rack that one comes to next, "" behind the last."""
    if rack not in racks:
        return ""
    return next(iter(racks[racks.index(rack) + 1 :]), "")


@page(*MAY_COUNT)
@require_http_methods(["GET", "POST"])
def count_line(request: HttpRequest, number: str, line_id: int) -> HttpResponse:
    """Count one lot on one rack."""
    person = person_in(request)
    count = count_of(number, person)
    line = line_of(count, line_id)
    form = EntryForm(typed(request), line=line)

    def act() -> str:
        counting.enter_count(
            number=number, line_id=line_id, by=person, at=timezone.now(), **form.quantity
        )
        return _rack_address(number, line.place.code)

    status = 200
    if request.method == "POST":
        status = UNFIT
        if form.is_valid():
            try:
                return submit_once(request, act)
            except (Invalid, Conflict) as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
                if isinstance(refusal, counting.MovedWhileCounting):
                    form.ask_anew(line_of(count, line_id))
    context = {
        "count": count,
        "line": line,
        "size": size_of(line.lot),
        "form": form,
        "is_to_count": count.status in StockCount.OPEN and line.status != CountLine.Status.COUNTED,
        "cancel_url": _rack_address(number, line.place.code),
        "submit_label": _("Keep the count"),
    }
    return show(request, "inventory/count_line.html", context, status=status)


@page(*MAY_COUNT)
@require_http_methods(["GET", "POST"])
def count_found(request: HttpRequest, number: str) -> HttpResponse:
    """Put a lot that lies on a rack and is not on the list onto it, to be counted."""
    person = person_in(request)
    count_of(number, person)
    asked = {name: request.GET[name] for name in ("lot", "rack") if name in request.GET}
    form = FoundForm(typed(request), person=person, initial=asked)

    def act() -> str:
        line = counting.add_found_lot(
            number=number,
            lot_number=form.cleaned_data["lot"],
            rack=form.cleaned_data["rack"],
            by=person,
            at=timezone.now(),
        )
        return reverse("count_line", args=[number, line.pk])

    context = {
        "title": _("A lot that is not on the list"),
        "lead": _("It is put on the list of %(count)s, and you count it next.") % {"count": number},
        "submit_label": _("Put on the list"),
        "cancel_url": reverse("count", args=[number]),
    }
    return take_form(request, form, act, context=context)
