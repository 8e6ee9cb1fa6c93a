"""The kind of a demand and its forecast per period, for many materials at once.

Arrays are as the package describes: (..., periods) in, (...) out, zero or more, finite.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]

INTERVAL_CUT = 1.32
VARIATION_CUT = 0.49
# Smoothings from nearly forgetting to nearly averaging.
ALPHAS = (0.5, 0.2, 0.1, 0.05, 0.02)


class DemandClass(StrEnum):
    """Kinds of demand: how regularly it comes, and how even its sizes are."""

    SMOOTH = "smooth"
    ERRATIC = "erratic"
    INTERMITTENT = "intermittent"
    LUMPY = "lumpy"
    NONE = "none"


class RuleRefused(ValueError):
    """Figures that no rule of reordering can take; `code` says which.

    Codes: negative_demand, infinite_demand, no_periods_axis, smoothing_out_of_range,
    service_level_out_of_range, negative_lead_time, negative_quantity, not_finite,
    holding_cost_not_positive, zero_multiple, minimum_over_maximum, no_price_at_minimum,
    repeated_break, no_cycle, no_smoothing, unlike_materials.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_demand(demand: ArrayLike) -> Floats:
    """Take demand as an array of floats, (..., periods), NaN where unknown.

    Raises RuleRefused: no_periods_axis, infinite_demand, negative_demand.
    """
    periods = np.asarray(demand, dtype=np.float64)
    if periods.ndim == 0:
        raise RuleRefused("no_periods_axis")
    if np.isinf(periods).any():
        raise RuleRefused("infinite_demand")
    if (periods < 0).any():
        raise RuleRefused("negative_demand")
    return periods


def classify(demand: ArrayLike) -> NDArray[Any]:
    """Classify demands by the average interval between them and the variation of sizes.

    demand: (..., periods). The interval (ADI) is known periods per period with demand; CV²
    is the squared coefficient of variation (population) of the sizes that are not zero.
    Returns DemandClass values, shape (...), an object array; NONE where all is zero or unknown.
    Intermittent and lumpy from ADI 1.32, erratic and lumpy from CV² 0.49: Syntetos, Boylan,
    Croston, On the categorization of demand patterns, JORS 56 (2005).
    """
    periods = read_demand(demand)
    known = ~np.isnan(periods)
    sizes = np.where(known, periods, 0.0)
    # Relative sizes, so that squares stay finite; a power of two divides without rounding.
    _, exponent = np.frexp(np.max(sizes, axis=-1, initial=0.0))
    sizes = np.ldexp(sizes, -exponent[..., None])
    count = np.count_nonzero(sizes, axis=-1)
    divisor = np.maximum(count, 1)
    interval = known.sum(axis=-1) / divisor
    mean = sizes.sum(axis=-1) / divisor
    spread = np.where(sizes > 0, sizes - mean[..., None], 0.0)
    variation = (spread**2).sum(axis=-1) / divisor / np.where(mean > 0, mean, 1.0) ** 2
    rare, uneven = interval >= INTERVAL_CUT, variation >= VARIATION_CUT
    regular = np.where(uneven, DemandClass.ERRATIC, DemandClass.SMOOTH)
    seldom = np.where(uneven, DemandClass.LUMPY, DemandClass.INTERMITTENT)
    named = np.where(rare, seldom, regular)
    classes = np.where(count == 0, DemandClass.NONE, named)
    named_classes: NDArray[Any] = np.vectorize(DemandClass, otypes=[object])(classes)
    return named_classes


def ses(demand: ArrayLike, *, alpha: float = 0.1) -> Floats:
    """Forecast by simple exponential smoothing, started at the first known period.

    demand: (..., periods). alpha: 0 < alpha <= 1. Returns demand per period, shape (...);
    zero where nothing is known. Brown, Statistical Forecasting for Inventory Control (1959).
    """
    periods = read_demand(demand)
    _check_smoothing(alpha)
    return _smooth(periods, ~np.isnan(periods), alpha)


def ses_fitted(demand: ArrayLike, *, alphas: Sequence[float] = ALPHAS, power: float = 2) -> Floats:
    """Forecast by the simple exponential smoothing that would have erred least so far.

    demand: (..., periods). alphas: smoothings to choose from per material, each above 0, at
    most 1; of equal errors the last. power: of the errors of one period ahead that are
    summed: 2 squared, 1 absolute. Returns demand per period, shape (...); zero where nothing
    is known. Raises RuleRefused: as `ses`, and no_smoothing without any alpha.
    """
    periods = read_demand(demand)
    if not alphas:
        raise RuleRefused("no_smoothing")
    best, least = np.zeros(periods.shape[:-1]), np.full(periods.shape[:-1], np.inf)
    # Relative to the highest, so that powers of errors stay finite.
    highest = np.nanmax(np.where(np.isnan(periods), 0, periods), axis=-1, initial=0)[..., None]
    relative = periods / np.where(highest > 0, highest, 1.0)
    for alpha in alphas:
        _check_smoothing(alpha)
        level, error = np.zeros(best.shape), np.zeros(best.shape)
        started = np.zeros(best.shape, dtype=bool)
        for period in range(periods.shape[-1]):
            now = relative[..., period]
            known = ~np.isnan(now)
            follows = known & started
            off = np.where(follows, now - level, 0.0)
            error = error + np.abs(off) ** power
            level = np.where(follows, level + alpha * off, np.where(known, now, level))
            started = started | known
        better = error <= least
        best, least = np.where(better, level, best), np.where(better, error, least)
    return np.asarray(best * highest[..., 0], dtype=np.float64)


def croston(demand: ArrayLike, *, alpha: float = 0.1) -> Floats:
    """Forecast by Croston's method: smoothed size over smoothed interval.

    demand: (..., periods). alpha: 0 < alpha <= 1, for both. The first interval counts from
    the start of the series. Returns demand per period, shape (...); zero without demand.
    Croston, Forecasting and stock control for intermittent demands, ORQ 23 (1972).
    """
    periods = read_demand(demand)
    _check_smoothing(alpha)
    hits = periods > 0
    known = np.cumsum(~np.isnan(periods), axis=-1)
    # The known periods up to each demand, less those up to the demand before it.
    last = np.maximum.accumulate(np.where(hits, known, 0), axis=-1)
    before = np.concatenate([np.zeros_like(last[..., :1]), last[..., :-1]], axis=-1)
    intervals = np.where(hits, known - before, 0).astype(np.float64)
    size = _smooth(periods, hits, alpha)
    interval = _smooth(intervals, hits, alpha)
    return size / np.where(interval > 0, interval, 1.0)


def sba(demand: ArrayLike, *, alpha: float = 0.1) -> Floats:
    """Forecast by Croston's method less its bias, times 1 - alpha/2.

    Shapes and errors as in `croston`. Syntetos and Boylan, The accuracy of intermittent
    demand estimates, IJF 21 (2005).
    """
    return croston(demand, alpha=alpha) * (1 - alpha / 2)


def tsb(demand: ArrayLike, *, alpha: float = 0.1, beta: float = 0.1) -> Floats:
    """Forecast by smoothed size times smoothed probability, which fades as demand dies.

    demand: (..., periods). alpha: smooths the size, at demands; beta: the probability, in
    every known period; both above 0, at most 1. Returns demand per period, shape (...).
    Teunter, Syntetos, Babai, Intermittent demand: linking forecasting to inventory
    obsolescence, EJOR 214 (2011).
    """
    periods = read_demand(demand)
    _check_smoothing(alpha)
    _check_smoothing(beta)
    hits = periods > 0
    size = _smooth(periods, hits, alpha)
    probability = _smooth(hits.astype(np.float64), ~np.isnan(periods), beta)
    return size * probability


def _smooth(values: Floats, counted: NDArray[np.bool_], alpha: float) -> Floats:
    """Smooth the counted values along the last axis, starting at the first of them."""
    level = np.zeros(values.shape[:-1])
    started = np.zeros(values.shape[:-1], dtype=bool)
    for period in range(values.shape[-1]):
        value, counts = values[..., period], counted[..., period]
        moved = np.where(started, alpha * value + (1 - alpha) * level, value)
        level = np.where(counts, moved, level)
        started = started | counts
    return level


def _check_smoothing(alpha: float) -> None:
    if not 0 < alpha <= 1:
        raise RuleRefused("smoothing_out_of_range")
