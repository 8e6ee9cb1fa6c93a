"""The fields of orders' forms."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from inventory.rules.labels import Label, write_label
from orders.forms.buying import ScannedHeatField
from orders.forms.pools import MomentField


class TestMomentField:
    @pytest.mark.parametrize(
        "typed", ["31/12/2026 16.00", "2026-12-31T16:00", "2026-12-31T16:00:00", "31-12-2026 16:00"]
    )
    def test_reads_the_pickers_way_and_peoples(self, typed: str) -> None:
        assert MomentField().clean(typed) == datetime(2026, 12, 31, 9, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("03/13/2026 16.00", "month_first_date"),
            ("31/02/2026 16.00", "no_such_day"),
            ("31/12/2026 25.00", "no_such_time"),
            ("31/12/2026", "not_a_time"),
            ("besok", "not_a_date"),
        ],
    )
    def test_refuses_what_is_no_moment_here(self, typed: str, code: str) -> None:
        with pytest.raises(ValidationError) as refusal:
            MomentField().clean(typed)
        assert refusal.value.code == code

    def test_takes_nothing_where_nothing_is_needed(self) -> None:
        assert MomentField(required=False).clean(" ") is None


class TestScannedHeatField:
    def test_takes_the_heat_of_a_whole_label_and_a_typed_heat_as_it_is(self) -> None:
        label = write_label(Label("LOT-1", "K80685", "SPHC-2-4X8", 5, Decimal("230.500")))
        field = ScannedHeatField(max_length=40)
        assert field.clean(label) == field.clean("K80685") == "K80685"

    def test_refuses_a_heat_that_is_too_long(self) -> None:
        with pytest.raises(ValidationError):
            ScannedHeatField(max_length=40).clean("9" * 41)
