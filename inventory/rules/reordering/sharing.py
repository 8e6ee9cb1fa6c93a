"""One fill rate for a whole store: where its stock does most, and how it keeps to its aim.

Under periodic review everything is ordered up to a level at the start of each period, and what
is on hand after that and after receipts serves the period. Demand that is not met from the
shelf waits, is served first from what comes, and counts as missed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from inventory.rules.reordering.demand import Floats, RuleRefused
from inventory.rules.reordering.distributions import UnitTable, negative_binomial
from inventory.rules.reordering.pooling import PooledForecast

# What a unit of stock may do at the least, from everything to hardly anything.
_WORTHS = np.geomspace(1.95, 1e-5, 60)
_LEAST = 1e-9
# Periods after which the past counts half in judging the forecast, and periods that the
# forecast's own word counts for.
_MEMORY = 14.0
_TRUST = 12.0
# What was met beyond the aim is given back over so many periods, at most this many times
# the part that may be missed.
_GIVEN_BACK_OVER = 3.0
_MOST_GIVEN_BACK = 3.0


@dataclass(frozen=True)
class Ladder:
    """Order-up-to levels of a store as stock may do less and less, and what each would miss.

    worth: (materials, cells), falling: what the next cell of stock serves in a period over what
    of it lies on the shelf. cell: (materials,) units. missed: (steps,) quantity per period,
    falling; demand: expected quantity per period.
    """

    worth: Floats
    cell: Floats
    missed: Floats
    demand: float

    def climb(self, allowed: float) -> tuple[Floats, float]:
        """Choose the levels that miss this part of the demand: 0 < allowed < 1.

        Returns levels, (materials,), and the part expected to be missed. Each material gets
        stock as long as a unit more of it serves as much per unit that lies as anywhere else.
        Raises RuleRefused: service_level_out_of_range.
        """
        if not 0 < allowed < 1:
            raise RuleRefused("service_level_out_of_range")
        if self.demand <= _LEAST:
            return np.zeros(len(self.cell)), 0.0
        logs, rungs = -np.log(_WORTHS), -np.log(self.missed / self.demand)
        at = float(np.interp(-np.log(allowed), rungs, logs))
        part = float(np.exp(-np.interp(at, logs, rungs)))
        return _cells(self.worth, np.exp(-at)) * self.cell, part


def build_ladder(forecast: PooledForecast, *, lead_time: int, unit: ArrayLike = 0) -> Ladder:
    """Compute what each further unit of a store would do, and the shortage that levels leave.

    lead_time: periods from an order to its arrival, zero or more; a level lasts one more, until
    the next order arrives. unit: the least quantity asked for, one or more; zero means one.
    A unit serves the period whose demand reaches it, and lies half of that one and all before:
    what is missed over a level is the excess of the demand up to the period's end less the
    excess up to its start: Silver, Pyke, Thomas (2017), ch. 6. Raises RuleRefused:
    negative_lead_time.
    """
    if lead_time < 0:
        raise RuleRefused("negative_lead_time")
    until = _table(forecast, lead_time + 1, unit)
    before = _table(forecast, lead_time, until.cell)
    cells = min(until.below.shape[1], before.below.shape[1])
    serves = np.maximum(before.below[:, :cells] - until.below[:, :cells], 0.0)
    lies = (before.below[:, :cells] + until.below[:, :cells]) / 2
    # A level goes as far as any unit on the way is worth it.
    worth = np.maximum.accumulate((serves / np.maximum(lies, _LEAST))[:, ::-1], axis=1)[:, ::-1]
    # By the step at which a cell is first worth it.
    steps = np.searchsorted(-_WORTHS, -worth.ravel())
    units = (serves * until.cell[:, None]).ravel()
    served = np.bincount(steps, weights=units, minlength=len(_WORTHS) + 1)[: len(_WORTHS)]
    nothing = np.zeros(len(worth))
    missed = (until.excess_over(nothing) - before.excess_over(nothing)).sum() - served.cumsum()
    # Two tables of different cells may cross by a rounding, which no stock follows from.
    falling = np.minimum.accumulate(np.maximum(missed, _LEAST))
    return Ladder(worth, until.cell, falling, float(forecast.mean.sum()))


def _table(forecast: PooledForecast, periods: int, cell: ArrayLike) -> UnitTable:
    mean = np.maximum(forecast.mean * periods, _LEAST)
    return negative_binomial(mean, forecast.variance(periods), cell)


def _cells(worth: Floats, least: float) -> Floats:
    """Count the cells of each material that are worth at least so much."""
    return np.asarray(np.count_nonzero(worth >= least, axis=1), dtype=np.float64)


def allowed_miss(
    fill_rate: float,
    demanded: ArrayLike,
    missed: ArrayLike,
    expected: ArrayLike,
    *,
    played: int = 0,
) -> float:
    """Correct the part of the demand that the next level may miss by what past ones missed.

    fill_rate: 0 < rate < 1, the aim. demanded, missed: quantities of past periods, oldest
    first, of the whole store; expected: the part that was expected to be missed in each. played:
    how many of them, the first, were only played over what is known: they tell how right the
    forecast is, and nothing of theirs is given back.
    A forecast that misses half as much as it says is allowed twice as much; what was met beyond
    the aim is given back within a few periods, what fell short of it is not made up for, since
    that costs more stock than it ever saved. Returns the part, 0 < part < 1.
    Raises RuleRefused: service_level_out_of_range, unlike_materials (shapes that differ).
    """
    if not 0 < fill_rate < 1:
        raise RuleRefused("service_level_out_of_range")
    demand, short, said = (
        np.asarray(given, dtype=np.float64) for given in (demanded, missed, expected)
    )
    if not demand.shape == short.shape == said.shape:
        raise RuleRefused("unlike_materials")
    aim = 1 - fill_rate
    usual = float(demand.mean()) if len(demand) else 0.0
    if usual <= 0:
        return aim
    weights = 0.5 ** (np.arange(len(demand))[::-1] / _MEMORY)
    known = aim * usual * _TRUST
    bias = ((weights * short).sum() + known) / ((weights * said * demand).sum() + known)
    beyond = float((weights * (aim * demand - short))[played:].sum())
    surplus = beyond / (aim * usual * _GIVEN_BACK_OVER)
    given_back = float(np.clip(1 + surplus, 1.0, _MOST_GIVEN_BACK))
    return float(min(aim * given_back / bias, (1 + aim) / 2))
