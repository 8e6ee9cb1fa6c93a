"""Ways of cutting a bar: the most valuable ones, all of the valuable ones, and first ones."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from inventory.rules.cutting.master import Way
from inventory.rules.cutting.task import Task

MOST_WAYS = 20_000
MOST_LOOKS = 1_000_000
Worths = npt.NDArray[np.int64]


class Bars:
    """Bars of a task; what it says of the best way is exact."""

    is_exact = True

    def __init__(self, task: Task) -> None:
        self.task = task
        self.longest = max(source.length for source in task.sources)

    def best(self, worth: Sequence[int]) -> list[tuple[int, Way]]:
        """Return for each source what its most valuable way is worth, and that way.

        worth: of one piece of each cut, zero or more.
        """
        tables = self._tables(worth)
        return [
            (int(tables[-1][source.length]), Way(n, self._trace(tables, worth, source.length)))
            for n, source in enumerate(self.task.sources)
        ]

    def _tables(self, worth: Sequence[int], wanted: Sequence[int] = ()) -> list[Worths]:
        """Return the most that any length holds of the first cuts: none, one, two, ...

        wanted: how many of each there may be, as many as are asked without it.
        """
        most = wanted or self.task.demand
        tables = [np.zeros(self.longest + 1, dtype=np.int64)]
        for item, value, pieces in zip(self.task.items, worth, most, strict=True):
            before, after = tables[-1], tables[-1].copy()
            for count in range(1, min(pieces, self.longest // item.length) + 1):
                taken = count * item.length
                np.maximum(after[taken:], before[:-taken] + count * value, out=after[taken:])
            tables.append(after)
        return tables

    def _trace(self, tables: list[Worths], worth: Sequence[int], length: int) -> tuple[int, ...]:
        counts = [0] * len(worth)
        for k in range(len(worth) - 1, -1, -1):
            item, whole = self.task.items[k], tables[k + 1][length]
            while tables[k][length] != whole - counts[k] * worth[k]:
                counts[k] += 1
                length -= item.length
        return tuple(counts)

    def first(self) -> list[list[Way]]:
        """Return whole plans to begin with: the longest first, into the first that holds it."""
        order = sorted(range(len(self.task.items)), key=lambda k: -self.task.items[k].length)
        return [self._fill(order)]

    def guided(self, worth: Sequence[int], kept: Sequence[Way]) -> list[list[Way]]:
        """Return further whole plans: what is kept, and the fullest bars for all the rest."""
        return [self._fullest([]), self._fullest(kept)]

    def _fullest(self, kept: Sequence[Way]) -> list[Way]:
        """Fill one bar after the other as full as it gets, long pieces rather than short."""
        plan, room = list(kept), [source.pieces for source in self.task.sources]
        wanted = list(self.task.demand)
        for way in kept:
            room[way.source] -= 1
            wanted = [max(0, more - n) for more, n in zip(wanted, way.counts, strict=True)]
        worth = [1000 * item.length + item.length**2 // self.longest for item in self.task.items]
        for n in _smallest_first(self.task):
            for _ in range(max(0, room[n])):
                length = self.task.sources[n].length
                tables = self._tables(worth, wanted)
                counts = self._trace(tables, worth, length)
                if not any(counts):
                    break
                wanted = [more - count for more, count in zip(wanted, counts, strict=True)]
                plan.append(Way(n, counts))
        return plan

    def _fill(self, order: Sequence[int]) -> list[Way]:
        wanted, plan = list(self.task.demand), list[Way]()
        for n in _smallest_first(self.task):
            source = self.task.sources[n]
            for _ in range(source.pieces):
                left, counts = source.length, [0] * len(wanted)
                for k in order:
                    counts[k] = min(wanted[k], left // self.task.items[k].length)
                    left -= counts[k] * self.task.items[k].length
                if not any(counts):
                    break
                wanted = [more - count for more, count in zip(wanted, counts, strict=True)]
                plan.append(Way(n, tuple(counts)))
        return plan

    def all_worth(self, worth: Sequence[int], least: Sequence[int]) -> list[Way] | None:
        """Return every full way worth at least so much, per source; None for too many.

        A way is full when no wanted piece fits beside it any more.
        """
        tables = self._tables(worth)
        found: list[Way] = []
        for n, source in enumerate(self.task.sources):
            if source.pieces and not self._collect(
                n, source.length, least[n], worth, tables, found
            ):
                return None
        return found

    def _collect(
        self,
        source: int,
        length: int,
        least: int,
        worth: Sequence[int],
        tables: list[Worths],
        found: list[Way],
    ) -> bool:
        """Add the full ways of one source to `found`; say whether all were added."""
        items = self.task.items
        counts = [0] * len(items)
        looks = 0

        def is_full(left: int) -> bool:
            return all(
                counts[k] >= item.pieces or item.length > left for k, item in enumerate(items)
            )

        def choose(k: int, left: int, missing: int) -> bool:
            nonlocal looks
            looks += 1
            if tables[k][left] < missing:
                return True
            if k == 0:
                if is_full(left):
                    found.append(Way(source, tuple(counts)))
                return len(found) <= MOST_WAYS and looks <= MOST_LOOKS
            item = items[k - 1]
            for count in range(min(item.pieces, left // item.length), -1, -1):
                counts[k - 1] = count
                if not choose(k - 1, left - count * item.length, missing - count * worth[k - 1]):
                    return False
            counts[k - 1] = 0
            return True

        return choose(len(items), length, least)


def _smallest_first(task: Task) -> list[int]:
    """Return the sources in the order in which they are taken: remnants, the smallest first."""
    sources = task.sources
    return sorted(
        range(len(sources)), key=lambda n: (not sources[n].is_remnant, sources[n].length, n)
    )
