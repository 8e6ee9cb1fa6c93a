"""Scanning: what lies before one, and the photo of a browser that reads no codes itself."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from inventory.forms.scanning import CodeForm
from inventory.models import Lot, Place
from inventory.reports.counts import lines_to_count
from inventory.reports.lots import lot_lines
from inventory.rules.labels import heat_in, lot_number_in, rack_code_in
from inventory.services import cutting, moving, quarantining, scanning
from inventory.services.opening_counts import MAY_COUNT
from materialcenter.access import page
from materialcenter.errors import Invalid
from materialcenter.person import STAFF, Role
from materialcenter.web import person_in, show

READERS = {"lot": lot_number_in, "heat": heat_in, "rack": rack_code_in}


@page(*STAFF)
@require_GET
def scan(request: HttpRequest) -> HttpResponse:
    """Show the scanned lot with what can be done with it; a rack leads to what lies there."""
    person = person_in(request)
    form = CodeForm(request.GET if "code" in request.GET else None)
    line = None
    if form.is_valid():
        code = form.cleaned_data["code"]
        found = Lot.objects.visible_to(person).with_names().filter(number=lot_number_in(code))
        line = next(iter(lot_lines(list(found))), None)
        rack = rack_code_in(code)
        if line is None and Place.objects.visible_to(person).racks().filter(code=rack).exists():
            return HttpResponseRedirect(f"{reverse('lots')}?{urlencode({'rack': rack})}")
        if line is None:
            form.add_error(
                "code", _("There is no lot %(lot)s here.") % {"lot": lot_number_in(code)}
            )
    context = {
        "form": form,
        "line": line,
        "may_move": person.has(*moving.MAY_MOVE),
        "may_cut": person.has(*cutting.MAY_CUT),
        "may_quarantine": person.has(*quarantining.MAY_QUARANTINE),
        "may_pick": person.has(Role.CLERK, Role.SUPERVISOR),
        "to_count": lines_to_count(line.lot) if line and person.has(*MAY_COUNT) else (),
    }
    return show(request, "inventory/scan.html", context)


@page(*scanning.MAY_SCAN)
@require_POST
def scan_photo(request: HttpRequest) -> HttpResponse:
    """Read a photo, and go back to the page it is for with its field filled."""
    target = request.POST.get("target", "")
    before = _page_before(request)
    try:
        text = _read(request, target)
    except Invalid as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(before)
    value = READERS.get(request.POST.get(f"part-{target}", ""), lot_number_in)(text)
    messages.success(request, _("Read: %s") % value)
    return HttpResponseRedirect(_filled(before, target.removeprefix("id_"), value))


def _read(request: HttpRequest, target: str) -> str:
    photo = request.FILES.get(f"photo-{target}")
    if photo is None:
        raise scanning.PhotoMissing
    return scanning.read_photo(name=photo.name or "", content=photo.read(), by=person_in(request))


def _page_before(request: HttpRequest) -> str:
    """Return the address of the page that the photo is for, of this site only."""
    given = request.POST.get("next", "")
    is_ours = given.startswith("/") and url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return given if is_ours else reverse("scan")


def _filled(address: str, name: str, value: str) -> str:
    """Put a field's value behind the question mark of an address."""
    parts = urlsplit(address)
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] != name]
    return urlunsplit(parts._replace(query=urlencode([*kept, (name, value)])))
