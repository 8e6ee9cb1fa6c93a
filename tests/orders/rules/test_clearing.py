"""Clearing: worked cases, the promises of the module, and a search through every plan of thousands of small pools."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from orders.management.benchmarks.pooling.every_plan import search
from orders.rules.clearing import (
    Clearing,
    Commitment,
    LeftOut,
    Offer,
    clear,
    lowest_price,
)
from orders.rules.errors import RuleError
from orders.rules.sharing import Claim, share_pieces
from tests.orders.rules.small_pools import (
    MONDAY,
    check_feasible,
    cleared,
    offer,
    small_pool,
    wish,
)


class TestAgainstEveryPlan:
    @pytest.mark.parametrize("batch", range(10))
    def test_reaches_the_lowest_price_and_the_most_firm_pieces(self, batch: int) -> None:
        for seed in range(batch * 400, batch * 400 + 400):
            offers, wishes, depot = small_pool(seed)

            answer = cleared(offers, wishes, depot)

            check_feasible(answer, offers, wishes, depot)
            best = search(offers, wishes, depot)
            assert (answer.offer is None) == (best is None), seed
            if best and answer.price_per_kg is not None:
                difference = Fraction(answer.price_per_kg) - best[0]
                assert abs(difference) < Fraction(1, 10**20), seed
                assert answer.firm_pieces == best[1], seed


class TestWorkedCases:
    def test_never_opens_a_pack_by_flexible_quantity_alone(self) -> None:
        sheets = [offer((0, 50), pack=5)]

        alone = cleared(sheets, [wish("a", 0, most=5)])
        second_pack = cleared(sheets, [wish("a", 5, most=10)])
        begun_pack = cleared(sheets, [wish("a", 6, most=10)])

        assert alone.offer is None
        assert alone.left_out == {"a": LeftOut.NOT_REACHED}
        assert (second_pack.packs, second_pack.planned) == (1, {"a": 5})
        assert (begun_pack.packs, begun_pack.planned) == (2, {"a": 10})

    def test_needs_the_depot_to_reach_a_minimum_order_between_packs(self) -> None:
        sheets = [offer((0, 50), pack=5, minimum=10)]
        wishes = [wish("a", 6)]

        assert cleared(sheets, wishes).offer is None
        assert cleared(sheets, wishes, depot=3).offer is None
        with_depot = cleared(sheets, wishes, depot=4)
        assert (with_depot.pieces_ordered, with_depot.depot_pieces) == (10, 4)
        assert with_depot.planned == {"a": 6}

    def test_reaches_a_tier_at_exactly_its_quantity(self) -> None:
        bars = [offer((0, 60), (20, 50), piece="2")]

        assert cleared(bars, [wish("a", 9)]).price_per_kg == 60
        assert cleared(bars, [wish("a", 10)]).price_per_kg == 50

    def test_lets_in_at_the_lower_price_who_makes_it_possible(self) -> None:
        bars = [offer((0, 60), (10, 50))]
        wishes = [wish("a", 5), wish("b", 5, cap=50)]

        answer = cleared(bars, wishes)

        assert answer.price_per_kg == 50
        assert answer.planned == {"a": 5, "b": 5}

    def test_leaves_out_who_would_pay_over_the_cap(self) -> None:
        answer = cleared([offer((0, 60))], [wish("a", 5), wish("b", 5, cap=59)])

        assert answer.planned == {"a": 5, "b": 0}
        assert answer.left_out == {"b": LeftOut.PRICE_CAP}

    def test_compares_suppliers_at_the_landed_price(self) -> None:
        near = offer((0, 52), key="near")
        far = offer((0, 50), key="far", freight="1", fixed="20")

        assert cleared([far, near], [wish("a", 10)]).offer == near
        answer = cleared([far, near], [wish("a", 40)])
        assert answer.offer == far
        assert answer.price_per_kg == Decimal("51.5")

    def test_fills_the_last_pack_with_flexible_quantity_before_the_depot(self) -> None:
        wishes = [wish("a", 6, most=8), wish("b", 5, most=6)]

        answer = cleared([offer((0, 50), pack=5)], wishes, depot=9)

        assert answer.planned == {"a": 8, "b": 6}
        assert answer.depot_pieces == 1

    def test_takes_the_missing_pieces_from_those_who_accept_less(self) -> None:
        wishes = [wish("a", 6, least=4), wish("b", 6, least=6), wish("c", 1)]

        answer = cleared([offer((0, 50), pack=5)], wishes)

        assert answer.planned == {"a": 4, "b": 6, "c": 0}
        assert answer.left_out == {"c": LeftOut.PACKS}

    def test_lets_the_later_commitment_go_where_minimums_do_not_fit(self) -> None:
        wishes = [wish("late", 5, least=5, hour=1), wish("early", 5, least=5)]

        answer = cleared([offer((0, 50), pack=8)], wishes, depot=3)

        assert answer.planned == {"late": 0, "early": 5}
        assert answer.depot_pieces == 3
        assert answer.left_out == {"late": LeftOut.MINIMUM}

    def test_says_what_everybody_saves_in_whole_rupiah(self) -> None:
        answer = cleared([offer((0, 60), piece="2.5")], [wish("a", 3)])

        assert answer.savings == {"a": 300}

    def test_clears_nothing_without_offers_or_wishes(self) -> None:
        nobody_offers = cleared([], [wish("a", 3)])
        nobody_asks = cleared([offer((0, 50), pack=5)], [], depot=50)

        assert nobody_offers.left_out == {"a": LeftOut.NO_OFFER}
        assert nobody_offers.next_step is None
        assert nobody_asks.offer is None
        assert nobody_asks.planned == {}

    def test_tells_a_cap_under_every_offer_from_a_pool_too_small(self) -> None:
        sheets = [offer((50, 60), (90, 50), freight="1")]

        answer = cleared(sheets, [wish("a", 3, cap=51), wish("b", 3, cap=50)])

        assert answer.left_out == {"a": LeftOut.NOT_REACHED, "b": LeftOut.PRICE_CAP}
        assert lowest_price(sheets) == 51


class TestNextStep:
    def test_counts_what_is_missing_to_the_next_tier_and_its_savings(self) -> None:
        bars = [offer((0, 60), (20, 50), piece="2")]

        step = cleared(bars, [wish("a", 7), wish("b", 9, cap=55)]).next_step

        assert step is None
        step = cleared(bars, [wish("a", 7), wish("b", 2, cap=55)]).next_step
        assert step is not None
        assert step.price_per_kg == 50
        assert step.more_pieces == 1
        assert step.more_kg == 2
        assert step.savings == {"a": 700, "b": 200}

    def test_says_what_a_first_price_needs(self) -> None:
        step = cleared([offer((0, 50), pack=5, minimum=10)], [wish("a", 3)]).next_step

        assert step is not None
        assert step.more_pieces == 7

    def test_is_none_at_the_lowest_price(self) -> None:
        assert cleared([offer((0, 50), fixed="10")], [wish("a", 3)]).next_step is None

    @pytest.mark.parametrize("batch", range(4))
    def test_is_reached_by_so_many_pieces_more(self, batch: int) -> None:
        for seed in range(batch * 500, batch * 500 + 500):
            offers, wishes, depot = small_pool(seed)
            answer = cleared(offers, wishes, depot)
            step = answer.next_step
            if step is None:
                continue

            joined = [*wishes, wish("new", step.more_pieces, hour=9)]
            then = cleared(offers, joined, depot)

            assert then.price_per_kg is not None, seed
            assert then.price_per_kg <= step.price_per_kg, seed
            if answer.price_per_kg is not None:
                assert step.price_per_kg < answer.price_per_kg, seed

    @pytest.mark.parametrize("batch", range(4))
    def test_is_not_reached_by_fewer_where_nobody_set_a_minimum(self, batch: int) -> None:
        for seed in range(batch * 500, batch * 500 + 500):
            offers, wishes, depot = small_pool(seed)
            offers = [replace(one, freight_fixed=Decimal(0)) for one in offers]
            wishes = [replace(one, minimum=0) for one in wishes]
            answer = cleared(offers, wishes, depot)
            step = answer.next_step
            if step is None or step.more_pieces == 1:
                continue

            fewer = [*wishes, wish("new", step.more_pieces - 1, hour=9)]
            then = cleared(offers, fewer, depot)

            assert then.price_per_kg == answer.price_per_kg, seed


@st.composite
def pools(draw: st.DrawFn, *, minimums: bool = True) -> tuple[list[Offer], list[Commitment], int]:
    offers, wishes, depot = small_pool(draw(st.integers(0, 10**9)))
    if not minimums:
        wishes = [replace(one, minimum=0) for one in wishes]
    return offers, wishes, depot


class TestPromises:
    @settings(max_examples=150, deadline=None)
    @given(pools(), st.data())
    def test_knows_neither_the_order_nor_the_names(
        self, pool: tuple[list[Offer], list[Commitment], int], data: st.DataObject
    ) -> None:
        offers, wishes, depot = pool
        answer = cleared(offers, wishes, depot)

        shuffled = cleared(
            data.draw(st.permutations(offers)),
            data.draw(st.permutations(wishes)),
            depot,
        )
        names = data.draw(st.permutations([one.key for one in wishes]))
        renamed = [replace(w, key=k) for w, k in zip(wishes, names, strict=True)]

        assert shuffled == answer
        assert self._by_content(wishes, answer) == self._by_content(
            renamed, cleared(offers, renamed, depot)
        )

    def _by_content(
        self, wishes: Sequence[Commitment], answer: Clearing
    ) -> list[tuple[Commitment, int]]:
        pairs = [(replace(one, key=""), answer.planned[one.key]) for one in wishes]
        return sorted(pairs, key=repr)

    @settings(max_examples=250, deadline=None)
    @given(pools(minimums=False), st.data())
    def test_never_costs_more_to_want_more_or_to_pay_more(
        self, pool: tuple[list[Offer], list[Commitment], int], data: st.DataObject
    ) -> None:
        offers, wishes, depot = pool
        assume(wishes)
        before = cleared(offers, wishes, depot).price_per_kg

        place = data.draw(st.integers(0, len(wishes) - 1))
        more = data.draw(st.integers(0, 5))
        one = wishes[place]
        raised = replace(
            one,
            quantity=one.quantity + more,
            maximum=max(one.maximum, one.quantity + more) + data.draw(st.integers(0, 2)),
            price_cap=data.draw(st.sampled_from([None, one.price_cap]))
            if one.price_cap is None
            else one.price_cap + data.draw(st.integers(0, 9)),
        )
        after = cleared(offers, [*wishes[:place], raised, *wishes[place + 1 :]], depot).price_per_kg

        assert before is None or (after is not None and after <= before)

    @settings(max_examples=150, deadline=None)
    @given(pools())
    def test_sharing_out_a_full_delivery_gives_the_plan(
        self, pool: tuple[list[Offer], list[Commitment], int]
    ) -> None:
        offers, wishes, depot = pool
        answer = cleared(offers, wishes, depot)

        claims = [
            Claim(
                key=one.key,
                firm=min(answer.planned[one.key], one.quantity),
                committed_at=one.committed_at,
                flexible=max(0, answer.planned[one.key] - one.quantity),
                minimum=one.minimum if answer.planned[one.key] else 0,
            )
            for one in wishes
        ]
        sharing = share_pieces(answer.pieces_ordered, claims)

        assert sharing.pieces == answer.planned
        assert sharing.left_over == answer.depot_pieces

    @settings(max_examples=150, deadline=None)
    @given(pools(minimums=False))
    def test_treats_equals_alike_to_within_a_piece_where_nobody_set_a_minimum(
        self, pool: tuple[list[Offer], list[Commitment], int]
    ) -> None:
        offers, wishes, depot = pool
        assume(wishes)
        twin = replace(wishes[0], key="twin")

        planned = cleared(offers, [*wishes, twin], depot).planned

        assert abs(planned["twin"] - planned[wishes[0].key]) <= 1

    @settings(max_examples=150, deadline=None)
    @given(pools(), st.data())
    def test_keeps_to_everybodys_words_in_a_larger_pool(
        self, pool: tuple[list[Offer], list[Commitment], int], data: st.DataObject
    ) -> None:
        offers, wishes, depot = pool
        copies = data.draw(st.integers(2, 8))
        many = [
            replace(one, key=f"{one.key}-{copy}", committed_at=MONDAY + timedelta(minutes=copy))
            for one in wishes
            for copy in range(copies)
        ]

        answer = cleared(offers, many, depot)

        check_feasible(answer, offers, many, depot)
        alone = cleared(offers, wishes, depot).price_per_kg
        if alone is not None and not any(one.minimum > 1 for one in wishes):
            assert answer.price_per_kg is not None
            assert answer.price_per_kg <= alone

    @settings(max_examples=100, deadline=None)
    @given(pools(), st.integers(1, 5))
    def test_never_costs_more_when_the_depot_would_take_more_where_nobody_set_a_minimum(
        self, pool: tuple[list[Offer], list[Commitment], int], more: int
    ) -> None:
        offers, wishes, depot = pool
        free = [replace(one, minimum=0) for one in wishes]
        before = cleared(offers, free, depot).price_per_kg
        after = cleared(offers, free, depot + more).price_per_kg

        assert before is None or (after is not None and after <= before)


class TestRefusals:
    @pytest.mark.parametrize(
        ("nonsense", "code"),
        [
            (wish("a", -1), "quantity_negative"),
            (wish("a", 2, least=5, most=4), "minimum_over_maximum"),
            (wish("a", 2, least=3, most=4), "minimum_over_quantity"),
            (wish("a", 2, most=1), "quantity_over_maximum"),
            (wish("a", 2, cap=-1), "price_cap_negative"),
            (replace(wish("a", 2), quantity=1.5), "quantity_not_whole"),  # type: ignore[arg-type]
        ],
    )
    def test_names_a_commitment_that_is_nonsense(self, nonsense: Commitment, code: str) -> None:
        with pytest.raises(RuleError) as refused:
            cleared([offer((0, 50))], [nonsense])

        assert (refused.value.code, refused.value.key) == (code, "a")

    @pytest.mark.parametrize(
        ("nonsense", "code"),
        [
            (offer((0, 50), pack=0), "pack_not_positive"),
            (offer((0, 50), piece="0"), "piece_mass_not_positive"),
            (offer(), "no_tiers"),
            (offer((0, 50), minimum=-1), "offer_negative"),
            (offer((0, 50), freight="NaN"), "offer_negative"),
            (offer((0, 50), (5, 51)), "tiers_rise"),
            (offer((5, 50), (5, 49)), "tier_twice"),
        ],
    )
    def test_names_an_offer_that_is_nonsense(self, nonsense: Offer, code: str) -> None:
        with pytest.raises(RuleError) as refused:
            cleared([nonsense], [wish("a", 1)])

        assert (refused.value.code, refused.value.key) == (code, "S01")

    def test_refuses_a_key_twice(self) -> None:
        with pytest.raises(RuleError) as refused:
            cleared([], [wish("a", 1), wish("a", 2)])

        assert refused.value.code == "key_twice"

    @pytest.mark.parametrize(
        ("depot", "counter", "code"),
        [(-1, 100, "appetite_negative"), (0, -1, "counter_price_negative")],
    )
    def test_refuses_negative_numbers(self, depot: int, counter: int, code: str) -> None:
        with pytest.raises(RuleError) as refused:
            clear([], [], depot_appetite=depot, counter_price=Decimal(counter))

        assert refused.value.code == code
