"""Plans of cuts: asked for, computed by a worker, and kept."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import Balance, CutOutput, CutPlan, Material, Place
from inventory.rules.cutting import Budget, CuttingRefused, Plan, Stock, plan_cuts
from inventory.rules.cutting import Wanted as Wanted
from inventory.rules.cutting.task import MOST_STOCKS, task_of
from inventory.rules.cutting.weighing import FLAT
from inventory.rules.forms import Form
from inventory.services.cutting import NotCut
from inventory.services.finding import material_of
from materialcenter import audit, jobs
from materialcenter.commands import command
from materialcenter.errors import Invalid
from materialcenter.models import Center
from materialcenter.numbering import next_number
from materialcenter.person import Person, Role

MAY_PLAN = (Role.CLERK, Role.PURCHASER, Role.SUPERVISOR)
SECONDS = 60.0

SENTENCES = {
    "nothing_to_cut": _("Name at least one cut."),
    "size_not_positive": _("A length and a width must be more than zero."),
    "pieces_not_positive": _("A quantity must be more than zero."),
    "kerf_negative": _("A kerf is zero or more."),
    "size_too_fine": _("Sizes are cut to a tenth of a millimetre, not finer."),
    "width_missing": _("A sheet's cut needs a length and a width."),
    "width_not_wanted": _("A bar's cut has a length and no width."),
    "cut_longer_than_stock": _("A cut is longer than anything it could be cut from."),
    "not_enough_to_cut": _("There is not enough to cut from."),
    "too_many_cuts": _("One plan has at most 60 different cuts."),
    "too_many_pieces": _("One plan has at most 2,000 pieces."),
    "too_many_stocks": _("There are too many different remnants for one plan."),
    "size_too_large": _("A side is at most 15 metres."),
}


class PlanRefused(Invalid):
    """A list of cuts that cannot be planned; its code is the planner's."""


@command
def ask_plan(
    *,
    material_code: str,
    kerf_mm: Decimal,
    cuts: Sequence[Wanted],
    uses_remnants: bool,
    by: Person,
    at: datetime,
) -> CutPlan:
    """Ask for the least material for a list of cuts; a worker computes it.

    Raises NoSuchMaterial, NotCut, PlanRefused.
    """
    by.must_be(*MAY_PLAN)
    material = material_of(material_code, by)
    refuse_unplannable(material, kerf_mm, cuts)
    code = Center.objects.values_list("code", flat=True).get(pk=by.center_id)
    plan = CutPlan.objects.create(
        center_id=by.center_id,
        number=next_number(
            center_id=by.center_id,
            center_code=code,
            kind="CP",
            year=timezone.localdate(at).year,
        ),
        material=material,
        kerf_mm=kerf_mm,
        wanted=[_kept(cut) for cut in cuts],
        uses_remnants=uses_remnants,
        planned_by_id=by.user_id,
        planned_at=at,
    )
    jobs.later("inventory.tasks.compute_cut_plan", center_id=by.center_id, plan_id=plan.pk)
    audit.record(
        by=by,
        action="cut.planned",
        subject="CutPlan",
        subject_id=plan.pk,
        at=at,
        number=plan.number,
        cuts=len(cuts),
    )
    return plan


def refuse_unplannable(material: Material, kerf_mm: Decimal, cuts: Sequence[Wanted]) -> None:
    """Refuse what no plan can hold. Raises NotCut, PlanRefused."""
    try:
        task_of(cuts, [whole_of(material)], kerf_mm)
    except CuttingRefused as refusal:
        raise refused(refusal)


def refused(refusal: CuttingRefused) -> PlanRefused:
    """Say the planner's refusal in a person's words."""
    return PlanRefused(
        code=refusal.code, sentence=SENTENCES[refusal.code], field=_field(refusal.code)
    )


def _field(code: str) -> str:
    return "kerf_mm" if code == "kerf_negative" else "cuts"


def whole_of(material: Material) -> Stock:
    """Return whole pieces of a material, as many as needed. Raises NotCut."""
    if not material.is_counted or material.length_mm is None:
        raise NotCut(field="material", material=material.code)
    is_flat = Form(material.form) in FLAT
    return Stock("", material.length_mm, material.width_mm if is_flat else None)


def _kept(cut: Wanted) -> dict[str, Any]:
    return {
        "length_mm": str(cut.length_mm),
        "width_mm": None if cut.width_mm is None else str(cut.width_mm),
        "pieces": cut.pieces,
        "may_turn": cut.may_turn,
        "label": cut.label.strip(),
    }


def wanted_of(plan: CutPlan) -> list[Wanted]:
    """Return a plan's cuts as they were asked."""
    return [
        Wanted(
            Decimal(cut["length_mm"]),
            cut["pieces"],
            None if cut["width_mm"] is None else Decimal(cut["width_mm"]),
            cut["may_turn"],
            cut["label"],
        )
        for cut in plan.wanted
    ]


def compute_plan(
    *,
    plan_id: int,
    clock: Callable[[], float] = time.monotonic,
    seconds: float = SECONDS,
    notice: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Compute a plan that waits, and keep it; one that was computed stays.

    The search holds no lock and no transaction. What it runs out of is written at the plan.
    """
    plan = CutPlan.objects.select_related("material").get(pk=plan_id)
    if plan.status != CutPlan.Status.WAITING:
        return
    start, stocks = clock(), _stocks(plan)
    budget = Budget(seconds, lambda: clock() - start)
    try:
        found = plan_cuts(
            wanted_of(plan), stocks, kerf_mm=plan.kerf_mm, budget=budget, notice=notice
        )
    except CuttingRefused as refusal:
        _keep(plan_id, CutPlan.Status.IMPOSSIBLE, {"code": refusal.code}, is_proven=False)
        return
    result = {**_shaped(found, stocks), "seconds": round(clock() - start, 2)}
    _keep(plan_id, CutPlan.Status.PLANNED, result, is_proven=found.is_proven)


@command
def _keep(plan_id: int, status: str, result: dict[str, Any], *, is_proven: bool) -> None:
    plan = CutPlan.objects.select_for_update(no_key=True).get(pk=plan_id)
    if plan.status != CutPlan.Status.WAITING:
        return
    plan.status, plan.result, plan.is_proven = status, result, is_proven
    plan.computed_at = timezone.localtime()
    plan.save(update_fields=["status", "result", "is_proven", "computed_at"])


def _stocks(plan: CutPlan) -> list[Stock]:
    """Return whole pieces first, then the remnants that an order may take, oldest first.

    What was cut to a size that somebody wanted is no remnant.
    """
    whole = whole_of(plan.material)
    if not plan.uses_remnants:
        return [whole]
    rows = (
        Balance.objects.filter(
            center_id=plan.center_id,
            material_id=plan.material_id,
            is_issuable=True,
            lot__length_mm__isnull=False,
            place__kind=Place.Kind.RACK,
            on_hand_pieces__gt=F("reserved_pieces"),
        )
        .exclude(lot__cut_output__kind=CutOutput.Kind.PIECE)
        .select_related("lot")
        .order_by("received_on", "lot_id", "place_id")
    )
    free: dict[str, Stock] = {}
    for row in rows[: 2 * MOST_STOCKS]:
        lot, pieces = row.lot, row.on_hand_pieces - row.reserved_pieces
        before = free[lot.number].pieces or 0 if lot.number in free else 0
        if lot.length_mm is not None:
            free[lot.number] = Stock(
                lot.number, lot.length_mm, lot.width_mm, before + pieces, is_remnant=True
            )
    return [whole, *list(free.values())[: MOST_STOCKS - 1]]


def _shaped(plan: Plan, stocks: Sequence[Stock]) -> dict[str, Any]:
    """Write a plan as JSON: lengths as strings, sources by their lot's number."""
    return {
        "new_pieces": plan.new_pieces,
        "bound": plan.bound,
        "area_bound": plan.area_bound,
        "remnants_proven": plan.remnants_proven,
        "used": str(plan.used),
        "wanted": str(plan.wanted),
        "reusable": str(plan.reusable),
        "patterns": [
            {
                "lot": stocks[pattern.stock].key,
                "length_mm": str(stocks[pattern.stock].length_mm),
                "width_mm": _text(stocks[pattern.stock].width_mm),
                "times": pattern.times,
                "placed": [
                    {"cut": one.wanted, "is_turned": one.is_turned, **_box(one)}
                    for one in pattern.placed
                ],
                "left": [{"is_reusable": one.is_reusable, **_box(one)} for one in pattern.left],
            }
            for pattern in plan.patterns
        ],
    }


def _box(part: Any) -> dict[str, str | None]:
    return {
        "x_mm": str(part.x_mm),
        "y_mm": str(part.y_mm),
        "length_mm": str(part.length_mm),
        "width_mm": _text(part.width_mm),
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
