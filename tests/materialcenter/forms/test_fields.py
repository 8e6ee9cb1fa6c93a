"""What people may type into numbers and days, and what they are told otherwise."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.utils import translation

from materialcenter.forms.fields import (
    DayField,
    KgField,
    PercentField,
    PriceField,
    QuantityField,
    RupiahField,
)


def refusal(field: forms.Field, typed: Any) -> str:
    """Return the English sentence by which a field refuses what was typed."""
    with translation.override("en"):
        with pytest.raises(forms.ValidationError) as caught:
            field.clean(typed)
        return str(caught.value.messages[0])


class TestNumbers:
    @pytest.mark.parametrize(
        ("field", "typed", "number"),
        [
            (QuantityField(), "1.234", 1234),
            (QuantityField(), " 12 ", 12),
            (QuantityField(), "12,0", 12),
            (KgField(), "1,5", Decimal("1.5")),
            (KgField(), "1.234,567 kg", Decimal("1234.567")),
            (KgField(), "2000", Decimal(2000)),
            (PriceField(), "Rp10.350,50", Decimal("10350.5")),
            (PriceField(), "10350/kg", Decimal(10350)),
            (RupiahField(), "Rp 1.250.000", 1_250_000),
            (RupiahField(least=0), "0", 0),
            (PercentField(), "12,5 %", Decimal("12.5")),
        ],
    )
    def test_are_read_as_people_here_type_them(
        self, field: forms.Field, typed: str, number: Any
    ) -> None:
        assert field.clean(typed) == number
        assert str(field.clean(typed)) in (str(number), f"{number}0")

    @pytest.mark.parametrize(
        ("field", "typed", "told"),
        [
            (QuantityField(), "dua", "is not a number"),
            (QuantityField(), "1,5", "whole"),
            (QuantityField(), "0", "more than zero"),
            (QuantityField(), "-3", "more than zero"),
            (QuantityField(least=5), "4", "at least 5"),
            (KgField(), "1,234.5", "comma before decimals, like 1.234,5"),
            (KgField(), "1.23", "It is not clear how much “1.23” is"),
            (KgField(), "kg", "“kg” is not a number"),
            (KgField(), "0,0001", "At most 3 decimals"),
            (PriceField(), "1,555", "At most 2 decimals"),
            (RupiahField(), "9" * 17, "too large"),
            (RupiahField(), "1000,50", "whole"),
            (QuantityField(), "", "required"),
            (QuantityField(), "   ", "required"),
        ],
    )
    def test_are_refused_with_what_would_be_right(
        self, field: forms.Field, typed: str, told: str
    ) -> None:
        assert told in refusal(field, typed)

    def test_may_be_left_out_where_they_are_optional(self) -> None:
        assert KgField(required=False).clean("") is None

    def test_are_shown_as_they_are_typed_in_either_language(self) -> None:
        with translation.override("en"):
            assert KgField().prepare_value(Decimal("1234.500")) == "1.234,5"
            assert RupiahField().prepare_value(1_250_000) == "1.250.000"
            assert KgField().prepare_value("1,234.5") == "1,234.5"


class TestDays:
    @pytest.mark.parametrize("typed", ["13/03/2026", "13-03-2026", "2026-03-13"])
    def test_are_read_day_first_or_as_the_browser_sends_them(self, typed: str) -> None:
        assert DayField().clean(typed) == date(2026, 3, 13)

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("03/13/2026", "03/13/2026 has the month first. Write the day first, like 31/12/2026."),
            ("31/02/2026", "There is no day 31/02/2026"),
            ("besok", "“besok” is not a date"),
            ("", "required"),
        ],
    )
    def test_are_refused_with_what_would_be_right(self, typed: str, told: str) -> None:
        assert told in refusal(DayField(), typed)

    def test_are_shown_as_the_calendar_needs_them(self) -> None:
        class Form(forms.Form):
            on = DayField()

        html = str(Form(initial={"on": date(2026, 3, 13)})["on"])
        assert 'type="date"' in html
        assert 'value="2026-03-13"' in html
