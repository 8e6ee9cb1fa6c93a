"""The discount for paying early: only in time, never more than agreed, nothing lost."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from orders.rules.early_discount import EarlyTerms, Settled, settle

ON = date(2026, 9, 1)
TERMS = EarlyTerms(Decimal(2), 10)


class TestSettle:
    @given(
        closed=st.integers(1, 10**13),
        percent=st.decimals(0, Decimal("99.999"), places=3),
        days=st.integers(0, 365),
        after=st.integers(0, 400),
    )
    def test_closes_what_was_asked_and_gives_no_more_than_agreed(
        self, closed: int, percent: Decimal, days: int, after: int
    ) -> None:
        settled = settle(
            closed, EarlyTerms(percent, days), invoiced_on=ON, paid_on=ON + timedelta(after)
        )
        assert settled.amount + settled.discount == closed
        assert settled.amount > 0
        assert 0 <= settled.discount * 100 <= closed * percent
        assert not settled.discount or after <= days

    def test_counts_the_last_day_and_rounds_down(self) -> None:
        for days, discount in ((0, 22_219), (10, 22_219), (11, 0)):
            found = settle(1_110_999, TERMS, invoiced_on=ON, paid_on=ON + timedelta(days))
            assert found == Settled(1_110_999 - discount, discount)
