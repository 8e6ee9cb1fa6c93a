"""Who fits into an order of so many pieces when some accept no less than a minimum. Exact, by arithmetic on bits.

A group of commitments that all stay can be planned any total from the sum of its floors to the sum of its quantities
as firm pieces, and beyond that its extra. So fitting a group that wants too much into an order is taking pieces off:
from each member its slack (quantity - floor) at most, or, of one with a floor, all it wants (a drop). Which totals can
be taken off is a set of numbers, kept as the bits of one integer: subset sums by shifting and joining.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orders.rules.clearing.demand import Totals, Wish

UNREACHED = np.iinfo(np.int64).max // 4


class Fitting:
    """How well one group fits into orders of any size. Remembers what it worked out for the sizes asked before."""

    def __init__(
        self, wishes: Sequence[Wish], totals: Totals, *, pack: int, depot_appetite: int
    ) -> None:
        self.wishes = wishes
        self.totals = totals
        self.pack = pack
        self.depot_appetite = depot_appetite
        self._removable = (
            -1,
            0,
        )  # totals up to the first are worked out, as bits of the second
        self._losses = _no_losses(0)

    @cached_property
    def _strict(self) -> list[tuple[Wish, int]]:
        return list(_doubled(Counter(wish for wish in self.wishes if wish.floor)))

    def most_firm(self, pieces: int) -> int | None:
        """Count the most firm pieces that an order of `pieces` can serve, None when no plan fills it.

        pieces: whole packs, at most what totals.most_ordered allows.
        """
        surplus = self.totals.quantity - pieces
        if surplus <= 0:
            return self.totals.quantity
        if self.totals.floor <= pieces or self._can_take_off(surplus):
            return pieces
        return self._most_firm_by_drops(pieces)

    def _can_take_off(self, surplus: int) -> bool:
        worked_out, bits = self._removable
        if worked_out < surplus:
            worked_out = min(self.totals.quantity, 2 * surplus + 64)
            bits = self._removable_bits(worked_out)
            self._removable = (worked_out, bits)
        return bool(bits >> surplus & 1)

    def _removable_bits(self, most: int) -> int:
        free = sum(wish.quantity for wish in self.wishes if not wish.floor)
        bits = _smear(1, min(free, most))
        mask = (1 << most + 1) - 1
        for wish, times in self._strict:
            bits = (_smear(bits, times * wish.slack) | bits << times * wish.quantity) & mask
        return bits

    def _most_firm_by_drops(self, pieces: int) -> int | None:
        """Drop more than the surplus, and fill what then is missing with extra pieces and the depot's.

        Only members with a floor are dropped: a piece given as extra or to the depot would rather go to a member
        without one.
        """
        surplus = self.totals.quantity - pieces
        most = min(self.totals.quantity, surplus + self.depot_appetite + self.pack - 1)
        if len(self._losses) <= most:
            self._losses = self._least_losses(most)
        for dropped in range(surplus + 1, most + 1):
            firm = self.totals.quantity - dropped
            extra = self.totals.extra - int(self._losses[dropped])
            if extra >= extra_needed(pieces, firm, self.depot_appetite) and firm + min(
                extra, self.pack - 1
            ):
                return firm
        return None

    def _least_losses(self, most: int) -> NDArray[np.int64]:
        """Work out, for each total of drops up to most, the least extra that goes with them."""
        losses = _no_losses(most)
        for wish, times in self._strict:
            _drop(losses, times * wish.quantity, times * wish.extra)
        return losses


def extra_needed(pieces: int, firm: int, depot_appetite: int) -> int:
    """Count the extra pieces without which an order is not filled by firm pieces and the depot."""
    return max(0, pieces - firm - depot_appetite)


def stay_taking_off(wishes: Sequence[Wish], surplus: int) -> list[bool]:
    """Choose who stays when exactly `surplus` firm pieces must be taken off: the first of `wishes` before the later.

    surplus: known to be possible. Goes back from the last wish until those behind it, and the slack of those before,
    can bear the surplus, then forward again, keeping whoever can be kept.
    """
    mask = (1 << surplus + 1) - 1
    slack = sum(wish.slack for wish in wishes)
    behind, position = [1], len(wishes) - 1
    while not _meets(behind[-1], surplus - slack, surplus):
        wish = wishes[position]
        bits = _smear(behind[-1], wish.slack) | (behind[-1] << wish.quantity if wish.floor else 0)
        behind.append(bits & mask)
        slack -= wish.slack
        position -= 1
    stays = [True] * len(wishes)
    for later in range(position + 1, len(wishes)):
        behind.pop()
        if _meets(behind[-1], surplus - slack - wishes[later].slack, surplus):
            slack += wishes[later].slack
        else:
            stays[later] = False
            surplus -= wishes[later].quantity
    return stays


def stay_dropping(wishes: Sequence[Wish], dropped: int, extra_to_spare: int) -> list[bool]:
    """Choose who stays when members with `dropped` pieces in all must go, and with them no more extra than given."""
    behind, position = [_no_losses(dropped)], len(wishes) - 1
    while behind[-1][dropped] > extra_to_spare:
        losses = behind[-1].copy()
        if wishes[position].floor:
            _drop(losses, wishes[position].quantity, wishes[position].extra)
        behind.append(losses)
        position -= 1
    stays = [True] * len(wishes)
    for later in range(position + 1, len(wishes)):
        behind.pop()
        if behind[-1][dropped] > extra_to_spare:
            stays[later] = False
            dropped -= wishes[later].quantity
            extra_to_spare -= wishes[later].extra
    return stays


def _doubled(wishes: Counter[Wish]) -> Iterator[tuple[Wish, int]]:
    """Bundle equal wishes by 1, 2, 4, ... and a rest: the bundles taken or not make every number of them."""
    for wish, count in wishes.items():
        bundle = 1
        while count:
            bundle = min(bundle, count)
            yield wish, bundle
            count -= bundle
            bundle *= 2


def _smear(bits: int, width: int) -> int:
    """Add every number from 0 to width to every number of the set."""
    reach = 0
    while reach < width:
        step = min(reach + 1, width - reach)
        bits |= bits << step
        reach += step
    return bits


def _meets(bits: int, low: int, high: int) -> bool:
    """Tell whether the set has a number from low to high."""
    low = max(0, low)
    return bool(bits >> low & (1 << high - low + 1) - 1)


def _no_losses(most: int) -> NDArray[np.int64]:
    losses = np.full(most + 1, UNREACHED, dtype=np.int64)
    losses[0] = 0
    return losses


def _drop(losses: NDArray[np.int64], quantity: int, extra: int) -> None:
    """Allow one drop more, in place."""
    if quantity < len(losses):
        np.minimum(losses[quantity:], losses[:-quantity] + extra, out=losses[quantity:])
