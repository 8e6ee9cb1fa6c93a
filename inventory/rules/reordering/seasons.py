"""Seasons and trends: what a demand does besides varying about a level.

Arrays are as the package describes: (..., periods) in, zero or more, NaN where unknown.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from inventory.rules.reordering.demand import Floats, RuleRefused, read_demand

Marks: TypeAlias = NDArray[np.bool_]

# One in a thousand demands without seasons is taken for one with them.
_CERTAINTY = 3.09


def seasonal_indices(demand: ArrayLike, cycle: int) -> Floats:
    """Compute each season's demand relative to the mean, where the history shows seasons.

    demand: (..., periods); the last period is of the last season. cycle: periods of a year,
    two or more. Returns (..., cycle), in the order of seasons, of mean 1; all ones with less
    than two whole known years, with demand in less than half of their periods, and where the
    seasons differ no more than their years do: an F test at one in a thousand, by Paulson's
    approximation (1942). Indices shrink towards 1 by
    1/F, the part of their spread that chance explains (James and Stein, 1961).
    Raises RuleRefused: no_periods_axis, infinite_demand, negative_demand, no_cycle.
    """
    periods = read_demand(demand)
    if cycle < 2:
        raise RuleRefused("no_cycle")
    years = periods.shape[-1] // cycle
    if years < 2:
        return np.ones((*periods.shape[:-1], cycle))
    recent = periods[..., periods.shape[-1] - years * cycle :]
    table = recent.reshape(*periods.shape[:-1], years, cycle)
    usable: Marks = np.asarray(~np.isnan(table).any(axis=(-2, -1)))
    usable &= 2 * np.count_nonzero(table > 0, axis=(-2, -1)) >= years * cycle
    table = np.where(usable[..., None, None], table, 0.0)
    level = table.mean(axis=-1, keepdims=True)
    table = table / np.where(level > 0, level, 1.0)
    means = table.mean(axis=-2)
    between = years * means.var(axis=-1) * cycle / (cycle - 1)
    rest = ((table - means[..., None, :]) ** 2).sum(axis=(-2, -1))
    within = rest / ((years - 1) * (cycle - 1))
    # Without any scatter between years a season is either certain or not there at all.
    ratio = np.where(within > 1e-12, between / np.where(within > 1e-12, within, 1.0), 1e12)
    shown = usable & (level > 0).all(axis=(-2, -1)) & (between > 1e-12)
    shown &= _paulson(ratio, cycle - 1, (years - 1) * (cycle - 1)) > _CERTAINTY
    believed = np.where(shown, 1 - 1 / np.maximum(ratio, 1.0), 0.0)
    return np.asarray(1 + believed[..., None] * (means - 1), dtype=np.float64)


def _paulson(ratio: Floats, above: int, below: int) -> Floats:
    """Turn a ratio of variances with these degrees of freedom into a standard normal."""
    root = np.cbrt(ratio)
    upper, lower = 2 / (9 * above), 2 / (9 * below)
    return np.asarray(
        ((1 - lower) * root - (1 - upper)) / np.sqrt(lower * root**2 + upper), dtype=np.float64
    )


@dataclass
class DampedTrend:
    """A level and a trend per material, moved by one period at a time.

    Gardner and McKenzie, Forecasting trends in time series, Management Science 31 (1985).
    """

    level: Floats
    trend: Floats
    highest: Floats
    started: Marks
    alpha: float = 0.1
    beta: float = 0.05
    damping: float = 0.9

    @classmethod
    def of(cls, shape: tuple[int, ...], *smoothing: float) -> "DampedTrend":
        """Begin with nothing known about materials of this shape."""
        zero = np.zeros(shape)
        return cls(zero, zero, zero, np.zeros(shape, dtype=bool), *smoothing)

    def move(self, demand: Floats, known: Marks) -> None:
        """Take a period's demand in, where it is known; the first known one is the level."""
        expected = self.level + self.damping * self.trend
        level = self.alpha * demand + (1 - self.alpha) * expected
        trend = self.beta * (level - self.level) + (1 - self.beta) * self.damping * self.trend
        follows = known & self.started
        self.level = np.where(follows, level, np.where(known, demand, self.level))
        self.trend = np.where(follows, trend, self.trend)
        self.highest = np.where(known, np.maximum(self.highest, demand), self.highest)
        self.started = self.started | known

    def ahead(self, periods: int) -> Floats:
        """Forecast so many periods ahead, from zero to the highest demand known."""
        faded = sum(self.damping**step for step in range(1, periods + 1))
        return np.asarray(np.clip(self.level + faded * self.trend, 0, self.highest))


def damped_trend(
    demand: ArrayLike,
    *,
    alpha: float = 0.1,
    beta: float = 0.05,
    damping: float = 0.9,
    ahead: int = 1,
) -> Floats:
    """Forecast the demand so many periods ahead by a level and a trend that fades.

    demand: (..., periods). alpha, beta, damping: of level, trend and its fading, above 0, at
    most 1; ahead: periods, one or more. Returns demand per period, shape (...), zero or more
    and at most the highest known. Raises RuleRefused: no_periods_axis, infinite_demand,
    negative_demand, smoothing_out_of_range.
    """
    periods = read_demand(demand)
    if not all(0 < given <= 1 for given in (alpha, beta, damping)) or ahead < 1:
        raise RuleRefused("smoothing_out_of_range")
    state = DampedTrend.of(periods.shape[:-1], alpha, beta, damping)
    for period in range(periods.shape[-1]):
        now = periods[..., period]
        state.move(np.nan_to_num(now), ~np.isnan(now))
    return state.ahead(ahead)
