"""Reordering: levels set by hand, and one alert per episode.

A material is watched under the lock of its plan: whoever comes second reads what the first
has committed, so that alerts follow the stock however many workers look at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from inventory.models import Material, ReorderAlert, ReorderPlan
from inventory.reports.positions import PLANS_WITH_POSITION, POSITION_KG
from inventory.stock import NotPositive
from inventory.stock.watching import watch
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Invalid, Missing
from materialcenter.jobs import later
from materialcenter.models import Role
from materialcenter.statements import run_prepared

WATCHED_AT_ONCE = 1_000
MAY_PLAN = (Role.PURCHASER, Role.SUPERVISOR)


class MinimumOverMaximum(Invalid):
    """The reorder point lies above what is ordered up to."""

    code = "minimum_over_maximum"
    sentence = _("The reorder point may not be above the level that is ordered up to.")


_HOLD_PLANS = """
SELECT material_id FROM inventory_reorderplan
WHERE center_id = %s::bigint AND material_id = ANY(%s::bigint[])
ORDER BY material_id
FOR NO KEY UPDATE
"""

_WATCH = f"""
WITH watched AS (
    SELECT p.material_id, p.reorder_point_kg, p.order_up_to_kg, p.daily_mean_kg,
           p.lead_time_days, p.multiple_kg,
           {POSITION_KG} AS position_kg,
           m.is_active AND {POSITION_KG} < p.reorder_point_kg AS is_under
    {PLANS_WITH_POSITION}
    WHERE p.center_id = %(center)s::bigint AND p.material_id = ANY(%(materials)s::bigint[])
), closed AS (
    UPDATE inventory_reorderalert a SET closed_at = %(at)s::timestamptz
    FROM watched w
    WHERE a.center_id = %(center)s::bigint AND a.material_id = w.material_id
      AND a.closed_at IS NULL AND NOT w.is_under
)
INSERT INTO inventory_reorderalert
    (center_id, material_id, opened_at, position_kg, reorder_point_kg, wanted_kg, taken_as,
     taken_reference, level, snooze_reason, daily_mean_kg, lead_time_days)
SELECT %(center)s::bigint, material_id, %(at)s::timestamptz, position_kg, reorder_point_kg,
       CASE WHEN multiple_kg IS NULL THEN order_up_to_kg - position_kg
            ELSE ceil((order_up_to_kg - position_kg) / multiple_kg) * multiple_kg END,
       '', '', 0, '', daily_mean_kg, lead_time_days
FROM watched
WHERE is_under
ORDER BY material_id
ON CONFLICT (center_id, material_id) WHERE closed_at IS NULL DO NOTHING
RETURNING id
"""  # noqa: S608 - constants of positions.py


@command
def watch_materials(*, center_id: int, material_ids: Sequence[int], at: datetime) -> list[int]:
    """Raise an alert where a material is under its reorder point, close it where it is not.

    The position is what is free plus what is coming and promised to nobody. One alert
    stands per material until its position recovers. Returns the ids of new alerts.
    """
    wanted = sorted(set(material_ids))
    run_prepared(_HOLD_PLANS, [center_id, wanted])
    rows = run_prepared(_WATCH, {"center": center_id, "materials": wanted, "at": at})
    for (alert_id,) in rows:
        later(settings.ON_REORDER_ALERT, center_id=center_id, alert_id=alert_id)
    return [alert_id for (alert_id,) in rows]


def watch_in_parts(*, center_id: int, material_ids: Sequence[int], at: datetime) -> None:
    """Watch many materials, some at a time, so that nobody waits long for a plan's lock."""
    for start in range(0, len(material_ids), WATCHED_AT_ONCE):
        watch_materials(
            center_id=center_id,
            material_ids=material_ids[start : start + WATCHED_AT_ONCE],
            at=at,
        )


@command
def set_reorder_point(
    *,
    material_code: str,
    reorder_point_kg: Decimal,
    order_up_to_kg: Decimal,
    by: Person,
    at: datetime,
) -> ReorderPlan:
    """Set a material's levels by hand; planning leaves them alone from now on.

    Raises Missing, NotPositive (a level below zero), MinimumOverMaximum.
    """
    by.must_be(*MAY_PLAN)
    material = _material(material_code, by)
    if reorder_point_kg < 0:
        raise NotPositive(field="reorder_point_kg")
    if reorder_point_kg > order_up_to_kg:
        raise MinimumOverMaximum(field="reorder_point_kg")
    plan, _made = ReorderPlan.objects.update_or_create(
        material=material,
        defaults={
            "center_id": by.center_id,
            "reorder_point_kg": reorder_point_kg,
            "order_up_to_kg": order_up_to_kg,
            "is_manual": True,
        },
        create_defaults={
            "center_id": by.center_id,
            "reorder_point_kg": reorder_point_kg,
            "order_up_to_kg": order_up_to_kg,
            "is_manual": True,
            "planned_at": at,
        },
    )
    _note(plan, "reorder_point.set", by, at)
    return plan


class FillRateOut(Invalid):
    """A target fill rate that nobody can promise, or nobody would want."""

    code = "service_level_out_of_range"
    sentence = _("A fill rate is above 0 and below 100 %; 100 % would need endless stock.")


class LeadTimeNegative(Invalid):
    """A lead time below zero."""

    code = "negative_lead_time"
    sentence = _("A lead time is zero days or more.")


class MultipleNotPositive(Invalid):
    """An order multiple of zero or less."""

    code = "multiple_not_positive"
    sentence = _("Order in multiples of more than 0 kg, or leave it empty.")


@dataclass(frozen=True)
class PlanSettings:
    """What a material is planned by; None is the center's usual: 95 %, its suppliers' lead time.

    fill_rate_percent: the part of the kg asked for that is to be met from the rack, above 0 and
    below 100. lead_time_days: calendar days, zero or more. multiple_kg: above zero.
    """

    fill_rate_percent: Decimal | None = None
    lead_time_days: Decimal | None = None
    multiple_kg: Decimal | None = None

    def check(self) -> None:
        """Raise FillRateOut, LeadTimeNegative, MultipleNotPositive."""
        rate, days, multiple = self.fill_rate_percent, self.lead_time_days, self.multiple_kg
        if rate is not None and not 0 < rate < 100:
            raise FillRateOut(field="fill_rate_percent")
        if days is not None and not days >= 0:
            raise LeadTimeNegative(field="lead_time_days")
        if multiple is not None and not multiple > 0:
            raise MultipleNotPositive(field="multiple_kg")


@command
def set_planning(
    *, material_code: str, wanted: PlanSettings, by: Person, at: datetime
) -> ReorderPlan:
    """Say what a material is planned by; planning follows in a moment.

    Raises WrongRole, Missing, FillRateOut, LeadTimeNegative, MultipleNotPositive.
    """
    by.must_be(*MAY_PLAN)
    wanted.check()
    material = _material(material_code, by)
    settings_of_plan = {
        "fill_rate_percent": wanted.fill_rate_percent,
        "own_lead_time_days": wanted.lead_time_days,
        "multiple_kg": wanted.multiple_kg,
    }
    plan, _made = ReorderPlan.objects.update_or_create(
        material=material,
        defaults=settings_of_plan,
        create_defaults={**settings_of_plan, "center_id": by.center_id, "planned_at": at},
    )
    later("inventory.tasks.plan_materials", center_id=by.center_id, of_center_id=by.center_id)
    audit.record(
        by=by,
        action="reorder_plan.set",
        subject="Material",
        subject_id=material.pk,
        at=at,
        **{name: str(value or "") for name, value in settings_of_plan.items()},
    )
    return plan


@command
def plan_again(*, material_code: str, by: Person, at: datetime) -> ReorderPlan:
    """Give a material's levels back to planning, which sets them in a moment.

    Raises Missing.
    """
    by.must_be(*MAY_PLAN)
    material = _material(material_code, by)
    plan = ReorderPlan.objects.select_for_update(no_key=True).filter(material=material).first()
    if plan is None:
        raise Missing
    plan.is_manual = False
    plan.save(update_fields=["is_manual"])
    later("inventory.tasks.plan_materials", center_id=by.center_id, of_center_id=by.center_id)
    _note(plan, "reorder_point.planned_again", by, at)
    return plan


def center_of(material_ids: Sequence[int]) -> int:
    """Return the center of materials that are all of one."""
    return Material.objects.values_list("center_id", flat=True).get(pk=material_ids[0])


def planned_material_ids(center_id: int) -> list[int]:
    """List the materials of a center that have a plan."""
    return list(
        ReorderPlan.objects.filter(center_id=center_id)
        .order_by("material_id")
        .values_list("material_id", flat=True)
    )


def standing_alert(material: Material) -> ReorderAlert | None:
    """Return the alert of the episode that a material is in, if it is in one."""
    return ReorderAlert.objects.filter(material=material).standing().first()


def _note(plan: ReorderPlan, action: str, by: Person, at: datetime) -> None:
    audit.record(
        by=by,
        action=action,
        subject="Material",
        subject_id=plan.material_id,
        at=at,
        reorder_point_kg=plan.reorder_point_kg,
        order_up_to_kg=plan.order_up_to_kg,
    )
    watch(center_id=by.center_id, material_ids=[plan.material_id])


def _material(code: str, by: Person) -> Material:
    found = Material.objects.visible_to(by).filter(code=code).first()
    if found is None:
        raise Missing
    return found
