"""Who is asked about a firm price, and about which: by cases, and for any small pool."""

from dataclasses import replace
from decimal import Decimal

import hypothesis.strategies as st
from hypothesis import given

from orders.rules.asking import question_of
from orders.rules.clearing import Commitment, Offer, clear
from tests.orders.rules.small_pools import COUNTER, offer, wish
from tests.orders.rules.test_clearing import pools


def asked(
    offers: list[Offer], wishes: list[Commitment], provisional: int, appetite: int = 0
) -> tuple[Decimal, tuple[str, ...]] | None:
    """Return price and keys."""
    found = question_of(
        offers,
        wishes,
        provisional_price=Decimal(provisional),
        depot_appetite=appetite,
        counter_price=COUNTER,
    )
    return None if found is None else (found.price_per_kg, found.keys)


class TestQuestionOf:
    def test_asks_who_was_in_and_is_out(self) -> None:
        wishes = [wish("a", 5), wish("b", 5, cap=82), wish("c", 5, cap=79), wish("d", 5, cap=90)]
        assert asked([offer((0, 85))], wishes, 80) == (Decimal(85), ("b",))

    def test_asks_about_the_price_that_all_of_them_reach_together(self) -> None:
        wishes = [wish("a", 5, cap=82), wish("b", 5, cap=84)]
        assert asked([offer((0, 95), (10, 85))], wishes, 80) == (Decimal(85), ("a", "b"))

    def test_asks_nobody_without_need_or_without_an_offer(self) -> None:
        wishes = [wish("a", 5, cap=82)]
        assert asked([offer((0, 82))], wishes, 80) is None
        assert asked([], wishes, 80) is None
        assert asked([offer((0, 85), minimum=6)], wishes, 80) is None

    def test_rounds_a_price_up_so_that_it_allows_itself(self) -> None:
        wishes = [wish("a", 3, cap=82)]
        found = asked([offer((0, 85), fixed="1")], wishes, 80)
        assert found == (Decimal("85.34"), ("a",))

    @given(pool=pools(minimums=True), provisional=st.integers(1, 120))
    def test_asks_about_the_very_price_that_is_reached_if_all_stay(
        self, pool: tuple[list[Offer], list[Commitment], int], provisional: int
    ) -> None:
        offers, wishes, appetite = pool
        found = asked(offers, wishes, provisional, appetite)
        if found is None:
            return
        price, keys = found
        caps = {one.key: one.price_cap for one in wishes}
        for key in keys:
            cap = caps[key]
            assert cap is not None
            assert provisional <= cap < price
        staying = [replace(one, price_cap=price) if one.key in keys else one for one in wishes]
        cleared = clear(offers, staying, depot_appetite=appetite, counter_price=COUNTER)
        assert cleared.price_per_kg is not None
        assert price - Decimal("0.01") < cleared.price_per_kg <= price
