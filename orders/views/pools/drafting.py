"""Pages of drafting a pool: a new one, its conditions, its materials, one more like an earlier."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from materialcenter.access import Person, page
from materialcenter.errors import DomainError
from materialcenter.models import Role
from materialcenter.web import person_in, show, submit_once
from orders.forms.pools import ConditionsForm, PoolForm, typed_conditions
from orders.models import Pool
from orders.reports.drafting import OfferedMaterial, materials_offered
from orders.services import drafting
from orders.views.pools.shown import address_of, pool_for, refused


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def pool_new(request: HttpRequest) -> HttpResponse:
    """Draft a pool on materials that somebody offers, what runs low ahead."""
    person = person_in(request)
    offered = materials_offered(person, on=timezone.localdate())
    if request.method == "GET":
        form = PoolForm(offered=offered, initial={"materials": _ticked(request, offered)})
        return show(request, "orders/pool_new.html", {"form": form})
    form = PoolForm(request.POST, offered=offered)
    if form.is_valid():
        alerts = form.alerts_of(request.POST.getlist("alerts"))
        try:
            return submit_once(request, lambda: address_of(_draft(form, alerts, person)))
        except DomainError as error:
            form.refuse(error)
    return show(request, "orders/pool_new.html", {"form": form}, status=422)


def _ticked(request: HttpRequest, offered: list[OfferedMaterial]) -> list[str]:
    """Return the codes that the address names, and where it asks for it all that runs low."""
    low = [row.material.code for row in offered if row.alert_id] if "low" in request.GET else []
    return [*request.GET.getlist("material"), *low]


def _draft(form: PoolForm, alerts: list[int], person: Person) -> Pool:
    return drafting.draft_pool(
        conditions=form.conditions(),
        appetites=form.appetites(),
        alert_ids=alerts,
        by=person,
        at=timezone.now(),
    )


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def pool_conditions(request: HttpRequest, number: str) -> HttpResponse:
    """Change the conditions of a draft."""
    person = person_in(request)
    found = pool_for(person, number)
    if request.method == "GET":
        form = ConditionsForm(initial=typed_conditions(drafting.conditions_of(found)))
        return show(request, "orders/pool_conditions.html", {"pool": found, "form": form})
    form = ConditionsForm(request.POST)
    if form.is_valid():

        def do() -> str:
            changed = drafting.change_conditions(
                pool_id=found.pk, conditions=form.conditions(), by=person, at=timezone.now()
            )
            return address_of(changed)

        try:
            return submit_once(request, do)
        except DomainError as error:
            form.refuse(error)
    context: dict[str, Any] = {"pool": found, "form": form}
    return show(request, "orders/pool_conditions.html", context, status=422)


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_POST
def pool_drop_material(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Take a material out of a draft."""
    person = person_in(request)
    found = pool_for(person, number)

    def do() -> str:
        drafting.drop_material(pool_id=found.pk, material=code, by=person, at=timezone.now())
        return address_of(found)

    try:
        return submit_once(request, do)
    except DomainError as error:
        return refused(request, found, error)


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_POST
def pool_repeat(request: HttpRequest, number: str) -> HttpResponse:
    """Draft a pool like this one, a month later."""
    person = person_in(request)
    found = pool_for(person, number)

    def do() -> str:
        return address_of(drafting.repeat_pool(pool_id=found.pk, by=person, at=timezone.now()))

    try:
        response = submit_once(request, do)
    except DomainError as error:
        return refused(request, found, error)
    messages.success(request, _("This is the draft of the next pool; look it over and open it."))
    return response
