"""Value that leaves with stock, and amounts shared by weight: nothing may be lost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.valuation import split_value, value_out

values = st.integers(0, 10**14).map(lambda cents: Decimal(cents) / 100)
masses = st.integers(1, 10**9).map(lambda grams: Decimal(grams) / 1000)


class TestValueOut:
    def test_is_the_masss_part_of_the_value(self) -> None:
        assert value_out(Decimal("1000.00"), Decimal(3), Decimal(1)) == Decimal("333.33")

    @given(values, masses, st.lists(st.integers(1, 10**6), max_size=20))
    def test_leaves_nothing_when_the_last_kg_goes(
        self, value: Decimal, on_hand: Decimal, takes: list[int]
    ) -> None:
        left_value, left_mass, gone = value, on_hand, Decimal(0)
        for take in [*(Decimal(grams) / 1000 for grams in takes), on_hand]:
            taken = min(take, left_mass)
            if not taken:
                break
            out = value_out(left_value, left_mass, taken)
            assert 0 <= out <= left_value
            left_value, left_mass, gone = (
                left_value - out,
                left_mass - taken,
                gone + out,
            )
        assert left_mass == 0
        assert left_value == 0
        assert gone == value

    @given(values, masses, masses)
    def test_is_within_a_cent_of_the_exact_part(
        self, value: Decimal, one: Decimal, other: Decimal
    ) -> None:
        out = value_out(value, one + other, one)
        assert abs(out * (one + other) - value * one) <= Decimal("0.005") * (one + other)

    @pytest.mark.parametrize(
        ("value", "on_hand", "out"),
        [
            ("1.00", "1", "1.001"),
            ("1.00", "1", "0"),
            ("1.00", "1", "-1"),
            ("-1.00", "1", "1"),
            ("1.001", "1", "1"),
            ("NaN", "1", "1"),
        ],
    )
    def test_refuses_what_cannot_leave(self, value: str, on_hand: str, out: str) -> None:
        with pytest.raises(ValueError, match=r"below zero|kg out of|whole cents"):
            value_out(Decimal(value), Decimal(on_hand), Decimal(out))


class TestSplitValue:
    def test_gives_the_odd_cent_to_the_largest_remainder_then_to_the_earlier(
        self,
    ) -> None:
        assert split_value(Decimal("1.00"), [1, 1, 1]) == [
            Decimal("0.34"),
            Decimal("0.33"),
            Decimal("0.33"),
        ]
        assert split_value(Decimal("0.01"), [Decimal("0.4"), Decimal("0.6")]) == [
            Decimal("0.00"),
            Decimal("0.01"),
        ]

    @given(
        st.integers(-(10**14), 10**14).map(lambda cents: Decimal(cents) / 100),
        st.lists(st.integers(0, 10**9).map(lambda g: Decimal(g) / 1000), min_size=1).filter(any),
    )
    def test_sums_to_the_whole_and_stays_near_the_exact_share(
        self, value: Decimal, weights: list[Decimal]
    ) -> None:
        parts = split_value(value, weights)
        assert sum(parts) == value
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * sum(weights) - value * weight) < Decimal("0.01") * sum(weights)
            assert weight or not part

    @given(values, st.lists(st.integers(1, 9), min_size=1, max_size=6))
    def test_of_a_credit_mirrors_that_of_the_charge(
        self, value: Decimal, weights: list[int]
    ) -> None:
        assert split_value(-value, weights) == [-part for part in split_value(value, weights)]

    @pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [Decimal("NaN")]])
    def test_refuses_weights_that_share_nothing(self, weights: list[Decimal | int]) -> None:
        with pytest.raises(ValueError, match="weight"):
            split_value(Decimal("1.00"), weights)
