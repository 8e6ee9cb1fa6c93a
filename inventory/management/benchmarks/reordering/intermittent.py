"""The intermittent models of statsforecast, refitted at every review.

They forecast a mean only. Each gets the two rules of safety that are here: normal, on its own
errors so far, and this engine's, with the variance that the pool has learned.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from statistics import NormalDist

import numpy as np

from inventory.management.benchmarks.reordering.policies import FACTORS, normal_levels
from inventory.management.benchmarks.reordering.simulating import Levels, Past
from inventory.rules.reordering import Ladder, PooledForecast, build_ladder
from inventory.rules.reordering.demand import Floats

# Errors are counted from the period on that has so many before it.
_FIRST = 6
_ALLOWED = (0.5, 0.35, 0.25, 0.18, 0.13, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01, 0.003)


@dataclass(frozen=True)
class NormalModel:
    """A model's forecast with normal safety stock from its errors one period ahead."""

    name: str
    forecasts: Floats
    errors: Floats
    lead_time: int
    aims: Sequence[float] = FACTORS

    def aim_for(self, fill_rate: float) -> float:
        return NormalDist().inv_cdf(fill_rate)

    def levels(self, aim: float, period: int, past: Past) -> Levels:
        mean, deviation = self.forecasts[:, period], self.errors[:, period]
        return normal_levels(mean, deviation, aim, self.lead_time)


@dataclass(frozen=True)
class PooledModel:
    """A model's forecast with this engine's distribution and one service for all."""

    name: str
    ladders: Sequence[Ladder]
    learned: int
    aims: Sequence[float] = tuple(1 - part for part in _ALLOWED)

    def aim_for(self, fill_rate: float) -> float:
        return fill_rate

    def levels(self, aim: float, period: int, past: Past) -> Levels:
        return Levels.always(self.ladders[period - self.learned].climb(1 - aim)[0])


def models(
    demand: Floats, pool: Sequence[PooledForecast], *, lead_time: int, learned: int
) -> list[NormalModel | PooledModel]:
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
    found: list[NormalModel | PooledModel] = []
    for name, model in kinds.items():
        means = _forecasts(model, demand)
        found.append(NormalModel(f"{name}, normal", means, _deviations(demand, means), lead_time))
        ladders = [
            build_ladder(replace(forecast, mean=means[:, learned + number]), lead_time=lead_time)
            for number, forecast in enumerate(pool)
        ]
        found.append(PooledModel(f"{name}, this engine's safety", ladders, learned))
    return found


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
