"""Whole rupiah."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materialcenter.rules.money import line_amount, whole_rupiah


class TestWholeRupiah:
    @pytest.mark.parametrize(
        ("amount", "whole"),
        [
            ("0.5", 1),
            ("1.5", 2),
            ("2.5", 3),
            ("2.49", 2),
            ("-0.5", -1),
            ("-2.5", -3),
            ("7", 7),
        ],
    )
    def test_rounds_halves_away_from_zero(self, amount: str, whole: int) -> None:
        assert whole_rupiah(Decimal(amount)) == whole

    @given(st.decimals(-(10**20), 10**20, places=5))
    def test_is_at_most_half_a_rupiah_off(self, amount: Decimal) -> None:
        assert abs(2 * (Decimal(whole_rupiah(amount)) - amount)) <= 1
        assert whole_rupiah(-amount) == -whole_rupiah(amount)

    @pytest.mark.parametrize("amount", ["NaN", "Infinity"])
    def test_refuses_what_is_no_amount(self, amount: str) -> None:
        with pytest.raises(ValueError, match="not a number"):
            whole_rupiah(Decimal(amount))


class TestLineAmount:
    def test_rounds_once(self) -> None:
        assert line_amount(Decimal("0.333"), Decimal("10000.55")) == 3330
        assert line_amount(Decimal("0.5"), Decimal(10_001)) == 5001
