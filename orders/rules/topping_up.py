"""Filling packs up after a pool's deadline: which changes help, and what is missing. Pure.

A change helps when no other member is served fewer firm pieces by the clearing with it than
without, at no higher price, and when it serves more firm pieces in all, brings a lower price, fills
more of the packs with what members take, or leaves fewer pieces missing of the pack that
waits, so that several fill it one after the other. What it is compared with is the clearing
of all other wishes as they stand, so a later change is judged with the earlier ones in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from orders.rules.clearing import Clearing, Commitment, Offer, clear
from orders.rules.clearing.demand import Demand

NEWCOMER = "newcomer"


class Objection(StrEnum):
    """Why a change is not taken while packs are filled up."""

    TAKES_BACK = "takes_back"  # it wants or allows less than before
    HARMS_OTHERS = "harms_others"  # another would be served less, or all would pay more
    CHANGES_NOTHING = "changes_nothing"  # no pack fills or comes nearer, nobody is served more


@dataclass(frozen=True)
class Market:
    """What wishes are cleared against. depot_appetite: pieces the depot may take."""

    offers: tuple[Offer, ...]
    depot_appetite: int = 0

    def cleared(self, wishes: Sequence[Commitment]) -> Clearing:
        """Run the clearing rule; its savings are of no matter here."""
        return clear(
            self.offers, wishes, depot_appetite=self.depot_appetite, counter_price=Decimal(0)
        )


@dataclass(frozen=True)
class Missing:
    """So many firm pieces more, from one member, would fill a pack of so many of an offer."""

    pieces: int
    pack: int
    offer: Offer


def objection(market: Market, before: Sequence[Commitment], change: Commitment) -> Objection | None:
    """Say why a change is not taken, or None when it helps.

    before: all standing wishes of the material. change: what a member wants now; its key is
    that of the wish it replaces, or one that is not in `before`.
    """
    objects = _objection_now(market, before, change)
    if objects is Objection.CHANGES_NOTHING and _comes_nearer(market, before, change):
        return None
    return objects


def _comes_nearer(market: Market, before: Sequence[Commitment], change: Commitment) -> bool:
    """Say whether a change leaves fewer pieces missing of the pack that waits."""
    with_it = [*(wish for wish in before if wish.key != change.key), change]
    old = missing(market, before, at=change.committed_at)
    new = missing(market, with_it, at=change.committed_at)
    return old is not None and new is not None and new.pieces < old.pieces


def _objection_now(
    market: Market, before: Sequence[Commitment], change: Commitment
) -> Objection | None:
    """Judge a change by the two clearings alone, without and with it."""
    last = next((wish for wish in before if wish.key == change.key), None)
    if _takes_back(last, change):
        return Objection.TAKES_BACK
    others = [wish for wish in before if wish.key != change.key]
    old = market.cleared(before)
    new = market.cleared([*others, change])
    if _costs_more(new, old) or any(firm_of(wish, new) < firm_of(wish, old) for wish in others):
        return Objection.HARMS_OTHERS
    served_before = sum(firm_of(wish, old) for wish in before)
    served_now = sum(firm_of(wish, new) for wish in [*others, change])
    fills = sum(new.planned.values()) > sum(old.planned.values())
    if served_now > served_before or _costs_more(old, new) or fills:
        return None
    return Objection.CHANGES_NOTHING


def firm_of(wish: Commitment, cleared: Clearing) -> int:
    """Count the firm pieces that a clearing serves of a wish."""
    return min(cleared.planned[wish.key], wish.quantity)


def _takes_back(last: Commitment | None, change: Commitment) -> bool:
    if change.quantity < 1:
        return True
    if last is None:
        return False
    lowers_cap = change.price_cap is not None and (
        last.price_cap is None or change.price_cap < last.price_cap
    )
    return change.quantity < last.quantity or change.maximum < last.maximum or lowers_cap


def _costs_more(one: Clearing, other: Clearing) -> bool:
    """Say whether `one` is dearer than `other`; no price at all is the dearest."""
    if other.price_per_kg is None:
        return False
    return one.price_per_kg is None or one.price_per_kg > other.price_per_kg


def missing(market: Market, wishes: Sequence[Commitment], *, at: datetime) -> Missing | None:
    """Find how many firm pieces of a newcomer would fill a pack; None when no pack waits.

    A pack waits while somebody who pays the price is served less than it firmly wants, or
    while nothing is reached and as much is wanted as is missing. The pieces found are always
    taken as a change by `objection`. at: any time after all wishes.
    """
    if not wishes or not market.offers:
        return None
    cleared = market.cleared(wishes)
    for offer, pieces in _candidates(market, wishes, cleared):
        newcomer = Commitment(NEWCOMER, pieces, 1, pieces, at)
        if _objection_now(market, wishes, newcomer) is None:
            return Missing(pieces=pieces, pack=offer.pack, offer=offer)
    return None


def _candidates(
    market: Market, wishes: Sequence[Commitment], cleared: Clearing
) -> Iterator[tuple[Offer, int]]:
    """Yield numbers of pieces that might do, the fewest first."""
    if cleared.offer is None or cleared.price_per_kg is None:
        step = cleared.next_step
        if step is not None and step.more_pieces <= sum(wish.quantity for wish in wishes):
            yield step.offer, step.more_pieces
        return
    paying = Demand(wishes).paying(cleared.price_per_kg)
    wanted = sum(wish.quantity for wish in paying)
    if sum(firm_of(wish, cleared) for wish in paying) == wanted:
        return
    offer, pack = cleared.offer, cleared.offer.pack
    flexible = min(sum(w.maximum - w.quantity for w in paying), pack - 1)
    packs = {cleared.packs + 1, -(-wanted // pack), wanted // pack + 1}
    found = set()
    for filled in (n * pack for n in packs):
        found |= {filled - market.depot_appetite - flexible - wanted, filled - wanted}
    for pieces in sorted(number for number in found if number > 0):
        yield offer, pieces
