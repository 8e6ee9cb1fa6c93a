"""The ABC-XYZ matrix, for every demand there can be."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.counting import USUAL_LIMITS
from inventory.rules.reordering.matrix import (
    CELLS,
    Steadiness,
    cells_of,
    steadiness,
    variation,
)

GRAMS = st.integers(0, 10**9).map(lambda grams: Decimal(grams).scaleb(-3))
PRICES = st.integers(1, 10**7).map(lambda cents: Decimal(cents).scaleb(-2))


def judged(*months: int) -> Steadiness:
    return steadiness(Decimal(sum(months)), Decimal(sum(n * n for n in months)), len(months))


@st.composite
def demands(draw: st.DrawFn) -> tuple[list[Decimal], list[list[Decimal]]]:
    """Draw what each material's demand is worth, and its kg of as many months each."""
    months = draw(st.integers(1, 12))
    monthly = draw(st.lists(st.lists(GRAMS, min_size=months, max_size=months), max_size=15))
    values = [sum(kg, Decimal(0)) * draw(PRICES) for kg in monthly]
    return values, monthly


class TestSteadiness:
    def test_goes_by_how_far_months_stray_from_their_mean(self) -> None:
        assert judged(10, 10, 10, 10) is Steadiness.X
        # One and three: a mean of two, and one away from it.
        assert judged(100, 300) is Steadiness.X
        assert judged(99, 301) is Steadiness.Y
        assert judged(0, 100) is Steadiness.Y
        assert judged(0, 0, 100) is Steadiness.Z

    def test_calls_nothing_steady_that_nobody_asked_for(self) -> None:
        assert judged(0, 0) is Steadiness.Z
        assert variation(Decimal(0), Decimal(0), 2) is None

    def test_agrees_with_the_variation_in_figures(self) -> None:
        assert variation(Decimal(400), Decimal(100_000), 2) == Decimal("0.5")
        assert variation(Decimal(30), Decimal(300), 3) == 0


class TestCells:
    def test_are_nine(self) -> None:
        assert CELLS == ("AX", "AY", "AZ", "BX", "BY", "BZ", "CX", "CY", "CZ")

    def test_put_the_dear_and_steady_apart_from_the_cheap_and_rare(self) -> None:
        monthly = [[Decimal(n) for n in months] for months in ((9, 9, 9), (0, 0, 1), (0, 0, 0))]
        values = [Decimal(9000), Decimal(10), Decimal(0)]
        assert cells_of(values, monthly, USUAL_LIMITS) == ["AX", "CZ", "CZ"]

    @given(demands())
    def test_hold_every_material_exactly_once(
        self, demand: tuple[list[Decimal], list[list[Decimal]]]
    ) -> None:
        values, monthly = demand
        found = cells_of(values, monthly, USUAL_LIMITS)
        assert len(found) == len(values)
        assert set(found) <= set(CELLS)
        assert sum(Counter(found).values()) == len(values)

    @given(demands(), st.integers(1, 10**6))
    def test_are_the_same_however_much_is_asked_for(
        self, demand: tuple[list[Decimal], list[list[Decimal]]], times: int
    ) -> None:
        values, monthly = demand
        scaled = cells_of(
            [value * times for value in values],
            [[kg * times for kg in months] for months in monthly],
            USUAL_LIMITS,
        )
        assert scaled == cells_of(values, monthly, USUAL_LIMITS)

    @given(st.lists(GRAMS, min_size=1, max_size=12))
    def test_agree_with_the_textbook_away_from_the_cuts(self, months: list[Decimal]) -> None:
        total = sum(months, Decimal(0))
        found = variation(total, sum((kg * kg for kg in months), Decimal(0)), len(months))
        if found is None:
            return
        mean = float(total) / len(months)
        spread = (sum((float(kg) - mean) ** 2 for kg in months) / len(months)) ** 0.5
        assert float(found) == pytest.approx(spread / mean, abs=1e-6)
