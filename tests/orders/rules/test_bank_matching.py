"""Suggestions for money that came in."""

from hypothesis import given
from hypothesis import strategies as st

from orders.rules.bank_matching import OpenBill, fill_oldest, suggest, suggest_together

SLAMET = OpenBill("INV-TGL-2026-00001", "Bengkel Slamet Jaya", 1_000_000, "W1")
SUBUR = OpenBill("INV-TGL-2026-00012", "UD Subur", 750_000, "W2")
OTHER = OpenBill("INV-TGL-2026-00003", "CV Logam Jaya", 750_000, "W3")
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
        bills = [OpenBill(f"INV-{n}", "Slamet", open_, "W1") for n, open_ in enumerate(opens)]
        found = suggest(text, amount, bills, most=most)
        assert len(found) <= most
        assert len(set(found)) == len(found)
        assert all(bill.open >= amount for bill in found)


def _bill(number: str, open_amount: int, code: str = "W1") -> OpenBill:
    return OpenBill(number, {"W1": "Slamet", "W2": "Subur"}[code], open_amount, code)


class TestSuggestTogether:
    def test_goes_by_name_by_number_and_by_all_that_is_owed(self) -> None:
        one, two, three = _bill("INV-1", 100), _bill("INV-2", 200), _bill("INV-3", 100)
        other = _bill("INV-9", 300, "W2")
        bills = [one, two, three, other]
        assert suggest_together("TRSF SLAMET", 300, bills) == [one, two]
        assert suggest_together("TRSF INV-3", 300, bills) == [two, three]
        assert suggest_together("TRSF", 400, bills) == [one, two, three]
        assert suggest_together("TRSF", 300, bills) == []
        assert suggest_together("TRSF SUBUR", 300, bills) == []

    @given(
        text=st.sampled_from(["", "SLAMET", "INV-1", "SUBUR INV-0"]),
        amount=st.integers(1, 60),
        opens=st.lists(st.tuples(st.integers(1, 20), st.sampled_from(["W1", "W2"])), max_size=9),
    )
    def test_pays_to_the_rupiah_and_of_one_workshop(
        self, text: str, amount: int, opens: list[tuple[int, str]]
    ) -> None:
        bills = [_bill(f"INV-{n}", *owed) for n, owed in enumerate(opens)]
        found = suggest_together(text, amount, bills)
        assert len(found) != 1
        assert not found or sum(bill.open for bill in found) == amount
        assert len({bill.code for bill in found}) <= 1
        assert found == [bill for bill in bills if bill in found]

    @given(amount=st.integers(0, 100), opens=st.lists(st.integers(1, 30), max_size=8))
    def test_fills_the_oldest_first(self, amount: int, opens: list[int]) -> None:
        given_out = fill_oldest(amount, opens)
        assert sum(given_out) == min(amount, sum(opens))
        partial = [n for n, got in enumerate(given_out) if got < opens[n]]
        assert all(given_out[n] == 0 for n in partial[1:])
