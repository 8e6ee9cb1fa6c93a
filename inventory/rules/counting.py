"""The sums of a stock count: what is due, what differs, what is counted again, what is posted.

Here belong pure rules about numbers. Never here: who may count or approve, or where the
figures come from. Differences are counted minus book: less than zero is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum

_GRAM, _CENT, _HUNDRED = Decimal("0.001"), Decimal("0.01"), Decimal(100)
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Quantity:
    """Pieces (0 for what is kept by weight) and kg; of a difference, below zero is missing."""

    pieces: int
    mass_kg: Decimal

    def __sub__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.pieces - other.pieces, self.mass_kg - other.mass_kg)

    def __neg__(self) -> "Quantity":
        return Quantity(-self.pieces, -self.mass_kg)

    def __bool__(self) -> bool:
        """Say whether there is anything of it."""
        return bool(self.pieces or self.mass_kg)

    @property
    def is_missing(self) -> bool:
        """Say whether it is a loss."""
        return self.pieces < 0 or (self.pieces == 0 and self.mass_kg < 0)


NOTHING = Quantity(0, Decimal("0.000"))


@dataclass(frozen=True)
class ClassLimit:
    """A class of stock: up to which share of the value it goes, and how often it is counted."""

    value_class: str
    share_percent: Decimal
    every_days: int


# What a depot starts with; a supervisor may change it.
USUAL_LIMITS = (
    ClassLimit("A", Decimal(80), 30),
    ClassLimit("B", Decimal(95), 90),
    ClassLimit("C", Decimal(100), 180),
)


def classify(values: Sequence[Decimal], limits: Sequence[ClassLimit]) -> list[str]:
    """Put each value into a class: the dearest first, until their share reaches its limit.

    values: rupiah of each material, zero or more, in any order; ties go to the earlier one.
    limits: at least one, their shares growing; what lies beyond the last belongs to it.
    Returns the classes in the order of `values`. The one that crosses a limit still belongs
    to the class that it began in, so the dearest is always in the first class; what is
    worth nothing is in the last.
    """
    total = sum(values, Decimal(0))
    dearest_first = sorted(range(len(values)), key=lambda n: (-values[n], n))
    classes = [limits[-1].value_class] * len(values)
    before = Decimal(0)
    for n in dearest_first:
        if values[n] > 0:
            classes[n] = next(
                (
                    limit.value_class
                    for limit in limits
                    if before * _HUNDRED < total * limit.share_percent
                ),
                limits[-1].value_class,
            )
        before += values[n]
    return classes


def counted_before(limits: Sequence[ClassLimit], *, today: date) -> Mapping[str, date]:
    """Return per class the last day of counting from which on a lot is due today."""
    return {limit.value_class: today - timedelta(days=limit.every_days) for limit in limits}


def is_due(counted_on: date, *, every_days: int, today: date) -> bool:
    """Say whether what was counted (or received) on a day is due to be counted today."""
    return today - counted_on >= timedelta(days=every_days)


def part_kg(pieces: int, of: Quantity) -> Decimal:
    """Return what pieces weigh as their part of a quantity, to the gram, halves up.

    of: with pieces in it. Raises ValueError where there are none.
    """
    if of.pieces <= 0:
        raise ValueError("a part of no pieces")
    with localcontext(_EXACT):
        return (of.mass_kg * pieces / of.pieces).quantize(_GRAM)


def worth(
    mass_kg: Decimal, *, value: Decimal, on_hand_kg: Decimal, cost_per_kg: Decimal
) -> Decimal:
    """Return what kg are worth at what a kg costs where they lie, else at the lot's cost.

    value, on_hand_kg: of the balance, 0 where nothing lies there. mass_kg below zero gives
    a value below zero. Rupiah to the cent, halves away from zero; consigned lots cost 0.
    """
    with localcontext(_EXACT):
        if on_hand_kg > 0:
            return (value * mass_kg / on_hand_kg).quantize(_CENT)
        return (cost_per_kg * mass_kg).quantize(_CENT)


def disagrees(difference: Quantity) -> bool:
    """Say whether pieces went one way and kg not: fewer that weigh more, or as much.

    No single movement does that: either the pieces or the scale were read wrong.
    """
    pieces, mass_kg = difference.pieces, difference.mass_kg
    return (pieces < 0 and mass_kg >= 0) or (pieces > 0 and mass_kg <= 0)


def is_over(
    counted: Quantity, book: Quantity, *, value: Decimal, percent: Decimal, most_value: Decimal
) -> bool:
    """Say whether a difference is to be counted again by another person.

    value: rupiah of the difference, below zero too. percent: of the book's pieces or kg, and
    most_value, in rupiah, are the largest differences that are not counted again. Anything
    found where the books have nothing is over, and so is what disagrees.
    """
    difference = counted - book
    if disagrees(difference) or abs(value) > most_value:
        return True
    return (
        abs(difference.pieces) * _HUNDRED > percent * book.pieces
        or abs(difference.mass_kg) * _HUNDRED > percent * book.mass_kg
    )


class Obstacle(StrEnum):
    """Why a difference cannot be posted against what lies there now."""

    RESERVED = "reserved"
    GONE = "gone"
    DISAGREES = "disagrees"


class NotPostable(ValueError):
    """A difference that does not fit what lies there now; `obstacle` says why."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle)
        self.obstacle = obstacle


def to_post(
    difference: Quantity, *, on_hand: Quantity, reserved: Quantity, in_pieces: bool
) -> Quantity:
    """Return what is to be posted of a difference, given what lies there now.

    difference: counted minus the book at the moment of counting; what moved since then is in
    on_hand already. in_pieces: the lot is kept in pieces. The last free pieces take the last
    free kg along, since neither goes alone; everything else is posted as it was found.
    Raises NotPostable.
    """
    if not difference:
        return NOTHING
    if disagrees(difference):
        raise NotPostable(Obstacle.DISAGREES)
    if difference.is_missing:
        return -_leaving(-difference, on_hand, reserved, in_pieces)
    if in_pieces and difference.pieces == on_hand.pieces == 0:
        raise NotPostable(Obstacle.GONE)
    return difference


def _leaving(missing: Quantity, on_hand: Quantity, reserved: Quantity, in_pieces: bool) -> Quantity:
    free = on_hand - reserved
    if not in_pieces and missing.mass_kg <= free.mass_kg:
        return missing
    if in_pieces and 0 < missing.pieces == free.pieces and free.mass_kg > 0:
        return free
    if missing.pieces < free.pieces and missing.mass_kg < free.mass_kg:
        return missing
    lies_there = missing.pieces <= on_hand.pieces and missing.mass_kg <= on_hand.mass_kg
    raise NotPostable(Obstacle.RESERVED if reserved and lies_there else Obstacle.GONE)
