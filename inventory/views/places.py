"""Pages of the yard's racks: the list, the map, one rack, and what is known of it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from inventory.catalogue import MAY_LABEL
from inventory.forms.yard import SPOT_FIELDS, RackChangeForm, RackForm
from inventory.models import Place
from inventory.reports import places as report
from inventory.services import moving, racking
from inventory.views.acting import take_form, typed
from materialcenter.access import page
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from materialcenter.person import STAFF, Person
from materialcenter.web import person_in, show


@page(*STAFF)
@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """List the racks with what lies on them."""
    person = person_in(request)
    rows = report.loaded(Place.objects.visible_to(person).racks())
    found = page_of(rows, cursor=request.GET.get("cursor", ""), newest_first=False)
    context = {
        "page": found,
        "loads": report.rack_loads(found.items),
        "may_label": person.has(*MAY_LABEL),
        "may_add": person.has(*racking.MAY_RACK),
    }
    return show(request, "inventory/places.html", context)


@page(*STAFF)
@require_GET
def yard_map(request: HttpRequest) -> HttpResponse:
    """Draw the yard, every rack by how full it is."""
    person = person_in(request)
    context = {"map": report.yard_map(person), "may_add": person.has(*racking.MAY_RACK)}
    return show(request, "inventory/yard_map.html", context)


@page(*STAFF)
@require_GET
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show a rack: what lies there, and what more may be put there."""
    person = person_in(request)
    load = report.rack_load(person, code)
    if load is None:
        raise Missing
    lying = report.lying_on(person, load.place)
    context = {
        "load": load,
        "rack": load.place,
        "page": page_of(lying, cursor=request.GET.get("cursor", ""), newest_first=False),
        "may_change": person.has(*racking.MAY_RACK),
        "may_move": person.has(*moving.MAY_MOVE),
    }
    return show(request, "inventory/place.html", context)


@page(*racking.MAY_RACK)
@require_http_methods(["GET", "POST"])
def place_new(request: HttpRequest) -> HttpResponse:
    """Add a rack."""
    person = person_in(request)
    form = RackForm(typed(request))

    def act() -> str:
        added = racking.add_rack(
            code=form.cleaned_data["code"].strip().upper(),
            setting=form.setting(),
            by=person,
            at=timezone.now(),
        )
        return reverse("place", args=[added.code])

    context = {
        "title": _("New rack"),
        "submit_label": _("Add rack"),
        "cancel_url": reverse("places"),
    }
    return take_form(request, form, act, context=context)


@page(*racking.MAY_RACK)
@require_http_methods(["GET", "POST"])
def place_change(request: HttpRequest, code: str) -> HttpResponse:
    """Say anew what a rack carries and where it stands."""
    person = person_in(request)
    rack = _rack(person, code)
    known = {name: getattr(rack, name) for name in ("capacity_kg", "bay", "walk_order")}
    spot = {name: getattr(rack, name) for name in SPOT_FIELDS}
    form = RackChangeForm(typed(request), initial=known | spot)

    def act() -> str:
        racking.change_rack(code=code, setting=form.setting(), by=person, at=timezone.now())
        return reverse("place", args=[code])

    context = {
        "title": _("Change rack %(rack)s") % {"rack": code},
        "cancel_url": reverse("place", args=[code]),
    }
    return take_form(request, form, act, context=context)


def _rack(person: Person, code: str) -> Place:
    rack = Place.objects.visible_to(person).racks().filter(code=code).first()
    if rack is None:
        raise Missing
    return rack
