"""Laying out a tree from left to right: a column for each depth, a row for each leaf."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT = 200, 58
GAP_ACROSS, GAP_DOWN = 44, 10


@dataclass(frozen=True)
class Node:
    """A box of a tree. kind: what it is, which gives its colour; lines: under its title."""

    kind: str
    title: str
    lines: tuple[str, ...] = ()
    children: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Box:
    """A node where it is drawn: its upper left corner, and its parent's box, if it has one."""

    node: Node
    x: int
    y: int
    parent: int | None


@dataclass(frozen=True)
class Layout:
    """Boxes, parents before their children, and the size of the whole."""

    boxes: tuple[Box, ...]
    width: int
    height: int


def lay_out(root: Node) -> Layout:
    """Place every node: leaves below each other, a parent in the middle of its children.

    No two boxes overlap, and a child stands one column right of its parent.
    """
    rows = _Rows()
    boxes = tuple(_placed(root, 0, None, rows, [0]))
    columns = max(box.x for box in boxes) // (BOX_WIDTH + GAP_ACROSS) + 1
    return Layout(
        boxes=boxes,
        width=columns * (BOX_WIDTH + GAP_ACROSS) - GAP_ACROSS,
        height=rows.taken * (BOX_HEIGHT + GAP_DOWN) - GAP_DOWN,
    )


class _Rows:
    """Counts the rows that leaves have taken."""

    def __init__(self) -> None:
        self.taken = 0

    def next(self) -> int:
        """Take the next row; return where it begins."""
        self.taken += 1
        return (self.taken - 1) * (BOX_HEIGHT + GAP_DOWN)


def _placed(
    node: Node, column: int, parent: int | None, rows: _Rows, count: list[int]
) -> Iterator[Box]:
    """Give a node's box, then its children's; `count` numbers the boxes in that order."""
    number = count[0]
    count[0] += 1
    below: list[Box] = []
    ys: list[int] = []
    for child in node.children:
        boxes = list(_placed(child, column + 1, number, rows, count))
        ys.append(boxes[0].y)
        below += boxes
    y = (ys[0] + ys[-1]) // 2 if ys else rows.next()
    yield Box(node, column * (BOX_WIDTH + GAP_ACROSS), y, parent)
    yield from below


def shorten(nodes: Sequence[Node], most: int) -> tuple[tuple[Node, ...], int]:
    """Keep the first nodes of too many, and say how many are left out."""
    if len(nodes) <= most:
        return tuple(nodes), 0
    return tuple(nodes[: most - 1]), len(nodes) - most + 1
