"""A round's claims, and which held parts move when shares change."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.errors import RuleError
from orders.rules.rounds import Part, Planned, divide_parts, round_of, share_round
from tests.orders.rules.test_sharing import MONDAY

OWNERS = ["a", "b", "c"]


def planned(key: str, amount: int, *, wanted: int = 0, maximum: int = 0, took: int = 0) -> Planned:
    return Planned(key, amount, wanted or amount, 1, maximum or amount, MONDAY, took)


class TestRoundOf:
    def test_claims_the_plan_until_all_is_there(self) -> None:
        one = round_of(
            9, [planned("a", 7, wanted=5, maximum=9)], ordered=10, for_depot=3, by_weight=False
        )
        (claim,) = one.claims
        assert (one.received, one.set_aside, claim.firm, claim.flexible) == (9, 0, 5, 2)

    def test_gives_what_is_beyond_the_order_to_who_would_take_more(self) -> None:
        plans = [planned("a", 7, wanted=5, maximum=9), planned("b", 2)]
        one = round_of(13, plans, ordered=12, for_depot=3, by_weight=False)
        assert (one.received, one.set_aside) == (10, 3)
        assert share_round(one).pieces == {"a": 8, "b": 2}

    def test_lets_nobody_lose_what_a_surplus_gave_and_was_taken_home(self) -> None:
        plans = [planned("a", 7, maximum=9, took=9), planned("b", 3)]
        one = round_of(10, plans, ordered=10, for_depot=0, by_weight=False)
        assert share_round(one).pieces == {"a": 9, "b": 1}
        beyond = round_of(12, plans, ordered=11, for_depot=4, by_weight=False)
        assert beyond.set_aside == 3

    def test_counts_grams_of_what_is_weighed(self) -> None:
        one = round_of(1500, [planned("a", 2, took=1250)], ordered=3, for_depot=0, by_weight=True)
        (claim,) = one.claims
        assert (claim.picked_up, claim.picked_up_grams) == (1, 250)
        assert share_round(one).pieces == {"a": 1500}

    @given(
        st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3), st.integers(0, 3)), max_size=6),
        st.integers(0, 5),
    )
    def test_gives_nobody_less_when_more_came(
        self, wishes: list[tuple[int, int, int]], for_depot: int
    ) -> None:
        plans = [
            planned(f"m{n}", amount + flexible, wanted=amount, maximum=amount + flexible + room)
            for n, (amount, flexible, room) in enumerate(wishes)
        ]
        plans = [Planned(p.key, p.planned, p.wanted, 0, p.maximum, MONDAY) for p in plans]
        ordered = sum(p.planned for p in plans) + for_depot
        before: dict[str, int] = {}
        for came in range(ordered + 12):
            one = round_of(came, plans, ordered=ordered, for_depot=for_depot, by_weight=False)
            sharing = share_round(one)
            assert sum(sharing.pieces.values()) + sharing.left_over + one.set_aside == came
            assert all(share >= before.get(key, 0) for key, share in sharing.pieces.items())
            before = sharing.pieces


@st.composite
def held_parts(draw: st.DrawFn) -> tuple[list[Part], dict[str, int]]:
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from([None, *OWNERS]),
                st.integers(1, 6),
                st.integers(1, 99_999),
                st.booleans(),
            ),
            max_size=7,
        )
    )
    parts = [
        Part(n, owner, amount, Decimal(grams) / 1000, is_in_hand=in_hand and owner is not None)
        for n, (owner, amount, grams, in_hand) in enumerate(rows)
    ]
    left, needs = sum(part.amount for part in parts), {}
    for owner in draw(st.permutations(OWNERS)):
        needs[owner] = draw(st.integers(0, left))
        left -= needs[owner]
    return parts, needs


class TestDivideParts:
    @given(held_parts())
    def test_gives_everybody_what_he_needs_and_loses_no_gram(
        self, given_: tuple[list[Part], dict[str, int]]
    ) -> None:
        parts, needs = given_
        slices = divide_parts(parts, needs)
        for owner, amount in needs.items():
            assert sum(x.amount for x in slices if x.owner == owner) == amount
        for part in parts:
            mine = [x for x in slices if x.reservation_id == part.reservation_id]
            assert sum(x.amount for x in mine) == part.amount
            assert sum(x.mass_kg for x in mine) == part.mass_kg
            assert all(x.amount > 0 for x in mine)

    @given(held_parts())
    def test_moves_nothing_that_may_stay(self, given_: tuple[list[Part], dict[str, int]]) -> None:
        parts, needs = given_
        slices = divide_parts(parts, needs)
        for owner in OWNERS:
            had = sum(part.amount for part in parts if part.owner == owner)
            own = {part.reservation_id for part in parts if part.owner == owner}
            stays = sum(x.amount for x in slices if x.owner == owner and x.reservation_id in own)
            assert stays == min(had, needs[owner])
            if needs[owner] >= had:
                assert all(x.is_unchanged for x in slices if x.reservation_id in own)

    def test_takes_back_last_what_is_in_hand(self) -> None:
        parts = [
            Part(1, "a", 2, Decimal(2)),
            Part(2, "a", 2, Decimal(2), is_in_hand=True),
            Part(3, None, 1, Decimal(1)),
        ]
        slices = divide_parts(parts, {"a": 2, "b": 3})
        assert [(x.reservation_id, x.owner, x.amount) for x in slices] == [
            (1, "b", 2), (2, "a", 2), (3, "b", 1),
        ]  # fmt: skip

    def test_refuses_to_promise_more_than_is_held(self) -> None:
        with pytest.raises(RuleError):
            divide_parts([], {"a": 1})
