"""Over-receipt: cumulative, by percent and by kg, with no slack."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.receipts import OverReceipt, over_receipt

grams = st.integers(1, 10**7).map(lambda g: Decimal(g) / 1000)


def beyond(before: str, now: str, percent: str | None, kg: str | None) -> Decimal:
    return over_receipt(
        Decimal(100),
        Decimal(before),
        Decimal(now),
        None if percent is None else Decimal(percent),
        None if kg is None else Decimal(kg),
    ).beyond_kg


class TestOverReceipt:
    @pytest.mark.parametrize(
        ("before", "now", "percent", "kg", "expected"),
        [
            ("0", "100", "0", None, "0"),
            ("0", "100.001", "0", None, "0.001"),
            ("60", "40", "0", "0", "0"),
            ("60", "40.001", "0", "0", "0.001"),
            ("0", "102", "2", None, "0"),
            ("0", "102.001", "2", None, "0.001"),
            ("0", "102", "2", "1", "1"),
            ("0", "101", "2", "1", "0"),
            ("0", "105", None, "5", "0"),
            ("101", "1.5", "2", None, "0.5"),
            ("110", "1", "2", None, "9"),
        ],
    )
    def test_counts_all_part_deliveries(
        self, before: str, now: str, percent: str | None, kg: str | None, expected: str
    ) -> None:
        assert beyond(before, now, percent, kg) == Decimal(expected)

    def test_says_what_is_over_and_what_may_be(self) -> None:
        found = over_receipt(Decimal(100), Decimal(0), Decimal(103), Decimal(2), None)
        assert found == OverReceipt(Decimal(3), Decimal(2), Decimal(1))
        assert found.needs_approval

    @given(grams, st.lists(grams, min_size=1, max_size=6), st.integers(0, 10).map(Decimal))
    def test_never_lets_part_deliveries_pass_what_one_could_not(
        self, ordered: Decimal, deliveries: list[Decimal], percent: Decimal
    ) -> None:
        received = Decimal(0)
        for delivery in deliveries:
            if not over_receipt(ordered, received, delivery, percent, None).needs_approval:
                received += delivery
        assert received <= ordered * (100 + percent) / 100

    @pytest.mark.parametrize(
        ("ordered", "before", "now", "percent", "kg"),
        [
            (0, 0, 1, 0, 0),
            (1, -1, 1, 0, 0),
            (1, 0, 0, 0, 0),
            (1, 0, 1, None, None),
            (1, 0, 1, -1, 0),
        ],
    )
    def test_refuses_senseless_figures(
        self, ordered: int, before: int, now: int, percent: int | None, kg: int | None
    ) -> None:
        limits = [None if figure is None else Decimal(figure) for figure in (percent, kg)]
        with pytest.raises(ValueError, match=r"kg ordered|a limit needs"):
            over_receipt(Decimal(ordered), Decimal(before), Decimal(now), *limits)
