"""Ways of cutting a sheet: the most valuable by any guillotine cuts, and first ones.

Gilmore and Gomory's recursion (1966): the most valuable rectangle is one piece, or two
rectangles beside each other. Cuts are tried at sums of pieces' sides; where those are too
many to try, at fewer of them, and then what is found is no proof (is_exact).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from inventory.rules.cutting.master import Way
from inventory.rules.cutting.packing import MANNERS, Free, Manner, orders, pack
from inventory.rules.cutting.task import Task

MOST_CELLS = 40_000
MOST_POINTS = 160
Worths = npt.NDArray[np.int64]


class Sheets:
    """Sheets of a task."""

    def __init__(self, task: Task) -> None:
        self.task = task
        along = _sums(task, [(way[0], item.pieces) for item in task.items for way in item.ways], 0)
        up = _sums(task, [(way[1], item.pieces) for item in task.items for way in item.ways], 1)
        self.is_exact = len(along) * len(up) <= MOST_CELLS
        if not self.is_exact:
            along, up = _fewer(task, along, 0), _fewer(task, up, 1)
        self.along, self.up = np.array(along), np.array(up)
        self._splits_along, self._splits_up = _splits(self.along), _splits(self.up)

    def best(self, worth: Sequence[int]) -> list[tuple[int, Way]]:
        """Return for each source what its most valuable way is worth, and that way.

        worth: of one piece of each cut, zero or more. A way may hold more of a cut than
        are wanted.
        """
        singles, which = self._singles(worth)
        table = self._table(singles)
        found = []
        for n, source in enumerate(self.task.sources):
            layout = self._trace(table, singles, which, Free(0, 0, source.length, source.width))
            i, j = self._cell(source.length, source.width)
            found.append((int(table[i, j]) if min(i, j) >= 0 else 0, self._way(n, layout)))
        return found

    def _way(self, source: int, layout: Sequence[tuple[int, int, int, bool]]) -> Way:
        counts = [0] * len(self.task.items)
        for k, *_ in layout:
            counts[k] += 1
        return Way(source, tuple(counts), tuple(layout))

    def _singles(self, worth: Sequence[int]) -> tuple[Worths, npt.NDArray[np.int32]]:
        """Return what one piece in each rectangle is worth at most, and which (cut, across)."""
        table = np.zeros((len(self.along), len(self.up)), dtype=np.int64)
        which = np.full(table.shape, -1, dtype=np.int32)
        for k, item in enumerate(self.task.items):
            for length, width, is_turned in item.ways:
                i, j = np.searchsorted(self.along, length), np.searchsorted(self.up, width)
                better = table[i:, j:] < worth[k]
                table[i:, j:][better] = worth[k]
                which[i:, j:][better] = 2 * k + is_turned
        return table, which

    def _table(self, singles: Worths) -> Worths:
        table = singles.copy()
        for i in range(len(self.along)):
            first, second = self._splits_along[i]
            if len(first):
                np.maximum(table[i], (table[first] + table[second]).max(axis=0), out=table[i])
            row = table[i]
            for j in range(len(self.up)):
                below, above = self._splits_up[j]
                if len(below):
                    row[j] = max(row[j], (row[below] + row[above]).max())
        return table

    def _cell(self, length: int, width: int) -> tuple[int, int]:
        """Return the rectangle that counts for one of this size, -1 for too small a side."""
        i = int(np.searchsorted(self.along, length, side="right")) - 1
        return i, int(np.searchsorted(self.up, width, side="right")) - 1

    def _trace(
        self, table: Worths, singles: Worths, which: npt.NDArray[np.int32], whole: Free
    ) -> list[tuple[int, int, int, bool]]:
        """Return where the pieces lie in the most valuable way of cutting a rectangle."""
        layout, open_parts = list[tuple[int, int, int, bool]](), [whole]
        while open_parts:
            part = open_parts.pop()
            i, j = self._cell(part.length, part.width)
            if min(i, j) < 0 or table[i, j] == 0:
                continue
            if singles[i, j] == table[i, j]:
                k, is_turned = divmod(int(which[i, j]), 2)
                layout.append((k, part.x, part.y, bool(is_turned)))
                continue
            open_parts += self._cut(table, part, i, j)
        return sorted(layout)

    def _cut(self, table: Worths, part: Free, i: int, j: int) -> tuple[Free, Free]:
        first, second = self._splits_along[i]
        hits = np.flatnonzero(table[first, j] + table[second, j] == table[i, j])
        if len(hits):
            at = int(self.along[first[hits[0]]])
            return (
                Free(part.x, part.y, at, part.width),
                Free(part.x + at, part.y, part.length - at, part.width),
            )
        below, above = self._splits_up[j]
        hits = np.flatnonzero(table[i, below] + table[i, above] == table[i, j])
        at = int(self.up[below[hits[0]]])
        return (
            Free(part.x, part.y, part.length, at),
            Free(part.x, part.y + at, part.length, part.width - at),
        )

    def first(self) -> list[list[Way]]:
        """Return whole plans to begin with."""
        return [self._fill(order, manner) for order in orders(self.task) for manner in MANNERS]

    def guided(self, worth: Sequence[int], kept: Sequence[Way]) -> list[list[Way]]:
        """Return further whole plans: the most valuable cut for its area first, and what is
        kept with all the rest as in the first plans.
        """
        dear = [(order, manner) for order in orders(self.task, worth) for manner in MANNERS]
        plain = [(order, manner) for order in orders(self.task) for manner in MANNERS]
        return [self._fill(*way) for way in dear] + [
            self._fill(*way, kept=kept) for way in (*dear, *plain)
        ]

    def _fill(self, order: Sequence[int], manner: Manner, kept: Sequence[Way] = ()) -> list[Way]:
        wanted, plan = list(self.task.demand), list(kept)
        room = [source.pieces for source in self.task.sources]
        for way in kept:
            room[way.source] -= 1
            wanted = [max(0, more - n) for more, n in zip(wanted, way.counts, strict=True)]
        sources = sorted(
            range(len(self.task.sources)),
            key=lambda n: (not self.task.sources[n].is_remnant, self.task.sources[n].extent, n),
        )
        for n in sources:
            source = self.task.sources[n]
            for _ in range(max(0, room[n])):
                pieces = [k for k in order for _ in range(wanted[k])]
                sheet = Free(0, 0, source.length, source.width)
                layout, _left = pack(self.task.items, pieces, sheet, manner)
                if not layout:
                    break
                way = self._way(n, layout)
                wanted = [more - count for more, count in zip(wanted, way.counts, strict=True)]
                plan.append(way)
        return plan

    def all_worth(self, worth: Sequence[int], least: Sequence[int]) -> list[Way] | None:
        """Return None: the ways of cutting a sheet are too many to list."""
        return None


def _sums(task: Task, sides: Sequence[tuple[int, int]], axis: int) -> list[int]:
    """Return every sum of pieces' sides that a source holds, ascending."""
    longest = max(source.width if axis else source.length for source in task.sources)
    mask, reached = (1 << (longest + 1)) - 1, 1
    for side, pieces in sides:
        for _ in range(min(pieces, longest // side)):
            reached |= (reached << side) & mask
    return [n for n, bit in enumerate(reversed(f"{reached:b}")) if bit == "1" and n]


def _fewer(task: Task, sums: Sequence[int], axis: int) -> list[int]:
    """Keep the sides, their multiples, and pairs of those, up to MOST_POINTS."""
    longest = sums[-1]
    sides = sorted({way[axis] for item in task.items for way in item.ways})
    single = sorted(
        {n * side for side in sides for n in range(1, longest // side + 1)},
        key=lambda n: (n not in sides, -n),
    )
    kept = set(single[:MOST_POINTS])
    pairs = sorted({a + b for a in single for b in single if a < b and a + b <= longest} - kept)
    room = MOST_POINTS - len(kept)
    if room > 0 and pairs:
        kept.update(pairs[:: max(1, -(-len(pairs) // room))])
    return sorted(kept)


def _splits(points: npt.NDArray[np.int64]) -> list[tuple[npt.NDArray[np.int64], ...]]:
    """Return for each point the points that halve it: the smaller part, the point of the rest."""
    splits: list[tuple[npt.NDArray[np.int64], ...]] = []
    for i, point in enumerate(points):
        first = np.arange(int(np.searchsorted(points[: i + 1], point // 2, side="right")))
        second = np.searchsorted(points, point - points[first], side="right") - 1
        splits.append((first, second))
    return splits
