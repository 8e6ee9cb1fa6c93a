"""Fitting members with minimums into packs, against trying every subset."""

import random
from collections.abc import Sequence
from itertools import product

import pytest

from orders.rules.clearing.demand import Totals, Wish
from orders.rules.clearing.fitting import (
    Fitting,
    extra_needed,
    stay_dropping,
    stay_taking_off,
)


def strict_wishes(rnd: random.Random) -> list[Wish]:
    wishes = []
    for _ in range(rnd.randint(1, 7)):
        quantity = rnd.randint(1, 12)
        floor = rnd.choice([0, quantity, quantity, rnd.randint(0, quantity)])
        wishes.append(Wish(quantity, floor if floor > 1 else 0, rnd.randint(0, 3)))
    return wishes


def totals_of(wishes: Sequence[Wish]) -> Totals:
    return Totals(
        quantity=sum(wish.quantity for wish in wishes),
        floor=sum(wish.floor for wish in wishes),
        extra=sum(wish.extra for wish in wishes),
    )


def every_choice(wishes: Sequence[Wish]) -> list[list[bool]]:
    """List who stays, the choice that keeps the first ones first; members without a floor always stay."""
    choices = product(*((True, False) if wish.floor else (True,) for wish in wishes))
    return [list(stays) for stays in choices]


def only(wishes: Sequence[Wish], stays: Sequence[bool]) -> Totals:
    return totals_of([wish for wish, stay in zip(wishes, stays, strict=True) if stay])


def firm_by_hand(wishes: Sequence[Wish], pieces: int, pack: int, depot: int) -> int | None:
    served = []
    for stays in every_choice(wishes):
        group = only(wishes, stays)
        most = min(pieces, group.most_members(pack))
        if max(group.floor, 1, pieces - depot) <= most:
            served.append(min(pieces, group.quantity))
    return max(served, default=None)


class TestFitting:
    @pytest.mark.parametrize("seed", range(4))
    def test_serves_the_most_firm_pieces_of_any_subset(self, seed: int) -> None:
        rnd = random.Random(seed)
        for _ in range(250):
            wishes, pack, depot = strict_wishes(rnd), rnd.randint(1, 9), rnd.choice([0, 2, 5])
            totals = totals_of(wishes)
            fitting = Fitting(wishes, totals, pack=pack, depot_appetite=depot)
            sizes = list(range(pack, totals.most_ordered(pack, depot) + 1, pack))
            rnd.shuffle(sizes)

            answers = {pieces: fitting.most_firm(pieces) for pieces in sizes}

            assert answers == {
                pieces: firm_by_hand(wishes, pieces, pack, depot) for pieces in sizes
            }

    @pytest.mark.parametrize("seed", range(4))
    def test_keeps_the_first_whom_the_later_ones_can_make_room_for(self, seed: int) -> None:
        rnd = random.Random(seed)
        for _ in range(500):
            wishes, pack, depot = strict_wishes(rnd), rnd.randint(1, 9), rnd.choice([0, 2, 5])
            totals = totals_of(wishes)
            fitting = Fitting(wishes, totals, pack=pack, depot_appetite=depot)
            pieces = rnd.randint(1, max(1, totals.quantity // pack)) * pack
            firm = fitting.most_firm(pieces) if pieces < totals.quantity else None
            if firm is None:
                continue

            if firm == pieces:
                stays = stay_taking_off(wishes, totals.quantity - pieces)
            else:
                spare = totals.extra - extra_needed(pieces, firm, depot)
                stays = stay_dropping(wishes, totals.quantity - firm, spare)

            assert stays == next(
                choice
                for choice in every_choice(wishes)
                if self._fits(only(wishes, choice), pieces, firm, depot)
            )

    def _fits(self, group: Totals, pieces: int, firm: int, depot: int) -> bool:
        if firm == pieces:
            return group.floor <= pieces <= group.quantity
        return group.quantity == firm and group.extra >= extra_needed(pieces, firm, depot)
