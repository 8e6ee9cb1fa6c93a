"""Pages of suppliers' offers."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from inventory import catalogue
from materialcenter.access import page
from materialcenter.forms.rows import Rows
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.web import person_in, show
from orders.forms.buying import OfferForm, TierRow
from orders.models import WeightBasis
from orders.reports.finding_purchases import find_material, find_supplier
from orders.reports.offers import material_offers, offered_materials
from orders.services import offering
from orders.views.buying import supplier_choices, take_rows

OFFER_READERS = (Role.PURCHASER, Role.SUPERVISOR, Role.AUDITOR)


@page(*OFFER_READERS)
@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """List the materials that are on offer, with the lowest landed price."""
    person = person_in(request)
    wanted = request.GET.get("q", "").strip()
    rows = catalogue.Material.objects.visible_to(person).filter(
        offers__isnull=False, offers__replaced_at=None
    )
    if wanted:
        rows = rows.filter(code__icontains=wanted.replace("\x00", ""))
    found = page_of(
        rows.distinct().select_related("grade"),
        cursor=request.GET.get("cursor", ""),
        newest_first=False,
    )
    context = {
        "page": found,
        "lines": offered_materials(found.items, person, on=timezone.localdate()),
        "wanted": wanted,
        "may_enter": person.has(*offering.BUYERS),
    }
    return show(request, "orders/offers.html", context)


@page(*OFFER_READERS)
@require_GET
def offer_material(request: HttpRequest, code: str) -> HttpResponse:
    """Show who offers a material, at landed cost, and how prices went."""
    person = person_in(request)
    found = material_offers(find_material(person, code), person, on=timezone.localdate())
    context = {"found": found, "may_enter": person.has(*offering.BUYERS)}
    return show(request, "orders/offer_material.html", context)


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def offer_enter(request: HttpRequest, code: str) -> HttpResponse:
    """Enter what a supplier asks for a material, in place of what it asked before."""
    person = person_in(request)
    material = find_material(person, code)
    suppliers = supplier_choices(person)
    rows = Rows(TierRow, telling=("from_kg", "price_per_kg"))

    def context() -> dict[str, Any]:
        return {"material": material, "form": form, "rows": rows}

    if request.method == "GET" or "more" in request.POST:
        form = _unsent(request, rows, suppliers)
        return show(request, "orders/offer_enter.html", context())
    form = OfferForm(request.POST, suppliers=suppliers)
    rows.read(request.POST)

    def act() -> str:
        offering.enter_offer(
            supplier_id=find_supplier(person, form.cleaned_data["supplier"]).pk,
            material=material.code,
            terms=_terms(form.cleaned_data, rows),
            by=person,
            at=timezone.now(),
        )
        return reverse("offer_material", args=[material.code])

    return take_rows(
        request,
        form,
        rows,
        act,
        template="orders/offer_enter.html",
        context=context,
        done=_("The offer is entered."),
    )


def _unsent(
    request: HttpRequest, rows: Rows[TierRow], suppliers: list[tuple[str, str]]
) -> OfferForm:
    """Return the form as it is filled in so far, and give `rows` room for more."""
    initial = {"supplier": request.GET.get("supplier", ""), "weight_basis": WeightBasis.TABLE}
    if request.method == "GET":
        rows.blank([{}, {}, {}])
    else:
        rows.keep(request.POST, more=[{}])
    return OfferForm(initial=request.POST.dict() or initial, suppliers=suppliers)


def _terms(data: dict[str, Any], rows: Rows[TierRow]) -> offering.OfferTerms:
    return offering.OfferTerms(
        tiers=[
            offering.PriceTier(
                row.cleaned_data["from_kg"] or Decimal(0), row.cleaned_data["price_per_kg"]
            )
            for row in rows.filled
        ],
        minimum_kg=data["minimum_kg"] or Decimal(0),
        pack=1 if data["pack"] is None else data["pack"],
        weight_basis=data["weight_basis"],
        freight_per_kg=data["freight_per_kg"] or Decimal(0),
        freight_fixed=Decimal(data["freight_fixed"] or 0),
        lead_time_days=data["lead_time_days"],
        valid_until=data["valid_until"],
    )
