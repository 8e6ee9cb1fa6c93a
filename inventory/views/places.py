"""Pages of the yard's racks."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from inventory.forms.yard import CapacityForm, RackForm
from inventory.models import Place
from inventory.reports.places import loaded, rack_loads
from inventory.services import racking
from inventory.views.acting import take_form, typed
from materialcenter.access import page
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import person_in, show


@page(*STAFF)
@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """List the racks with what lies on them."""
    person = person_in(request)
    rows = loaded(Place.objects.visible_to(person).racks())
    found = page_of(rows, cursor=request.GET.get("cursor", ""), newest_first=False)
    context = {
        "page": found,
        "loads": rack_loads(found.items),
        "may_add": person.has(*racking.MAY_RACK),
    }
    return show(request, "inventory/places.html", context)


@page(*racking.MAY_RACK)
@require_http_methods(["GET", "POST"])
def place_new(request: HttpRequest) -> HttpResponse:
    """Add a rack."""
    person = person_in(request)
    form = RackForm(typed(request))

    def act() -> str:
        racking.add_rack(
            code=form.cleaned_data["code"].strip().upper(),
            capacity_kg=form.cleaned_data["capacity_kg"],
            by=person,
            at=timezone.now(),
        )
        return reverse("places")

    context = {
        "title": _("New rack"),
        "submit_label": _("Add rack"),
        "cancel_url": reverse("places"),
    }
    return take_form(request, form, act, context=context)


@page(*racking.MAY_RACK)
@require_http_methods(["GET", "POST"])
def place_capacity(request: HttpRequest, code: str) -> HttpResponse:
    """Say what a rack may carry."""
    person = person_in(request)
    rack = Place.objects.visible_to(person).racks().filter(code=code).first()
    if rack is None:
        raise Missing
    form = CapacityForm(typed(request), initial={"capacity_kg": rack.capacity_kg})

    def act() -> str:
        racking.set_capacity(
            code=code,
            capacity_kg=form.cleaned_data["capacity_kg"],
            by=person,
            at=timezone.now(),
        )
        return reverse("places")

    context = {
        "title": _("What %(rack)s carries") % {"rack": code},
        "cancel_url": reverse("places"),
    }
    return take_form(request, form, act, context=context)
