"""Pages of workshops and their buyers."""

from typing import Any

from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import page
from materialcenter.errors import Missing
from materialcenter.forms.partners import BuyerForm, WorkshopForm
from materialcenter.models import Workshop
from materialcenter.paging import page_of
from materialcenter.person import STAFF, Person
from materialcenter.reports import buyers_of
from materialcenter.services import inviting, registering
from materialcenter.views.acting import take_form, typed
from materialcenter.web import person_in, show, submit_once


@page(*STAFF)
@require_GET
def workshops(request: HttpRequest) -> HttpResponse:
    """List workshops, searched by words of code, name, district or cluster, and by trade."""
    person = person_in(request)
    search, trade = request.GET.get("search", ""), request.GET.get("trade", "")
    rows = Workshop.objects.visible_to(person).matching(text=search, trade=trade)
    return show(
        request,
        "materialcenter/workshops.html",
        {
            "page": page_of(rows, cursor=request.GET.get("cursor", ""), newest_first=False),
            "search": search,
            "trade": trade,
            "trades": Workshop.Trade.choices,
            "may_register": person.has(*registering.KEEPS_WORKSHOPS),
        },
    )


@page()
@require_GET
def workshop(request: HttpRequest, code: str) -> HttpResponse:
    """Show a workshop to the center's staff and to its own buyers."""
    person = person_in(request)
    found = _workshop(code, person)
    return show(
        request,
        "materialcenter/workshop.html",
        {
            "workshop": found,
            "buyers": buyers_of(found, person),
            "may_change": person.has(*registering.KEEPS_WORKSHOPS),
            "may_invite": person.has(*inviting.INVITES_BUYERS),
        },
    )


@page(*registering.KEEPS_WORKSHOPS)
@require_http_methods(["GET", "POST"])
def workshop_new(request: HttpRequest) -> HttpResponse:
    """Register a workshop."""
    person = person_in(request)
    form = WorkshopForm(typed(request), without=_hidden(person))
    return take_form(
        request,
        form,
        lambda: _register(form, person),
        template="materialcenter/workshop_form.html",
        context={"workshop": None},
    )


@page(*registering.KEEPS_WORKSHOPS)
@require_http_methods(["GET", "POST"])
def workshop_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a workshop."""
    person = person_in(request)
    found = _workshop(code, person)
    hidden = ("code", *_hidden(person))
    form = WorkshopForm(typed(request), without=hidden, initial=model_to_dict(found))
    return take_form(
        request,
        form,
        lambda: _change(found, form, person),
        template="materialcenter/workshop_form.html",
        context={"workshop": found},
    )


@page(*inviting.INVITES_BUYERS)
@require_http_methods(["GET", "POST"])
def buyer_new(request: HttpRequest, code: str) -> HttpResponse:
    """Invite somebody to buy for a workshop."""
    person = person_in(request)
    found = _workshop(code, person)
    form = BuyerForm(typed(request))
    return take_form(
        request,
        form,
        lambda: _invite(found, form, person),
        template="materialcenter/buyer_new.html",
        context={"workshop": found},
    )


@page(*inviting.INVITES_BUYERS)
@require_POST
def buyer_remove(request: HttpRequest, code: str, username: str) -> HttpResponse:
    """Stop somebody from buying for a workshop."""
    person = person_in(request)

    def act() -> str:
        inviting.remove_buyer(workshop_code=code, username=username, by=person, at=timezone.now())
        return reverse("workshop", args=[code])

    return submit_once(request, act)


def _workshop(code: str, person: Person) -> Workshop:
    found = Workshop.objects.visible_to(person).filter(code=code).first()
    if found is None:
        raise Missing
    return found


def _hidden(person: Person) -> tuple[str, ...]:
    return () if person.has(*registering.SETS_MONEY) else registering.WORKSHOP_MONEY


def _register(form: WorkshopForm, person: Person) -> str:
    made = registering.register_workshop(details=form.typed, by=person, at=timezone.now())
    return reverse("workshop", args=[made.code])


def _change(found: Workshop, form: WorkshopForm, person: Person) -> str:
    registering.change_workshop(code=found.code, details=form.typed, by=person, at=timezone.now())
    return reverse("workshop", args=[found.code])


def _invite(found: Workshop, form: BuyerForm, person: Person) -> str:
    typed: dict[str, Any] = form.typed
    inviting.invite_buyer(workshop_code=found.code, details=typed, by=person, at=timezone.now())
    return reverse("workshop", args=[found.code])
