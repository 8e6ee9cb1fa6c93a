"""Whole plans for sheets, piece by piece: each goes into a free corner, cut edge to edge.

What is left beside a piece is halved by one straight cut, so every layout can be cut with
a guillotine. Quick, and no proof of anything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inventory.rules.cutting.task import Item, Task

Layout = tuple[tuple[int, int, int, bool], ...]


@dataclass(frozen=True)
class Free:
    """A free rectangle of a sheet, in units with kerf."""

    x: int
    y: int
    length: int
    width: int

    @property
    def area(self) -> int:
        """Return its area."""
        return self.length * self.width


@dataclass(frozen=True)
class Manner:
    """How corners are chosen and halved. by_width: try the tightest width first."""

    by_width: bool
    split: Callable[[int, int, Free], bool]  # of piece and corner: whether the cut runs across


def _shorter_rest(length: int, width: int, free: Free) -> bool:
    return free.length - length > free.width - width


def _larger_rest(length: int, width: int, free: Free) -> bool:
    return max((free.length - length) * free.width, free.length * (free.width - width)) == (
        (free.length - length) * free.width
    )


def _across(length: int, width: int, free: Free) -> bool:
    return True


def _along(length: int, width: int, free: Free) -> bool:
    return False


MANNERS = [
    Manner(by_width, split)
    for split in (_along, _across, _larger_rest, _shorter_rest)
    for by_width in (False, True)
]


def halve(free: Free, length: int, width: int, *, across: bool) -> list[Free]:
    """Return what is left of a corner beside a piece; across: the first cut is across it."""
    if across:
        beside = Free(free.x + length, free.y, free.length - length, free.width)
        above = Free(free.x, free.y + width, length, free.width - width)
    else:
        beside = Free(free.x + length, free.y, free.length - length, width)
        above = Free(free.x, free.y + width, free.length, free.width - width)
    return [rest for rest in (beside, above) if rest.length > 0 and rest.width > 0]


def pack(
    items: Sequence[Item], pieces: Sequence[int], sheet: Free, manner: Manner
) -> tuple[Layout, list[Free]]:
    """Lay pieces (indexes of items, in this order) onto a sheet as long as they fit.

    Returns the layout and the free rectangles that are left.
    """
    free, layout = [sheet], list[tuple[int, int, int, bool]]()
    refused: set[int] = set()
    for k in pieces:
        if k in refused:
            continue
        spot = _spot(items[k], free, manner)
        if spot is None:
            refused.add(k)
            continue
        corner, (length, width, is_turned) = spot
        free.remove(corner)
        across = manner.split(length, width, corner)
        free += halve(corner, length, width, across=across)
        layout.append((k, corner.x, corner.y, is_turned))
    return tuple(layout), free


def _spot(
    item: Item, free: Sequence[Free], manner: Manner
) -> tuple[Free, tuple[int, int, bool]] | None:
    """Find the corner in which a piece leaves least, and how it lies there."""
    best: tuple[tuple[int, ...], Free, tuple[int, int, bool]] | None = None
    for corner in free:
        for way in item.ways:
            over, beside = corner.length - way[0], corner.width - way[1]
            if over < 0 or beside < 0:
                continue
            rest = corner.area - way[0] * way[1]
            rank = (beside, over) if manner.by_width else (min(over, beside), rest)
            key = (*rank, corner.x, corner.y, int(way[2]))
            if best is None or key < best[0]:
                best = (key, corner, way)
    return None if best is None else (best[1], best[2])


def orders(task: Task, worth: Sequence[int] | None = None) -> list[list[int]]:
    """Return the cuts in the orders worth trying; with a worth, dearest for its area first."""
    items = task.items
    keys: list[Callable[[int], float]] = [
        lambda k: -items[k].length * items[k].width,
        lambda k: -max(items[k].length, items[k].width),
        lambda k: -items[k].length,
        lambda k: -items[k].width,
        lambda k: -min(items[k].length, items[k].width),
    ]
    if worth is not None:
        keys = [lambda k: -worth[k] / (items[k].length * items[k].width)]
    return [sorted(range(len(items)), key=lambda k: (key(k), k)) for key in keys]
