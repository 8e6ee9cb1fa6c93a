"""The demo's calendar: days around now, on any machine's clock."""

from datetime import date, timedelta

from orders.demo.calendar import EARLIEST, Calendar, calendar_from, moment


class TestCalendar:
    def test_counts_days_at_the_depot_from_now(self) -> None:
        calendar = calendar_from(moment(11, 24, 1))
        assert calendar.today == date(2026, 11, 24)
        assert calendar.ago(3, 9, 30) == moment(11, 21, 9, 30)
        assert calendar.ahead(4, 17) == moment(11, 28, 17)

    def test_dates_nothing_of_today_ahead(self) -> None:
        calendar = Calendar(moment(11, 24, 6))
        assert calendar.ago(0, 7, 45) == calendar.now

    def test_takes_a_clock_that_is_behind_the_files_for_the_first_day_after_them(self) -> None:
        assert calendar_from(EARLIEST - timedelta(days=400)).now == EARLIEST
