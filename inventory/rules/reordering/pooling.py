"""The forecast of many materials that learn from each other.

One material's own past is short: its forecast of the next periods is a mixture of simple ones
(exponential smoothing, fitted, trend, mean, the mean of its like), and how to mix them, and how
much demand varies about them, is learned per class from what all materials did after each
moment of the past. A material counts in units of its usual size, so that plates weigh with
bolts; the size of a seldom asked material leans on its like as far as sizes are alike at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from inventory.rules.reordering.demand import (
    ALPHAS,
    INTERVAL_CUT,
    VARIATION_CUT,
    Floats,
    read_demand,
)
from inventory.rules.reordering.seasons import DampedTrend, Marks

# Columns of the mixture: each smoothing, the best so far of them, trend, mean, and its like.
_COLUMNS = len(ALPHAS) + 4
# How to mix before anything is learned, and what variance then is: one size per demand.
_PRIOR = np.array([0.0, 0.1, 0.2, 0.15, 0.0, 0.1, 0.0, 0.25, 0.2])
_PRIOR_VARIANCE = np.array([1.0, 0.0, 0.0])
# What a prior counts for, in observations.
_PRIOR_WEIGHT = 30.0
_PRIOR_VARIANCE_WEIGHT = 1.0
_OBSERVATIONS = 200_000
_MOST_ORIGINS = 48
_FEWEST_ORIGINS = 6
_ROUNDS = 3
_NEVER = 4
_LEAST = 1e-9


# Columns, noise, demand and weight of observations.
_Seen: TypeAlias = tuple[Floats, Floats, Floats, Floats]


@dataclass(frozen=True)
class PooledForecast:
    """What materials will be asked for per period, and how surely; arrays (materials,).

    mean: quantity per period. The variance of the demand of a horizon of H periods is
    scatter·(mean·H) + noise·H + doubt·(mean·H)²: scatter, a quantity, as materials of this size
    have it; noise, per period, as this one had it; doubt since the mean itself may be wrong.
    """

    mean: Floats
    scatter: Floats
    noise: Floats
    doubt: Floats

    def variance(self, horizon: ArrayLike) -> Floats:
        """Compute the variance of what is asked for in a horizon, periods."""
        periods = np.asarray(horizon, dtype=np.float64)
        total = self.mean * periods
        return np.asarray(self.scatter * total + self.noise * periods + self.doubt * total**2)


@dataclass(frozen=True)
class _Moment:
    """What was known of every material before a period.

    columns: (materials, _COLUMNS) quantities per period. size: the usual one of a demand.
    noise: mean squared error of the best smoothing. kind: number of the class.
    """

    period: int
    columns: Floats
    size: Floats
    noise: Floats
    kind: NDArray[np.int64]

    def relative(self, rows: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Give columns and noise of some materials in units of their sizes."""
        size = self.size[rows]
        unit = np.where(size > 0, size, 1.0)
        return self.columns[rows] / unit[:, None], self.noise[rows] / unit**2


def forecast_pool(demand: ArrayLike, *, horizon: int, memory: float) -> PooledForecast:
    """Forecast the next periods of many materials from what all of them did so far.

    demand: (materials, periods), NaN where unknown. horizon: periods, one or more, for which the
    mixture is learned. memory: periods after which an observation counts half. Materials that
    were never asked for are expected to begin as others did. All zero where none ever was. Less
    than a billionth of a unit counts as nothing.
    Raises RuleRefused: no_periods_axis, infinite_demand, negative_demand.
    """
    periods = np.atleast_2d(read_demand(demand))
    known = ~np.isnan(periods)
    # What is smaller is nothing, so that what is relative to it stays finite.
    amounts = np.where(known & (periods >= _LEAST), periods, 0.0)
    *past, now = _moments(amounts, known, _origins(periods.shape, horizon))
    coming = [_Outcome.after(moment, amounts, known, horizon) for moment in past]
    found = PooledForecast(*(np.zeros(len(periods)) for _ in range(4)))
    for kind in np.unique(now.kind):
        rows = np.flatnonzero(now.kind == kind)
        seen = [outcome.of(kind, 0.5 ** (1 / memory)) for outcome in coming]
        mixture, spread = _learn(_join(seen), horizon, _prior_of(kind))
        columns, noise = now.relative(rows)
        size = now.size[rows]
        found.mean[rows] = np.maximum(columns @ mixture, 0.0) * size
        found.scatter[rows] = spread[0] * size
        found.noise[rows] = spread[1] * noise * size**2
        found.doubt[rows] = spread[2]
    return found


def _origins(shape: tuple[int, ...], horizon: int) -> list[int]:
    """Choose the moments to learn from, evenly over the past, and the present as the last."""
    materials, periods = shape
    first, last = max(min(12, periods // 2), 1), periods - horizon
    count = int(np.clip(_OBSERVATIONS // max(materials, 1), _FEWEST_ORIGINS, _MOST_ORIGINS))
    step = max(-(-(last - first + 1) // count), 1)
    return [*sorted(range(last, first - 1, -step)), periods]


def _moments(amounts: Floats, known: Marks, origins: list[int]) -> Iterator[_Moment]:
    """Walk once through the periods, and stop before each of the origins."""
    memory = _Memory(len(amounts))
    for period in range(amounts.shape[1] + 1):
        if period in origins:
            yield memory.moment(period)
        if period < amounts.shape[1]:
            memory.take(amounts[:, period], known[:, period])


class _Memory:
    """Everything the mixture needs of the past, in sums that one period moves."""

    def __init__(self, materials: int) -> None:
        zero = np.zeros(materials)
        self.alphas = np.array(ALPHAS)[:, None]
        self.smoothed, self.weight, self.error = (
            np.zeros((len(ALPHAS), materials)) for _ in range(3)
        )
        self.trend = DampedTrend.of(zero.shape)
        self.known, self.asked, self.total, self.squares = (zero.copy() for _ in range(4))
        self.logs, self.log_squares = zero.copy(), zero.copy()

    def take(self, demand: Floats, known: Marks) -> None:
        """Move everything by one period."""
        off = np.where(known & (self.known > 0), demand - self._levels(), 0.0)
        self.error = self.error + off**2
        kept = np.where(known, 1 - self.alphas, 1.0)
        self.smoothed = self.smoothed * kept + demand
        self.weight = self.weight * kept + known
        self.trend.move(demand, known)
        asked = demand > 0
        log = np.log(np.where(asked, demand, 1.0))
        self.known, self.asked = self.known + known, self.asked + asked
        self.total, self.squares = self.total + demand, self.squares + demand**2
        self.logs, self.log_squares = self.logs + log, self.log_squares + log**2

    def moment(self, period: int) -> _Moment:
        """Return what is known now."""
        size, kind = self._sizes(), self._kinds()
        levels = self._levels()
        fitted = np.take_along_axis(levels, np.argmin(self.error, axis=0)[None], axis=0)
        mean = self.total / np.maximum(self.known, 1)
        unit = np.where(size > 0, size, 1.0)
        like = np.zeros(len(mean))
        for number in np.unique(kind):
            # What was never asked for has no rate of its like: it looks at all materials.
            alike = (kind == number) | (number == _NEVER)
            like[kind == number] = (mean / unit)[alike].mean()
        columns = np.stack([*levels, fitted[0], self.trend.ahead(2), mean, like * unit], axis=1)
        noise = self.error.min(axis=0) / np.maximum(self.known - 1, 1)
        return _Moment(period, columns, size, noise, kind)

    def _levels(self) -> Floats:
        """Compute the smoothed demands, each a mean with weights that fade into the past."""
        return self.smoothed / np.where(self.weight > 0, self.weight, 1.0)

    def _kinds(self) -> NDArray[np.int64]:
        """Number the classes as `classify` names them."""
        count = np.maximum(self.asked, 1)
        mean = np.where(self.asked > 0, self.total / count, 1.0)
        rare = self.known / count >= INTERVAL_CUT
        uneven = self.squares / count / mean / mean - 1 >= VARIATION_CUT
        return np.where(self.asked == 0, _NEVER, 2 * rare + uneven).astype(np.int64)

    def _sizes(self) -> Floats:
        """Estimate each material's usual size, the geometric mean, leaning on its like.

        The mean of logarithms moves towards that of all materials by the part of its variance
        that the scatter of single sizes explains: Efron and Morris, Data analysis using Stein's
        estimator (1975). Never asked for: as all. Zero where nothing was ever asked for.
        """
        asked = self.asked > 0
        if not asked.any():
            return np.zeros(len(asked))
        count = np.maximum(self.asked, 1)
        own = self.logs / count
        repeated = np.maximum(self.asked - 1, 0).sum()
        scatter = np.maximum(self.log_squares - self.logs * own, 0.0).sum() / max(repeated, 1)
        middle = own[asked].mean()
        chance = scatter * (1 / count[asked]).mean()
        apart = max(float(own[asked].var()) - chance, 1e-3)
        trust = np.where(asked, apart / (apart + scatter / count), 0.0)
        return np.asarray(np.exp(middle + trust * (own - middle)), dtype=np.float64)


@dataclass(frozen=True)
class _Outcome:
    """A moment, and what was asked for in the horizon after it, where all of that is known."""

    moment: _Moment
    rows: NDArray[np.int64]
    demand: Floats
    age: int

    @classmethod
    def after(cls, moment: _Moment, amounts: Floats, known: Marks, horizon: int) -> "_Outcome":
        """Look at the horizon after a moment."""
        ahead = slice(moment.period, moment.period + horizon)
        rows = np.flatnonzero(known[:, ahead].all(axis=1) & (moment.size > 0))
        age = amounts.shape[1] - horizon - moment.period
        return cls(moment, rows, amounts[rows, ahead].sum(axis=1), age)

    def of(self, kind: int, fading: float) -> _Seen:
        """Give columns, noise and demands of one kind in units of sizes, and weights by age."""
        chosen = self.moment.kind[self.rows] == kind
        rows = self.rows[chosen]
        demand = self.demand[chosen] / self.moment.size[rows]
        return *self.moment.relative(rows), demand, np.full(len(rows), fading**self.age)


def _join(seen: list[_Seen]) -> _Seen:
    nothing = (np.zeros((0, _COLUMNS)), np.zeros(0), np.zeros(0), np.zeros(0))
    columns, noise, demand, weights = (
        np.concatenate(part) for part in zip(nothing, *seen, strict=True)
    )
    return columns, noise, demand, weights


def _prior_of(kind: int) -> Floats:
    """Expect nothing of what was never asked for, until others have shown how such begin."""
    return np.zeros(_COLUMNS) if kind == _NEVER else _PRIOR


def _learn(seen: _Seen, horizon: int, prior: Floats) -> tuple[Floats, Floats]:
    """Learn a class's mixture and its three parts of variance, by turns.

    Least squares weighted by the inverse variance, then the variance by least squares on the
    squared errors weighted by its inverse square, from nothing below zero.
    """
    columns, noise, demand, weights = seen
    total = columns * horizon
    variance = total[:, -2] + total[:, -1] + _LEAST
    mixture, spread = prior, _PRIOR_VARIANCE
    for _ in range(_ROUNDS):
        mixture = _fit(total, demand, weights / variance, prior, _PRIOR_WEIGHT)
        mean = np.maximum(total @ mixture, _LEAST)
        parts = np.stack([mean, noise * horizon, mean**2], axis=1)
        errors = (demand - mean) ** 2
        trust = weights / variance**2
        spread = _fit(parts, errors, trust, _PRIOR_VARIANCE, _PRIOR_VARIANCE_WEIGHT)
        variance = np.maximum(parts @ spread, 0.3 * mean + _LEAST)
    return mixture, spread


def _fit(
    columns: Floats, target: Floats, weights: Floats, prior: Floats, prior_weight: float
) -> Floats:
    """Solve weighted least squares towards a prior, with no coefficient below zero.

    prior_weight: observations of usual size that the prior counts for. While any coefficient
    is negative, the most negative leaves the mixture.
    """
    weighted = columns * weights[:, None]
    products, sums = columns.T @ weighted, weighted.T @ target
    observations = weights.sum() ** 2 / max(float((weights**2).sum()), 1e-300)
    usual = np.trace(products) / len(prior) / max(float(observations), 1.0)
    firmness = prior_weight * usual if usual > 0 else 1.0
    left = products + firmness * np.eye(len(prior))
    right = sums + firmness * prior
    kept = np.ones(len(prior), dtype=bool)
    while True:
        found = np.zeros(len(prior))
        found[kept] = np.linalg.solve(left[np.ix_(kept, kept)], right[kept])
        if (found >= 0).all():
            return found
        kept[np.argmin(found)] = False
