"""Filling packs up: worked cases, and what every taken change keeps, on thousands of small pools."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from orders.rules.clearing import Clearing, Commitment
from orders.rules.topping_up import Market, Objection, firm_of, missing, objection
from tests.orders.rules.small_pools import MONDAY, offer, small_pool, wish

SHEETS = Market((offer((0, 50), (20, 40), pack=5),))
AFTER = MONDAY + timedelta(days=9)


class TestObjection:
    def test_takes_what_fills_the_last_pack_and_refuses_what_does_not(self) -> None:
        before = [wish("a", 10), wish("b", 6, least=1)]

        assert objection(SHEETS, before, wish("c", 4)) is None
        assert objection(SHEETS, before, wish("b", 10, least=1, hour=2)) is None
        assert objection(SHEETS, before, wish("b", 6, least=1, most=10, hour=2)) is None
        assert objection(SHEETS, before, wish("c", 4, cap=35)) is Objection.CHANGES_NOTHING

    def test_takes_what_brings_the_pack_nearer_until_several_have_filled_it(self) -> None:
        wishes = [wish("a", 10), wish("b", 6, least=1)]

        for change, left in (
            (wish("b", 6, least=1, most=7), 3),
            (wish("a", 10, most=12), 1),
            (wish("b", 6, least=1, most=8), None),
        ):
            assert objection(SHEETS, wishes, change) is None
            wishes = [*(one for one in wishes if one.key != change.key), change]
            found = missing(SHEETS, wishes, at=AFTER)
            assert (found.pieces if found else None) == left
        assert sum(SHEETS.cleared(wishes).planned.values()) == 20

    def test_refuses_whatever_takes_back(self) -> None:
        before = [wish("a", 10, most=12, cap=60), wish("b", 6, least=1)]

        for back in (
            wish("a", 0),
            wish("a", 9, most=12, cap=60),
            wish("a", 10, most=11, cap=60),
            wish("a", 14, most=14, cap=50),
        ):
            assert objection(SHEETS, before, back) is Objection.TAKES_BACK
        assert objection(SHEETS, before, wish("b", 10, least=1, cap=90)) is Objection.TAKES_BACK
        assert objection(SHEETS, before, wish("c", 0)) is Objection.TAKES_BACK

    def test_refuses_to_take_a_piece_from_another(self) -> None:
        before = [wish("a", 10, least=1), wish("b", 5, least=1)]

        assert objection(SHEETS, before, wish("c", 3, least=1)) is Objection.HARMS_OTHERS

    def test_takes_the_pack_that_lowers_the_price(self) -> None:
        assert objection(SHEETS, [wish("a", 15)], wish("b", 5)) is None


class TestMissing:
    def test_names_the_pieces_of_the_last_pack(self) -> None:
        found = missing(SHEETS, [wish("a", 10), wish("b", 6, least=1)], at=AFTER)
        assert found is not None
        assert (found.pieces, found.pack) == (4, 5)

    def test_counts_on_what_others_would_take_beyond_their_wish(self) -> None:
        found = missing(SHEETS, [wish("a", 10), wish("b", 6, least=1, most=8)], at=AFTER)
        assert found is not None
        assert found.pieces == 2

    def test_counts_on_the_depot(self) -> None:
        with_depot = replace(SHEETS, depot_appetite=1)
        found = missing(with_depot, [wish("a", 10), wish("b", 6, least=1)], at=AFTER)
        assert found is not None
        assert found.pieces == 3

    def test_is_nothing_where_everybody_is_served(self) -> None:
        assert missing(SHEETS, [wish("a", 10)], at=AFTER) is None
        assert missing(SHEETS, [], at=AFTER) is None
        assert missing(Market(()), [wish("a", 10)], at=AFTER) is None

    def test_asks_for_an_order_that_is_half_there_and_not_for_one_far_off(self) -> None:
        large = Market((offer((0, 50), minimum=100),))
        found = missing(large, [wish("a", 70)], at=AFTER)
        assert found is not None
        assert found.pieces == 30
        assert missing(large, [wish("a", 40)], at=AFTER) is None


def _served(wishes: list[Commitment], answer: Clearing) -> int:
    return sum(firm_of(one, answer) for one in wishes)


class TestEverySmallPool:
    @given(seed=st.integers(0, 100_000), quantity=st.integers(1, 12), extra=st.integers(0, 5))
    @settings(max_examples=300, deadline=None)
    def test_takes_only_what_helps_somebody_and_harms_nobody(
        self, seed: int, quantity: int, extra: int
    ) -> None:
        offers, wishes, depot = small_pool(seed)
        market = Market(tuple(offers), depot)
        change = Commitment("new", quantity, 1, quantity + extra, AFTER)

        refused = objection(market, wishes, change)

        before, after = market.cleared(wishes), market.cleared([*wishes, change])
        harmed = [w for w in wishes if firm_of(w, after) < firm_of(w, before)]
        prices = [
            Decimal("Infinity") if one.price_per_kg is None else one.price_per_kg
            for one in (before, after)
        ]
        helps = (
            _served([*wishes, change], after) > _served(list(wishes), before)
            or prices[1] < prices[0]
            or sum(after.planned.values()) > sum(before.planned.values())
        )
        left = [missing(market, each, at=AFTER) for each in (wishes, [*wishes, change])]
        nearer = left[0] is not None and left[1] is not None and left[1].pieces < left[0].pieces
        assert (refused is None) == (not harmed and prices[1] <= prices[0] and (helps or nearer))

    @given(seed=st.integers(0, 100_000))
    @settings(max_examples=300, deadline=None)
    def test_is_filled_by_as_many_pieces_as_are_said_to_be_missing(self, seed: int) -> None:
        offers, wishes, depot = small_pool(seed)
        market = Market(tuple(offers), depot)
        found = missing(market, wishes, at=AFTER)
        if found is None:
            return
        newcomer = Commitment("new", found.pieces, 1, found.pieces, AFTER)
        assert objection(market, wishes, newcomer) is None
        assert _served([newcomer], market.cleared([*wishes, newcomer])) > 0

    @given(seed=st.integers(0, 100_000), back=st.integers(1, 12))
    @settings(max_examples=100, deadline=None)
    def test_never_takes_a_withdrawal_or_a_lower_quantity(self, seed: int, back: int) -> None:
        offers, wishes, depot = small_pool(seed)
        for one in wishes:
            if one.quantity < 1:
                continue
            less = max(0, one.quantity - back)
            lowered = replace(one, quantity=less, minimum=min(one.minimum, less))
            market = Market(tuple(offers), depot)
            assert objection(market, wishes, lowered) is Objection.TAKES_BACK
