"""The intermittent models of statsforecast, refitted at every review.

They forecast a mean only. Each gets four rules of safety: a factor for all of the deviation of
its own errors so far; the safety stock of each material for its own fill rate, on the same
deviation; one service for all, with a negative binomial of the variance that this engine's pool
has learned; and this engine's levels with that same variance.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from statistics import NormalDist

import numpy as np

from inventory.management.benchmarks.reordering.policies import (
    FACTORS,
    Group,
    Kind,
    normal_levels,
)
from inventory.management.benchmarks.reordering.simulating import Levels, Past
from inventory.rules.reordering import (
    Ladder,
    PooledForecast,
    build_ladder,
    safety_stock_for_fill_rate,
)
from inventory.rules.reordering.demand import Floats
from inventory.rules.reordering.distributions import negative_binomial

# Errors are counted from the period on that has so many before it.
_FIRST = 6
_LEAST = 1e-9
# Shortages of a cycle, in deviations, and the deviations of safety stock that leave each.
_MISSED = np.geomspace(1e-12, 1.0, 2000)
_DEVIATIONS = safety_stock_for_fill_rate(0.5, 1.0, 2 * _MISSED)
_ALLOWED = (0.5, 0.35, 0.25, 0.18, 0.13, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01, 0.003)


@dataclass(frozen=True)
class NormalModel:
    """A model's forecast with normal safety stock from its errors one period ahead."""

    name: str
    forecasts: Floats
    errors: Floats
    lead_time: int
    aims: Sequence[float] = FACTORS
    group: Group = Group.USUAL

    def aim_for(self, fill_rate: float) -> float:
        return NormalDist().inv_cdf(fill_rate)

    def levels(self, aim: float, period: int, past: Past) -> Levels:
        mean, deviation = self.forecasts[:, period], self.errors[:, period]
        return normal_levels(mean, deviation, aim, self.lead_time)


@dataclass(frozen=True)
class FillRateModel:
    """A model's forecast with the safety stock of each material for its own fill rate."""

    name: str
    forecasts: Floats
    errors: Floats
    lead_time: int
    aims: Sequence[float] = (*(1 - part for part in _ALLOWED), 0.999, 0.9999, 1 - 1e-6, 1 - 1e-9)
    group: Group = Group.USUAL

    def aim_for(self, fill_rate: float) -> float:
        return fill_rate

    def levels(self, aim: float, period: int, past: Past) -> Levels:
        mean, horizon = self.forecasts[:, period], self.lead_time + 1
        deviation = self.errors[:, period] * np.sqrt(horizon)
        # Of an order of nothing no part may be missed, and nothing is kept for it.
        sure = (mean <= 0) | (deviation <= 0)
        missed = (1 - aim) * np.where(sure, 1.0, mean) / np.where(sure, 1.0, deviation)
        factor = np.where(sure, 0.0, np.interp(np.log(missed), np.log(_MISSED), _DEVIATIONS))
        return Levels.always(np.ceil(mean * horizon + factor * deviation))


@dataclass(frozen=True)
class ServiceModel:
    """A model's forecast with one service for all, by the variance that the pool has learned.

    found: per period, the levels for each of the aims.
    """

    name: str
    found: Sequence[Floats]
    learned: int
    aims: Sequence[float] = tuple(1 - part for part in _ALLOWED)
    group: Group = Group.LENT

    def aim_for(self, fill_rate: float) -> None:
        return None

    def levels(self, aim: float, period: int, past: Past) -> Levels:
        return Levels.always(self.found[period - self.learned][self.aims.index(aim)])


@dataclass(frozen=True)
class PooledModel:
    """A model's forecast with this engine's distribution, and stock where it does most."""

    name: str
    ladders: Sequence[Ladder]
    learned: int
    aims: Sequence[float] = tuple(1 - part for part in _ALLOWED)
    group: Group = Group.LENT

    def aim_for(self, fill_rate: float) -> float:
        return fill_rate

    def levels(self, aim: float, period: int, past: Past) -> Levels:
        return Levels.always(self.ladders[period - self.learned].climb(1 - aim)[0])


def models(
    demand: Floats, pool: Sequence[PooledForecast], *, lead_time: int, learned: int
) -> list[Kind]:
    """Fit every model before every period. pool: this engine's forecasts, for its variance.

    Raises ModuleNotFoundError without statsforecast, which the group `forecast` installs.
    """
    library = import_module("statsforecast.models")
    kinds = {
        "Croston": library.CrostonClassic(),
        "SBA": library.CrostonSBA(),
        "TSB": library.TSB(alpha_d=0.1, alpha_p=0.1),
        "IMAPA": library.IMAPA(),
        "ADIDA": library.ADIDA(),
    }
    found: list[Kind] = []
    for name, model in kinds.items():
        means = _forecasts(model, demand)
        errors = _deviations(demand, means)
        lent = [
            replace(forecast, mean=means[:, learned + number])
            for number, forecast in enumerate(pool)
        ]
        found += [
            NormalModel(f"{name}, normal", means, errors, lead_time),
            FillRateModel(f"{name}, fill rate of each", means, errors, lead_time),
            _same_service(f"{name}, same service", lent, lead_time, learned),
            PooledModel(
                f"{name}, this engine's safety",
                [build_ladder(forecast, lead_time=lead_time) for forecast in lent],
                learned,
            ),
        ]
    return found


def _same_service(
    name: str, pool: Sequence[PooledForecast], lead_time: int, learned: int
) -> ServiceModel:
    """Find the levels for every aim at once, since tables are large."""
    horizon, found = lead_time + 1, []
    for forecast in pool:
        mean = np.maximum(forecast.mean * horizon, _LEAST)
        table = negative_binomial(mean, forecast.variance(horizon))
        found.append(np.stack([table.level_for(aim) for aim in ServiceModel.aims]))
    return ServiceModel(name, found, learned)


def _forecasts(model: object, demand: Floats) -> Floats:
    """Forecast each period from those before it, (materials, periods); zero before any demand."""
    means = np.zeros(demand.shape)
    for material, row in enumerate(demand):
        known = ~np.isnan(row)
        for period in range(_FIRST, len(row)):
            past = row[:period][known[:period]]
            if past.any():
                means[material, period] = model.forecast(past, h=1)["mean"][0]  # type: ignore[attr-defined]
    return means


def _deviations(demand: Floats, means: Floats) -> Floats:
    """Compute the root of the mean squared error before each period, (materials, periods)."""
    counted = ~np.isnan(demand)
    counted[:, :_FIRST] = False
    squares = np.where(counted, demand - means, 0.0) ** 2
    total = np.cumsum(squares, axis=1) - squares
    count = np.cumsum(counted, axis=1) - counted
    return np.asarray(np.sqrt(total / np.maximum(count, 1)), dtype=np.float64)
