"""This engine's policy, and the two that people keep in spreadsheets and ERP systems."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

import numpy as np

from inventory.management.benchmarks.reordering.simulating import Levels, Past
from inventory.rules.reordering import (
    Ladder,
    PooledForecast,
    allowed_miss,
    build_ladder,
    forecast_pool,
)
from inventory.rules.reordering.demand import Floats

# A past month counts half after so many.
MEMORY = 6.6
# Factors of safety, deviations, from lean to hopeless.
FACTORS = (*np.arange(-1.0, 5.1, 0.25), 6, 7, 8, 10, 13, 17, 22, 30, 45, 70, 110)
MULTIPLES = (*np.arange(0.5, 6.1, 0.25), 7, 8, 10, 13, 17, 22, 30, 40)


class Kind(Protocol):
    """A kind of policy: what it may aim at, and its levels for an aim.

    aims: settings to draw its curve by. aim_for: the setting that a user would choose for a
    fill rate, None where there is none. levels: for an aim, from what came before the period.
    """

    @property
    def name(self) -> str: ...

    @property
    def aims(self) -> Sequence[float]: ...

    def aim_for(self, fill_rate: float) -> float | None: ...

    def levels(self, aim: float, period: int, past: Past) -> Levels: ...


class Engine:
    """This system: a pooled forecast, one service for all, and its aim kept to by the past."""

    name = "this engine"
    aims = (0.6, 0.7, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995)

    def __init__(self, demand: Floats, *, lead_time: int, learned: int) -> None:
        self.lead_time, self.learned = lead_time, learned
        self.forecasts: list[PooledForecast] = [
            forecast_pool(demand[:, :period], horizon=lead_time + 1, memory=MEMORY)
            for period in range(learned, demand.shape[1])
        ]
        self.ladders: list[Ladder] = [
            build_ladder(forecast, lead_time=lead_time) for forecast in self.forecasts
        ]
        self.said: list[float] = []

    def aim_for(self, fill_rate: float) -> float:
        return fill_rate

    def levels(self, aim: float, period: int, past: Past) -> Levels:
        """Give the levels; what they are expected to miss happens a lead time later."""
        number = period - self.learned
        if number == 0:
            self.said = []
        judged = max(number - self.lead_time, 0)
        allowed = allowed_miss(
            aim,
            past.demanded[self.lead_time :],
            past.missed[self.lead_time :],
            self.said[:judged],
        )
        up_to, part = self.ladders[number].climb(allowed)
        self.said.append(part)
        return Levels.always(up_to)


@dataclass(frozen=True)
class MinMax:
    """The default of ERP systems: minimum and maximum by a multiple of the mean.

    minimum = mean·(lead time + 1)·multiple, maximum = a period's mean more, in whole units.
    """

    demand: Floats
    lead_time: int
    window: int
    aims: Sequence[float] = MULTIPLES

    @property
    def name(self) -> str:
        return f"min/max of the mean, {self.window} periods"

    def aim_for(self, fill_rate: float) -> None:
        return None

    def levels(self, aim: float, period: int, past: Past) -> Levels:
        mean, _deviation = moving(self.demand, period, self.window)
        least = np.ceil(mean * (self.lead_time + 1) * aim)
        return Levels(least, least + np.ceil(mean))


@dataclass(frozen=True)
class MovingAverage:
    """The reorder point of the textbooks: moving average plus normal safety stock."""

    demand: Floats
    lead_time: int
    window: int
    aims: Sequence[float] = FACTORS

    @property
    def name(self) -> str:
        return f"normal on a moving average, {self.window} periods"

    def aim_for(self, fill_rate: float) -> float:
        return NormalDist().inv_cdf(fill_rate)

    def levels(self, aim: float, period: int, past: Past) -> Levels:
        mean, deviation = moving(self.demand, period, self.window)
        return normal_levels(mean, deviation, aim, self.lead_time)


def normal_levels(mean: Floats, deviation: Floats, factor: float, lead_time: int) -> Levels:
    """Order up to the mean of lead time and review, and so many deviations more."""
    horizon = lead_time + 1
    return Levels.always(
        np.ceil(np.maximum(mean * horizon + factor * deviation * np.sqrt(horizon), 0.0))
    )


def moving(demand: Floats, period: int, window: int) -> tuple[Floats, Floats]:
    """Compute mean and sample deviation of the known last periods; zero where none is."""
    recent = demand[:, max(period - window, 0) : period]
    known = ~np.isnan(recent)
    count = known.sum(axis=1)
    amounts = np.where(known, recent, 0.0)
    mean = amounts.sum(axis=1) / np.maximum(count, 1)
    squares = np.where(known, recent - mean[:, None], 0.0) ** 2
    return mean, np.sqrt(squares.sum(axis=1) / np.maximum(count - 1, 1))
