"""What is known of many materials at a moment of their past, in sums that one period moves."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from inventory.rules.reordering.demand import ALPHAS, Floats
from inventory.rules.reordering.seasons import Marks

# What a material is taken to ask for before others have shown better: parts of its smoothings,
# the fastest first, and of its mean; together one.
_SMOOTHINGS = np.array([0.05, 0.15, 0.3, 0.2, 0.0])
_MEAN = 0.3
# The least of it, in usual sizes per period: what was never asked for may be.
_LEAST_RATE = 0.01
# Added before a logarithm, in usual sizes per period.
_OFF_ZERO = 0.03
# The smoothing by which signs are combined.
_MIDDLE = ALPHAS.index(0.1)


@dataclass(frozen=True)
class Moment:
    """What was known of every material before a period.

    size: the usual one of a demand. rate: what is asked for per period as it seems at first,
    in sizes. signs: (materials, signs), what may make it more or less than that.
    """

    period: int
    size: Floats
    rate: Floats
    signs: Floats


def walk(amounts: Floats, known: Marks, stops: Collection[int]) -> Iterator[Moment]:
    """Walk once through the periods, (materials, periods), and stop before some of them."""
    memory = _Memory(len(amounts))
    for period in range(amounts.shape[1] + 1):
        if period in stops:
            yield memory.moment(period)
        if period < amounts.shape[1]:
            memory.take(amounts[:, period], known[:, period])


class _Memory:
    """Sums over the known periods of each material."""

    def __init__(self, materials: int) -> None:
        zero = np.zeros(materials)
        self.alphas = np.array(ALPHAS)[:, None]
        self.smoothed, self.hits, self.weight = (
            np.zeros((len(ALPHAS), materials)) for _ in range(3)
        )
        self.known, self.asked, self.total = zero.copy(), zero.copy(), zero.copy()
        self.logs, self.log_squares = zero.copy(), zero.copy()
        self.idle, self.age = zero.copy(), zero.copy()

    def take(self, demand: Floats, known: Marks) -> None:
        """Move everything by one period."""
        asked = demand > 0
        kept = np.where(known, 1 - self.alphas, 1.0)
        self.smoothed = self.smoothed * kept + demand
        self.hits = self.hits * kept + asked
        self.weight = self.weight * kept + known
        log = np.log(np.where(asked, demand, 1.0))
        self.known, self.asked = self.known + known, self.asked + asked
        self.total = self.total + demand
        self.logs, self.log_squares = self.logs + log, self.log_squares + log**2
        self.idle = np.where(asked, 0.0, self.idle + known)
        self.age = np.where(self.asked > 0, self.age + known, 0.0)

    def moment(self, period: int) -> Moment:
        """Return what is known now."""
        size, apart = self._sizes()
        unit = np.where(size > 0, size, 1.0)
        weight = np.where(self.weight > 0, self.weight, 1.0)
        levels, hits = self.smoothed / weight / unit, self.hits / weight
        mean = self.total / np.maximum(self.known, 1) / unit
        rate = np.maximum(_SMOOTHINGS @ levels + _MEAN * mean, _LEAST_RATE)
        return Moment(period, size, rate, self._signs(levels, hits, unit, apart))

    def _signs(self, levels: Floats, hits: Floats, unit: Floats, apart: Floats) -> Floats:
        """List what may tell more: how much, how often, how long ago, how old, how large."""
        level, hit = np.log(levels + _OFF_ZERO), np.log(hits + _OFF_ZERO)
        born = np.log(self.total / np.maximum(self.age, 1) / unit + _OFF_ZERO)
        idle, age = np.log1p(self.idle), np.log1p(self.age)
        never = (self.asked == 0).astype(np.float64)
        middle, often = level[_MIDDLE], hit[_MIDDLE]
        signs = [
            np.ones(len(unit)),
            *level,
            *hit[1:],
            *(idle, age, apart, born, np.log1p(self.asked)),
            *(never, never * np.log1p(self.known)),
            *(self.asked == 1, self.asked == 2, np.minimum(self.idle, 2)),
            *(idle**2, age**2, apart**2, middle**2, often**2),
            *(middle * idle, often * apart),
        ]
        return np.stack(signs, axis=1)

    def _sizes(self) -> tuple[Floats, Floats]:
        """Estimate each material's usual size, and its logarithm over that of all.

        The mean of logarithms moves towards that of all materials by the part of its variance
        that the scatter of single sizes explains: Efron and Morris, Data analysis using Stein's
        estimator (1975). Never asked for: as all. Zero where nothing was ever asked for.
        """
        asked = self.asked > 0
        if not asked.any():
            return np.zeros(len(asked)), np.zeros(len(asked))
        count = np.maximum(self.asked, 1)
        own = self.logs / count
        repeated = np.maximum(self.asked - 1, 0).sum()
        scatter = np.maximum(self.log_squares - self.logs * own, 0.0).sum() / max(repeated, 1)
        middle = own[asked].mean()
        chance = scatter * (1 / count[asked]).mean()
        spread = max(float(own[asked].var()) - chance, 1e-3)
        trust = np.where(asked, spread / (spread + scatter / count), 0.0)
        apart = np.asarray(trust * (own - middle), dtype=np.float64)
        return np.exp(middle + apart), apart
