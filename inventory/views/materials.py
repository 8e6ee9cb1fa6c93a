"""Pages of materials: the list that everybody sees, one with all that is known, and its acts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory.forms.finding import StockFilter
from inventory.forms.materials import (
    ChangeMaterialForm,
    CounterPriceForm,
    MaterialForm,
    PlanningForm,
    ReorderPointForm,
)
from inventory.models import Material, ReorderPlan
from inventory.reports.materials import material_sheet, stock_lines
from inventory.services import cataloguing, reordering
from inventory.services.planning_stock import FILL_RATE_PERCENT
from inventory.views.acting import take_form, typed
from materialcenter.access import page
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from materialcenter.person import Person, Role
from materialcenter.web import person_in, show, submit_once

KEPT = ("form", "is_active", "fixed_value_per_kg", *cataloguing.DIMENSIONS)
# Who finds the way from a material to the cart; what may be ordered is decided there.
MAY_ORDER = (Role.BUYER, Role.CLERK, Role.PURCHASER, Role.SUPERVISOR)


@page()
@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    """List what is on offer, with what is available and what it costs."""
    person = person_in(request)
    narrow = StockFilter(request.GET, person=person)
    narrow.is_valid()
    wanted = narrow.cleaned_data
    rows = Material.objects.visible_to(person).search(
        text=wanted.get("q", ""), form=wanted.get("form", ""), grade=wanted.get("grade", "")
    )
    if not person.is_staff:
        rows = rows.on_offer()
    found = page_of(
        rows.select_related("grade"), cursor=request.GET.get("cursor", ""), newest_first=False
    )
    context = {
        "page": found,
        "lines": stock_lines(found.items),
        "narrow": narrow,
        "is_narrowed": any(wanted.values()),
        "may_add": person.has(*cataloguing.MAY_CATALOGUE),
        "may_order": person.has(*MAY_ORDER),
    }
    return show(request, "inventory/stock.html", context)


@page()
@require_GET
def material(request: HttpRequest, code: str) -> HttpResponse:
    """Show a material; a buyer sees what the list shows, staff see everything."""
    person = person_in(request)
    found = _material(person, code)
    if not person.is_staff:
        line = stock_lines([found])[0]
        return show(request, "inventory/material.html", {"material": found, "line": line})
    sheet = material_sheet(found, person)
    context = {
        "material": found,
        "line": sheet.line,
        "sheet": sheet,
        "usual_fill_rate": FILL_RATE_PERCENT,
        "may_change": person.has(*cataloguing.MAY_CATALOGUE),
        "may_order": found.is_active and person.has(*MAY_ORDER),
    }
    return show(request, "inventory/material.html", context)


@page(*cataloguing.MAY_CATALOGUE)
@require_http_methods(["GET", "POST"])
def material_new(request: HttpRequest) -> HttpResponse:
    """Add a material."""
    person = person_in(request)
    form = MaterialForm(typed(request), person=person)

    def act() -> str:
        added = cataloguing.add_material(
            code=form.cleaned_data["code"].strip().upper(),
            piece=form.piece(),
            counter_price_per_kg=form.cleaned_data["counter_price_per_kg"],
            fixed_value_per_kg=form.cleaned_data["fixed_value_per_kg"],
            by=person,
            at=timezone.now(),
        )
        return _address(added.code)

    context = {
        "title": _("New material"),
        "lead": _("The unit and the table weight follow from form, grade and size."),
        "submit_label": _("Add material"),
        "cancel_url": reverse("stock"),
    }
    return take_form(request, form, act, context=context)


@page(*cataloguing.MAY_CATALOGUE)
@require_http_methods(["GET", "POST"])
def material_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Correct a material, or take it off the list."""
    person = person_in(request)
    found = _material(person, code)
    now = {name: getattr(found, name) for name in KEPT}
    form = ChangeMaterialForm(
        typed(request), person=person, initial={**now, "grade": found.grade.code}
    )

    def act() -> str:
        cataloguing.change_material(
            code=code,
            piece=form.piece(),
            is_active=form.cleaned_data["is_active"],
            fixed_value_per_kg=form.cleaned_data["fixed_value_per_kg"],
            by=person,
            at=timezone.now(),
        )
        return _address(code)

    context = {
        "title": _("Change %(code)s") % {"code": code},
        "lead": _("Form, grade and size can change until the first lot is received."),
        "cancel_url": _address(code),
    }
    return take_form(request, form, act, context=context)


@page(*cataloguing.MAY_CATALOGUE)
@require_http_methods(["GET", "POST"])
def material_price(request: HttpRequest, code: str) -> HttpResponse:
    """Set the counter price."""
    person = person_in(request)
    found = _material(person, code)
    form = CounterPriceForm(
        typed(request), initial={"counter_price_per_kg": found.counter_price_per_kg}
    )

    def act() -> str:
        cataloguing.change_counter_price(
            code=code,
            counter_price_per_kg=form.cleaned_data["counter_price_per_kg"],
            by=person,
            at=timezone.now(),
        )
        return _address(code)

    context = {
        "title": _("Counter price of %(code)s") % {"code": code},
        "lead": _("Orders that were placed keep their price."),
        "submit_label": _("Set price"),
        "cancel_url": _address(code),
    }
    return take_form(request, form, act, context=context)


@page(*reordering.MAY_PLAN)
@require_http_methods(["GET", "POST"])
def material_reorder(request: HttpRequest, code: str) -> HttpResponse:
    """Set when a material is reordered by hand."""
    person = person_in(request)
    found = _material(person, code)
    plan = ReorderPlan.objects.filter(material=found).first()
    levels = {
        "reorder_point_kg": plan.reorder_point_kg if plan else None,
        "order_up_to_kg": plan.order_up_to_kg if plan else None,
    }
    form = ReorderPointForm(typed(request), initial=levels)

    def act() -> str:
        reordering.set_reorder_point(
            material_code=code,
            reorder_point_kg=form.cleaned_data["reorder_point_kg"],
            order_up_to_kg=form.cleaned_data["order_up_to_kg"],
            by=person,
            at=timezone.now(),
        )
        return _address(code)

    context = {
        "title": _("Reorder point of %(code)s") % {"code": code},
        "lead": _("Levels set by hand stay until you give them back to planning."),
        "submit_label": _("Set by hand"),
        "cancel_url": _address(code),
    }
    return take_form(request, form, act, context=context)


@page(*reordering.MAY_PLAN)
@require_http_methods(["GET", "POST"])
def material_planning(request: HttpRequest, code: str) -> HttpResponse:
    """Set what a material is planned by: its fill rate, lead time, multiple."""
    person = person_in(request)
    plan = ReorderPlan.objects.filter(material=_material(person, code)).first()
    initial = {
        "fill_rate_percent": plan.fill_rate_percent if plan else None,
        "lead_time_days": plan.own_lead_time_days if plan else None,
        "multiple_kg": plan.multiple_kg if plan else None,
    }
    form = PlanningForm(typed(request), initial=initial)

    def act() -> str:
        reordering.set_planning(
            material_code=code,
            wanted=reordering.PlanSettings(**form.cleaned_data),
            by=person,
            at=timezone.now(),
        )
        return _address(code)

    context = {
        "title": _("Planning of %(code)s") % {"code": code},
        "lead": _("Planning follows within minutes; levels set by hand stay."),
        "submit_label": _("Save"),
        "cancel_url": _address(code),
    }
    return take_form(request, form, act, context=context)


@page(*reordering.MAY_PLAN)
@require_POST
def material_plan_again(request: HttpRequest, code: str) -> HttpResponse:
    """Give a material's levels back to planning."""
    person = person_in(request)

    def act() -> str:
        reordering.plan_again(material_code=code, by=person, at=timezone.now())
        return _address(code)

    response = submit_once(request, act)
    messages.success(request, _("Planning sets the levels in a moment."))
    return response


def _material(person: Person, code: str) -> Material:
    found = Material.objects.visible_to(person).select_related("grade").filter(code=code).first()
    if found is None:
        raise Missing
    return found


def _address(code: str) -> str:
    return reverse("material", args=[code])
