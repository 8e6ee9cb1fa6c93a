"""A supplier's credit note against the invoice it lowers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.crediting_suppliers import CreditedPart, Left, fault_of, vat_follows
from orders.rules.tax import document_tax

LINE = Left(Decimal(100), 1_000_000)
RUPIAH = st.integers(0, 10**11)


class TestFaultOf:
    @pytest.mark.parametrize(
        ("left", "kg", "amount", "code"),
        [
            (LINE, "10", 100_000, None),
            (LINE, "0", 100_000, None),
            (LINE, "100", 1_000_000, None),
            (Left(None, 50_000), "0", 50_000, None),
            (None, "1", 1, "line_unknown"),
            (LINE, "0", 0, "nothing_credited"),
            (LINE, "-1", 5, "nothing_credited"),
            (LINE, "0.0005", 5, "too_many_decimals"),
            (LINE, "100.001", 5, "more_kg_than_billed"),
            (Left(None, 50_000), "1", 5, "more_kg_than_billed"),
            (LINE, "1", 1_000_001, "more_than_billed"),
            (LINE, "100", 999_999, "rupiah_without_kg"),
        ],
    )
    def test_names_what_is_wrong(
        self, left: Left | None, kg: str, amount: int, code: str | None
    ) -> None:
        assert fault_of(left, CreditedPart(1, Decimal(kg), amount)) == code


class TestVatFollows:
    @given(RUPIAH, RUPIAH, st.booleans())
    def test_takes_vat_by_the_note_and_by_the_rest(
        self, net: int, left: int, is_registered: bool
    ) -> None:
        def vat(of: int) -> int:
            return document_tax(of, is_vat_registered=is_registered).tax

        whole = vat(net + left)
        for tax in (min(vat(net), whole), whole - vat(left)):
            assert vat_follows(net=net, tax=tax, net_left=left, tax_left=whole - tax)

    def test_refuses_vat_that_is_off_on_both_sides(self) -> None:
        assert not vat_follows(net=100_000, tax=0, net_left=900_000, tax_left=110_000)
        assert not vat_follows(net=100_000, tax=12_000, net_left=900_000, tax_left=98_000)

    def test_takes_a_note_over_vat_alone(self) -> None:
        assert vat_follows(net=0, tax=500, net_left=1_000_000, tax_left=110_000)
