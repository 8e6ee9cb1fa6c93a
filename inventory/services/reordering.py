"""Reordering: planning every material from its demand, and raising one alert per episode.

A material is watched under the lock of its plan: whoever comes second reads what the first
has committed, so that alerts follow the stock however many workers look at once.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import Material, ReorderAlert, ReorderPlan
from inventory.rules.reordering import plan_material
from inventory.stock import NotPositive
from inventory.stock.watching import watch
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Invalid, Missing
from materialcenter.jobs import later
from materialcenter.models import Role, Supplier
from materialcenter.statements import run_prepared

DAYS = 730
# What a depot aims at until somebody sets it per material: this part of the kg asked for
# is met from the rack.
FILL_RATE_PERCENT = 95

MAY_PLAN = (Role.PURCHASER, Role.SUPERVISOR)


class MinimumOverMaximum(Invalid):
    """The reorder point lies above what is ordered up to."""

    code = "minimum_over_maximum"
    sentence = _("The reorder point may not be above the level that is ordered up to.")


# Issues of the depot's own stock to workshops, and the old books' before them. A reversed
# issue was never asked for; what went back to a consigned lot's owner was not either, and
# what a pool brought for its members was never to be on the rack.
_DEMAND = """
SELECT material_id, day, sum(mass_kg)
FROM (
    SELECT material_id, issued_on AS day, mass_kg
    FROM inventory_pastissue
    WHERE center_id = %(center)s AND issued_on BETWEEN %(since)s AND %(until)s
    UNION ALL
    SELECT l.material_id, (t.effective_at AT TIME ZONE %(zone)s)::date, m.mass_kg
    FROM inventory_transaction t
    JOIN inventory_movement m ON m.transaction_id = t.sequence
    JOIN inventory_place p ON p.id = m.to_place_id AND p.kind = 'workshop'
    JOIN inventory_lot l ON l.id = m.lot_id AND l.owner_id IS NULL
    WHERE t.center_id = %(center)s AND t.reason = 'issue'
      AND t.effective_at >= %(since)s::timestamp AT TIME ZONE %(zone)s
      AND t.effective_at < (%(until)s::date + 1)::timestamp AT TIME ZONE %(zone)s
      AND NOT EXISTS (SELECT FROM inventory_transaction r WHERE r.reverses_id = t.sequence)
) issued
GROUP BY material_id, day
ORDER BY material_id, day
"""

_LEAD_TIMES = """
SELECT material_id, avg(s.lead_time_days), avg(s.lead_time_spread_days)
FROM (SELECT DISTINCT material_id, supplier_id FROM inventory_lot WHERE center_id = %s) l
JOIN materialcenter_supplier s ON s.id = l.supplier_id
GROUP BY material_id
"""

_WRITE_PLANS = """
INSERT INTO inventory_reorderplan AS p
    (center_id, material_id, demand_class, daily_mean_kg, reorder_point_kg, order_up_to_kg,
     is_manual, planned_at)
SELECT %(center)s, n.material_id, n.demand_class, n.mean, n.point, n.up_to, false, %(at)s
FROM unnest(%(materials)s::bigint[], %(classes)s::text[], %(means)s::numeric[],
            %(points)s::numeric[], %(up_tos)s::numeric[])
     AS n(material_id, demand_class, mean, point, up_to)
ORDER BY n.material_id
ON CONFLICT (material_id) DO UPDATE
SET demand_class = EXCLUDED.demand_class, daily_mean_kg = EXCLUDED.daily_mean_kg,
    planned_at = EXCLUDED.planned_at,
    reorder_point_kg = CASE WHEN p.is_manual THEN p.reorder_point_kg
                            ELSE EXCLUDED.reorder_point_kg END,
    order_up_to_kg = CASE WHEN p.is_manual THEN p.order_up_to_kg
                          ELSE EXCLUDED.order_up_to_kg END
"""

_HOLD_PLANS = """
SELECT material_id FROM inventory_reorderplan
WHERE center_id = %s::bigint AND material_id = ANY(%s::bigint[])
ORDER BY material_id
FOR NO KEY UPDATE
"""

_WATCH = """
WITH watched AS (
    SELECT p.material_id, p.reorder_point_kg, p.order_up_to_kg,
           COALESCE(b.free_kg, 0) + COALESCE(e.free_kg, 0) AS position_kg,
           m.is_active AND COALESCE(b.free_kg, 0) + COALESCE(e.free_kg, 0) < p.reorder_point_kg
           AS is_under
    FROM inventory_reorderplan p
    JOIN inventory_material m ON m.id = p.material_id
    LEFT JOIN LATERAL (
        SELECT sum(on_hand_kg - reserved_kg) AS free_kg FROM inventory_balance
        WHERE center_id = p.center_id AND material_id = p.material_id
          AND is_saleable AND on_hand_kg > 0) b ON true
    LEFT JOIN LATERAL (
        SELECT sum(free_kg) AS free_kg FROM inventory_expectedsupply
        WHERE center_id = p.center_id AND material_id = p.material_id) e ON true
    WHERE p.center_id = %(center)s::bigint AND p.material_id = ANY(%(materials)s::bigint[])
), closed AS (
    UPDATE inventory_reorderalert a SET closed_at = %(at)s::timestamptz
    FROM watched w
    WHERE a.center_id = %(center)s::bigint AND a.material_id = w.material_id
      AND a.closed_at IS NULL AND NOT w.is_under
)
INSERT INTO inventory_reorderalert
    (center_id, material_id, opened_at, position_kg, reorder_point_kg, wanted_kg, taken_as,
     taken_reference)
SELECT %(center)s::bigint, material_id, %(at)s::timestamptz, position_kg, reorder_point_kg,
       order_up_to_kg - position_kg, '', ''
FROM watched
WHERE is_under
ORDER BY material_id
ON CONFLICT (center_id, material_id) WHERE closed_at IS NULL DO NOTHING
RETURNING id
"""


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


@command
def plan_materials(*, center_id: int, at: datetime) -> int:
    """Plan every active material of a center from its last two years; return how many.

    A plan that was set by hand keeps its levels and learns the demand. Days run from the
    center's first record to yesterday.
    """
    until = timezone.localdate(at) - timedelta(days=1)
    demand = dict(_daily_demand(center_id, until - timedelta(days=DAYS - 1), until))
    materials = _active(center_id)
    times = _lead_times(center_id)
    usual = _usual_lead_time(center_id)
    plans = [
        (
            material_id,
            plan_material(
                demand.get(material_id, np.zeros(1)),
                lead_time_days=times.get(material_id, usual)[0],
                lead_time_spread_days=times.get(material_id, usual)[1],
                fill_rate_percent=FILL_RATE_PERCENT,
            ),
        )
        for material_id in materials
    ]
    _write_plans(center_id, plans, at)
    watch(center_id=center_id, material_ids=materials)
    return len(plans)


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


def _active(center_id: int) -> list[int]:
    return list(
        Material.objects.filter(center_id=center_id, is_active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _daily_demand(
    center_id: int, since: date, until: date
) -> Iterator[tuple[int, "np.ndarray[Any, np.dtype[np.float64]]"]]:
    """Give each material's kg per day, from the center's first day in the range on."""
    keys: dict[str, Any] = {
        "center": center_id,
        "since": since,
        "until": until,
        "zone": settings.TIME_ZONE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DEMAND, keys)
        rows = cursor.fetchall()
    if not rows:
        return
    first = min(day for _material_id, day, _kg in rows)
    length = (until - first).days + 1
    for material_id, issues in groupby(rows, key=itemgetter(0)):
        days = np.zeros(length)
        for _material_id, day, mass_kg in issues:
            days[(day - first).days] = mass_kg
        yield material_id, days


def _lead_times(center_id: int) -> dict[int, tuple[Decimal, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(_LEAD_TIMES, [center_id])
        return {material_id: (mean, spread) for material_id, mean, spread in cursor.fetchall()}


def _usual_lead_time(center_id: int) -> tuple[Decimal, Decimal]:
    """Average the center's suppliers, for what nobody has supplied yet; zero without any."""
    times = list(
        Supplier.objects.filter(center_id=center_id, is_active=True).values_list(
            "lead_time_days", "lead_time_spread_days"
        )
    )
    count = max(len(times), 1)
    return (
        Decimal(sum(mean for mean, _spread in times)) / count,
        Decimal(sum(spread for _mean, spread in times)) / count,
    )


def _write_plans(center_id: int, plans: Sequence[tuple[int, Any]], at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE_PLANS,
            {
                "center": center_id,
                "at": at,
                "materials": [material_id for material_id, _plan in plans],
                "classes": [str(plan.demand_class) for _id, plan in plans],
                "means": [plan.daily_mean_kg for _id, plan in plans],
                "points": [plan.reorder_point_kg for _id, plan in plans],
                "up_tos": [plan.order_up_to_kg for _id, plan in plans],
            },
        )
