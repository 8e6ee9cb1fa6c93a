"""The two policies that people keep in spreadsheets and ERP systems, and what a policy is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Protocol

import numpy as np

from inventory.management.benchmarks.reordering.simulating import Levels, Past
from inventory.rules.reordering.demand import Floats

# Factors of safety, deviations, from lean to hopeless.
FACTORS = (*np.arange(-1.0, 5.1, 0.25), 6, 7, 8, 10, 13, 17, 22, 30, 45, 70, 110)
MULTIPLES = (*np.arange(0.5, 6.1, 0.25), 7, 8, 10, 13, 17, 22, 30, 40)


class Group(StrEnum):
    """Whose forecast and whose safety a policy is."""

    OWN = "this engine"
    USUAL = "what people use"
    LENT = "their forecast, this engine's safety"
    FORESIGHT = "nobody's"


class Kind(Protocol):
    """A kind of policy: what it may aim at, and its levels for an aim.

    aims: settings to draw its curve by. aim_for: the setting that a user would choose for a
    fill rate, None where there is none. levels: for an aim, from what came before the period.
    group: whose it is.
    """

    @property
    def name(self) -> str: ...

    @property
    def group(self) -> Group: ...

    @property
    def aims(self) -> Sequence[float]: ...

    def aim_for(self, fill_rate: float) -> float | None: ...

    def levels(self, aim: float, period: int, past: Past) -> Levels: ...


@dataclass(frozen=True)
class MinMax:
    """The default of ERP systems: minimum and maximum by a multiple of the mean.

    minimum = mean·(lead time + 1)·multiple, maximum = a period's mean more, in whole units.
    """

    demand: Floats
    lead_time: int
    window: int
    aims: Sequence[float] = MULTIPLES
    group: Group = Group.USUAL

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
    group: Group = Group.USUAL

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
