"""What must be paid before a workshop wants more: the arithmetic, and what always holds of it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from orders.rules.deposits import CreditLine, needed_of_all, needed_over_line, worth_of

RUPIAH = st.decimals(0, 10**12, places=2)
PERCENT = st.decimals(0, 100, places=3)
LINE = st.builds(CreditLine, limit=st.integers(0, 10**12), used=RUPIAH)


class TestWorth:
    def test_goes_by_the_counter_price_or_a_lower_cap(self) -> None:
        for cap, rupiah in ((None, 12_500), (Decimal(11_000), 11_000), (Decimal(13_000), 12_500)):
            worth = worth_of(Decimal(2), counter_price=Decimal(12_500), price_cap=cap)
            assert worth == 2 * rupiah


class TestNeededOverLine:
    def test_is_asked_of_what_goes_over_the_line_alone(self) -> None:
        line = CreditLine(limit=10_000_000, used=Decimal(6_000_000))
        assert needed_over_line(Decimal(4_000_000), line=line, percent=Decimal(50)) == 0
        assert needed_over_line(Decimal(5_000_000), line=line, percent=Decimal(50)) == 500_000

    def test_does_not_ask_again_for_what_is_over_already(self) -> None:
        line = CreditLine(limit=10_000_000, used=Decimal(12_000_000))
        assert needed_over_line(Decimal(1_000_000), line=line, percent=Decimal(50)) == 500_000

    @given(worth=RUPIAH, line=LINE, percent=PERCENT)
    def test_is_nothing_within_the_line_and_never_more_than_of_all(
        self, worth: Decimal, line: CreditLine, percent: Decimal
    ) -> None:
        needed = needed_over_line(worth, line=line, percent=percent)
        assert 0 <= needed <= needed_of_all(worth, percent=percent)
        assert needed_of_all(worth, percent=percent) < worth * percent / 100 + 1
        if line.used + worth <= line.limit or not percent:
            assert needed == 0

    @given(worth=RUPIAH, more=RUPIAH, line=LINE, percent=PERCENT)
    def test_never_shrinks_for_a_larger_wish_or_a_fuller_line(
        self, worth: Decimal, more: Decimal, line: CreditLine, percent: Decimal
    ) -> None:
        needed = needed_over_line(worth, line=line, percent=percent)
        fuller = CreditLine(line.limit, line.used + more)
        assert needed_over_line(worth + more, line=line, percent=percent) >= needed
        assert needed_over_line(worth, line=fuller, percent=percent) >= needed

    @given(wishes=st.lists(RUPIAH, max_size=8), line=LINE)
    def test_asks_one_after_the_other_for_what_they_exceed_together(
        self, wishes: list[Decimal], line: CreditLine
    ) -> None:
        used, over = line.used, Decimal(0)
        for worth in wishes:
            over += CreditLine(line.limit, used).over(worth)
            used += worth
        assert over == line.over(sum(wishes, Decimal(0)))
