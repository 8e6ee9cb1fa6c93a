"""The shelf of every material under periodic review, all at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from inventory.rules.reordering.demand import Floats

_REVIEW = 1e-9


@dataclass
class Past:
    """What a policy saw of the whole store since the first review: quantities per period."""

    demanded: list[float] = field(default_factory=list)
    missed: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Levels:
    """Order up to `up_to` whatever is at or under `point`; (materials,) units."""

    point: Floats
    up_to: Floats

    @classmethod
    def always(cls, up_to: Floats) -> "Levels":
        """Order up to the level at every review."""
        return cls(up_to - _REVIEW, up_to)


Policy: TypeAlias = Callable[[int, Past], Levels]


@dataclass(frozen=True)
class Shelf:
    """Sums over the measured periods, (materials,): quantities, and periods measured."""

    demanded: Floats
    missed: Floats
    stocked: Floats
    periods: Floats

    def fill_rate(self, of: NDArray[np.bool_]) -> float:
        """Compute the part of these materials' demand that was met from the shelf."""
        demanded = float(self.demanded[of].sum())
        return 1 - float(self.missed[of].sum()) / demanded if demanded else 1.0

    def mean_stock(self, of: NDArray[np.bool_]) -> float:
        """Compute the mean stock of one of these materials, units."""
        return float(self.stocked[of].sum()) / max(float(self.periods[of].sum()), 1.0)


def simulate(policy: Policy, demand: Floats, *, lead_time: int, learned: int) -> Shelf:
    """Run a policy from the period `learned` on, measured once its first orders have come.

    policy: gives the levels at the start of a period, from its number and the past. The
    shelf starts full, at the first levels. Unknown periods have no demand and no measure.
    """
    known = ~np.isnan(demand)
    amounts = np.where(known, demand, 0.0)
    past = Past()
    sums = np.zeros((4, len(demand)))
    levels = policy(learned, past)
    on_hand = levels.up_to.copy()
    coming = [np.zeros(len(demand)) for _ in range(lead_time)]
    for period in range(learned, demand.shape[1]):
        if period > learned:
            levels = policy(period, past)
        position = on_hand + sum(coming, np.zeros(len(demand)))
        below = position <= levels.point
        coming.append(np.where(below, levels.up_to - position, 0.0))
        on_hand = on_hand + coming.pop(0)
        wanted, seen = amounts[:, period], known[:, period]
        missed = wanted - np.minimum(np.maximum(on_hand, 0.0), wanted)
        past.demanded.append(float(wanted.sum()))
        past.missed.append(float(missed.sum()))
        lying = (np.maximum(on_hand, 0.0) + np.maximum(on_hand - wanted, 0.0)) / 2
        if period >= learned + lead_time:
            sums += np.stack([wanted, missed, lying, np.ones(len(demand))]) * seen
        on_hand = on_hand - wanted
    return Shelf(*sums)
