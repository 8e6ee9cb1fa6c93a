"""One order of a supplier for all that runs low, filled up to its minimum and its truck.

Here belongs what goes on the order and how much of it. Never here: which supplier, prices, or
writing the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum


class Why(StrEnum):
    """Why a material is on the order."""

    RUNS_LOW = "runs_low"
    FILLS_THE_ORDER = "fills_the_order"


@dataclass(frozen=True)
class Need:
    """A material that a supplier offers and of which there is room, in kg.

    least_kg: what it must bring, above zero where it runs low, 0 where it may only fill up.
    most_kg: up to the level that is ordered up to, at least least_kg. pack_kg: a whole pack,
    above zero. minimum_kg: the supplier's smallest order of it. days_left: until it would run
    low, by which those that fill up stand in line; ties by key.
    """

    key: str
    least_kg: Decimal
    most_kg: Decimal
    pack_kg: Decimal
    minimum_kg: Decimal = Decimal(0)
    days_left: Decimal = Decimal(0)


@dataclass(frozen=True)
class CombinedLine:
    """A material on the order: whole packs, above zero."""

    key: str
    packs: int
    mass_kg: Decimal
    why: Why


@dataclass(frozen=True)
class Combined:
    """An order. trucks: how many it takes, 1 where the load is not known.

    missing_kg: what is short of the supplier's smallest order, 0 when it is reached.
    """

    lines: tuple[CombinedLine, ...]
    mass_kg: Decimal
    trucks: int
    missing_kg: Decimal


def combine(needs: Sequence[Need], *, minimum_kg: int = 0, truck_kg: int = 0) -> Combined:
    """Put all that runs low on one order, and fill it up with what would run low next.

    minimum_kg: the supplier's smallest order of all materials; truck_kg: a truck's load; 0 for
    none. What runs low comes first, in whole packs and at least its own minimum. Then, in the
    order of days_left, others fill what is left of the trucks that run anyway, or without a
    truck what is short of the minimum: never above their level, never below their own minimum.

    Always: who runs low is on the order; each line is whole packs; a line that fills up stays
    within most_kg and within the trucks; nobody is added where nobody runs low. The same
    needs in any order give the same lines.
    """
    low = [need for need in needs if need.least_kg > 0]
    lines = [_line(need, _packs_up(need, need.least_kg), Why.RUNS_LOW) for need in _sorted(low)]
    total = sum((line.mass_kg for line in lines), Decimal(0))
    if not low:
        return Combined((), Decimal(0), 0, Decimal(0))
    goal = _goal(total, minimum_kg, truck_kg)
    for need in _sorted([need for need in needs if need.least_kg <= 0]):
        packs = _packs_that_fit(need, goal - total, is_limit=truck_kg > 0)
        if packs:
            line = _line(need, packs, Why.FILLS_THE_ORDER)
            lines.append(line)
            total += line.mass_kg
    trucks = _ceiling(total / truck_kg) if truck_kg else 1
    return Combined(tuple(lines), total, trucks, max(minimum_kg - total, Decimal(0)))


def _sorted(needs: Sequence[Need]) -> list[Need]:
    return sorted(needs, key=lambda need: (need.days_left, need.key))


def _goal(total: Decimal, minimum_kg: int, truck_kg: int) -> Decimal:
    """Return up to how many kg others are added: full trucks, or the smallest order."""
    least = max(total, Decimal(minimum_kg))
    return Decimal(_ceiling(least / truck_kg) * truck_kg) if truck_kg else least


def _packs_that_fit(need: Need, room_kg: Decimal, *, is_limit: bool) -> int:
    """Return the packs of a material that fill the room; 0 when its own minimum does not fit.

    is_limit: the room is a truck's and is not passed; else its last pack may pass it.
    """
    if room_kg <= 0:
        return 0
    most = _floor(min(need.most_kg, room_kg) / need.pack_kg)
    if not is_limit:
        most = min(_floor(need.most_kg / need.pack_kg), _ceiling(room_kg / need.pack_kg))
        most = max(most, min(_packs_up(need, need.pack_kg), _floor(need.most_kg / need.pack_kg)))
    return most if most * need.pack_kg >= need.minimum_kg else 0


def _packs_up(need: Need, mass_kg: Decimal) -> int:
    return _ceiling(max(mass_kg, need.minimum_kg) / need.pack_kg)


def _line(need: Need, packs: int, why: Why) -> CombinedLine:
    return CombinedLine(need.key, packs, packs * need.pack_kg, why)


def _ceiling(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_CEILING))


def _floor(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_FLOOR))
