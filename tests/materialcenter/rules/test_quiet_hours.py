"""When a notice goes out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materialcenter.rules.quiet_hours import (
    DIGEST_AT,
    QuietHours,
    digest_goes_out_at,
    goes_out_at,
)

ZONES = [ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")]
NIGHT = QuietHours(time(20), time(6))
moments = st.builds(
    datetime.combine, st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.times(), st.just(UTC)
)
hours = st.builds(QuietHours, st.times(), st.times())


class TestGoesOutAt:
    @pytest.mark.parametrize(
        ("told", "out"),
        [
            ("19:59", "2026-11-24 19:59"),
            ("20:00", "2026-11-25 06:00"),
            ("23:59", "2026-11-25 06:00"),
            ("05:59", "2026-11-24 06:00"),
            ("06:00", "2026-11-24 06:00"),
        ],
    )
    def test_waits_for_the_morning(self, told: str, out: str) -> None:
        zone = ZONES[0]
        at = datetime.fromisoformat(f"2026-11-24 {told}").replace(tzinfo=zone)
        wanted = datetime.fromisoformat(out).replace(tzinfo=zone)
        assert goes_out_at(at, NIGHT, zone) == wanted

    @given(moments, hours, st.sampled_from(ZONES))
    def test_is_never_quiet_never_earlier_and_within_a_day(
        self, told: datetime, quiet: QuietHours, zone: ZoneInfo
    ) -> None:
        out = goes_out_at(told, quiet, zone)
        assert told <= out < told + timedelta(days=1)
        assert not quiet.hold(out.astimezone(zone).time())

    @given(moments, hours, st.sampled_from(ZONES))
    def test_is_at_once_unless_it_is_quiet(
        self, told: datetime, quiet: QuietHours, zone: ZoneInfo
    ) -> None:
        waits = goes_out_at(told, quiet, zone) != told
        assert waits == quiet.hold(told.astimezone(zone).time())

    @given(moments, st.times(), st.sampled_from(ZONES))
    def test_is_at_once_where_no_hour_is_quiet(
        self, told: datetime, at: time, zone: ZoneInfo
    ) -> None:
        assert goes_out_at(told, QuietHours(at, at), zone) == told


class TestDigestGoesOutAt:
    @given(moments, hours, st.sampled_from(ZONES))
    def test_is_later_never_quiet_and_within_two_days(
        self, told: datetime, quiet: QuietHours, zone: ZoneInfo
    ) -> None:
        out = digest_goes_out_at(told, quiet, zone)
        assert told < out < told + timedelta(days=2)
        assert not quiet.hold(out.astimezone(zone).time())

    @given(
        st.dates(date(2024, 1, 1), date(2030, 1, 1)),
        st.timedeltas(timedelta(0), timedelta(hours=23, minutes=59)),
        hours,
        st.sampled_from(ZONES),
    )
    def test_is_one_moment_for_all_that_came_since_the_last(
        self, day: date, later: timedelta, quiet: QuietHours, zone: ZoneInfo
    ) -> None:
        last = datetime.combine(day, DIGEST_AT, zone)
        first, other = (digest_goes_out_at(at, quiet, zone) for at in (last, last + later))
        assert first == other

    def test_is_at_seven(self) -> None:
        zone = ZONES[0]
        at = datetime(2026, 11, 24, 13, 5, tzinfo=zone)
        assert digest_goes_out_at(at, NIGHT, zone) == datetime(2026, 11, 25, 7, tzinfo=zone)
