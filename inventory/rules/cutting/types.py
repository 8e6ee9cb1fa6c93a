"""What a cutting plan is asked, and what it answers: plain frozen dataclasses, all in mm.

A bar has a length alone. A sheet has a length and a width; x runs along the length and y
along the width, both from the same corner.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal


class CuttingRefused(ValueError):
    """A list of cuts that cannot be planned; `code` says why, `row` which cut, from 0.

    Codes: nothing_to_cut, size_not_positive, pieces_not_positive, kerf_negative,
    size_too_fine (under a tenth of a mm), width_missing, width_not_wanted,
    cut_longer_than_stock, not_enough_to_cut, too_many_cuts, too_many_pieces,
    too_many_stocks, size_too_large.
    """

    def __init__(self, code: str, row: int | None = None) -> None:
        super().__init__(code if row is None else f"{code}: {row}")
        self.code = code
        self.row = row


@dataclass(frozen=True)
class Wanted:
    """Pieces of one size to be cut. may_turn: whether a sheet's piece may lie across."""

    length_mm: Decimal
    pieces: int
    width_mm: Decimal | None = None
    may_turn: bool = True
    label: str = ""


@dataclass(frozen=True)
class Stock:
    """What can be cut: whole pieces or remnants of one size.

    key: what the caller calls it. pieces: how many there are, None for as many as needed.
    """

    key: str
    length_mm: Decimal
    width_mm: Decimal | None = None
    pieces: int | None = None
    is_remnant: bool = False


@dataclass(frozen=True)
class Placed:
    """A piece as it lies; length and width along those of what it is cut from.

    wanted: index of the cut. is_turned: it lies across.
    """

    wanted: int
    x_mm: Decimal
    length_mm: Decimal
    y_mm: Decimal = Decimal(0)
    width_mm: Decimal | None = None
    is_turned: bool = False


@dataclass(frozen=True)
class Left:
    """A part that no cut wants. is_reusable: large enough to be kept as a remnant."""

    x_mm: Decimal
    length_mm: Decimal
    y_mm: Decimal = Decimal(0)
    width_mm: Decimal | None = None
    is_reusable: bool = False


@dataclass(frozen=True)
class Pattern:
    """How `times` pieces of a stock (an index) are cut, all alike."""

    stock: int
    times: int
    placed: tuple[Placed, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True)
class Plan:
    """The least material that was found for a list of cuts.

    new_pieces: whole pieces that are cut. bound: no way of cutting needs fewer.
    is_proven: new_pieces equals the bound. remnants_proven: with so many whole pieces no
    way uses less of the remnants. area_bound: whole pieces by length or area alone.
    used, wanted, reusable: mm of bars or mm² of sheets; used counts whole pieces and
    remnants that are cut into.
    """

    patterns: tuple[Pattern, ...]
    new_pieces: int
    bound: int
    area_bound: int
    is_proven: bool
    remnants_proven: bool
    used: Decimal
    wanted: Decimal
    reusable: Decimal

    @property
    def waste(self) -> Decimal:
        """Say which part of what is used becomes neither a piece nor a remnant, 0 to 1."""
        return 1 - (self.wanted + self.reusable) / self.used


@dataclass(frozen=True)
class Budget:
    """How long planning may take: until `seconds` of the clock that is given."""

    seconds: float = math.inf
    clock: Callable[[], float] = lambda: 0.0

    @property
    def left(self) -> float:
        """Return the seconds that are left, zero or more."""
        return max(0.0, self.seconds - self.clock())

    @property
    def is_over(self) -> bool:
        """Say whether no time is left."""
        return self.left <= 0
