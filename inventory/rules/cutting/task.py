"""The task in whole numbers: every size with its kerf, in the largest common unit.

A cut takes the kerf beside each piece but the last. So with the kerf added once to every
piece and once to what it is cut from, pieces may simply lie side by side, and the last may
end flush.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from inventory.rules.cutting.types import CuttingRefused, Stock, Wanted

MOST_CUTS = 60
MOST_PIECES = 2_000
MOST_STOCKS = 200
MOST_MM = 15_000
_TENTHS = 10


@dataclass(frozen=True)
class Item:
    """A cut: its size with kerf, how many, and whether it may lie across."""

    length: int
    width: int
    pieces: int
    may_turn: bool

    @property
    def ways(self) -> tuple[tuple[int, int, bool], ...]:
        """Return the sizes in which it may lie, along first, and whether that is across."""
        lying = (self.length, self.width, False)
        if not self.may_turn or self.length == self.width:
            return (lying,)
        return (lying, (self.width, self.length, True))


@dataclass(frozen=True)
class Source:
    """What is cut: its size with kerf, how many there are (never more than cuts)."""

    length: int
    width: int
    pieces: int
    is_remnant: bool
    extent: int  # tenths of a mm, or their squares, without kerf


@dataclass(frozen=True)
class Task:
    """Cuts and stocks as whole numbers of `unit` mm; the width of bars is 1 throughout."""

    items: tuple[Item, ...]
    sources: tuple[Source, ...]
    kerf: int
    unit: Decimal
    is_flat: bool

    @property
    def demand(self) -> tuple[int, ...]:
        """Return how many of each cut are wanted."""
        return tuple(item.pieces for item in self.items)

    def fits(self, item: Item, source: Source) -> bool:
        """Say whether a source holds at least one piece of a cut."""
        return any(
            length <= source.length and width <= source.width for length, width, _ in item.ways
        )


def task_of(wanted: Sequence[Wanted], stocks: Sequence[Stock], kerf_mm: Decimal) -> Task:
    """Check what is asked and write it in whole numbers.

    Raises CuttingRefused.
    """
    is_flat = _check_amounts(wanted, stocks)
    if kerf_mm < 0:
        raise CuttingRefused("kerf_negative")
    _check_sizes(wanted, stocks, is_flat)
    kerf = _tenths(kerf_mm)
    sizes = [_size(cut, kerf, is_flat) for cut in wanted]
    unit = math.gcd(kerf, *(side for size in sizes for side in (size if is_flat else size[:1])))
    items = [
        Item(length // unit, width // unit if is_flat else 1, cut.pieces, is_flat and cut.may_turn)
        for cut, (length, width) in zip(wanted, sizes, strict=True)
    ]
    whole = sum(cut.pieces for cut in wanted)
    sources = [_source(stock, kerf, unit, whole, is_flat) for stock in stocks]
    task = Task(tuple(items), tuple(sources), kerf // unit, Decimal(unit) / _TENTHS, is_flat)
    for row, item in enumerate(items):
        if not any(task.fits(item, source) for source in sources):
            raise CuttingRefused("cut_longer_than_stock", row)
    return task


def _check_amounts(wanted: Sequence[Wanted], stocks: Sequence[Stock]) -> bool:
    """Refuse too much and too little; return whether it is about sheets."""
    if not wanted:
        raise CuttingRefused("nothing_to_cut")
    if len(wanted) > MOST_CUTS:
        raise CuttingRefused("too_many_cuts")
    if len(stocks) > MOST_STOCKS:
        raise CuttingRefused("too_many_stocks")
    if not stocks:
        raise CuttingRefused("not_enough_to_cut")
    for row, cut in enumerate(wanted):
        if cut.pieces <= 0:
            raise CuttingRefused("pieces_not_positive", row)
    if sum(cut.pieces for cut in wanted) > MOST_PIECES:
        raise CuttingRefused("too_many_pieces")
    return stocks[0].width_mm is not None


def _check_sizes(wanted: Sequence[Wanted], stocks: Sequence[Stock], is_flat: bool) -> None:
    for row, cut in enumerate(wanted):
        if (cut.width_mm is not None) != is_flat:
            raise CuttingRefused("width_missing" if is_flat else "width_not_wanted", row)
        _check_sides(cut.length_mm, cut.width_mm, row)
    for stock in stocks:
        if (stock.width_mm is not None) != is_flat:
            raise CuttingRefused("width_missing" if is_flat else "width_not_wanted")
        _check_sides(stock.length_mm, stock.width_mm, None)


def _check_sides(length_mm: Decimal, width_mm: Decimal | None, row: int | None) -> None:
    for side in (length_mm, width_mm):
        if side is None:
            continue
        if not side.is_finite() or side <= 0:
            raise CuttingRefused("size_not_positive", row)
        if side > MOST_MM:
            raise CuttingRefused("size_too_large", row)
    # What is cut is what it is; only what somebody asks for must be cut to the tenth.
    if row is not None:
        for side in (length_mm, width_mm or Decimal(0)):
            _tenths(side, row)


def _tenths(mm: Decimal, row: int | None = None) -> int:
    tenths = mm * _TENTHS
    if tenths != int(tenths):
        raise CuttingRefused("size_too_fine", row)
    return int(tenths)


def _size(cut: Wanted, kerf: int, is_flat: bool) -> tuple[int, int]:
    """Return a cut's sides with kerf, in tenths of a mm."""
    width = _tenths(cut.width_mm or Decimal(0)) + kerf if is_flat else 1
    return _tenths(cut.length_mm) + kerf, width


def _source(stock: Stock, kerf: int, unit: int, whole: int, is_flat: bool) -> Source:
    """Return a stock with kerf; a part of a unit at its end is of no use to any cut."""
    length = int(stock.length_mm * _TENTHS)
    width = int((stock.width_mm or Decimal(0)) * _TENTHS)
    return Source(
        length=(length + kerf) // unit,
        width=(width + kerf) // unit if is_flat else 1,
        pieces=whole if stock.pieces is None else min(stock.pieces, whole),
        is_remnant=stock.is_remnant,
        extent=length * width if is_flat else length,
    )
