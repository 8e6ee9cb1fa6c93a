"""Who wants how much at which price: the commitments by falling cap, with running totals."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from orders.rules.clearing.terms import Commitment


class Wish(NamedTuple):
    """What of a commitment matters for filling packs. floor: least pieces when it is served, 0 when any number will do;
    a minimum of one piece is none. extra: what it would take beyond its quantity."""

    quantity: int
    floor: int
    extra: int

    @property
    def slack(self) -> int:
        return self.quantity - self.floor


def wish_of(commitment: Commitment) -> Wish:
    """Give what of a commitment matters for filling packs."""
    floor = commitment.minimum if commitment.minimum > 1 else 0
    return Wish(commitment.quantity, floor, commitment.maximum - commitment.quantity)


@dataclass(frozen=True)
class Totals:
    """Of a group of commitments: pieces wanted, the least they accept together, and what they would take beyond."""

    quantity: int
    floor: int
    extra: int

    def most_members(self, pack: int) -> int:
        """Count the pieces that the group can be planned: beyond what it wants, never as much as a whole pack."""
        return self.quantity + min(self.extra, pack - 1)

    def most_ordered(self, pack: int, depot_appetite: int) -> int:
        """Count the pieces that an order for the group and the depot can hold; 0 when no member can be served."""
        members = self.most_members(pack)
        return members + depot_appetite if members else 0


class Demand:
    """The commitments of a pool, so that those who pay a price are always the first so many of them.

    members: without a cap first, then by falling cap; wishes: theirs, in the same order. by_time: the earlier first,
    then the larger, then the higher cap, and by key only those alike in every respect.
    """

    def __init__(self, commitments: Sequence[Commitment]) -> None:
        free = [commitment for commitment in commitments if commitment.price_cap is None]
        capped = [commitment for commitment in commitments if commitment.price_cap is not None]
        self.by_time = sorted(commitments, key=_rank)
        capped.sort(key=lambda commitment: commitment.price_cap or Decimal(0))
        self._rising_caps = [commitment.price_cap or Decimal(0) for commitment in capped]
        self.members = free + capped[::-1]
        self.wishes = [wish_of(member) for member in self.members]
        self._quantity = [0, *accumulate(wish.quantity for wish in self.wishes)]
        self._floor = [0, *accumulate(wish.floor for wish in self.wishes)]
        self._extra = [0, *accumulate(wish.extra for wish in self.wishes)]

    def joining(self, price_per_kg: Decimal) -> int:
        """Count the members who pay this price; they are the first so many."""
        return len(self.members) - bisect_left(self._rising_caps, price_per_kg)

    def totals(self, count: int) -> Totals:
        """Add up the first `count` members."""
        return Totals(self._quantity[count], self._floor[count], self._extra[count])

    def paying(self, price_per_kg: Decimal) -> list[Commitment]:
        """List who pays this price, the earlier first."""
        return [member for member in self.by_time if pays(member, price_per_kg)]


def pays(commitment: Commitment, price_per_kg: Decimal) -> bool:
    """Tell whether a commitment's cap allows a price."""
    return commitment.price_cap is None or commitment.price_cap >= price_per_kg


def _rank(member: Commitment) -> tuple[datetime, int, int, int, Decimal, str]:
    cap = Decimal("-Infinity") if member.price_cap is None else -member.price_cap
    sizes = -member.quantity, -member.minimum, -member.maximum
    return member.committed_at, *sizes, cap, member.key
