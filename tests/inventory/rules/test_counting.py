"""The sums of a stock count, for every number there can be."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.counting import (
    NOTHING,
    USUAL_LIMITS,
    NotPostable,
    Obstacle,
    Quantity,
    classify,
    counted_before,
    disagrees,
    is_due,
    is_over,
    part_kg,
    to_post,
    worth,
)

GRAMS = st.integers(0, 10**9).map(lambda grams: Decimal(grams).scaleb(-3))
SOME_GRAMS = st.integers(1, 10**9).map(lambda grams: Decimal(grams).scaleb(-3))
CENTS = st.integers(0, 10**12).map(lambda cents: Decimal(cents).scaleb(-2))
PIECES = st.integers(0, 2000)
TODAY = date(2026, 9, 1)


@st.composite
def lying(draw: st.DrawFn) -> tuple[Quantity, Quantity]:
    """What lies there in pieces, and how much of it is reserved: never pieces without kg."""
    pieces = draw(PIECES)
    mass_kg = draw(SOME_GRAMS) + pieces if pieces else Decimal(0)
    held = draw(st.integers(0, pieces))
    held_kg = mass_kg if held == pieces else part_kg(held, Quantity(pieces, mass_kg))
    return Quantity(pieces, mass_kg), Quantity(held, held_kg)


def counted_lot(pieces: int, mass_kg: str) -> Quantity:
    return Quantity(pieces, Decimal(mass_kg))


class TestClassify:
    def test_takes_the_dearest_until_their_share_reaches_the_limit(self) -> None:
        values = [Decimal(n) for n in (5, 700, 150, 100, 40, 5, 0)]
        assert classify(values, USUAL_LIMITS) == ["C", "A", "A", "B", "C", "C", "C"]

    def test_puts_a_lone_material_first_and_a_worthless_one_last(self) -> None:
        assert classify([Decimal(1)], USUAL_LIMITS) == ["A"]
        assert classify([Decimal(0)], USUAL_LIMITS) == ["C"]
        assert classify([], USUAL_LIMITS) == []

    @given(st.lists(CENTS, max_size=60))
    def test_never_puts_a_dearer_one_behind_a_cheaper_one(self, values: list[Decimal]) -> None:
        classes = classify(values, USUAL_LIMITS)
        assert len(classes) == len(values)
        by_value = sorted(zip(values, classes, strict=True), key=lambda pair: -pair[0])
        for (dear, first), (cheap, second) in pairwise(by_value):
            assert dear == cheap or first <= second

    @given(st.lists(CENTS.filter(bool), min_size=1, max_size=60))
    def test_fills_the_first_class_up_to_its_share(self, values: list[Decimal]) -> None:
        classes = classify(values, USUAL_LIMITS)
        first = [value for value, found in zip(values, classes, strict=True) if found == "A"]
        assert sum(first) * 100 >= sum(values) * 80
        assert (sum(first) - min(first)) * 100 < sum(values) * 80


class TestDue:
    def test_is_due_on_the_day_itself(self) -> None:
        assert is_due(TODAY - timedelta(days=30), every_days=30, today=TODAY)
        assert not is_due(TODAY - timedelta(days=29), every_days=30, today=TODAY)

    @given(st.integers(0, 1000))
    def test_agrees_with_the_day_per_class(self, days: int) -> None:
        last = counted_before(USUAL_LIMITS, today=TODAY)
        counted_on = TODAY - timedelta(days=days)
        for limit in USUAL_LIMITS:
            assert is_due(counted_on, every_days=limit.every_days, today=TODAY) == (
                counted_on <= last[limit.value_class]
            )


class TestWeights:
    def test_give_pieces_their_part_to_the_gram(self) -> None:
        assert part_kg(1, counted_lot(3, "100")) == Decimal("33.333")
        assert part_kg(5, counted_lot(3, "100")) == Decimal("166.667")
        with pytest.raises(ValueError, match="no pieces"):
            part_kg(1, NOTHING)

    @given(st.integers(1, 5000), SOME_GRAMS)
    def test_give_all_pieces_everything(self, pieces: int, mass_kg: Decimal) -> None:
        assert part_kg(pieces, Quantity(pieces, mass_kg)) == mass_kg

    def test_are_worth_what_a_kg_costs_there_and_else_at_the_lot(self) -> None:
        there = {"value": Decimal(1000), "on_hand_kg": Decimal(3), "cost_per_kg": Decimal(9)}
        assert worth(Decimal(1), **there) == Decimal("333.33")
        assert worth(Decimal(-1), **there) == Decimal("-333.33")
        gone = {**there, "value": Decimal(0), "on_hand_kg": Decimal(0)}
        assert worth(Decimal("2.5"), **gone) == Decimal("22.50")


class TestLimit:
    def _over(self, counted: Quantity, book: Quantity, value: int = 0) -> bool:
        return is_over(
            counted,
            book,
            value=Decimal(value),
            percent=Decimal(1),
            most_value=Decimal(500_000),
        )

    def test_lets_a_small_difference_stand(self) -> None:
        book = counted_lot(200, "9331.8")
        assert not self._over(counted_lot(198, "9238.482"), book)
        assert not self._over(book, book)

    def test_is_passed_in_percent_or_in_rupiah(self) -> None:
        book = counted_lot(200, "9331.8")
        assert self._over(counted_lot(197, "9191.823"), book)
        assert self._over(counted_lot(200, "9200"), book)
        assert self._over(counted_lot(199, "9285.141"), book, value=-500_001)
        assert not self._over(counted_lot(199, "9285.141"), book, value=-500_000)

    def test_is_passed_by_whatever_is_found_and_by_what_disagrees(self) -> None:
        assert self._over(counted_lot(1, "0.001"), NOTHING)
        assert self._over(counted_lot(0, "1"), NOTHING)
        assert self._over(counted_lot(199, "9331.8"), counted_lot(200, "9331.8"))

    @given(PIECES, PIECES, GRAMS, GRAMS)
    def test_is_never_passed_by_what_agrees(
        self, pieces: int, other: int, mass_kg: Decimal, other_kg: Decimal
    ) -> None:
        counted, book = Quantity(pieces, mass_kg), Quantity(other, other_kg)
        assert not self._over(book, book)
        if self._over(counted, book):
            assert counted != book


class TestToPost:
    def _refused(self, difference: Quantity, on_hand: Quantity, reserved: Quantity) -> Obstacle:
        with pytest.raises(NotPostable) as refusal:
            to_post(difference, on_hand=on_hand, reserved=reserved, in_pieces=True)
        return refusal.value.obstacle

    def test_posts_what_was_found_against_what_lies_there_now(self) -> None:
        five = counted_lot(5, "250")
        missing = counted_lot(-2, "-98")
        assert to_post(missing, on_hand=five, reserved=NOTHING, in_pieces=True) == missing
        extra = counted_lot(1, "50")
        assert to_post(extra, on_hand=NOTHING, reserved=NOTHING, in_pieces=True) == extra

    def test_lets_the_last_pieces_take_the_rest(self) -> None:
        two = counted_lot(2, "100")
        for mass_kg in ("-98", "-103"):
            found = to_post(counted_lot(-2, mass_kg), on_hand=two, reserved=NOTHING, in_pieces=True)
            assert found == counted_lot(-2, "-100")

    def test_refuses_what_is_reserved_gone_or_disagrees(self) -> None:
        ten, eight = counted_lot(10, "500"), counted_lot(8, "400")
        assert self._refused(counted_lot(-3, "-150"), ten, eight) == Obstacle.RESERVED
        assert self._refused(counted_lot(0, "-1"), eight, eight) == Obstacle.RESERVED
        assert self._refused(counted_lot(-11, "-550"), ten, eight) == Obstacle.GONE
        assert self._refused(counted_lot(-11, "-550"), ten, NOTHING) == Obstacle.GONE
        assert self._refused(counted_lot(0, "5"), NOTHING, NOTHING) == Obstacle.GONE
        assert self._refused(counted_lot(-1, "5"), ten, NOTHING) == Obstacle.DISAGREES

    def test_counts_kg_alone_where_kg_are_kept(self) -> None:
        heap, held = Quantity(0, Decimal(1500)), Quantity(0, Decimal(1000))
        for difference in (Decimal(-500), Decimal(7)):
            found = Quantity(0, difference)
            assert to_post(found, on_hand=heap, reserved=held, in_pieces=False) == found
        with pytest.raises(NotPostable):
            to_post(Quantity(0, Decimal("-500.001")), on_hand=heap, reserved=held, in_pieces=False)

    @given(lying(), PIECES, GRAMS)
    def test_leaves_what_is_reserved_and_never_pieces_without_kg(
        self, there: tuple[Quantity, Quantity], pieces: int, mass_kg: Decimal
    ) -> None:
        on_hand, reserved = there
        difference = Quantity(pieces, mass_kg) - on_hand
        try:
            posted = to_post(difference, on_hand=on_hand, reserved=reserved, in_pieces=True)
        except NotPostable:
            return
        assert posted.pieces == difference.pieces
        left = on_hand - (-posted)
        assert left.pieces >= reserved.pieces
        assert left.mass_kg >= reserved.mass_kg
        assert (left.pieces == 0) == (left.mass_kg == 0)
        assert (left.pieces == reserved.pieces) <= (
            posted.pieces >= 0 or left.mass_kg == reserved.mass_kg
        )

    @given(st.integers(-2000, 2000), st.integers(-(10**9), 10**9))
    def test_finds_each_difference_missing_extra_or_disagreeing(
        self, pieces: int, grams: int
    ) -> None:
        difference = Quantity(pieces, Decimal(grams).scaleb(-3))
        if not difference or disagrees(difference):
            return
        assert difference.is_missing != (-difference).is_missing
