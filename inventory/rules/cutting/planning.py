"""The plan for a list of cuts: checked, searched for, laid out and summed up."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from inventory.rules.cutting.bars import Bars
from inventory.rules.cutting.laying import gather, lay, pattern_of, without_surplus
from inventory.rules.cutting.master import Way
from inventory.rules.cutting.searching import Found, Notice, search
from inventory.rules.cutting.sheets import Sheets
from inventory.rules.cutting.task import Source, Task, task_of
from inventory.rules.cutting.types import Budget, Pattern, Plan, Stock, Wanted

LEAST_LEFT_MM = Decimal(150)


def plan_cuts(
    wanted: Sequence[Wanted],
    stocks: Sequence[Stock],
    *,
    kerf_mm: Decimal,
    budget: Budget | None = None,
    notice: Notice = lambda done, total: None,
    least_left_mm: Decimal = LEAST_LEFT_MM,
) -> Plan:
    """Plan the cuts with the least material.

    First as few whole pieces as possible, then as little of the remnants, then the largest
    rest that is left. wanted: mm, all with a width or none. stocks: what there is.
    budget: past its time the best plan so far is given. notice: told how far it is.
    least_left_mm: a rest with a shorter side is scrap.
    The same question gives the same plan, unless the time runs out.
    Raises CuttingRefused.
    """
    budget = budget or Budget()
    task = task_of(wanted, stocks, kerf_mm)
    shapes = Sheets(task) if task.is_flat else Bars(task)
    found = search(task, shapes, budget, notice)
    ways = gather(task, without_surplus(task, found.ways))
    patterns = _patterns(task, ways, wanted, stocks, least_left_mm)
    return _summed(task, found, ways, patterns, wanted)


def _patterns(
    task: Task,
    ways: Sequence[Way],
    wanted: Sequence[Wanted],
    stocks: Sequence[Stock],
    least_left_mm: Decimal,
) -> tuple[Pattern, ...]:
    alike: dict[tuple[int, tuple[int, ...]], Way] = {}
    times = Counter((way.source, way.counts) for way in ways)
    for way in ways:
        alike.setdefault((way.source, way.counts), way)
    patterns = [
        pattern_of(task, lay(task, way), times[key], wanted, stocks[way.source], least_left_mm)
        for key, way in alike.items()
    ]
    return tuple(
        sorted(
            patterns,
            key=lambda p: (not stocks[p.stock].is_remnant, p.stock, -p.times, -len(p.placed)),
        )
    )


def _summed(
    task: Task,
    found: Found,
    ways: Sequence[Way],
    patterns: Sequence[Pattern],
    wanted: Sequence[Wanted],
) -> Plan:
    used = [task.sources[way.source] for way in ways]
    whole = sum(not source.is_remnant for source in used)
    area = area_bound(task)
    bound = max(found.least_whole, area)
    remnants = sum(source.extent for source in used if source.is_remnant)
    scale = Decimal(100) if task.is_flat else Decimal(10)
    return Plan(
        patterns=tuple(patterns),
        new_pieces=whole,
        bound=bound,
        area_bound=area,
        is_proven=whole <= bound,
        remnants_proven=remnants <= _least_sum(task.sources, found.least_remnants),
        used=sum(source.extent for source in used) / scale,
        wanted=sum((_extent(cut) * cut.pieces for cut in wanted), Decimal(0)),
        reusable=sum(
            (
                left.length_mm * (left.width_mm or 1) * pattern.times
                for pattern in patterns
                for left in pattern.left
                if left.is_reusable
            ),
            Decimal(0),
        ),
    )


def _extent(cut: Wanted) -> Decimal:
    return cut.length_mm * (cut.width_mm or 1)


def area_bound(task: Task) -> int:
    """Return how many whole pieces the cuts need by length or area alone, kerf included."""
    wanted = sum(item.length * item.width * item.pieces for item in task.items)
    remnants = sum(s.length * s.width * s.pieces for s in task.sources if s.is_remnant)
    largest = max((s.length * s.width for s in task.sources if not s.is_remnant), default=0)
    return max(0, -(-(wanted - remnants) // largest)) if largest else 0


def _least_sum(sources: Sequence[Source], bound: float) -> int:
    """Return the smallest sum of remnants' sizes that is not under a bound."""
    reached = {0}
    for source in sources:
        if not source.is_remnant or not source.extent:
            continue
        for _ in range(source.pieces):
            wider = reached | {size + source.extent for size in reached}
            if wider == reached or len(wider) > 20_000:
                break
            reached = wider
    above = [size for size in reached if size >= bound - 1e-6 * max(1.0, bound)]
    return min(above, default=0)
