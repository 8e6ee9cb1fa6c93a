"""Open money by the week in which it is due."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orders.rules.cash_need import WEEKS
from orders.rules.due_weeks import due_by_week, week_starts

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
OWED = st.lists(st.tuples(DAYS, st.integers(1, 10**12)))
WEDNESDAY = date(2026, 9, 2)


class TestDueByWeek:
    @given(OWED, DAYS)
    def test_counts_every_rupiah_once(self, owed: list[tuple[date, int]], on: date) -> None:
        found = due_by_week(owed, on=on)
        assert found.total == sum(amount for _day, amount in owed)
        assert found.late == sum(amount for day, amount in owed if day < on)
        assert len(found.weeks) == WEEKS

    @given(DAYS, DAYS)
    def test_puts_what_is_not_late_into_the_week_of_its_day(self, day: date, on: date) -> None:
        found = due_by_week([(day, 1)], on=on)
        for monday, amount in zip(week_starts(on), found.weeks, strict=True):
            lies_in_it = monday <= day < monday + timedelta(days=7) and day >= on
            assert amount == lies_in_it

    def test_begins_with_the_monday_of_this_week_and_calls_its_past_days_late(self) -> None:
        assert week_starts(WEDNESDAY)[0] == date(2026, 8, 31)
        found = due_by_week([(date(2026, 9, 1), 5), (WEDNESDAY, 7)], on=WEDNESDAY)
        assert (found.late, found.weeks[0]) == (5, 7)
