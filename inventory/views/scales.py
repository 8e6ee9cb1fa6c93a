"""Pages of the scales and of the tare book."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from inventory.forms.weighing import NewScaleForm, ScaleForm, TareForm
from inventory.models import Scale, VehicleTare
from inventory.services import keeping_scales, keeping_tares
from inventory.services.reading_scales import MAY_WEIGH
from inventory.views.acting import take_form, typed
from inventory.views.weighing import take_weight
from materialcenter.access import page
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import person_in, show


@page(*STAFF)
@require_GET
def scales(request: HttpRequest) -> HttpResponse:
    """List the scales with their legal marks."""
    person = person_in(request)
    rows = Scale.objects.visible_to(person)
    found = page_of(rows, cursor=request.GET.get("cursor", ""), newest_first=False)
    today = timezone.localdate()
    context = {
        "page": found,
        "lines": [(scale, scale.is_verified_on(today)) for scale in found.items],
        "may_keep": person.has(*keeping_scales.MAY_KEEP_SCALES),
    }
    return show(request, "inventory/scales.html", context)


@page(*keeping_scales.MAY_KEEP_SCALES)
@require_http_methods(["GET", "POST"])
def scale_new(request: HttpRequest) -> HttpResponse:
    """Add a scale."""
    person = person_in(request)
    form = NewScaleForm(typed(request))

    def act() -> str:
        keeping_scales.add_scale(
            code=form.cleaned_data["code"].strip().upper(),
            sheet=form.sheet(),
            by=person,
            at=timezone.now(),
        )
        return reverse("scales")

    context = {
        "title": _("New scale"),
        "submit_label": _("Add scale"),
        "cancel_url": reverse("scales"),
    }
    return take_form(request, form, act, context=context)


@page(*keeping_scales.MAY_KEEP_SCALES)
@require_http_methods(["GET", "POST"])
def scale_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a scale."""
    person = person_in(request)
    found = Scale.objects.visible_to(person).filter(code=code).first()
    if found is None:
        raise Missing
    now = {name: getattr(found, name) for name in ScaleForm.base_fields}
    form = ScaleForm(typed(request), initial=now)

    def act() -> str:
        keeping_scales.change_scale(code=code, sheet=form.sheet(), by=person, at=timezone.now())
        return reverse("scales")

    context = {
        "title": _("Change scale %(code)s") % {"code": code},
        "lead": _("Tickets that were weighed on it keep what they say."),
        "cancel_url": reverse("scales"),
    }
    return take_form(request, form, act, context=context)


@page(*STAFF)
@require_GET
def tare_book(request: HttpRequest) -> HttpResponse:
    """List what each vehicle weighs empty."""
    person = person_in(request)
    rows = VehicleTare.objects.visible_to(person).newest().select_related("scale", "ticket")
    context = {
        "page": page_of(rows, cursor=request.GET.get("cursor", "")),
        "may_weigh": person.has(*MAY_WEIGH),
    }
    return show(request, "inventory/tare_book.html", context)


@page(*MAY_WEIGH)
@require_http_methods(["GET", "POST"])
def tare_new(request: HttpRequest) -> HttpResponse:
    """Weigh an empty vehicle for the tare book."""
    person = person_in(request)
    form = TareForm(typed(request), person=person)

    def act() -> str:
        keeping_tares.weigh_tare(
            vehicle=form.cleaned_data["vehicle"],
            scale=form.cleaned_data["scale"],
            weight=form.weight(),
            by=person,
            at=timezone.now(),
        )
        return reverse("tare_book")

    context = {
        "title": _("Weigh an empty vehicle"),
        "submit_label": _("Into the tare book"),
        "cancel_url": reverse("tare_book"),
        "has_scale": bool(form.fields["scale"].choices),  # type: ignore[attr-defined]
    }
    return take_weight(request, form, act, scale=request.POST.get("scale", ""), context=context)
