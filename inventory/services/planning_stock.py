"""Planning every material of a center from its demand: when to reorder, and up to what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from inventory.reports.demand import first_day, weekly_demand, window
from inventory.rules.reordering import ReorderPlan as Planned
from inventory.rules.reordering import plan_materials as plan_by_rule
from materialcenter.commands import command
from materialcenter.models import Supplier

DAYS = 730
# What a depot aims at until somebody sets it per material: this part of the kg asked for
# is met from the rack.
FILL_RATE_PERCENT = 95
# Materials learn from each other in groups of so many, by age: all of them in any real depot.
LEARN_TOGETHER = 25_000
# The last plan of a month before the next one begins is kept, to be compared with what came.
FORECAST_KEPT_DAYS = 7
# A supplier's own word counts as so many deliveries, until more have been measured.
WORD_DELIVERIES = 4
_LOCK = 7102

_LEAD_TIMES = """
SELECT material_id, avg(t.mean_days), avg(t.spread_days)
FROM (SELECT DISTINCT material_id, supplier_id FROM inventory_lot
      WHERE center_id = %(center)s AND supplier_id IS NOT NULL) l
JOIN LATERAL (
    SELECT (s.lead_time_days * %(word)s + COALESCE(m.mean_days * m.deliveries, 0))
               / (%(word)s + COALESCE(m.deliveries, 0)) AS mean_days,
           (s.lead_time_spread_days * %(word)s + COALESCE(m.spread_days * m.deliveries, 0))
               / (%(word)s + COALESCE(m.deliveries, 0)) AS spread_days
    FROM materialcenter_supplier s
    LEFT JOIN inventory_leadtime m ON m.supplier_id = s.id
    WHERE s.id = l.supplier_id) t ON true
GROUP BY material_id
"""

_SETTINGS = """
SELECT m.id, p.fill_rate_percent, p.own_lead_time_days
FROM inventory_material m
LEFT JOIN inventory_reorderplan p ON p.material_id = m.id
WHERE m.center_id = %s AND m.is_active
ORDER BY m.id
"""

_WRITE_PLANS = """
INSERT INTO inventory_reorderplan AS p
    (center_id, material_id, demand_class, daily_mean_kg, weekly_spread_kg, reorder_point_kg,
     order_up_to_kg, lead_time_days, lead_time_spread_days, is_manual, planned_at)
SELECT %(center)s, n.material_id, n.demand_class, n.mean, n.spread, n.point, n.up_to,
       n.lead, n.lead_spread, false, %(at)s
FROM unnest(%(materials)s::bigint[], %(classes)s::text[], %(means)s::numeric[],
            %(spreads)s::numeric[], %(points)s::numeric[], %(up_tos)s::numeric[],
            %(leads)s::numeric[], %(lead_spreads)s::numeric[])
     AS n(material_id, demand_class, mean, spread, point, up_to, lead, lead_spread)
ORDER BY n.material_id
ON CONFLICT (material_id) DO UPDATE
SET demand_class = EXCLUDED.demand_class, daily_mean_kg = EXCLUDED.daily_mean_kg,
    weekly_spread_kg = EXCLUDED.weekly_spread_kg, lead_time_days = EXCLUDED.lead_time_days,
    lead_time_spread_days = EXCLUDED.lead_time_spread_days, planned_at = EXCLUDED.planned_at,
    reorder_point_kg = CASE WHEN p.is_manual THEN p.reorder_point_kg
                            ELSE EXCLUDED.reorder_point_kg END,
    order_up_to_kg = CASE WHEN p.is_manual THEN p.order_up_to_kg
                          ELSE EXCLUDED.order_up_to_kg END
"""

_KEEP_FORECASTS = """
INSERT INTO inventory_monthforecast AS f
    (center_id, month, material_id, daily_mean_kg, demand_class)
SELECT center_id, %(month)s, material_id, daily_mean_kg, demand_class
FROM inventory_reorderplan WHERE center_id = %(center)s
ORDER BY material_id
ON CONFLICT (center_id, month, material_id) DO UPDATE
SET daily_mean_kg = EXCLUDED.daily_mean_kg, demand_class = EXCLUDED.demand_class
"""


@dataclass(frozen=True)
class _Wanted:
    """Materials with what each is planned by, in arrays of one length."""

    material_ids: list[int]
    lead_days: "np.ndarray[Any, np.dtype[np.float64]]"
    lead_spread_days: "np.ndarray[Any, np.dtype[np.float64]]"
    fill_rate_percent: "np.ndarray[Any, np.dtype[np.float64]]"


@command
def plan_materials(*, center_id: int, at: datetime) -> list[int]:
    """Plan every active material of a center from its last two years; return them.

    A plan that was set by hand keeps its levels and learns the demand. Days run from the
    center's first record to yesterday. A second run at once waits, and finds the same.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, center_id])
    until = timezone.localdate(at) - timedelta(days=1)
    since = window(until, first_day(center_id), days=DAYS)
    planned: list[int] = []
    for wanted in _wanted(center_id):
        demand = weekly_demand(center_id, wanted.material_ids, since=since, until=until)
        plans = plan_by_rule(
            demand.weekly_kg,
            lead_time_days=wanted.lead_days,
            lead_time_spread_days=wanted.lead_spread_days,
            fill_rate_percent=wanted.fill_rate_percent,
            issue_kg=demand.issue_kg,
        )
        _write_plans(center_id, wanted, plans, at)
        planned += wanted.material_ids
    _keep_forecasts(center_id, timezone.localdate(at))
    return planned


def _wanted(center_id: int) -> Iterator[_Wanted]:
    """Give the active materials in groups, each with its lead time and target."""
    times = _lead_times(center_id)
    usual = _usual_lead_time(center_id)
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS, [center_id])
        rows = cursor.fetchall()
    for start in range(0, len(rows), LEARN_TOGETHER):
        group = rows[start : start + LEARN_TOGETHER]
        ids = [material_id for material_id, _rate, _own in group]
        leads = [own if own is not None else times.get(pk, usual)[0] for pk, _rate, own in group]
        yield _Wanted(
            ids,
            np.array(leads, dtype=np.float64),
            np.array([times.get(pk, usual)[1] for pk in ids], dtype=np.float64),
            np.array([rate or FILL_RATE_PERCENT for _pk, rate, _own in group], dtype=np.float64),
        )


def _lead_times(center_id: int) -> dict[int, tuple[Decimal, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(_LEAD_TIMES, {"center": center_id, "word": WORD_DELIVERIES})
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


def _write_plans(center_id: int, wanted: _Wanted, plans: Sequence[Planned], at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE_PLANS,
            {
                "center": center_id,
                "at": at,
                "materials": wanted.material_ids,
                "classes": [str(plan.demand_class) for plan in plans],
                "means": [plan.daily_mean_kg for plan in plans],
                "spreads": [plan.weekly_spread_kg for plan in plans],
                "points": [plan.reorder_point_kg for plan in plans],
                "up_tos": [plan.order_up_to_kg for plan in plans],
                "leads": [round(days, 2) for days in wanted.lead_days.tolist()],
                "lead_spreads": [round(days, 2) for days in wanted.lead_spread_days.tolist()],
            },
        )


def _keep_forecasts(center_id: int, today: date) -> None:
    """Keep the plan's means for the month that begins within FORECAST_KEPT_DAYS."""
    month = (today + timedelta(days=FORECAST_KEPT_DAYS)).replace(day=1)
    if month <= today:
        return
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_FORECASTS, {"center": center_id, "month": month})
