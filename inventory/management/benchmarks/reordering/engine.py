"""This system's policies, and what its rules would do with a forecast that nobody has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from inventory.management.benchmarks.reordering.policies import Group
from inventory.management.benchmarks.reordering.simulating import Levels, Past, simulate
from inventory.rules.reordering import (
    Ladder,
    PooledForecast,
    allowed_miss,
    build_ladder,
    forecast_pool,
)
from inventory.rules.reordering.demand import Floats
from inventory.rules.reordering.distributions import negative_binomial

# A past month counts half after so many; by the first two years of the car parts.
MEMORY = 12.0
AIMS = (0.6, 0.7, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995)
_COMING = 12
_LEAST = 1e-9


def forecasts(demand: Floats, *, lead_time: int, first: int) -> list[PooledForecast]:
    """Forecast before each period from `first` on, from the periods before it."""
    return [
        forecast_pool(demand[:, :period], horizon=lead_time + 1, memory=MEMORY)
        for period in range(first, demand.shape[1])
    ]


class Engine:
    """This system: a pooled forecast, stock where it does most, its aim kept to by the past.

    What it expects to miss is held against what it missed, and at first against what it would
    have missed in the second half of the periods that are only learned from.
    """

    name = "this engine"
    group = Group.OWN
    aims = AIMS

    def __init__(self, demand: Floats, *, lead_time: int, learned: int) -> None:
        self.demand, self.lead_time, self.learned = demand, lead_time, learned
        self.first = learned * 3 // 4
        self.forecasts = forecasts(demand, lead_time=lead_time, first=self.first)
        self.ladders: list[Ladder] = [
            build_ladder(forecast, lead_time=lead_time) for forecast in self.forecasts
        ]
        self.said: list[float] = []
        self.rehearsed = np.zeros((3, 0))

    def aim_for(self, fill_rate: float) -> float:
        return fill_rate

    def levels(self, aim: float, period: int, past: Past) -> Levels:
        """Give the levels; what they are expected to miss happens a lead time later."""
        if period == self.learned:
            self.said, self.rehearsed = [], self._rehearse(aim)
        return self._decide(aim, period, past, self.said, self.rehearsed)

    def _rehearse(self, aim: float) -> Floats:
        """Play the store over what was learned from, as if it had been at work."""
        said: list[float] = []
        pasts: list[Past] = []

        def policy(period: int, past: Past) -> Levels:
            pasts.append(past)
            return self._decide(aim, period, past, said, np.zeros((3, 0)))

        known = self.demand[:, : self.learned]
        simulate(policy, known, lead_time=self.lead_time, learned=self.first)
        return self._judged(pasts[-1], said)

    def _decide(
        self, aim: float, period: int, past: Past, said: list[float], before: Floats
    ) -> Levels:
        judged = np.concatenate([before, self._judged(past, said)], axis=1)
        allowed = allowed_miss(aim, *judged, played=before.shape[1])
        up_to, part = self.ladders[period - self.first].climb(allowed)
        said.append(part)
        return Levels.always(up_to)

    def _judged(self, past: Past, said: list[float]) -> Floats:
        """List demanded, missed, and the part expected, of periods that ordered levels served."""
        demanded, missed = past.demanded[self.lead_time :], past.missed[self.lead_time :]
        return np.array([demanded, missed, said[: len(demanded)]], dtype=np.float64)


@dataclass(frozen=True)
class EachByItself:
    """This system with the fill rate of each material its own, as its plans keep it.

    levels: the least whole ones whose expected shortage is the part that may be missed.
    """

    tables: Sequence[tuple[Floats, Floats]]
    learned: int
    name: str = "this engine, each material by itself"
    group: Group = Group.OWN
    aims: Sequence[float] = AIMS

    @classmethod
    def of(cls, pool: Sequence[PooledForecast], *, lead_time: int, learned: int) -> "EachByItself":
        """Tabulate what each level misses, per unit of demand, and the units of a cell."""
        return cls([_missed(forecast, lead_time) for forecast in pool], learned)

    def aim_for(self, fill_rate: float) -> float:
        return fill_rate

    def levels(self, aim: float, period: int, past: Past) -> Levels:
        missed, cell = self.tables[period - self.learned]
        return Levels.always(np.count_nonzero(missed > 1 - aim, axis=1) * cell)


@dataclass(frozen=True)
class Foresight:
    """This engine's levels if somebody told it the mean of the coming year of each material.

    Nobody can: it shows how much of the stock is there because the mean is not known.
    """

    ladders: Sequence[Ladder]
    learned: int
    name: str = "the coming year's mean known beforehand"
    group: Group = Group.FORESIGHT
    aims: Sequence[float] = AIMS

    @classmethod
    def of(
        cls,
        demand: Floats,
        pool: Sequence[PooledForecast],
        *,
        lead_time: int,
        learned: int,
    ) -> "Foresight":
        """Put the means that came into the engine's forecasts."""
        ladders = []
        for number, forecast in enumerate(pool):
            coming = demand[:, learned + number :][:, :_COMING]
            known = np.maximum(np.count_nonzero(~np.isnan(coming), axis=1), 1)
            mean = np.nansum(coming, axis=1) / known
            ladders.append(build_ladder(replace(forecast, mean=mean), lead_time=lead_time))
        return cls(ladders, learned)

    def aim_for(self, fill_rate: float) -> None:
        return None

    def levels(self, aim: float, period: int, past: Past) -> Levels:
        return Levels.always(self.ladders[period - self.learned].climb(1 - aim)[0])


def _missed(forecast: PooledForecast, lead_time: int) -> tuple[Floats, Floats]:
    """Compute the part of a period's demand missed over each level, (materials, cells)."""
    mean = np.maximum(forecast.mean, _LEAST)
    until = negative_binomial(mean * (lead_time + 1), forecast.variance(lead_time + 1))
    before = negative_binomial(
        np.maximum(mean * lead_time, _LEAST), forecast.variance(lead_time), until.cell
    )
    cells = min(until.beyond.shape[1], before.beyond.shape[1])
    missed = np.maximum(until.beyond[:, :cells] - before.beyond[:, :cells], 0.0)
    part = missed * until.cell[:, None] / mean[:, None]
    # Never rising, so that the first level that is good enough is found by counting.
    return np.minimum.accumulate(part, axis=1), until.cell
