"""The search: ways of cutting are generated until none would save anything, then chosen.

Column generation with a linear program (Gilmore and Gomory, 1961), then whole numbers over
the ways that were found. What proves an answer is computed in whole numbers: pieces' worths
that no source can hold more of than it costs.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from inventory.rules.cutting.master import Prices, Way, choose, price
from inventory.rules.cutting.task import Task
from inventory.rules.cutting.types import Budget, CuttingRefused

MOST_ROUNDS = 200
_SCALE = 10**7
_SAVES = 1e-6

Notice = Callable[[int, int], None]


class Shapes(Protocol):
    """Bars or sheets: what finds ways of cutting them."""

    is_exact: bool

    def best(self, worth: Sequence[int]) -> list[tuple[int, Way]]: ...

    def first(self) -> list[list[Way]]: ...

    def guided(self, worth: Sequence[int], kept: Sequence[Way]) -> list[list[Way]]: ...

    def all_worth(self, worth: Sequence[int], least: Sequence[int]) -> list[Way] | None: ...


@dataclass(frozen=True)
class Found:
    """The ways that are cut, one a piece; what they cost, and less than which none does."""

    ways: tuple[Way, ...]
    whole: int
    least_whole: int
    least_remnants: float


@dataclass
class _Goal:
    """What is made least: costs per source, and how many whole pieces are allowed."""

    costs: tuple[float, ...]
    most_whole: int
    bound: float = 0.0
    worth: tuple[int, ...] = ()


def search(task: Task, shapes: Shapes, budget: Budget, notice: Notice) -> Found:
    """Find the ways with the fewest whole pieces, and of those with the least of remnants.

    Raises CuttingRefused where the sources do not hold what is wanted.
    """
    plans = shapes.first()
    pool = list(dict.fromkeys(way for plan in plans for way in plan))
    most = sum(source.pieces for source in task.sources if not source.is_remnant)
    whole = _Goal(tuple(0.0 if s.is_remnant else 1.0 for s in task.sources), most)
    plans += _generate(task, shapes, pool, whole, budget, notice)
    ways = _chosen(task, pool, whole, budget, known=_best(task, plans, whole))
    ways, least = _prove(task, shapes, pool, whole, ways, budget)
    number = sum(not task.sources[way.source].is_remnant for way in ways)
    if not any(source.is_remnant for source in task.sources):
        return Found(ways, number, least, 0.0)
    unit = max(source.extent for source in task.sources)
    costs = tuple(s.extent / unit if s.is_remnant else 0.0 for s in task.sources)
    remnants = _Goal(costs, number)
    _generate(task, shapes, pool, remnants, budget, notice)
    fewer = _chosen(task, pool, remnants, budget, known=ways)
    return Found(fewer, number, least, remnants.bound * unit)


def _generate(
    task: Task, shapes: Shapes, pool: list[Way], goal: _Goal, budget: Budget, notice: Notice
) -> list[list[Way]]:
    """Add ways to the pool until none saves anything, and raise the goal's bound.

    Returns the whole plans that the last prices led to.
    """
    known = set(pool)
    for turn in range(MOST_ROUNDS):
        prices = price(task, pool, goal.costs, goal.most_whole)
        worth = tuple(round(value * _SCALE) for value in prices.cuts)
        best = shapes.best(worth)
        if shapes.is_exact:
            bound = _bound(task, goal, worth, [value for value, _ in best])
            if bound > goal.bound or not goal.worth:
                goal.bound, goal.worth = max(bound, goal.bound), worth
        fresh = [way for n, (value, way) in enumerate(best) if _saves(task, goal, prices, n, value)]
        fresh = [way for way in dict.fromkeys(fresh) if way not in known and any(way.counts)]
        notice(turn + 1, MOST_ROUNDS)
        if not fresh or budget.is_over:
            break
        pool += fresh
        known.update(fresh)
    kept = [
        way
        for way, times in zip(pool, prices.times, strict=False)
        for _ in range(math.floor(times + _SAVES))
    ]
    plans = shapes.guided(worth, kept)
    for plan in plans:
        pool += [way for way in dict.fromkeys(plan) if way not in known]
        known.update(plan)
    return plans


def _best(task: Task, plans: Sequence[Sequence[Way]], goal: _Goal) -> Sequence[Way]:
    """Return the plan that costs least of those that cut everything, none where none does."""
    whole = [
        plan
        for plan in plans
        if all(sum(way.counts[k] for way in plan) >= wanted for k, wanted in enumerate(task.demand))
    ]
    return min(whole, key=lambda plan: _cost(plan, goal), default=())


def _cost(ways: Sequence[Way], goal: _Goal) -> float:
    return sum(goal.costs[way.source] for way in ways)


def _saves(task: Task, goal: _Goal, prices: Prices, n: int, value: int) -> bool:
    """Say whether one more piece of a source, cut so, would make the goal less."""
    cap = 0.0 if task.sources[n].is_remnant else prices.whole
    return goal.costs[n] - value / _SCALE - prices.sources[n] - cap < -_SAVES


def _bound(task: Task, goal: _Goal, worth: Sequence[int], held: Sequence[int]) -> float:
    """Return what no choice is below. held: the most that each source holds of the worth.

    All that is wanted has a worth, and whatever is cut holds no more than `held` of it.
    So what limited sources cannot hold must come from whole pieces.
    """
    wanted = sum(value * count for value, count in zip(worth, task.demand, strict=True))
    whole = max((h for h, s in zip(held, task.sources, strict=True) if not s.is_remnant), default=0)
    pairs = list(zip(held, task.sources, goal.costs, strict=True))
    spare = sum(
        s.pieces * max(0, h - math.floor(cost * _SCALE)) for h, s, cost in pairs if s.is_remnant
    )
    if any(cost for _, s, cost in pairs if not s.is_remnant):
        return float(-(-(wanted - spare) // whole)) if whole else 0.0
    return max(0.0, (wanted - spare - goal.most_whole * whole) / _SCALE)


def _chosen(
    task: Task, pool: Sequence[Way], goal: _Goal, budget: Budget, known: Sequence[Way] = ()
) -> tuple[Way, ...]:
    """Choose among the pool in whole numbers; `known` where nothing better was found."""
    if known and _cost(known, goal) <= goal.bound:
        return tuple(known)
    times = Counter(known)
    start = [times[way] for way in pool] if known else None
    seconds = max(2.0, budget.left / 2)
    found = choose(
        task,
        pool,
        goal.costs,
        goal.most_whole,
        seconds=seconds,
        start=start,
        enough=goal.bound,
    )
    if found is None or found.missing:
        if known:
            return tuple(known)
        raise CuttingRefused("not_enough_to_cut")
    return tuple(way for way, times in zip(pool, found.times, strict=True) for _ in range(times))


def _prove(
    task: Task,
    shapes: Shapes,
    pool: list[Way],
    goal: _Goal,
    ways: tuple[Way, ...],
    budget: Budget,
) -> tuple[tuple[Way, ...], int]:
    """Close the gap between what was found and the bound, where all good ways can be listed.

    Returns the ways, better ones where there are, and the bound.
    """
    least, number = int(goal.bound), sum(goal.costs[way.source] > 0 for way in ways)
    while least < number and not budget.is_over:
        listed = _all_that_reach(task, shapes, goal, least)
        if listed is None:
            break
        capped = replace(goal, most_whole=least)
        found = choose(task, listed, goal.costs, least, seconds=budget.left)
        if found is None:
            break
        if not found.missing:
            pool += [way for way in listed if way not in set(pool)]
            return _chosen(task, listed, capped, budget), least
        if not found.is_least:
            break
        least += 1
    return ways, least


def _all_that_reach(task: Task, shapes: Shapes, goal: _Goal, most: int) -> list[Way] | None:
    """List every way that a choice of `most` whole pieces may hold; None for too many."""
    if not goal.worth:
        return None
    held = [value for value, _ in shapes.best(goal.worth)]
    whole = max((h for h, s in zip(held, task.sources, strict=True) if not s.is_remnant), default=0)
    room = most * whole + sum(
        s.pieces * h for h, s in zip(held, task.sources, strict=True) if s.is_remnant
    )
    slack = room - sum(w * d for w, d in zip(goal.worth, task.demand, strict=True))
    least = [
        (h if s.is_remnant else whole) - slack for h, s in zip(held, task.sources, strict=True)
    ]
    return shapes.all_worth(goal.worth, least)
