"""The yard's map: where each rack is drawn, in whole centimetres.

Here belongs the laying out. Never here: what lies on a rack, or how it is drawn.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

EDGE_CM = 50
RACK_WIDTH_CM, RACK_DEPTH_CM, GAP_CM = 300, 150, 50
LABEL_CM = 70
RACKS_IN_A_ROW = 6


@dataclass(frozen=True)
class Spot:
    """A rectangle on the yard's floor: from its left and top edge, and how large, in cm."""

    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int

    @property
    def right_cm(self) -> int:
        """Return where it ends to the right."""
        return self.x_cm + self.width_cm

    @property
    def bottom_cm(self) -> int:
        """Return where it ends to the bottom."""
        return self.y_cm + self.depth_cm


@dataclass(frozen=True)
class Standing:
    """A rack by its code, in a bay ("" in none), where it was measured; None where nobody did."""

    code: str
    bay: str
    walk_order: int
    spot: Spot | None


@dataclass(frozen=True)
class BayLabel:
    """The name of a bay, over a row of its racks."""

    bay: str
    x_cm: int
    y_cm: int


@dataclass(frozen=True)
class Plan:
    """Every rack's spot by its code, the names over rows, and the size of the whole."""

    spots: dict[str, Spot]
    labels: tuple[BayLabel, ...]
    width_cm: int
    depth_cm: int


def lay_out(racks: Iterable[Standing]) -> Plan:
    """Place racks where they were measured, and the others in rows below, a bay after another.

    Rows are in the order of walking, then by code; a bay of many racks has several. What is
    laid out overlaps nothing. Raises nothing.
    """
    standing = list(racks)
    spots = {rack.code: rack.spot for rack in standing if rack.spot is not None}
    y_cm = max((spot.bottom_cm for spot in spots.values()), default=0) + EDGE_CM
    labels = []
    for bay, row in _rows([rack for rack in standing if rack.spot is None]):
        labels.append(BayLabel(bay, EDGE_CM, y_cm + LABEL_CM - GAP_CM // 2))
        y_cm += LABEL_CM
        for n, rack in enumerate(row):
            x_cm = EDGE_CM + n * (RACK_WIDTH_CM + GAP_CM)
            spots[rack.code] = Spot(x_cm, y_cm, RACK_WIDTH_CM, RACK_DEPTH_CM)
        y_cm += RACK_DEPTH_CM + GAP_CM
    return Plan(
        spots=spots,
        labels=tuple(labels),
        width_cm=max((spot.right_cm for spot in spots.values()), default=0) + EDGE_CM,
        depth_cm=max((spot.bottom_cm for spot in spots.values()), default=0) + EDGE_CM,
    )


def _rows(racks: Sequence[Standing]) -> Iterator[tuple[str, list[Standing]]]:
    """Give each bay's racks in rows; those in no bay come last."""
    ordered = sorted(racks, key=lambda r: (not r.bay, r.bay, r.walk_order, r.code))
    for bay, group in groupby(ordered, key=lambda rack: rack.bay):
        inside = list(group)
        for start in range(0, len(inside), RACKS_IN_A_ROW):
            yield bay, inside[start : start + RACKS_IN_A_ROW]
