"""Pages of cutting: jobs, plans, and remnants by their size."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from inventory.catalogue import MAY_LABEL
from inventory.forms.cuts import (
    CutForm,
    CutIntoForm,
    PlanForm,
    RemnantFilter,
    cut_into_forms,
    wanted_forms,
)
from inventory.models import CutOutput, CutPlan, Lot
from inventory.reports.cuts import (
    cut_jobs,
    find_plan,
    find_remnants,
    job_views,
    plan_view,
    prefilled,
)
from inventory.reports.lots import LotLine, lot_lines
from inventory.rules.cutting.task import MOST_CUTS
from inventory.services import cutting, planning_cuts, reversing
from inventory.services.printing_cuts import PDF, cut_plan_pdf
from inventory.views.acting import UNFIT, status_of, typed
from materialcenter.access import page
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.forms.base import ActForm
from materialcenter.paging import page_of
from materialcenter.person import STAFF, Person
from materialcenter.web import as_download, person_in, show, submit_once

FIRST_LINES, MOST_LINES = 3, cutting.MOST_OUTPUTS


@page(*STAFF)
@require_GET
def cuts(request: HttpRequest) -> HttpResponse:
    """List cutting jobs, the newest first."""
    person = person_in(request)
    found = page_of(cut_jobs(person), cursor=request.GET.get("cursor", ""))
    context = {
        "page": found,
        "views": job_views(found.items),
        "may_cut": person.has(*cutting.MAY_CUT),
        "may_plan": person.has(*planning_cuts.MAY_PLAN),
    }
    return show(request, "inventory/cuts.html", context)


@page(*STAFF)
@require_GET
def cut(request: HttpRequest, number: str) -> HttpResponse:
    """Show a job: what went in, what came of it, and what the saw took."""
    person = person_in(request)
    found = cut_jobs(person).filter(number=number).first()
    if found is None:
        raise Missing
    view = job_views([found])[0]
    may_reverse = person.has(*reversing.MAY_REVERSE) and not view.is_undone
    context = {
        "view": view,
        "may_reverse": may_reverse,
        "may_label": person.has(*MAY_LABEL) and not view.is_undone,
    }
    return show(request, "inventory/cut.html", context)


@page(*STAFF)
@require_GET
def cut_plans(request: HttpRequest) -> HttpResponse:
    """List cutting plans, the newest first."""
    person = person_in(request)
    rows = CutPlan.objects.visible_to(person).select_related("material")
    context = {
        "page": page_of(rows, cursor=request.GET.get("cursor", "")),
        "may_plan": person.has(*planning_cuts.MAY_PLAN),
    }
    return show(request, "inventory/cut_plans.html", context)


@page(*STAFF)
@require_GET
def cut_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Show a plan as drawings and tables; one that waits looks again by itself."""
    person = person_in(request)
    plan = find_plan(person, number)
    view = plan_view(plan)
    context = {
        "view": view,
        "plan": plan,
        "is_waiting": view.is_waiting,
        "impossible": planning_cuts.SENTENCES.get((plan.result or {}).get("code", ""), ""),
        "may_cut": person.has(*cutting.MAY_CUT),
    }
    return show(request, "inventory/cut_plan.html", context)


@page(*STAFF)
@require_GET
def cut_plan_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out a plan with its drawings as PDF."""
    plan = find_plan(person_in(request), number)
    return as_download(safe_name=f"{plan.number}.pdf", media_type=PDF, content=cut_plan_pdf(plan))


@page(*planning_cuts.MAY_PLAN)
@require_http_methods(["GET", "POST"])
def cut_plan_new(request: HttpRequest) -> HttpResponse:
    """Ask for a plan; `more` asks for further lines."""
    person = person_in(request)
    count = _count(request, FIRST_LINES)
    form = PlanForm(typed(request), person=person)
    if request.method == "GET" and request.GET.get("material"):
        form.initial["material"] = request.GET["material"]
    rows = wanted_forms(typed(request), count=count)
    template = "inventory/cut_plan_new.html"
    if request.method == "POST" and "more" in request.POST:
        rows += wanted_forms(None, count=count + FIRST_LINES)[count:]
        return _shown(request, template, form, rows, MOST_CUTS, {})
    return _sent(request, template, form, rows, MOST_CUTS, {}, lambda: _plan(form, rows, person))


def _plan(form: PlanForm, rows: Sequence[Any], person: Person) -> str:
    given = form.cleaned_data
    plan = planning_cuts.ask_plan(
        material_code=given["material"],
        kerf_mm=given["kerf_mm"],
        cuts=[row.wanted() for row in rows if not row.is_left_out],
        uses_remnants=given["uses_remnants"],
        by=person,
        at=timezone.now(),
    )
    return reverse("cut_plan", args=[plan.number])


@page(*cutting.MAY_CUT)
@require_http_methods(["GET", "POST"])
def lot_cut(request: HttpRequest, number: str) -> HttpResponse:
    """Cut pieces of a lot; a plan's pattern fills the lines, `more` asks for further ones."""
    person = person_in(request)
    line = _line(person, number)
    size = cutting.size_of(line.lot)
    plan = _plan_named(request, person)
    start = prefilled(plan, request.GET.get("pattern", "")) if plan else []
    count = _count(request, max(FIRST_LINES, len(start) + 1))
    form = CutForm(typed(request), line=line)
    is_flat = size.width_mm is not None
    rows = cut_into_forms(
        typed(request), count=count, person=person, is_flat=is_flat, initial=start
    )
    if start:
        _fill_in(form, rows, line)
    context = {"lot": line.lot, "size": size, "plan": plan}
    if request.method == "POST" and "more" in request.POST:
        rows += cut_into_forms(None, count=count + 1, person=person, is_flat=is_flat)[count:]
        return _shown(request, "inventory/lot_cut.html", form, rows, MOST_LINES, context)
    return _sent(
        request,
        "inventory/lot_cut.html",
        form,
        rows,
        MOST_LINES,
        context,
        lambda: _cut(number, form, rows, plan, person),
    )


def _fill_in(form: CutForm, rows: Sequence[CutIntoForm], line: LotLine) -> None:
    """Start with one piece, on the rack it lies on, and the rest as scrap."""
    form.initial.setdefault("pieces", 1)
    rack = line.balances[0].place.code if line.balances else ""
    scraps = [code for code, _label in rows[-1].fields["material"].choices if code]  # type: ignore[attr-defined]
    if scraps:
        rows[-1].initial.update({"kind": CutOutput.Kind.SCRAP, "material": scraps[0]})
    for row in rows:
        if row.initial:
            row.initial["rack"] = rack


def _sent(
    request: HttpRequest,
    template: str,
    form: ActForm,
    rows: Sequence[ActForm],
    most: int,
    context: dict[str, Any],
    act: Callable[[], str],
) -> HttpResponse:
    """Do the act once when the form and all its lines are right, else show them again."""
    status = 200
    if request.method == "POST":
        status = UNFIT
        if all([form.is_valid(), *(row.is_valid() for row in rows)]):
            try:
                return submit_once(request, act)
            except (Invalid, Conflict) as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
    return _shown(request, template, form, rows, most, context, status)


def _shown(
    request: HttpRequest,
    template: str,
    form: ActForm,
    rows: Sequence[ActForm],
    most: int,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    context |= {"form": form, "rows": rows, "count": len(rows), "may_add_row": len(rows) < most}
    return show(request, template, context, status=status)


def _plan_named(request: HttpRequest, person: Person) -> CutPlan | None:
    named = request.POST.get("plan") or request.GET.get("plan", "")
    return find_plan(person, named) if named else None


def _cut(
    number: str, form: CutForm, rows: Sequence[Any], plan: CutPlan | None, person: Person
) -> str:
    job = cutting.do_cut(
        lot_number=number,
        outputs=[row.into() for row in rows if not row.is_left_out],
        plan_number=plan.number if plan else "",
        note=form.cleaned_data["note"],
        by=person,
        at=timezone.now(),
        **form.quantity,
    )
    return reverse("cut", args=[job.number])


def _count(request: HttpRequest, first: int) -> int:
    given = request.POST.get("count", "")
    return min(max(int(given), 1), MOST_CUTS) if re.fullmatch(r"[0-9]{1,9}", given) else first


def _line(person: Person, number: str) -> LotLine:
    found = Lot.objects.visible_to(person).with_names().filter(number=number).first()
    if found is None:
        raise Missing
    return lot_lines([found])[0]


@page(*STAFF)
@require_GET
def remnants(request: HttpRequest) -> HttpResponse:
    """Search what was cut and still lies here by its size."""
    person = person_in(request)
    narrow = RemnantFilter(request.GET, person=person)
    narrow.is_valid()
    wanted = {name: value for name, value in narrow.cleaned_data.items() if value}
    found = page_of(find_remnants(person, **wanted), cursor=request.GET.get("cursor", ""))
    context = {
        "page": found,
        "lines": lot_lines(found.items),
        "narrow": narrow,
        "is_narrowed": bool(wanted),
    }
    return show(request, "inventory/remnants.html", context)
