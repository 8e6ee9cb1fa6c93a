"""The weeks in which money is needed: none lost, weekends and bank holidays moved."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orders.rules.cash_need import WEEKS, cash_need
from orders.rules.working_days import next_working_day

TUESDAY = date(2026, 9, 1)
DAYS = st.integers(-400, 400).map(lambda n: TUESDAY + timedelta(days=n))


class TestCashNeed:
    @given(
        owed=st.lists(st.tuples(DAYS, st.integers(1, 10**12)), max_size=20),
        own=st.dictionaries(DAYS, st.booleans(), max_size=20),
    )
    def test_adds_up_to_all_that_is_owed(
        self, owed: list[tuple[date, int]], own: dict[date, bool]
    ) -> None:
        need = cash_need(owed, on=TUESDAY, own=own)
        assert sum(week.amount for week in need.weeks) + need.later == sum(a for _d, a in owed)
        assert len(need.weeks) == WEEKS
        assert all(week.begins_on.weekday() == 0 for week in need.weeks)

    def test_moves_what_falls_on_a_closed_day(self) -> None:
        saturday = date(2026, 9, 5)
        owed = [(TUESDAY - timedelta(days=90), 1), (saturday, 10), (date(2026, 11, 22), 100)]
        need = cash_need(owed, on=TUESDAY, own={})
        assert [week.amount for week in need.weeks] == [1, 10, *[0] * 10]
        assert need.later == 100
        assert cash_need(owed, on=TUESDAY, own={saturday: False}).weeks[0].amount == 11

    def test_goes_by_the_centers_own_days_first(self) -> None:
        closed = {TUESDAY: True, TUESDAY + timedelta(days=1): True}
        assert next_working_day(TUESDAY, closed) == TUESDAY + timedelta(days=2)
        sunday = TUESDAY - timedelta(days=2)
        assert next_working_day(sunday, {sunday: False}) == sunday
        assert next_working_day(sunday) == TUESDAY - timedelta(days=1)
