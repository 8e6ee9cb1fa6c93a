"""Curves of stock over fill rate, and policies compared where they meet equally much."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from inventory.management.benchmarks.reordering.engine import EachByItself, Engine, Foresight
from inventory.management.benchmarks.reordering.intermittent import models
from inventory.management.benchmarks.reordering.policies import (
    Group,
    Kind,
    MinMax,
    MovingAverage,
)
from inventory.management.benchmarks.reordering.simulating import Shelf, simulate
from inventory.rules.reordering import DemandClass, classify
from inventory.rules.reordering.demand import Floats

Say = Callable[[str], object]
_WINDOWS = (6, 12, 24)


@dataclass(frozen=True)
class Curve:
    """What a policy meets and stocks at each of its settings."""

    name: str
    group: Group
    shelves: Sequence[Shelf]

    def stock_at(self, of: NDArray[np.bool_], fill_rate: float) -> float:
        """Read the curve where it meets the fill rate, in a straight line between settings.

        NaN where no setting reaches it, or all go beyond it.
        """
        points = sorted((shelf.fill_rate(of), shelf.mean_stock(of)) for shelf in self.shelves)
        rates, stocks = zip(*points, strict=True)
        return float(np.interp(fill_rate, rates, stocks, left=np.nan, right=np.nan))


def compare(
    say: Say,
    demand: Floats,
    *,
    lead_time: int,
    learned: int,
    targets: Sequence[float],
    every: int,
) -> None:
    """Measure every policy for one lead time, in periods, and print what came out.

    every: of the settings that a curve is drawn by, one for all of them.
    """
    started = time.perf_counter()
    engine = Engine(demand, lead_time=lead_time, learned=learned)
    took = time.perf_counter() - started
    say(f"\nlead time {lead_time}; {len(engine.ladders)} plans of the engine in {took:.1f} s")
    measure = partial(_measure, demand, lead_time, learned)
    _say_engine(say, engine, measure, classify(demand[:, :learned]), targets)
    pool = engine.forecasts[learned - engine.first :]
    terms = {"lead_time": lead_time, "learned": learned}
    others: list[Kind] = [EachByItself.of(pool, **terms), Foresight.of(demand, pool, **terms)]
    others.extend(MinMax(demand, lead_time, window) for window in _WINDOWS)
    others.extend(MovingAverage(demand, lead_time, window) for window in _WINDOWS)
    others.extend(models(demand, pool, **terms))
    curves = [
        Curve(kind.name, kind.group, [measure(kind, aim) for aim in kind.aims[::every]])
        for kind in (engine, *others)
    ]
    everything = np.ones(len(demand), dtype=bool)
    _say_equal(say, curves, everything, targets, "all materials")
    asked = np.nansum(demand[:, :learned], axis=1) > 0
    _say_equal(say, curves, asked, targets, "only materials asked for before the first review")
    _say_settings(say, others, measure, targets)


def _measure(demand: Floats, lead_time: int, learned: int, kind: Kind, aim: float) -> Shelf:
    return simulate(partial(kind.levels, aim), demand, lead_time=lead_time, learned=learned)


def _say_engine(
    say: Say,
    engine: Engine,
    measure: Callable[[Kind, float], Shelf],
    classes: NDArray[np.object_],
    targets: Sequence[float],
) -> None:
    """Print what the engine meets of each target, for all and by the class at the start."""
    groups = {"all": np.ones(len(classes), dtype=bool)}
    groups |= {str(kind): classes == kind for kind in DemandClass if (classes == kind).any()}
    heads = "".join(f"{f'{name} ({of.sum()})':>22}" for name, of in groups.items())
    say(f"{'target':<8}{heads}   fill rate and mean stock of a material")
    for target in targets:
        shelf = measure(engine, target / 100)
        cells = "".join(
            f"{f'{shelf.fill_rate(of):.2%}  {shelf.mean_stock(of):.2f}':>22}"
            for of in groups.values()
        )
        total = shelf.mean_stock(groups["all"]) * len(classes)
        say(f"{target:<8g}{cells}   {total:.0f} units in all")


def _say_equal(
    say: Say,
    curves: Sequence[Curve],
    of: NDArray[np.bool_],
    targets: Sequence[float],
    title: str,
) -> None:
    """Print each policy's stock where it meets the target, and this engine's beside the best."""
    say(f"mean stock of a material where the fill rate is equal, {title} ({of.sum()})")
    say(f"{'':<52}" + "".join(f"{target:>9g} %" for target in targets))
    stocks = np.array(
        [[curve.stock_at(of, target / 100) for target in targets] for curve in curves]
    )
    for curve, row in zip(curves, stocks, strict=True):
        say(f"{curve.name:<52}" + "".join(f"{_or_never(stock, '.2f'):>11}" for stock in row))
    for group in (Group.USUAL, Group.LENT, Group.FORESIGHT):
        rest = stocks[[curve.group is group for curve in curves]]
        # Who never meets a target has no stock there to compare with.
        best = np.where(np.isnan(rest), np.inf, rest).min(axis=0)
        saved = 1 - stocks[0] / np.where(np.isinf(best), np.nan, best)
        cells = "".join(f"{_or_never(part, '.1%'):>11}" for part in saved)
        say(f"{f'less than the best of: {group}':<52}{cells}")


def _or_never(figure: float, form: str) -> str:
    """Write a figure, and of a target that is out of reach that it never is met."""
    return "never" if np.isnan(figure) else format(figure, form)


def _say_settings(
    say: Say,
    others: Sequence[Kind],
    measure: Callable[[Kind, float], Shelf],
    targets: Sequence[float],
) -> None:
    """Print what the others meet when set for the target as their users would set them."""
    say("what the others meet when set for the target: fill rate and mean stock")
    for kind in others:
        aims = [kind.aim_for(target / 100) for target in targets]
        shelves = [measure(kind, aim) for aim in aims if aim is not None]
        if not shelves:
            continue
        everything = np.ones(len(shelves[0].demanded), dtype=bool)
        cells = (f"{s.fill_rate(everything):.2%}  {s.mean_stock(everything):.2f}" for s in shelves)
        say(f"{kind.name:<52}" + "".join(f"{cell:>18}" for cell in cells))
