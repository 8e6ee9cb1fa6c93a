"""A plan checked from nothing, by its geometry alone; nothing of the planner is used."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from inventory.rules.cutting.types import Left, Pattern, Placed, Plan, Stock, Wanted


class _Part(NamedTuple):
    """A rectangle on what is cut: where it begins and ends along both axes."""

    begin: tuple[Decimal, Decimal]
    end: tuple[Decimal, Decimal]


def faults_of(
    plan: Plan, wanted: Sequence[Wanted], stocks: Sequence[Stock], kerf_mm: Decimal
) -> list[str]:
    """Name everything that is wrong with a plan, in English, for tests and benchmarks."""
    faults = _miscounted(plan, wanted, stocks)
    for number, pattern in enumerate(plan.patterns):
        faults += [f"pattern {number}: {fault}" for fault in _crooked(pattern, wanted, stocks)]
        parts = _parts(pattern)
        if not _separable(parts, kerf_mm):
            faults.append(f"pattern {number}: no guillotine separates its parts")
    return faults


def _miscounted(plan: Plan, wanted: Sequence[Wanted], stocks: Sequence[Stock]) -> list[str]:
    cut, used = Counter[int](), Counter[int]()
    for pattern in plan.patterns:
        used[pattern.stock] += pattern.times
        for placed in pattern.placed:
            cut[placed.wanted] += pattern.times
    faults = [
        f"cut {k}: {cut[k]} instead of {want.pieces}"
        for k, want in enumerate(wanted)
        if cut[k] != want.pieces
    ]
    faults += [
        f"stock {n}: {used[n]} of {stock.pieces}"
        for n, stock in enumerate(stocks)
        if stock.pieces is not None and used[n] > stock.pieces
    ]
    whole = sum(times for n, times in used.items() if not stocks[n].is_remnant)
    if whole != plan.new_pieces:
        faults.append(f"{whole} whole pieces instead of {plan.new_pieces}")
    if plan.bound > plan.new_pieces:
        faults.append("the bound is above what was found")
    return faults


def _crooked(pattern: Pattern, wanted: Sequence[Wanted], stocks: Sequence[Stock]) -> list[str]:
    stock, faults = stocks[pattern.stock], list[str]()
    for placed in pattern.placed:
        want = wanted[placed.wanted]
        sides = (want.length_mm, want.width_mm)
        if placed.is_turned:
            sides = (sides[1] or Decimal(0), sides[0])
        if (placed.length_mm, placed.width_mm) != sides:
            faults.append(f"a piece of cut {placed.wanted} has another size")
        if placed.is_turned and not want.may_turn:
            faults.append(f"a piece of cut {placed.wanted} may not be turned")
    for part in _parts(pattern):
        beyond = (stock.length_mm, stock.width_mm or Decimal(1))
        if min(part.begin) < 0 or any(e > b for e, b in zip(part.end, beyond, strict=True)):
            faults.append("a part lies beyond the edge")
    return faults


def _parts(pattern: Pattern) -> list[_Part]:
    return [*map(_part, pattern.placed), *map(_part, pattern.left)]


def _part(piece: Placed | Left) -> _Part:
    width = Decimal(1) if piece.width_mm is None else piece.width_mm
    return _Part((piece.x_mm, piece.y_mm), (piece.x_mm + piece.length_mm, piece.y_mm + width))


def _separable(parts: list[_Part], kerf_mm: Decimal) -> bool:
    """Say whether straight cuts from edge to edge, a kerf wide, part all from each other."""
    if len(parts) <= 1:
        return True
    for axis in (0, 1):
        for at in sorted({part.end[axis] for part in parts}):
            low = [part for part in parts if part.end[axis] <= at]
            high = [part for part in parts if part.begin[axis] >= at + kerf_mm]
            if high and len(low) + len(high) == len(parts):
                return _separable(low, kerf_mm) and _separable(high, kerf_mm)
    return False
