"""Reading what people type: numbers, dates, times and document numbers."""

import contextlib
import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materialcenter.rules.reading import (
    Unreadable,
    normalised_number,
    read_date,
    read_date_time,
    read_decimal,
    read_whole,
)

MORNING = datetime.fromisoformat("2026-09-01T08:32")


def typed(number: Decimal) -> str:
    """Write a number as a person in Indonesia would."""
    return f"{number:,f}".translate(str.maketrans(",.", ".,"))


class TestReadDecimal:
    @pytest.mark.parametrize(
        ("value", "number"),
        [
            ("1.234", "1234"),
            ("1,5", "1.5"),
            ("1.234,5", "1234.5"),
            ("1234,5", "1234.5"),
            ("2.519,9", "2519.9"),
            ("1.234.567,890", "1234567.890"),
            ("1,234", "1.234"),
            ("-120,5", "-120.5"),
            ("11", "11"),
            ("007", "7"),
            (" 12 ", "12"),
            ("\u00a012", "12"),
            ("0,5", "0.5"),
            (1234.5, "1234.5"),
            (675.4, "675.4"),
            (0.1, "0.1"),
            (1e-7, "0.0000001"),
            (18, "18"),
            (Decimal("1.23"), "1.23"),
        ],
    )
    def test_reads(self, value: object, number: str) -> None:
        assert read_decimal(value) == Decimal(number)

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("1.23", "unclear_separators"),
            ("1,234.5", "unclear_separators"),
            ("1.2345", "unclear_separators"),
            ("12.34.567", "unclear_separators"),
            ("1234.567", "unclear_separators"),
            ("0.123", "unclear_separators"),
            ("1,2,3", "unclear_separators"),
            ("1.", "unclear_separators"),
            ("1,", "unclear_separators"),
            ("dua puluh", "not_a_number"),
            ("12 kg", "not_a_number"),
            ("1 234", "not_a_number"),
            ("1e3", "not_a_number"),
            ("+5", "not_a_number"),
            ("--5", "not_a_number"),
            ("NaN", "not_a_number"),
            ("Infinity", "not_a_number"),
            ("٣", "not_a_number"),
            ("9" * 41, "not_a_number"),
            (math.nan, "not_a_number"),
            (math.inf, "not_a_number"),
            (Decimal("NaN"), "not_a_number"),
            (True, "not_a_number"),
            (date(2026, 1, 1), "not_a_number"),
            ("1" + "0" * 15, "too_large"),
            (-1e15, "too_large"),
            ("", "blank"),
            ("  ", "blank"),
            (None, "blank"),
        ],
    )
    def test_refuses(self, value: object, code: str) -> None:
        with pytest.raises(Unreadable) as refused:
            read_decimal(value)
        assert refused.value.code == code
        assert refused.value.value is value
        assert refused.value.expected == "1.234,5"

    @given(st.decimals(-(10**14), 10**14, places=3))
    def test_reads_back_what_is_written_the_indonesian_way(self, number: Decimal) -> None:
        assert read_decimal(typed(number)) == number
        assert read_decimal(str(number).replace(".", ",")) == number

    @given(st.floats(-1e14, 1e14))
    def test_reads_a_float_as_it_prints(self, number: float) -> None:
        assert read_decimal(number) == Decimal(repr(number))

    @given(st.text())
    def test_reads_or_refuses_any_text(self, text: str) -> None:
        with contextlib.suppress(Unreadable):
            assert read_decimal(text).is_finite()


class TestReadWhole:
    @pytest.mark.parametrize(
        ("value", "number"), [("11", 11), (18.0, 18), ("1.234", 1234), ("12,0", 12)]
    )
    def test_reads(self, value: object, number: int) -> None:
        assert read_whole(value) == number

    @pytest.mark.parametrize("value", ["1,5", 2.5, Decimal("0.001")])
    def test_refuses_a_fraction(self, value: object) -> None:
        with pytest.raises(Unreadable, match="not_whole"):
            read_whole(value)


class TestReadDate:
    @pytest.mark.parametrize(
        "value",
        [
            "04/08/2026",
            "4/8/2026",
            "04-08-2026",
            " 2026-08-04 ",
            date(2026, 8, 4),
            datetime.fromisoformat("2026-08-04"),
        ],
    )
    def test_reads_the_day_first(self, value: object) -> None:
        assert read_date(value) == date(2026, 8, 4)

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("03/13/2026", "month_first_date"),
            ("31/02/2026", "no_such_day"),
            ("13/13/2026", "no_such_day"),
            ("02/30/2026", "no_such_day"),
            ("00/01/2026", "no_such_day"),
            ("2026-02-30", "no_such_day"),
            ("2026-13-03", "no_such_day"),
            ("01/09/0026", "no_such_day"),
            ("01/09/26", "not_a_date"),
            ("1 September 2026", "not_a_date"),
            ("2026/09/01", "not_a_date"),
            ("20260901", "not_a_date"),
            ("01/09/2026 08.32", "not_a_date"),
            (46266.0, "not_a_date"),
            (True, "not_a_date"),
            (datetime(2026, 9, 1, tzinfo=UTC), "not_a_date"),
            ("", "blank"),
            (None, "blank"),
        ],
    )
    def test_refuses(self, value: object, code: str) -> None:
        with pytest.raises(Unreadable) as refused:
            read_date(value)
        assert refused.value.code == code

    @given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
    def test_reads_back_every_day(self, day: date) -> None:
        assert read_date(f"{day:%d/%m/%Y}") == day
        assert read_date(day.isoformat()) == day

    @given(st.dates(date(1900, 1, 1), date(2199, 12, 31)).filter(lambda day: day.day > 12))
    def test_always_catches_a_month_first_day_after_the_twelfth(self, day: date) -> None:
        with pytest.raises(Unreadable, match="month_first_date"):
            read_date(f"{day:%m/%d/%Y}")


class TestReadDateTime:
    @pytest.mark.parametrize(
        "value",
        [
            "01/09/2026 08.32",
            "01/09/2026  8:32",
            "01/09/2026 08.32.00",
            "2026-09-01 08:32",
            "2026-09-01T08:32",
            MORNING,
        ],
    )
    def test_reads(self, value: object) -> None:
        assert read_date_time(value) == MORNING

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("01/09/2026", "not_a_time"),
            ("01/09/2026 pagi", "not_a_time"),
            ("01/09/2026 8", "not_a_time"),
            ("01/09/2026 24.00", "no_such_time"),
            ("01/09/2026 08.61", "no_such_time"),
            ("09/13/2026 08.32", "month_first_date"),
            ("31/02/2026 08.32", "no_such_day"),
            ("besok 08.32", "not_a_date"),
            (date(2026, 9, 1), "not_a_time"),
            (datetime(2026, 9, 1, tzinfo=UTC), "not_a_time"),
            ("", "blank"),
            (None, "blank"),
        ],
    )
    def test_refuses(self, value: object, code: str) -> None:
        with pytest.raises(Unreadable) as refused:
            read_date_time(value)
        assert refused.value.code == code

    @given(st.datetimes(datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2199-12-31")))
    def test_reads_back_every_minute(self, moment: datetime) -> None:
        minute = moment - timedelta(seconds=moment.second, microseconds=moment.microsecond)
        assert read_date_time(f"{moment:%d/%m/%Y %H.%M}") == minute


class TestNormalisedNumber:
    @pytest.mark.parametrize(
        "value", ["INV-001 ", "inv001", "inv 001", "Inv/001", "INV.001", "\uff29NV-001"]
    )
    def test_makes_spellings_the_same(self, value: str) -> None:
        assert normalised_number(value) == "inv001"

    def test_keeps_leading_zeros(self) -> None:
        assert normalised_number("INV-1") != normalised_number("INV-001")

    @pytest.mark.parametrize("value", ["", " - ", "///"])
    def test_refuses_a_number_of_nothing(self, value: str) -> None:
        with pytest.raises(Unreadable, match="not_a_document_number"):
            normalised_number(value)

    @given(st.text().filter(lambda text: any(c.isalnum() for c in text)))
    def test_changes_nothing_the_second_time(self, text: str) -> None:
        once = normalised_number(text)
        assert normalised_number(once) == once
