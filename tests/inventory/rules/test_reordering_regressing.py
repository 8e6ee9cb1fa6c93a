"""What is learned from signs: nothing of what differs by nothing, and never without bounds."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inventory.rules.reordering.demand import Floats
from inventory.rules.reordering.regressing import GAMMA, POISSON, Family, Regression, regress


def learned(
    sign: Floats, answers: Floats, start: float = 1.0, family: Family = POISSON, firm: float = 1.0
) -> Regression:
    signs = np.stack([np.ones(len(sign)), sign], axis=1)
    return regress(
        signs,
        answers,
        start=np.full(len(sign), start),
        weights=np.ones(len(sign)),
        family=family,
        firmness=firm,
    )


def factors(found: Regression, *values: float) -> list[float]:
    return [float(found.factor(np.array([[1.0, value]]))[0]) for value in values]


class TestRegress:
    @pytest.mark.parametrize("family", [POISSON, GAMMA])
    def test_learns_how_much_more_a_sign_means(self, family: Family) -> None:
        sign = np.tile([0.0, 1.0], 2000)
        found = learned(sign, np.where(sign > 0, 6.0, 2.0), family=family)
        assert factors(found, 0, 1) == pytest.approx([2, 6], rel=0.01)

    def test_finds_one_where_all_is_as_expected(self) -> None:
        found = learned(np.arange(9.0), np.full(9, 5.0), start=5)
        assert factors(found, 0, 4, 100) == [1, 1, 1]

    def test_of_nothing_learns_nothing(self) -> None:
        assert factors(learned(np.zeros(0), np.zeros(0)), 3) == [1]

    def test_believes_little_of_few_when_firm(self) -> None:
        sign, answers = np.tile([0.0, 1.0], 10), np.tile([1.0, 3.0], 10)
        loose, firm = (learned(sign, answers, firm=firm) for firm in (0.1, 1000))
        assert factors(loose, 1)[0] / factors(loose, 0)[0] == pytest.approx(3, rel=0.05)
        assert factors(firm, 1)[0] / factors(firm, 0)[0] < 1.1

    @settings(max_examples=60)
    @given(
        arrays(np.float64, 12, elements=st.floats(-1e3, 1e3)),
        arrays(np.float64, 12, elements=st.floats(0, 1e9)),
        st.sampled_from([POISSON, GAMMA]),
    )
    def test_keeps_its_factors_within_bounds(
        self, sign: Floats, answers: Floats, family: Family
    ) -> None:
        for factor in factors(learned(sign, answers, family=family), -1e9, 0, 1e9):
            assert math.exp(-3) <= factor <= math.exp(3)
