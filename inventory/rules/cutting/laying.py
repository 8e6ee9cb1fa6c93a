"""From the ways that were chosen to pieces that lie somewhere, and what is left beside them.

Nothing here needs more material; what is left is gathered, so that the largest of it is
as large as possible.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from inventory.rules.cutting.master import Way
from inventory.rules.cutting.packing import MANNERS, Free, Layout, halve, orders, pack
from inventory.rules.cutting.task import Task
from inventory.rules.cutting.types import Left, Pattern, Placed, Stock, Wanted

MOST_SWAPS = 200


@dataclass(frozen=True)
class Laid:
    """One piece that is cut: the way, and what is left beside it, in units with kerf."""

    way: Way
    left: tuple[Free, ...]


def without_surplus(task: Task, ways: Sequence[Way]) -> list[Way]:
    """Leave off what is more than wanted, from the way that then holds least; drop empty ones."""
    counts = [list(way.counts) for way in ways]
    for k, wanted in enumerate(task.demand):
        surplus = sum(count[k] for count in counts) - wanted
        by_load = sorted(range(len(ways)), key=lambda n: (_load(task, counts[n]), n))
        for n in by_load:
            taken = min(surplus, counts[n][k])
            counts[n][k] -= taken
            surplus -= taken
    trimmed = [_trim(way, count) for way, count in zip(ways, counts, strict=True)]
    return [way for way in trimmed if any(way.counts)]


def _load(task: Task, counts: Sequence[int]) -> int:
    return sum(
        item.length * item.width * count for item, count in zip(task.items, counts, strict=True)
    )


def _trim(way: Way, counts: Sequence[int]) -> Way:
    """Return a way with these counts; of a sheet the pieces farthest off go first."""
    room, kept = list(counts), list[tuple[int, int, int, bool]]()
    for spot in way.layout:
        if room[spot[0]]:
            room[spot[0]] -= 1
            kept.append(spot)
    return Way(way.source, tuple(counts), tuple(kept))


def gather(task: Task, ways: Sequence[Way]) -> list[Way]:
    """Move pieces between bars, so that the emptiest whole one (else remnant) gets emptier."""
    if task.is_flat or len(ways) < 2:
        return list(ways)
    bars = [list(way.counts) for way in ways]
    room = [
        task.sources[way.source].length - _load(task, bar)
        for way, bar in zip(ways, bars, strict=True)
    ]
    light = max(
        range(len(ways)),
        key=lambda n: (not task.sources[ways[n].source].is_remnant, room[n], -n),
    )
    for _ in range(MOST_SWAPS):
        if not _swap(task, bars, room, light):
            break
    moved = [Way(way.source, tuple(bar)) for way, bar in zip(ways, bars, strict=True)]
    return [way for way in moved if any(way.counts)]


def _swap(task: Task, bars: list[list[int]], room: list[int], light: int) -> bool:
    """Give one piece of the light bar to another, for a shorter one or for none."""
    best: tuple[int, int, int, int] | None = None
    for n in range(len(bars)):
        if n == light:
            continue
        for k, mine in enumerate(task.items):
            if not bars[light][k]:
                continue
            for other in range(-1, len(task.items)):
                back = task.items[other].length if other >= 0 else 0
                gain = mine.length - back
                is_there = other < 0 or bars[n][other] > 0
                if is_there and 0 < gain <= room[n] and (best is None or gain > best[0]):
                    best = (gain, n, k, other)
    if best is None:
        return False
    gain, n, k, other = best
    bars[light][k] -= 1
    bars[n][k] += 1
    if other >= 0:
        bars[n][other] -= 1
        bars[light][other] += 1
    room[n] -= gain
    room[light] += gain
    return True


def lay(task: Task, way: Way) -> Laid:
    """Put the pieces of a way in their places, so that the largest rest is largest."""
    source = task.sources[way.source]
    sheet = Free(0, 0, source.length, source.width)
    if not task.is_flat:
        return _lay_bar(task, way, sheet)
    best = Laid(way, tuple(free_beside(task, way.layout, sheet)))
    for order in orders(task):
        pieces = [k for k in order for _ in range(way.counts[k])]
        for manner in MANNERS:
            layout, free = pack(task.items, pieces, sheet, manner)
            if len(layout) == len(pieces) and _largest(task, free) > _largest(task, best.left):
                best = Laid(replace(way, layout=layout), tuple(free))
    return best


def _lay_bar(task: Task, way: Way, bar: Free) -> Laid:
    layout, at = list[tuple[int, int, int, bool]](), 0
    for k in sorted(range(len(way.counts)), key=lambda k: (-task.items[k].length, k)):
        for _ in range(way.counts[k]):
            layout.append((k, at, 0, False))
            at += task.items[k].length
    left = (Free(at, 0, bar.length - at, 1),) if bar.length > at else ()
    return Laid(replace(way, layout=tuple(layout)), left)


def _largest(task: Task, free: Sequence[Free]) -> int:
    return max(
        (
            (rest.length - task.kerf) * (rest.width - task.kerf)
            for rest in free
            if rest.length > task.kerf and rest.width > task.kerf
        ),
        default=0,
    )


def free_beside(task: Task, layout: Layout, sheet: Free) -> list[Free]:
    """Return what a guillotine leaves beside the pieces of a layout that it can cut.

    The first cut that separates the pieces, halves the sheet; a lone piece leaves the
    larger rest whole.
    """
    if not layout:
        return [sheet]
    sizes = [_sides(task, spot) for spot in layout]
    if len(layout) == 1:
        return _beside_one(task, layout[0], sizes[0], sheet)
    for axis in (0, 1):
        ends = sorted(
            {spot[1 + axis] + size[axis] for spot, size in zip(layout, sizes, strict=True)}
        )
        for at in ends[:-1]:
            low = tuple(
                spot
                for spot, size in zip(layout, sizes, strict=True)
                if spot[1 + axis] + size[axis] <= at
            )
            high = tuple(spot for spot in layout if spot[1 + axis] >= at)
            if len(low) + len(high) == len(layout) and high:
                first, second = _cut(sheet, at, axis)
                return free_beside(task, low, first) + free_beside(task, high, second)
    raise ValueError("no guillotine cuts this layout")


def _sides(task: Task, spot: tuple[int, int, int, bool]) -> tuple[int, int]:
    item = task.items[spot[0]]
    return (item.width, item.length) if spot[3] else (item.length, item.width)


def _cut(sheet: Free, at: int, axis: int) -> tuple[Free, Free]:
    if axis == 0:
        return (
            Free(sheet.x, sheet.y, at - sheet.x, sheet.width),
            Free(at, sheet.y, sheet.x + sheet.length - at, sheet.width),
        )
    return (
        Free(sheet.x, sheet.y, sheet.length, at - sheet.y),
        Free(sheet.x, at, sheet.length, sheet.y + sheet.width - at),
    )


def _beside_one(
    task: Task, spot: tuple[int, int, int, bool], size: tuple[int, int], sheet: Free
) -> list[Free]:
    """Return the rest around one piece that may lie off the corner."""
    rest: list[Free] = []
    if spot[1] > sheet.x:
        before, sheet = _cut(sheet, spot[1], 0)
        rest.append(before)
    if spot[2] > sheet.y:
        below, sheet = _cut(sheet, spot[2], 1)
        rest.append(below)
    ways = [halve(sheet, *size, across=across) for across in (True, False)]
    return rest + max(ways, key=lambda way: _largest(task, way))


def pattern_of(
    task: Task,
    laid: Laid,
    times: int,
    wanted: Sequence[Wanted],
    stock: Stock,
    least_left_mm: Decimal,
) -> Pattern:
    """Write what was laid in mm, without kerf."""
    return Pattern(
        stock=laid.way.source,
        times=times,
        placed=tuple(_placed(task, spot, wanted[spot[0]]) for spot in laid.way.layout),
        left=tuple(
            left
            for free in sorted(laid.left, key=lambda free: (-free.area, free.x, free.y))
            if (left := _left(task, free, stock, least_left_mm)) is not None
        ),
    )


def _placed(task: Task, spot: tuple[int, int, int, bool], cut: Wanted) -> Placed:
    k, x, y, is_turned = spot
    along, across = cut.length_mm, cut.width_mm
    if is_turned and across is not None:
        along, across = across, along
    return Placed(k, x * task.unit, along, y * task.unit, across, is_turned)


def _left(task: Task, free: Free, stock: Stock, least_mm: Decimal) -> Left | None:
    """Return a rest as it is measured; None for what the last kerf takes wholly."""
    x, y = free.x * task.unit, free.y * task.unit
    kerf = task.kerf * task.unit
    source = (int((stock.length_mm * 10 + kerf * 10) / (task.unit * 10)), stock.length_mm)
    length = _side(free.x + free.length, x, kerf, task.unit, source)
    if not task.is_flat or stock.width_mm is None:
        return Left(x, length, is_reusable=length >= least_mm) if length > 0 else None
    ends = (int((stock.width_mm * 10 + kerf * 10) / (task.unit * 10)), stock.width_mm)
    width = _side(free.y + free.width, y, kerf, task.unit, ends)
    if length <= 0 or width <= 0:
        return None
    return Left(x, length, y, width, is_reusable=min(length, width) >= least_mm)


def _side(
    end: int, start: Decimal, kerf: Decimal, unit: Decimal, whole: tuple[int, Decimal]
) -> Decimal:
    """Return a rest's side: to the stock's own edge where it reaches that."""
    return (whole[1] if end >= whole[0] else end * unit - kerf) - start
