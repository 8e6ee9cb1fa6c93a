"""The plans of materials in kg: from their issues to reorder point and order-up-to level."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from inventory.rules.reordering.demand import (
    DemandClass,
    Floats,
    RuleRefused,
    classify,
    read_demand,
)
from inventory.rules.reordering.distributions import least_level
from inventory.rules.reordering.levels import order_up_to
from inventory.rules.reordering.pooling import PooledForecast, forecast_pool
from inventory.rules.reordering.seasons import seasonal_indices

# One order covers four weeks, the rhythm of pools, until offers and costs say otherwise.
COVER_DAYS = 28
WEEK_DAYS = 7
# From the crossing to the order: a purchaser reads the alert on the next working day.
REACTION_DAYS = 1
# What was learned half a year ago counts half.
_MEMORY_WEEKS = 26.0
# Weeks ahead for which forecasts are learned: the lead times of steel are of this order.
_LEARNED_WEEKS = 2
# Seasons of four weeks, thirteen a year.
_SEASON_WEEKS = 4
_SEASONS = 13
# No season takes the demand of the others more than tenfold.
_LEAST_INDEX = 0.1
_GRAM = Decimal("0.001")
_TOO_MUCH_KG = 1e12
_MILLIGRAM = 6


@dataclass(frozen=True)
class ReorderPlan:
    """When a material is to be ordered and up to what, in kg, three decimals, zero or more.

    demand_class: of its weekly demand. daily_mean_kg: the forecast per calendar day.
    weekly_spread_kg: how far a week's demand strays from it, a standard deviation.
    """

    demand_class: DemandClass
    daily_mean_kg: Decimal
    weekly_spread_kg: Decimal
    reorder_point_kg: Decimal
    order_up_to_kg: Decimal


def plan_material(
    daily_kg: Sequence[Decimal] | Sequence[float] | Floats,
    *,
    lead_time_days: float | Decimal,
    lead_time_spread_days: float | Decimal,
    fill_rate_percent: float | Decimal,
) -> ReorderPlan:
    """Plan one material by itself, as `plan_materials` does, from its issues per day.

    daily_kg: issues per calendar day, oldest first, zero on days without, NaN if unknown;
    each below 10^12 and taken to the milligram. Many materials are better planned at once:
    they learn from each other. Raises RuleRefused: as `plan_materials`.
    """
    days = _read_kg([float(kg) for kg in daily_kg])[None]
    (plan,) = plan_materials(
        weeks_of(days),
        lead_time_days=float(lead_time_days),
        lead_time_spread_days=float(lead_time_spread_days),
        fill_rate_percent=float(fill_rate_percent),
        issue_kg=issue_size(days),
    )
    return plan


def plan_materials(
    weekly_kg: ArrayLike,
    *,
    lead_time_days: ArrayLike,
    lead_time_spread_days: ArrayLike,
    fill_rate_percent: ArrayLike,
    issue_kg: ArrayLike | None = None,
) -> list[ReorderPlan]:
    """Plan materials so that this part of the demand of each is met from the shelf.

    weekly_kg: (materials, weeks), oldest first, NaN if unknown, each below 10^12 and taken to
    the milligram. The others are one for all, or one per material. lead_time_days and its
    spread (standard deviation): calendar days, zero or more. fill_rate_percent: above 0, below
    100. issue_kg: the size of an issue, from `issue_size`; without it, of a week. Order when
    position (available + on order - backorders) is at or under the reorder point. What nobody
    ever asked for gets a plan of zeros.
    Raises RuleRefused: negative_demand, infinite_demand, negative_lead_time, not_finite,
    negative_quantity, service_level_out_of_range, unlike_materials.

    Weeks are freed of their seasons and forecast by `forecast_pool`. The demand of a lead time,
    its spread and the issue that crosses the reorder point are taken as one gamma
    distribution; the reorder point is the least at which the expected shortage of a cycle is
    the part of an order that may be missed: Silver, Pyke, Thomas, Inventory and Production
    Management in Supply Chains (2017), ch. 6.
    """
    weeks = np.atleast_2d(_read_kg(weekly_kg))
    size = issue_size(weeks) if issue_kg is None else np.asarray(issue_kg, dtype=np.float64)
    lead, spread, part, size = _per_material(
        len(weeks), lead_time_days, lead_time_spread_days, fill_rate_percent, size
    )
    _check(lead, spread, part / 100, size)
    indices = _week_indices(weeks)
    forecast = forecast_pool(
        weeks / _of_past(indices, weeks.shape[1]), horizon=_LEARNED_WEEKS, memory=_MEMORY_WEEKS
    )
    classes = classify(weeks)
    horizon = (lead + REACTION_DAYS) / WEEK_DAYS
    mean = forecast.mean * _of_coming(indices, horizon + COVER_DAYS / WEEK_DAYS)
    mean = np.where(classes == DemandClass.NONE, 0.0, mean)
    points = _points(forecast, mean, horizon, spread / WEEK_DAYS, part / 100, size)
    spreads = np.sqrt(replace(forecast, mean=mean).variance(np.ones(len(mean))))
    return _plans(classes, mean / WEEK_DAYS, np.where(mean > 0, spreads, 0.0), points)


def weeks_of(daily: ArrayLike) -> Floats:
    """Sum days to whole weeks that end with the last day.

    daily: (materials, days), NaN where unknown. Returns (materials, weeks): known days stand
    for the unknown ones of their week, NaN where there is none. A history under a week is one.
    """
    days = np.atleast_2d(read_demand(daily))
    count = max(days.shape[1] // WEEK_DAYS, 1)
    missing = max(count * WEEK_DAYS - days.shape[1], 0)
    padded = np.pad(days, ((0, 0), (missing, 0)), constant_values=np.nan)
    table = padded[:, padded.shape[1] - count * WEEK_DAYS :].reshape(-1, count, WEEK_DAYS)
    known = np.count_nonzero(~np.isnan(table), axis=2)
    means = np.nansum(table, axis=2) / np.maximum(known, 1)
    return np.where(known > 0, means * WEEK_DAYS, np.nan)


def issue_size(amounts: ArrayLike) -> Floats:
    """Compute the size of the issue that a kg is part of: the mean of sizes, weighted by size.

    amounts: (materials, periods), NaN where unknown. Returns (materials,); zero without any.
    """
    known = np.nan_to_num(np.atleast_2d(read_demand(amounts)))
    total = known.sum(axis=1)
    share = known / np.where(total > 0, total, 1.0)[:, None]
    return np.asarray((share * known).sum(axis=1), dtype=np.float64)


def _read_kg(kg: ArrayLike) -> Floats:
    amounts = np.round(read_demand(kg), _MILLIGRAM)
    if (amounts >= _TOO_MUCH_KG).any():
        raise RuleRefused("infinite_demand")
    return amounts


def _per_material(materials: int, *given: ArrayLike) -> list[Floats]:
    """Give one figure per material of each, where one for all may stand for them."""
    figures = [np.asarray(figure, dtype=np.float64) for figure in given]
    if any(figure.shape not in ((), (1,), (materials,)) for figure in figures):
        raise RuleRefused("unlike_materials")
    return [np.broadcast_to(figure, (materials,)) for figure in figures]


def _check(lead: Floats, spread: Floats, fill_rate: Floats, size: Floats) -> None:
    if not all(np.isfinite(figures).all() for figures in (lead, spread, fill_rate, size)):
        raise RuleRefused("not_finite")
    if (lead < 0).any() or (spread < 0).any():
        raise RuleRefused("negative_lead_time")
    if (size < 0).any():
        raise RuleRefused("negative_quantity")
    if ((fill_rate <= 0) | (fill_rate >= 1)).any():
        raise RuleRefused("service_level_out_of_range")


def _week_indices(weeks: Floats) -> Floats:
    """Compute the demand of each coming week of a year relative to the mean, (materials, 52)."""
    year = _SEASON_WEEKS * _SEASONS
    seasons = weeks.shape[1] // year * _SEASONS
    recent = weeks[:, weeks.shape[1] - seasons * _SEASON_WEEKS :]
    table = recent.reshape(len(weeks), seasons, _SEASON_WEEKS)
    indices = seasonal_indices(table.sum(axis=2), _SEASONS)
    return np.maximum(np.repeat(indices, _SEASON_WEEKS, axis=1), _LEAST_INDEX)


def _of_past(indices: Floats, weeks: int) -> Floats:
    """Lay the indices of a year over past weeks, the last of which ends a year."""
    years = -(-weeks // indices.shape[1])
    return np.tile(indices, (1, years))[:, years * indices.shape[1] - weeks :]


def _of_coming(indices: Floats, horizon: Floats) -> Floats:
    """Average the indices over the coming weeks up to a horizon, at most a year."""
    weeks = np.minimum(np.ceil(horizon), indices.shape[1]).astype(np.int64)
    sums = np.cumsum(indices, axis=1)
    found: Floats = sums[np.arange(len(sums)), weeks - 1] / weeks
    return found


def _points(
    forecast: PooledForecast,
    mean: Floats,
    horizon: Floats,
    spread: Floats,
    fill_rate: Floats,
    size: Floats,
) -> Floats:
    """Find the least reorder points, in kg, that meet the fill rates; time in weeks.

    The issue that crosses the point falls below it by a part of its size, uniformly from none
    to all, and the order brings that much more.
    """
    total = mean * horizon
    variance = replace(forecast, mean=mean).variance(horizon)
    variance = variance + (mean * spread) ** 2 + size**2 / 12
    allowed = (1 - fill_rate) * (mean * COVER_DAYS / WEEK_DAYS + size / 2)
    planned = mean > 0
    points = np.zeros(len(mean))
    points[planned] = least_level(allowed[planned], (total + size / 2)[planned], variance[planned])
    return points


def _plans(
    classes: NDArray[Any], daily: Floats, spreads: Floats, points: Floats
) -> list[ReorderPlan]:
    up_to = order_up_to(points, daily * COVER_DAYS)
    rows = zip(
        classes, daily.tolist(), spreads.tolist(), points.tolist(), up_to.tolist(), strict=True
    )
    return [
        ReorderPlan(
            kind,
            _kg(mean, ROUND_HALF_EVEN),
            _kg(spread, ROUND_HALF_EVEN),
            _kg(point, ROUND_CEILING),
            _kg(level, ROUND_CEILING),
        )
        for kind, mean, spread, point, level in rows
    ]


def _kg(quantity: float, rounding: str) -> Decimal:
    """Round a quantity to grams."""
    return Decimal(quantity).quantize(_GRAM, rounding)
