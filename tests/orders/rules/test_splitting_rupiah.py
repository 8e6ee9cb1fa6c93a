"""Splitting rupiah by weight: exact sums, within a rupiah of the proportion."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from orders.rules.errors import RuleError
from orders.rules.sharing import split_rupiah

WEIGHTS = st.lists(st.decimals(0, 10**6, places=3), min_size=1, max_size=9)


class TestSplitRupiah:
    def test_gives_the_odd_rupiah_to_the_earlier_of_equals(self) -> None:
        assert split_rupiah(100, [Decimal(1)] * 3) == [34, 33, 33]

    def test_gives_nothing_to_no_weight(self) -> None:
        assert split_rupiah(7, [Decimal(0), Decimal("0.5")]) == [0, 7]

    def test_splits_a_credit_note_like_a_bill(self) -> None:
        assert split_rupiah(-100, [Decimal(1), Decimal(2)]) == [-33, -67]

    def test_splits_nothing_among_nobody(self) -> None:
        assert split_rupiah(0, []) == []
        assert split_rupiah(0, [Decimal(0)]) == [0]

    @settings(max_examples=120, deadline=None)
    @given(st.integers(-(10**15), 10**15), WEIGHTS)
    def test_sums_exactly_and_is_within_a_rupiah_of_the_proportion(
        self, total: int, weights: list[Decimal]
    ) -> None:
        assume(any(weights))

        parts = split_rupiah(total, weights)

        assert sum(parts) == total
        whole = sum((Fraction(weight) for weight in weights), Fraction(0))
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - total * Fraction(weight) / whole) < 1

    @settings(max_examples=100, deadline=None)
    @given(st.integers(0, 10**12), WEIGHTS, st.data())
    def test_gives_the_heavier_no_less_and_nobody_for_the_name(
        self, total: int, weights: list[Decimal], data: st.DataObject
    ) -> None:
        assume(any(weights))

        parts = split_rupiah(total, weights)
        order = data.draw(st.permutations(range(len(weights))))
        elsewhere = split_rupiah(total, [weights[place] for place in order])

        pairs = sorted(zip(weights, parts, strict=True))
        assert [part for _weight, part in pairs] == sorted(parts)
        assert sorted(zip([weights[p] for p in order], elsewhere, strict=True)) == pairs

    @pytest.mark.parametrize(
        ("total", "weights", "code"),
        [
            (1, [Decimal(-1)], "weight_negative"),
            (1, [Decimal("NaN")], "weight_negative"),
            (1, [Decimal(0)], "no_weight"),
            (1, [], "no_weight"),
        ],
    )
    def test_refuses_nonsense(self, total: int, weights: list[Decimal], code: str) -> None:
        with pytest.raises(RuleError) as refused:
            split_rupiah(total, weights)

        assert refused.value.code == code
