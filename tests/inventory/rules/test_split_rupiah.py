"""Whole rupiah shared exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.valuation import split_rupiah

WEIGHTS = st.lists(st.decimals(0, 10**6, places=3, allow_nan=False), min_size=1, max_size=9).filter(
    any
)


class TestSplitRupiah:
    @given(st.integers(0, 10**12), WEIGHTS)
    def test_sums_to_the_amount_and_is_fair_to_a_rupiah(
        self, amount: int, weights: list[Decimal]
    ) -> None:
        parts = split_rupiah(amount, weights)
        assert sum(parts) == amount
        whole = sum(weights)
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - amount * weight / whole) < 1

    def test_gives_the_odd_rupiah_to_the_earlier_of_equals(self) -> None:
        assert split_rupiah(100, [1, 1, 1]) == [34, 33, 33]

    @pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, []), (1, [0]), (1, [-1, 2])])
    def test_refuses_what_cannot_be_shared(self, amount: int, weights: list[int]) -> None:
        with pytest.raises(ValueError):  # noqa: PT011 - the message differs, the kind is the contract
            split_rupiah(amount, weights)
