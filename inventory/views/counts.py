"""Pages of stock counts: the list, one count, how it is decided, and its papers."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from inventory.forms.counts import LimitsForm, OpeningForm, RejectForm
from inventory.forms.lots import ReasonForm
from inventory.models import CountLine, StockCount
from inventory.reports.classes import due_balances, limits_of
from inventory.reports.counts import (
    BAR_WIDTH,
    SEE_OPEN,
    count_of,
    outcome_of,
    racks_of,
    seen_lines,
)
from inventory.services import classing, deciding_counts
from inventory.services.opening_counts import MAY_COUNT, open_count
from inventory.services.printing_counts import blind_sheet_pdf, result_pdf
from inventory.views.acting import take_form, typed
from materialcenter.access import page
from materialcenter.forms.base import ActForm
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import as_download, person_in, show

PDF = "application/pdf"


def _address(number: str) -> str:
    return reverse("count", args=[number])


@page(*STAFF)
@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """List counts, the newest first, and how much is due."""
    person = person_in(request)
    rows = StockCount.objects.visible_to(person).with_progress().select_related("opened_by")
    context = {
        "page": page_of(rows, cursor=request.GET.get("cursor", ""), limit=30),
        "due": due_balances(person, on=timezone.localdate()).count(),
        "may_open": person.has(*MAY_COUNT),
        "may_class": person.has(*classing.MAY_CLASS),
    }
    return show(request, "inventory/counts.html", context)


@page(*MAY_COUNT)
@require_http_methods(["GET", "POST"])
def count_new(request: HttpRequest) -> HttpResponse:
    """Open a count; `scope` asks for one kind."""
    person = person_in(request)
    asked = request.GET.get("scope", "")
    initial = {"scope": asked} if asked in StockCount.Scope.values else {}
    form = OpeningForm(typed(request), person=person, initial=initial)

    def act() -> str:
        return _address(open_count(**form.asked, by=person, at=timezone.now()).number)

    context = {
        "title": _("New stock count"),
        "lead": _("Everything that lies there now is listed. Who counts sees no quantities."),
        "submit_label": _("Open count"),
        "cancel_url": reverse("counts"),
    }
    return take_form(request, form, act, context=context)


@page(*classing.MAY_CLASS)
@require_http_methods(["GET", "POST"])
def count_rules(request: HttpRequest) -> HttpResponse:
    """Say where the classes end and how often each is counted."""
    person = person_in(request)
    form = LimitsForm(typed(request), limits=limits_of(person.center_id))

    def act() -> str:
        classing.change_limits(limits=form.limits, by=person, at=timezone.now())
        return reverse("counts")

    context = {
        "title": _("How often stock is counted"),
        "lead": _(
            "Materials are sorted by what lies in the yard is worth, the dearest first. C is"
            " whatever A and B leave."
        ),
        "cancel_url": reverse("counts"),
    }
    return take_form(request, form, act, context=context)


@page(*STAFF)
@require_GET
def count(request: HttpRequest, number: str) -> HttpResponse:
    """Show how far a count is, rack by rack, and what differs to those who may see it."""
    person = person_in(request)
    found = count_of(number, person)
    is_open = found.status in StockCount.OPEN
    decides = is_open and person.has(*deciding_counts.MAY_DECIDE)
    context = {
        "count": found,
        "racks": racks_of(found),
        "outcome": outcome_of(person, found),
        "bar_width": BAR_WIDTH,
        "is_open": is_open,
        "sees_figures": not is_open or person.has(*SEE_OPEN),
        "may_count": is_open and person.has(*MAY_COUNT),
        "may_approve": decides and found.status == StockCount.Status.COUNTED,
        "may_reject": decides and found.counted_count > 0,  # type: ignore[attr-defined]
        "may_cancel": decides,
    }
    return show(request, "inventory/count.html", context)


@page(*deciding_counts.MAY_DECIDE)
@require_http_methods(["GET", "POST"])
def count_approve(request: HttpRequest, number: str) -> HttpResponse:
    """Approve a count and post what differs."""
    person = person_in(request)
    found = count_of(number, person)
    form = ActForm(typed(request))

    def act() -> str:
        deciding_counts.approve_count(number=number, by=person, at=timezone.now())
        return _address(number)

    context = {
        "title": _("Approve %(count)s") % {"count": number},
        "submit_label": _("Approve and post the differences"),
        "cancel_url": _address(number),
        "count": found,
        "outcome": outcome_of(person, found),
    }
    return take_form(request, form, act, context=context, template="inventory/count_approve.html")


@page(*deciding_counts.MAY_DECIDE)
@require_http_methods(["GET", "POST"])
def count_reject(request: HttpRequest, number: str) -> HttpResponse:
    """Send counted lines back, to be counted again by another person."""
    person = person_in(request)
    found = count_of(number, person)
    rows = found.lines.with_names().with_entries().in_walking_order()
    counted = list(rows.filter(status=CountLine.Status.COUNTED))
    form = RejectForm(typed(request), seen=seen_lines(person, found, counted))

    def act() -> str:
        deciding_counts.reject_lines(
            number=number,
            line_ids=form.cleaned_data["lines"],
            reason=form.cleaned_data["reason"],
            by=person,
            at=timezone.now(),
        )
        return _address(number)

    context = {
        "title": _("Have lines of %(count)s counted again") % {"count": number},
        "lead": _("Somebody else than who counted last counts them again, and reads why."),
        "submit_label": _("Send back"),
        "cancel_url": _address(number),
    }
    return take_form(request, form, act, context=context)


@page(*deciding_counts.MAY_DECIDE)
@require_http_methods(["GET", "POST"])
def count_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Give a count up."""
    person = person_in(request)
    count_of(number, person)
    form = ReasonForm(typed(request))

    def act() -> str:
        deciding_counts.cancel_count(
            number=number, reason=form.cleaned_data["reason"], by=person, at=timezone.now()
        )
        return _address(number)

    context = {
        "title": _("Cancel %(count)s") % {"count": number},
        "lead": _("Nothing of it is posted. What was counted stays to be read."),
        "submit_label": _("Cancel count"),
        "cancel_url": _address(number),
        "is_danger": True,
    }
    return take_form(request, form, act, context=context)


@page(*STAFF)
@require_GET
def count_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Give out the blind sheet as PDF."""
    found = count_of(number, person_in(request))
    content = blind_sheet_pdf(found)
    return as_download(safe_name=f"{found.number}.pdf", media_type=PDF, content=content)


@page(*STAFF)
@require_GET
def count_result(request: HttpRequest, number: str) -> HttpResponse:
    """Give out the result as PDF, as far as the person may see it."""
    person = person_in(request)
    found = count_of(number, person)
    content = result_pdf(found, person)
    return as_download(safe_name=f"{found.number}-R.pdf", media_type=PDF, content=content)
