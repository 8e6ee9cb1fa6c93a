"""Ages of open money: every day is of exactly one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orders.rules.ageing import AGES, age_of

ON = date(2026, 9, 1)


class TestAgeOf:
    @given(days_late=st.integers(-5000, 5000))
    def test_puts_each_day_in_exactly_one_age(self, days_late: int) -> None:
        covering = [place for place, age in enumerate(AGES) if age.covers(days_late)]
        assert covering == [age_of(ON - timedelta(days=days_late), on=ON)]

    def test_changes_on_the_days_that_are_agreed(self) -> None:
        edges = (-1, 0, 1, 30, 31, 60, 61, 90, 91)
        found = [age_of(ON - timedelta(days=days), on=ON) for days in edges]
        assert found == [0, 0, 1, 1, 2, 2, 3, 3, 4]
