"""Two statements held against each other: every row in one group, every rupiah explained."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orders.rules.reconciling import Entry, Pair, reconcile

FIRST = date(2026, 9, 1)


def _entry(number: str, amount: int, days: int = 0) -> Entry:
    return Entry(number, FIRST + timedelta(days=days), amount)


ROWS = st.lists(
    st.builds(
        _entry,
        st.sampled_from(["INV-1", "inv 1", "INV-2", "SP-9", "--", "TRF"]),
        st.sampled_from([-300, -100, 0, 100, 300, 301]),
        st.integers(0, 20),
    ),
    max_size=9,
)


class TestReconcile:
    @given(ours=ROWS, theirs=ROWS)
    def test_puts_every_row_into_one_group_and_explains_every_rupiah(
        self, ours: list[Entry], theirs: list[Entry]
    ) -> None:
        found = reconcile(ours, theirs)
        pairs = (*found.matched, *found.differing)
        assert Counter(ours) == Counter([*(pair.ours for pair in pairs), *found.not_with_them])
        assert Counter(theirs) == Counter([*(pair.theirs for pair in pairs), *found.not_with_us])
        assert all(pair.difference == 0 for pair in found.matched)
        assert all(pair.difference for pair in found.differing)
        assert all((pair.ours.amount < 0) == (pair.theirs.amount < 0) for pair in pairs)
        more = sum(row.amount for row in theirs) - sum(row.amount for row in ours)
        assert found.difference == more

    @given(rows=ROWS)
    def test_agrees_with_itself(self, rows: list[Entry]) -> None:
        found = reconcile(rows, rows)
        assert found.difference == 0
        assert not found.differing

    def test_knows_a_document_however_it_is_spelt_and_a_payment_by_its_amount(self) -> None:
        ours = [_entry("INV-001", 500), _entry("INV-002", 700), _entry("SP-1", -500, 3)]
        ours += [_entry("INV-003", 1), _entry("SP-2", -900, 1)]
        theirs = [_entry("inv 001", 500), _entry("INV/002", 710), _entry("TRF 88", -500, 5)]
        theirs += [_entry("INV-009", 40), _entry("TRF 89", -900, 9)]
        found = reconcile(ours, theirs)
        assert found.matched == (Pair(ours[0], theirs[0]), Pair(ours[2], theirs[2]))
        assert found.differing == (Pair(ours[1], theirs[1]),)
        assert found.not_with_us == (theirs[3], theirs[4])
        assert found.not_with_them == (ours[3], ours[4])
        assert found.difference == 10 + (40 - 900) - (1 - 900)

    def test_prefers_equal_amounts_then_the_nearest_day(self) -> None:
        ours = [_entry("A", 100, 0), _entry("A", 200, 9)]
        theirs = [_entry("A", 200, 0), _entry("A", 150, 9)]
        found = reconcile(ours, theirs)
        assert found.matched == (Pair(ours[1], theirs[0]),)
        assert found.differing == (Pair(ours[0], theirs[1]),)
        twice = [_entry("P", -5, 4), _entry("Q", -5, 6)]
        assert reconcile([_entry("SP", -5, 6)], twice).not_with_us == (twice[0],)
