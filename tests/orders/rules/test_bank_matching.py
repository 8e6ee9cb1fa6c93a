"""Suggestions for money that came in."""

from hypothesis import given
from hypothesis import strategies as st

from orders.rules.bank_matching import OpenBill, suggest

SLAMET = OpenBill("INV-TGL-2026-00001", "Bengkel Slamet Jaya", 1_000_000)
SUBUR = OpenBill("INV-TGL-2026-00012", "UD Subur", 750_000)
OTHER = OpenBill("INV-TGL-2026-00003", "CV Logam Jaya", 750_000)
BILLS = [SLAMET, SUBUR, OTHER]


class TestSuggest:
    def test_goes_by_number_then_name_then_amount(self) -> None:
        assert suggest("TRSF inv tgl 2026 00003 DR SUBUR", 500_000, BILLS) == [OTHER, SUBUR]
        assert suggest("SETORAN SLAMET", 250_000, BILLS) == [SLAMET]
        assert suggest("TRSF E-BANKING", 750_000, BILLS) == [SUBUR, OTHER]

    def test_suggests_nothing_without_a_reason(self) -> None:
        assert suggest("CV JAYA LOGAM", 1, BILLS) == []
        assert suggest("SLAMET", 1_000_001, BILLS) == []

    @given(
        amount=st.integers(1, 2_000_000),
        text=st.text(max_size=60),
        opens=st.lists(st.integers(1, 2_000_000), max_size=8),
        most=st.integers(0, 4),
    )
    def test_never_suggests_less_than_came_in(
        self, amount: int, text: str, opens: list[int], most: int
    ) -> None:
        bills = [OpenBill(f"INV-{n}", "Slamet", open_) for n, open_ in enumerate(opens)]
        found = suggest(text, amount, bills, most=most)
        assert len(found) <= most
        assert len(set(found)) == len(found)
        assert all(bill.open >= amount for bill in found)
