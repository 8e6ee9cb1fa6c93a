"""Levels of reminders: each at its day, the newest alone after an outage."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orders.rules.reminding import LEVELS, is_decent_hour, level_due

DUE = date(2026, 9, 1)


class TestLevelDue:
    def test_is_reached_on_the_days_that_are_agreed(self) -> None:
        days = (-4, -3, 2, 3, 9, 10, 19, 20, 400)
        found = [level_due(DUE, on=DUE + timedelta(days=day), sent=0) for day in days]
        assert found == [0, 1, 1, 2, 2, 3, 3, 4, 4]

    @given(
        passes=st.lists(st.integers(-10, 60)).map(sorted),
    )
    def test_sends_each_level_once_and_never_an_older_one(self, passes: list[int]) -> None:
        sent: list[int] = []
        for day in passes:
            last = sent[-1] if sent else 0
            level = level_due(DUE, on=DUE + timedelta(days=day), sent=last)
            if level:
                assert day >= LEVELS[level - 1]
                sent.append(level)
        assert sent == sorted(set(sent))
        if passes and passes[-1] >= LEVELS[0]:
            assert sent[-1] == sum(days <= passes[-1] for days in LEVELS)


class TestDecentHour:
    def test_is_from_nine_until_four(self) -> None:
        day = datetime(2026, 9, 1, 0, 59, tzinfo=UTC)
        hours = [hour for hour in range(24) if is_decent_hour(day.replace(hour=hour))]
        assert hours == list(range(9, 16))
