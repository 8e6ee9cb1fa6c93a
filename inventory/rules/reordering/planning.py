"""The plan for one material: from its daily issues to reorder point and order-up-to level."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

import numpy as np

from inventory.rules.reordering.demand import (
    DemandClass,
    Floats,
    RuleRefused,
    classify,
    read_demand,
    sba,
    ses,
    tsb,
)
from inventory.rules.reordering.levels import (
    lead_time_deviation,
    order_up_to,
    reorder_point,
    safety_stock_for_fill_rate,
)

# One order covers four weeks, the rhythm of pools, until offers and costs say otherwise.
COVER_DAYS = 28
WEEK_DAYS = 7
# From the crossing to the order: a purchaser reads the alert on the next working day.
REACTION_DAYS = 1
SMOOTHING = 0.1
# Below so many past issues their own distribution says less than the normal one.
FEWEST_ISSUES = 8
_GRAM = Decimal("0.001")
_TOO_MUCH_KG = 1e12

# Rare demand may have died, and only TSB notices that.
_FORECASTS = {
    DemandClass.SMOOTH: ses,
    DemandClass.ERRATIC: sba,
    DemandClass.INTERMITTENT: tsb,
    DemandClass.LUMPY: tsb,
}
# A lead time at three points with the mean and spread given (Gauss-Hermite quadrature).
_LEAD_TIME_POINTS = ((-math.sqrt(3), 1 / 6), (0.0, 2 / 3), (math.sqrt(3), 1 / 6))
# What of the issue that crosses the reorder point falls below it: uniform, at two points.
_CROSSING_POINTS = (0.5 - math.sqrt(1 / 12), 0.5 + math.sqrt(1 / 12))


@dataclass(frozen=True)
class ReorderPlan:
    """When a material is to be ordered and up to what, in kg, three decimals, zero or more.

    demand_class: of its weekly demand. daily_mean_kg: the forecast per calendar day.
    """

    demand_class: DemandClass
    daily_mean_kg: Decimal
    reorder_point_kg: Decimal
    order_up_to_kg: Decimal


def plan_material(
    daily_kg: Sequence[Decimal] | Sequence[float] | Floats,
    *,
    lead_time_days: float | Decimal,
    lead_time_spread_days: float | Decimal,
    fill_rate_percent: float | Decimal,
) -> ReorderPlan:
    """Plan a material so that this part of its demand is met from the shelf.

    daily_kg: issues per calendar day, oldest first, zero on days without, NaN if unknown;
    each below 10^12 and taken to the milligram.
    lead_time_days and its spread (standard deviation): calendar days, zero or more.
    fill_rate_percent: above 0, below 100. Order when position (available + on order -
    backorders) is at or under the reorder point. No demand gives a plan of zeros.
    Raises RuleRefused: negative_demand, infinite_demand, negative_lead_time, not_finite,
    service_level_out_of_range.

    Weeks are classified and forecast by SES, SBA or TSB, against the mean of the history.
    The demand of a lead time is what followed each past issue, brought to that level; where
    issues are too few, it is taken as normal. The reorder point is the least at which the
    expected shortage of a cycle is the part of an order that may be missed: Silver, Pyke,
    Thomas, Inventory and Production Management in Supply Chains (2017), ch. 6.
    """
    days = read_demand([float(kg) for kg in daily_kg])
    days = np.round(days[~np.isnan(days)], 6)
    if (days >= _TOO_MUCH_KG).any():
        raise RuleRefused("infinite_demand")
    lead, spread = float(lead_time_days), float(lead_time_spread_days)
    fill_rate = float(fill_rate_percent) / 100
    _check(lead, spread, fill_rate)
    weeks = _weeks(days)
    demand_class: DemandClass = classify(weeks).item()
    if demand_class is DemandClass.NONE:
        zero = Decimal("0.000")
        return ReorderPlan(demand_class, zero, zero, zero)
    forecast = float(_FORECASTS[demand_class](weeks, alpha=SMOOTHING))
    mean = _settled_mean(weeks, forecast) / WEEK_DAYS
    point = _point(days, mean, lead, spread, fill_rate)
    return ReorderPlan(
        demand_class,
        _kg(mean, ROUND_HALF_EVEN),
        _kg(point, ROUND_CEILING),
        _kg(float(order_up_to(point, mean * COVER_DAYS)), ROUND_CEILING),
    )


def _check(lead: float, spread: float, fill_rate: float) -> None:
    if not (math.isfinite(lead) and math.isfinite(spread) and math.isfinite(fill_rate)):
        raise RuleRefused("not_finite")
    if lead < 0 or spread < 0:
        raise RuleRefused("negative_lead_time")
    if not 0 < fill_rate < 1:
        raise RuleRefused("service_level_out_of_range")


def _weeks(days: Floats) -> Floats:
    """Sum days to whole weeks ending with the last day; a history under a week is one week."""
    count = len(days) // WEEK_DAYS
    if count:
        weeks: Floats = days[-count * WEEK_DAYS :].reshape(count, WEEK_DAYS).sum(axis=1)
        return weeks
    return np.array([days.mean() * WEEK_DAYS]) if len(days) else np.zeros(1)


def _settled_mean(weeks: Floats, forecast: float) -> float:
    """Move from the mean of the history towards the forecast as far as the two differ.

    A forecast is itself uncertain by its standard error. At twice that from the mean, half of
    the difference is believed, nearer less of it and farther more, so that chance does not
    move the stock and a real change of level does.
    """
    mean = float(weeks.mean())
    difference = forecast - mean
    error = float(weeks.std()) * math.sqrt(SMOOTHING / (2 - SMOOTHING))
    if not difference:
        return mean
    return mean + difference / (1 + (2 * error / difference) ** 2)


def _point(days: Floats, mean: float, lead: float, spread: float, fill_rate: float) -> float:
    """Find the least reorder point, in kg, that meets the fill rate."""
    order_kg = mean * COVER_DAYS
    level = mean / float(days.mean())
    sums, weights = _lead_time_demand(days * level, lead + REACTION_DAYS, spread)
    if not len(sums):
        deviation = lead_time_deviation(
            demand_mean=mean,
            demand_sd=float(days.std()) * level,
            lead_time=lead + REACTION_DAYS,
            lead_time_sd=spread,
        )
        safety = safety_stock_for_fill_rate(fill_rate, deviation, order_kg)
        return float(reorder_point(mean, lead + REACTION_DAYS, safety))
    # An order brings what the crossing issue took below the point as well.
    crossing = float((days**2).sum() / days.sum()) * level / 2
    return _least_point(sums, weights, (1 - fill_rate) * (order_kg + crossing))


def _lead_time_demand(days: Floats, lead: float, spread: float) -> tuple[Floats, Floats]:
    """List what was issued during a lead time after each issue, with weights that sum to 1.

    The issue that crosses the reorder point counts by the part that falls below it, and
    is met in proportion to its size. Returns kg and weights, both empty when fewer issues
    than FEWEST_ISSUES are followed by a whole lead time.
    """
    issued = np.concatenate([[0.0], np.cumsum(days)])
    after = np.arange(1, len(days) + 1, dtype=np.float64)
    sums, weights = [], []
    for offset, chance in _LEAD_TIME_POINTS:
        length = max(lead + offset * spread, 0.0)
        starts = (days > 0) & (after + length <= len(days))
        if np.count_nonzero(starts) < FEWEST_ISSUES:
            return np.zeros(0), np.zeros(0)
        moments, sizes = after[starts], days[starts]
        following = np.interp(moments + length, np.arange(len(issued)), issued) - issued[1:][starts]
        for part in _CROSSING_POINTS:
            sums.append(following + part * sizes)
            weights.append(sizes / sizes.sum() * chance / len(_CROSSING_POINTS))
    return np.concatenate(sums), np.concatenate(weights)


def _least_point(sums: Floats, weights: Floats, allowed: float) -> float:
    """Find the least point at which the expected excess of the sums over it is allowed.

    The excess falls in straight lines between the sums, so it is solved exactly.
    """
    order = np.argsort(sums)[::-1]
    high, weight = sums[order], weights[order]
    above = np.cumsum(weight)
    # The excess over each sum: the weighted sums above it less it times their weight.
    excess = np.cumsum(weight * high) - above * high
    last = int(np.searchsorted(excess, allowed, side="right")) - 1
    return max(float(high[last] - (allowed - excess[last]) / above[last]), 0.0)


def _kg(quantity: float, rounding: str) -> Decimal:
    """Round a quantity to grams."""
    return Decimal(quantity).quantize(_GRAM, rounding)
