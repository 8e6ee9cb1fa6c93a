"""Safety stock, reorder point, order-up-to level and order quantity.

Quantities are in one unit throughout (kg, or pieces); time is in the periods of the demand.
Arguments may be numbers or arrays of one per material, which broadcast.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from inventory.rules.reordering.demand import Floats, RuleRefused
from inventory.rules.reordering.distributions import normal_above, normal_density

_NORMAL = NormalDist()
# The normal loss function is zero to a float's precision beyond this many deviations.
_FARTHEST = 38.0
_HALVINGS = 80


@dataclass(frozen=True)
class PriceBreak:
    """A price per unit for orders of at least this quantity, for all of the order."""

    from_quantity: float
    unit_price: float


def lead_time_deviation(
    *,
    demand_mean: ArrayLike,
    demand_sd: ArrayLike,
    lead_time: ArrayLike,
    lead_time_sd: ArrayLike,
) -> Floats:
    """Compute the standard deviation of the demand during a lead time that varies itself.

    demand_mean, demand_sd: per period; lead_time, lead_time_sd: periods; all zero or more.
    Returns a quantity: sqrt(L·sd² + mean²·sdL²). Raises RuleRefused: negative_lead_time,
    negative_quantity, not_finite. Silver, Pyke, Thomas, Inventory and Production Management
    in Supply Chains (2017), ch. 6.
    """
    mean, deviation = _quantity(demand_mean), _quantity(demand_sd)
    time, spread = _lead_time(lead_time), _lead_time(lead_time_sd)
    # hypot keeps the root finite where a square would not be.
    return np.asarray(np.hypot(np.sqrt(time) * deviation, mean * spread), dtype=np.float64)


def safety_stock(service_level: float, deviation: ArrayLike) -> Floats:
    """Compute the safety stock that lets this part of the order cycles pass without a stock-out.

    service_level: 0 < level < 1. deviation: of lead-time demand, from `lead_time_deviation`.
    Returns a quantity, z(level)·deviation, normal theory, below zero under a level of one half.
    Raises RuleRefused: service_level_out_of_range, negative_quantity, not_finite.
    """
    _check_level(service_level)
    return _NORMAL.inv_cdf(service_level) * _quantity(deviation)


def safety_stock_for_fill_rate(
    fill_rate: float, deviation: ArrayLike, order_quantity: ArrayLike
) -> Floats:
    """Compute the least safety stock with which this part of the demand is met from the shelf.

    fill_rate: 0 < rate < 1. deviation: of lead-time demand. order_quantity: what one order
    brings. Returns a quantity, zero or more: the k·deviation at which the expected shortage of
    a cycle, deviation·(φ(k) − k(1 − Φ(k))), is (1 − rate)·order_quantity. With an order
    quantity of zero, and a deviation above it, the largest that floats tell apart.
    Raises RuleRefused: service_level_out_of_range, negative_quantity, not_finite.
    Silver, Pyke, Thomas (2017), ch. 6.
    """
    _check_level(fill_rate)
    sd, quantity = np.broadcast_arrays(_quantity(deviation), _quantity(order_quantity))
    allowed = (1 - fill_rate) * quantity
    low = np.zeros(sd.shape)
    high = np.where(sd * _normal_loss(low) > allowed, _FARTHEST, 0.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        too_short = sd * _normal_loss(middle) > allowed
        low, high = np.where(too_short, middle, low), np.where(too_short, high, middle)
    return np.asarray(high * sd, dtype=np.float64)


def reorder_point(demand_mean: ArrayLike, lead_time: ArrayLike, safety: ArrayLike) -> Floats:
    """Compute the position at which to order again: demand of the lead time plus safety stock.

    demand_mean: per period; lead_time: periods; safety: a quantity. Returns a quantity, at
    least zero, since nobody can order from an empty yard any earlier than that.
    Raises RuleRefused: negative_lead_time, negative_quantity, not_finite.
    """
    expected = _quantity(demand_mean) * _lead_time(lead_time)
    return np.asarray(np.maximum(expected + _finite(safety), 0.0), dtype=np.float64)


def order_up_to(point: ArrayLike, order_quantity: ArrayLike) -> Floats:
    """Compute the position to order up to: the reorder point plus what one order brings.

    Raises RuleRefused: negative_quantity, not_finite.
    """
    return np.asarray(_quantity(point) + _quantity(order_quantity), dtype=np.float64)


def economic_order_quantity(
    demand_per_year: float,
    order_cost: float,
    holding_cost: float,
    breaks: Sequence[PriceBreak] = (),
    *,
    minimum: float = 0,
    multiple: float | None = None,
    maximum: float | None = None,
) -> float:
    """Choose the order quantity with the least yearly cost of buying, ordering and holding.

    demand_per_year: units, zero or more. order_cost: rupiah per order, zero or more.
    holding_cost: rupiah per unit and year, above zero. breaks: all-units prices in any order;
    below the lowest nothing can be bought; none means one price. minimum, maximum: units an
    order must and may bring. multiple: of which an order must be a whole number.
    Returns units; zero when there is no demand. Of equal costs the smaller quantity.
    Raises RuleRefused: negative_quantity, holding_cost_not_positive, zero_multiple,
    minimum_over_maximum (also when no multiple lies between), no_price_at_minimum (the
    maximum is below the lowest break), repeated_break, not_finite.
    Harris, How many parts to make at once (1913): sqrt(2·K·λ/h); breaks as in Hadley and
    Whitin, Analysis of Inventory Systems (1963), ch. 2.
    """
    _check_order_terms(demand_per_year, order_cost, holding_cost, minimum, multiple, maximum)
    tiers = _tiers(breaks)
    most = math.inf if maximum is None else maximum
    if most < tiers[0].from_quantity:
        raise RuleRefused("no_price_at_minimum")
    least = max(minimum, tiers[0].from_quantity)
    ideal = math.sqrt(2 * order_cost * demand_per_year / holding_cost)
    wanted = [ideal, least, most, *(tier.from_quantity for tier in tiers)]
    near = {
        quantity
        for figure in wanted
        if figure < math.inf
        for quantity in _buyable(figure, multiple)
    }
    possible = sorted(quantity for quantity in near if least <= quantity <= most)
    if not possible:
        raise RuleRefused("minimum_over_maximum")
    if demand_per_year == 0 or possible[-1] == 0:
        return 0.0

    def yearly_cost(quantity: float) -> float:
        price = [tier.unit_price for tier in tiers if tier.from_quantity <= quantity][-1]
        ordering = order_cost * demand_per_year / quantity
        return price * demand_per_year + ordering + holding_cost * quantity / 2

    return min((quantity for quantity in possible if quantity > 0), key=yearly_cost)


def _tiers(breaks: Sequence[PriceBreak]) -> list[PriceBreak]:
    if any(not (math.isfinite(b.from_quantity) and math.isfinite(b.unit_price)) for b in breaks):
        raise RuleRefused("not_finite")
    if any(b.from_quantity < 0 or b.unit_price < 0 for b in breaks):
        raise RuleRefused("negative_quantity")
    tiers = sorted(breaks, key=lambda b: b.from_quantity) or [PriceBreak(0, 0)]
    if len({tier.from_quantity for tier in tiers}) < len(tiers):
        raise RuleRefused("repeated_break")
    return tiers


def _check_order_terms(
    demand: float,
    order_cost: float,
    holding_cost: float,
    minimum: float,
    multiple: float | None,
    maximum: float | None,
) -> None:
    given = [demand, order_cost, holding_cost, minimum, multiple or 0, maximum or 0]
    given.append(2 * order_cost * demand / holding_cost if holding_cost > 0 else 0)
    if not all(math.isfinite(figure) for figure in given):
        raise RuleRefused("not_finite")
    if min(demand, order_cost, minimum, maximum or 0) < 0:
        raise RuleRefused("negative_quantity")
    if holding_cost <= 0:
        raise RuleRefused("holding_cost_not_positive")
    if multiple is not None and multiple <= 0:
        raise RuleRefused("zero_multiple")
    if maximum is not None and minimum > maximum:
        raise RuleRefused("minimum_over_maximum")


def _buyable(quantity: float, multiple: float | None) -> list[float]:
    """List the quantity, or the multiples about it: the next below and above, and it."""
    if multiple is None:
        return [quantity]
    if not math.isfinite(quantity / multiple):
        raise RuleRefused("not_finite")
    packs = round(quantity / multiple)
    return [count * multiple for count in range(max(packs - 1, 0), packs + 2)]


def _normal_loss(z: Floats) -> Floats:
    """Compute φ(z) − z·(1 − Φ(z)), the expected excess of a standard normal over z."""
    density, above = normal_density(z), normal_above(z)
    return np.asarray(np.maximum(density - z * above, 0.0), dtype=np.float64)


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise RuleRefused("service_level_out_of_range")


def _finite(given: ArrayLike) -> Floats:
    figures = np.asarray(given, dtype=np.float64)
    if not np.isfinite(figures).all():
        raise RuleRefused("not_finite")
    return figures


def _quantity(given: ArrayLike) -> Floats:
    figures = _finite(given)
    if (figures < 0).any():
        raise RuleRefused("negative_quantity")
    return figures


def _lead_time(given: ArrayLike) -> Floats:
    figures = _finite(given)
    if (figures < 0).any():
        raise RuleRefused("negative_lead_time")
    return figures
