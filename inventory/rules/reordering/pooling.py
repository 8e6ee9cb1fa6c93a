"""The forecast of many materials that learn from each other.

One material's own past is short: what it will be asked for, and how far that may stray, is
learned from what all materials did after each moment of the past, by signs that they share:
how much and how often they were asked for lately and ever, how long ago, how old and how large
they are. A material counts in units of its usual size, so that plates weigh with bolts; the
size of a seldom asked material leans on its like as far as sizes are alike at all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from inventory.rules.reordering.demand import Floats, read_demand
from inventory.rules.reordering.regressing import GAMMA, POISSON, regress
from inventory.rules.reordering.remembering import Moment, walk
from inventory.rules.reordering.seasons import Marks

_OBSERVATIONS = 100_000
_MOST_ORIGINS = 48
_FEWEST_ORIGINS = 4
# How firmly signs are held to mean nothing for the mean, and for the scatter, in observations.
_FIRM_MEAN = 100.0
_FIRM_SCATTER = 300.0
# Before anything is learned, demand scatters as single demands of one size do; this counts for
# so many observations. No observation scatters more than so many sizes.
_PRIOR_SCATTER_WEIGHT = 1.0
_MOST_SCATTER = 1e3
_LEAST = 1e-9


@dataclass(frozen=True)
class PooledForecast:
    """What materials will be asked for per period, and how surely; arrays (materials,).

    mean: quantity per period. scatter: a quantity, the variance of what is asked for in
    `learned` periods over its mean. size: a quantity, the usual demand; what scatter is above
    it comes from not knowing the mean, and grows with periods beyond those.
    """

    mean: Floats
    scatter: Floats
    size: Floats
    learned: int

    def variance(self, horizon: ArrayLike) -> Floats:
        """Compute the variance of what is asked for in a horizon, periods."""
        periods = np.asarray(horizon, dtype=np.float64)
        beyond = np.maximum(periods / self.learned, 1.0) - 1
        doubt = np.maximum(self.scatter - self.size, 0.0)
        return np.asarray((self.scatter + beyond * doubt) * self.mean * periods)


@dataclass(frozen=True)
class _Seen:
    """Observations, in usual sizes: what was expected at first, asked for, and its signs."""

    signs: Floats
    start: Floats
    demand: Floats
    weights: Floats


def forecast_pool(demand: ArrayLike, *, horizon: int, memory: float) -> PooledForecast:
    """Forecast the next periods of many materials from what all of them did so far.

    demand: (materials, periods), NaN where unknown. horizon: periods, one or more, for which
    mean and scatter are learned. memory: periods after which an observation counts half.
    Materials that were never asked for are expected to begin as others did. All zero where none
    ever was. Less than a billionth of a unit counts as nothing.
    Raises RuleRefused: no_periods_axis, infinite_demand, negative_demand.

    The mean by a Poisson regression, the scatter by a gamma regression on the squared errors
    over the mean: McCullagh and Nelder, Generalized Linear Models (1989), ch. 10.
    """
    periods = np.atleast_2d(read_demand(demand))
    known = ~np.isnan(periods)
    # What is smaller is nothing, so that what is relative to it stays finite.
    amounts = np.where(known & (periods >= _LEAST), periods, 0.0)
    *past, now = walk(amounts, known, _origins(periods.shape, horizon))
    fading = 0.5 ** (1 / memory)
    seen = _join([_after(moment, amounts, known, horizon, fading) for moment in past], now)
    means = regress(
        seen.signs,
        seen.demand,
        start=seen.start,
        weights=seen.weights,
        family=POISSON,
        firmness=_FIRM_MEAN,
    )
    mean = now.rate * means.factor(now.signs)
    scatter = _scatter(seen, seen.start * means.factor(seen.signs), now)
    return PooledForecast(mean * now.size, scatter * now.size, now.size, horizon)


def _origins(shape: tuple[int, ...], horizon: int) -> list[int]:
    """Choose the moments to learn from, evenly over the past, and the present as the last."""
    materials, periods = shape
    first, last = max(min(12, periods // 2), 1), periods - horizon
    count = int(np.clip(_OBSERVATIONS // max(materials, 1), _FEWEST_ORIGINS, _MOST_ORIGINS))
    step = max(-(-(last - first + 1) // count), 1)
    return [*sorted(range(last, first - 1, -step)), periods]


def _after(moment: Moment, amounts: Floats, known: Marks, horizon: int, fading: float) -> _Seen:
    """Look at the horizon after a moment, at the materials of which all of it is known."""
    ahead = slice(moment.period, moment.period + horizon)
    rows: NDArray[np.int64] = np.flatnonzero(known[:, ahead].all(axis=1) & (moment.size > 0))
    demand = amounts[rows, ahead].sum(axis=1) / moment.size[rows]
    age = amounts.shape[1] - horizon - moment.period
    return _Seen(
        moment.signs[rows], moment.rate[rows] * horizon, demand, np.full(len(rows), fading**age)
    )


def _join(seen: list[_Seen], now: Moment) -> _Seen:
    nothing = _Seen(now.signs[:0], now.rate[:0], now.rate[:0], now.rate[:0])
    parts = [nothing, *seen]
    return _Seen(
        np.concatenate([part.signs for part in parts]),
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.demand for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )


def _scatter(seen: _Seen, expected: Floats, now: Moment) -> Floats:
    """Learn the variance over the mean, in sizes, of each material as it is now."""
    scattered = np.minimum((seen.demand - expected) ** 2 / expected, _MOST_SCATTER)
    prior = _PRIOR_SCATTER_WEIGHT
    usual = (seen.weights @ scattered + prior) / (seen.weights.sum() + prior)
    found = regress(
        seen.signs,
        scattered,
        start=np.full(len(scattered), usual),
        weights=seen.weights,
        family=GAMMA,
        firmness=_FIRM_SCATTER,
    )
    return np.asarray(usual * found.factor(now.signs), dtype=np.float64)
