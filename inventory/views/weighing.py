"""Pages of the weighbridge: trucks on the bridge, a ticket, and what is done with it."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory.documents.weigh_ticket import A5, NARROW
from inventory.forms.lots import ReasonForm
from inventory.forms.weighing import (
    CorrectionForm,
    DeductionsForm,
    NewTicketForm,
    TicketFilter,
    WeightForm,
    reading_named,
)
from inventory.models import Scale, VehicleTare, WeighTicket
from inventory.services import keeping_tares, reading_scales, ticketing, weighing
from inventory.services.printing_tickets import PDF, weigh_ticket_pdf
from inventory.services.reading_scales import MAY_WEIGH
from inventory.views.acting import status_of, take_form, typed
from materialcenter.access import page
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.paging import page_of
from materialcenter.person import STAFF, Person
from materialcenter.web import as_download, person_in, show, submit_once

MOST_ON_THE_BRIDGE = 100


@page(*STAFF)
@require_GET
def weigh_tickets(request: HttpRequest) -> HttpResponse:
    """List the trucks on the bridge, then the other tickets, the newest first."""
    person = person_in(request)
    narrow = TicketFilter(request.GET)
    narrow.is_valid()
    text = narrow.cleaned_data.get("q", "").strip()
    rows = WeighTicket.objects.visible_to(person)
    if text:
        rows = rows.filter(
            Q(vehicle__icontains=text) | Q(number__icontains=text) | Q(reference__icontains=text)
        )
    others = rows.exclude(status=WeighTicket.Status.OPEN).with_names()
    context = {
        "waiting": rows.on_the_bridge().with_names()[:MOST_ON_THE_BRIDGE],
        "page": page_of(others, cursor=request.GET.get("cursor", "")),
        "narrow": narrow,
        "is_narrowed": bool(text),
        "may_weigh": person.has(*MAY_WEIGH),
        "has_scale": Scale.objects.visible_to(person).filter(is_active=True).exists(),
    }
    return show(request, "inventory/weigh_tickets.html", context)


@page(*MAY_WEIGH)
@require_http_methods(["GET", "POST"])
def weigh_ticket_new(request: HttpRequest) -> HttpResponse:
    """Open a ticket with its first weighing."""
    person = person_in(request)
    form = NewTicketForm(typed(request), person=person)

    def act() -> str:
        ticket = weighing.open_ticket(
            head=form.head(),
            scale=form.cleaned_data["scale"],
            first=form.weight(),
            by=person,
            at=timezone.now(),
        )
        return _address(ticket.number)

    context = {
        "title": _("New weighbridge ticket"),
        "lead": _("What is brought is weighed loaded first; what is taken, empty first."),
        "submit_label": _("Open ticket"),
        "cancel_url": reverse("weigh_tickets"),
        "has_scale": bool(form.fields["scale"].choices),  # type: ignore[attr-defined]
    }
    return take_weight(request, form, act, scale=request.POST.get("scale", ""), context=context)


@page(*STAFF)
@require_GET
def weigh_ticket(request: HttpRequest, number: str) -> HttpResponse:
    """Show a ticket and what may be done with it."""
    person = person_in(request)
    found = _ticket(person, number)
    may_weigh = person.has(*MAY_WEIGH)
    live: list[WeighTicket] = found.live_corrections  # type: ignore[attr-defined]
    is_kept = VehicleTare.objects.filter(ticket=found).exists()
    is_open = found.status == WeighTicket.Status.OPEN
    context = {
        "ticket": found,
        "corrected_by": live[0] if live else None,
        "may_change": may_weigh and is_open,
        "may_correct": may_weigh and found.status == WeighTicket.Status.ISSUED and not live,
        "may_keep_tare": may_weigh
        and found.status != WeighTicket.Status.CANCELLED
        and found.tare_kg is not None
        and not found.tare_entry_id
        and not is_kept,
    }
    return show(request, "inventory/weigh_ticket.html", context)


@page(*MAY_WEIGH)
@require_http_methods(["GET", "POST"])
def weigh_ticket_weigh(request: HttpRequest, number: str) -> HttpResponse:
    """Give a ticket its second weighing."""
    person = person_in(request)
    found = _ticket(person, number)
    form = WeightForm(typed(request))
    if not found.is_loaded_first:
        del form.fields["from_tare_book"]

    def act() -> str:
        weighing.weigh_again(number=number, second=form.weight(), by=person, at=timezone.now())
        return _address(number)

    context = {
        "title": _("Second weighing of %(vehicle)s") % {"vehicle": found.vehicle},
        "lead": _("Empty now.") if found.is_loaded_first else _("Loaded now."),
        "cancel_url": _address(number),
        "has_scale": bool(found.scale.address),
    }
    return take_weight(request, form, act, scale=found.scale.code, context=context)


@page(*MAY_WEIGH)
@require_http_methods(["GET", "POST"])
def weigh_ticket_deductions(request: HttpRequest, number: str) -> HttpResponse:
    """Set what is deducted."""
    person = person_in(request)
    found = _ticket(person, number)
    form = DeductionsForm(typed(request), initial=_deductions_of(found))

    def act() -> str:
        asked = form.deductions()
        weighing.set_deductions(
            number=number,
            dirt_percent=asked.dirt_percent,
            moisture_percent=asked.moisture_percent,
            method=asked.method,
            by=person,
            at=timezone.now(),
        )
        return _address(number)

    context = {
        "title": _("Deductions of %(ticket)s") % {"ticket": number},
        "cancel_url": _address(number),
    }
    return take_form(request, form, act, context=context)


@page(*MAY_WEIGH)
@require_POST
def weigh_ticket_issue(request: HttpRequest, number: str) -> HttpResponse:
    """Issue a ticket."""
    person = person_in(request)

    def act() -> str:
        ticketing.issue_ticket(number=number, by=person, at=timezone.now())
        return _address(number)

    return submit_once(request, act)


@page(*MAY_WEIGH)
@require_POST
def weigh_ticket_keep_tare(request: HttpRequest, number: str) -> HttpResponse:
    """Write a ticket's empty weighing into the tare book."""
    person = person_in(request)

    def act() -> str:
        keeping_tares.keep_tare(number=number, by=person, at=timezone.now())
        return _address(number)

    return submit_once(request, act)


@page(*MAY_WEIGH)
@require_http_methods(["GET", "POST"])
def weigh_ticket_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Call an open ticket off."""
    person = person_in(request)
    _ticket(person, number)
    form = ReasonForm(typed(request))

    def act() -> str:
        ticketing.cancel_ticket(
            number=number, reason=form.cleaned_data["reason"], by=person, at=timezone.now()
        )
        return _address(number)

    context = {
        "title": _("Cancel ticket %(ticket)s") % {"ticket": number},
        "lead": _("It keeps its number; the truck may be weighed on a new ticket."),
        "submit_label": _("Cancel ticket"),
        "cancel_url": _address(number),
        "is_danger": True,
    }
    return take_form(request, form, act, context=context)


@page(*MAY_WEIGH)
@require_http_methods(["GET", "POST"])
def weigh_ticket_correct(request: HttpRequest, number: str) -> HttpResponse:
    """Open the new ticket that corrects an issued one."""
    person = person_in(request)
    found = _ticket(person, number)
    form = CorrectionForm(typed(request), person=person, initial=_correction_of(found))

    def act() -> str:
        made = ticketing.correct_ticket(
            number=number,
            head=form.head(),
            deductions=form.deductions(),
            first_kg=form.cleaned_data["first_kg"],
            second_kg=form.cleaned_data["second_kg"],
            reason=form.cleaned_data["reason"],
            by=person,
            at=timezone.now(),
        )
        return _address(made.number)

    context = {
        "title": _("Correct ticket %(ticket)s") % {"ticket": number},
        "lead": _("The issued ticket stays as it is; a new one that names it takes its place."),
        "submit_label": _("Open the correction"),
        "cancel_url": _address(number),
    }
    return take_form(request, form, act, context=context)


@page(*STAFF)
@require_GET
def weigh_ticket_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out the ticket as PDF, on A5 or for narrow paper."""
    found = _ticket(person_in(request), number)
    paper = NARROW if request.GET.get("paper") == NARROW else A5
    return as_download(
        safe_name=f"{found.number}.pdf",
        media_type=PDF,
        content=weigh_ticket_pdf(found, paper=paper),
    )


def take_weight(
    request: HttpRequest,
    form: WeightForm,
    act: Callable[[], str],
    *,
    scale: str,
    context: dict[str, Any],
    template: str = "inventory/weigh.html",
) -> HttpResponse:
    """Show a form with a weight; read the scale when that is asked for, else do the act.

    Reading needs no other field, so the form comes back as it was, with the reading in it.
    """
    person, status = person_in(request), 200
    if "read" in request.POST:
        try:
            taken = reading_scales.take_reading(scale=scale, by=person)
            kept = reading_scales.keep_reading(taken=taken, by=person, at=timezone.now())
        except (Invalid, Conflict) as refusal:
            status = status_of(refusal)
            context = {**context, "scale_said": str(refusal)}
        else:
            form.data = {**request.POST.dict(), "reading": str(kept.pk), "mass_kg": ""}
        form = _unjudged(form)
        context = {**context, "form": form, "reading": reading_named(form, person)}
        return show(request, template, context, status=status)
    context = {**context, "reading": reading_named(form, person)}
    return take_form(request, form, act, context=context, template=template)


def _unjudged(form: WeightForm) -> WeightForm:
    """Keep what was typed so far without finding fault with what is still missing."""
    form._errors = {}  # type: ignore[attr-defined]  # Django judges a bound form when it is shown
    return form


def _ticket(person: Person, number: str) -> WeighTicket:
    found = WeighTicket.objects.visible_to(person).with_names().filter(number=number).first()
    if found is None:
        raise Missing
    return found


def _deductions_of(ticket: WeighTicket) -> dict[str, Any]:
    return {n: getattr(ticket, n) for n in ("dirt_percent", "moisture_percent", "method")}


def _correction_of(ticket: WeighTicket) -> dict[str, Any]:
    plain = ("direction", "vehicle", "driver", "reference", "first_kg", "second_kg")
    codes = ("supplier", "workshop", "material")
    return {
        **_deductions_of(ticket),
        **{name: getattr(ticket, name) for name in plain},
        **{name: getattr(getattr(ticket, name), "code", "") for name in codes},
    }


def _address(number: str) -> str:
    return reverse("weigh_ticket", args=[number])
