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

# Services from hardly any stock to almost never short, evenly in their log odds.
_SERVICES = 1 / (1 + np.exp(-np.linspace(-2.0, 9.0, 45)))
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
    """Order-up-to levels of a store for rising services, with what each of them would miss.

    missed: (steps,) quantity per period, falling; demand: expected quantity per period.
    """

    table: UnitTable
    missed: Floats
    demand: float

    def climb(self, allowed: float) -> tuple[Floats, float]:
        """Choose the levels that miss this part of the demand: 0 < allowed < 1.

        Returns levels, (materials,), and the part expected to be missed. Each material gets
        the same service, so that the last unit of each does equally much; no level serves
        fewer of its periods than any other.
        Raises RuleRefused: service_level_out_of_range.
        """
        if not 0 < allowed < 1:
            raise RuleRefused("service_level_out_of_range")
        if self.demand <= _LEAST:
            return np.zeros(len(self.table.cell)), 0.0
        odds = np.log(_SERVICES / (1 - _SERVICES))
        rungs = -np.log(self.missed / self.demand)
        at = float(np.interp(-np.log(allowed), rungs, odds))
        part = float(np.exp(-np.interp(at, odds, rungs)))
        return self.table.level_for(1 / (1 + np.exp(-at))), part


def build_ladder(forecast: PooledForecast, *, lead_time: int, unit: ArrayLike = 0) -> Ladder:
    """Compute a store's levels for many services, and their expected shortage.

    lead_time: periods from an order to its arrival, zero or more; a level lasts one more, until
    the next order arrives. unit: the least quantity asked for, one or more; zero means one.
    A period misses the excess of the demand up to its end over the level, less the excess up to
    its start: Silver, Pyke, Thomas (2017), ch. 6. Raises RuleRefused: negative_lead_time.
    """
    if lead_time < 0:
        raise RuleRefused("negative_lead_time")
    until, before = (
        negative_binomial(
            np.maximum(forecast.mean * periods, _LEAST), forecast.variance(periods), unit
        )
        for periods in (lead_time + 1, lead_time)
    )
    missed = []
    for service in _SERVICES:
        levels = until.level_for(service)
        missed.append((until.excess_over(levels) - before.excess_over(levels)).sum())
    # Two tables of different cells may cross by a rounding, which no stock follows from.
    falling = np.minimum.accumulate(np.maximum(missed, _LEAST))
    return Ladder(until, falling, float(forecast.mean.sum()))


def allowed_miss(
    fill_rate: float, demanded: ArrayLike, missed: ArrayLike, expected: ArrayLike
) -> float:
    """Correct the part of the demand that the next level may miss by what past ones missed.

    fill_rate: 0 < rate < 1, the aim. demanded, missed: quantities of past periods, oldest
    first, of the whole store; expected: the part that was expected to be missed in each.
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
    surplus = float((weights * (aim * demand - short)).sum()) / (aim * usual * _GIVEN_BACK_OVER)
    given_back = float(np.clip(1 + surplus, 1.0, _MOST_GIVEN_BACK))
    return float(min(aim * given_back / bias, (1 + aim) / 2))
