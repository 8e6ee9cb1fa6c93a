"""VAT on a document and stamp duty on a receipt."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.tax import Tax, document_tax, stamp_duty, vat, vat_base

totals = st.integers(0, 10**13)


class TestDocumentTax:
    @pytest.mark.parametrize(
        ("net", "base", "tax"),
        [
            (100_000, "91666.67", 11_000),
            # The base rounded to whole rupiah would give 11 004.
            (100_041, "91704.25", 11_005),
            # Three lines of 33 333; each line's own tax, rounded, would sum to 11 001.
            (99_999, "91665.75", 11_000),
            (0, "0.00", 0),
            (1, "0.92", 0),
        ],
    )
    def test_is_twelve_percent_of_eleven_twelfths(self, net: int, base: str, tax: int) -> None:
        assert document_tax(net, is_vat_registered=True) == Tax(Decimal(base), tax, net + tax)

    @given(totals)
    def test_is_eleven_percent_exactly_at_two_decimals(self, net: int) -> None:
        assert vat(vat_base(net)) == Decimal(net) * 11 / 100

    @given(totals)
    def test_adds_up(self, net: int) -> None:
        tax = document_tax(net, is_vat_registered=True)
        assert tax.total == net + tax.tax

    @given(totals)
    def test_is_nothing_for_a_seller_who_is_not_registered(self, net: int) -> None:
        assert document_tax(net, is_vat_registered=False) == Tax(Decimal("0.00"), 0, net)

    @pytest.mark.parametrize("is_registered", [True, False])
    def test_refuses_a_total_below_zero(self, is_registered: bool) -> None:
        with pytest.raises(ValueError, match="below zero"):
            document_tax(-1, is_vat_registered=is_registered)


class TestStampDuty:
    @pytest.mark.parametrize(
        ("amount", "duty"),
        [(0, 0), (5_000_000, 0), (5_000_001, 10_000), (10**12, 10_000)],
    )
    def test_is_due_strictly_above_five_million(self, amount: int, duty: int) -> None:
        assert stamp_duty(amount) == duty

    def test_refuses_an_amount_below_zero(self) -> None:
        with pytest.raises(ValueError, match="below zero"):
            stamp_duty(-1)
