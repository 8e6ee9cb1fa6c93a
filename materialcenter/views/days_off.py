"""Pages of a center's own bank days."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from materialcenter.access import page
from materialcenter.forms.days_off import CLOSED, DayOffForm
from materialcenter.models import DayOff
from materialcenter.person import Person, Role
from materialcenter.services import keeping_days_off
from materialcenter.services.keeping_days_off import KEEPS_DAYS_OFF
from materialcenter.views.acting import take_form, typed
from materialcenter.web import person_in, submit_once


@page(Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
@require_http_methods(["GET", "POST"])
def days_off(request: HttpRequest) -> HttpResponse:
    """List the days from today on that the center keeps itself, and keep one more."""
    person = person_in(request)
    form = DayOffForm(typed(request))
    ahead = DayOff.objects.visible_to(person).filter(day__gte=timezone.localdate())
    return take_form(
        request,
        form,
        lambda: _keep(form, person),
        template="materialcenter/days_off.html",
        context={"days": ahead.order_by("day"), "may_keep": person.has(*KEEPS_DAYS_OFF)},
    )


def _keep(form: DayOffForm, person: Person) -> str:
    read = form.cleaned_data
    keeping_days_off.keep_day_off(
        day=read["day"],
        name=read["name"],
        is_off=read["banks"] == CLOSED,
        by=person,
        at=timezone.now(),
    )
    return reverse("days_off")


@page(*KEEPS_DAYS_OFF)
@require_POST
def day_off_drop(request: HttpRequest, day_off_id: int) -> HttpResponse:
    """Let the calendar say again what a day is."""
    person = person_in(request)

    def act() -> str:
        keeping_days_off.drop_day_off(day_off_id=day_off_id, by=person, at=timezone.now())
        return reverse("days_off")

    return submit_once(request, act)
