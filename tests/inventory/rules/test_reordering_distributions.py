"""Distributions of demand: known values, and what holds for any moments at all."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.rules.reordering.distributions import (
    gamma_tail,
    least_level,
    log_gamma,
    negative_binomial,
    normal_above,
)

means = st.floats(1e-3, 1e9)
# Variance over the square of the mean, from nearly certain to hopeless.
variations = st.floats(0, 1e4)


class TestFunctions:
    def test_agree_with_the_library_of_c(self) -> None:
        z = np.linspace(-9, 30, 1001)
        expected = [math.erfc(x / math.sqrt(2)) / 2 for x in z]
        assert normal_above(z) == pytest.approx(expected, rel=1e-11)
        x = np.array([0.01, 0.5, 1, 2.5, 30, 1e4])
        assert log_gamma(x) == pytest.approx([math.lgamma(v) for v in x], rel=1e-12, abs=1e-12)


class TestGamma:
    def test_of_shape_one_and_two_is_written_out(self) -> None:
        level = np.array([0.0, 0.3, 1, 4, 20])
        excess, above = gamma_tail(level, 2, 4)
        assert excess == pytest.approx(2 * np.exp(-level / 2), rel=1e-12)
        assert above == pytest.approx(np.exp(-level / 2), rel=1e-12)
        excess, above = gamma_tail(level, 2, 2)
        assert above == pytest.approx((1 + level) * np.exp(-level), rel=1e-11)
        assert excess == pytest.approx((2 + level) * np.exp(-level), rel=1e-11)

    def test_is_normal_where_it_hardly_varies(self) -> None:
        excess, above = gamma_tail(100, 100, 1)
        assert excess == pytest.approx(1 / math.sqrt(2 * math.pi))
        assert above == pytest.approx(0.5)

    def test_of_a_certain_demand_is_the_plain_difference(self) -> None:
        assert gamma_tail([3, 7], 5, 0)[0].tolist() == [2, 0]

    @settings(max_examples=30)
    @given(means, variations, st.floats(1e-4, 0.9))
    def test_level_leaves_the_excess_allowed(
        self, mean: float, variation: float, part: float
    ) -> None:
        variance = variation * mean * mean
        level = least_level(part * mean, mean, variance)
        excess, _above = gamma_tail(level, mean, variance)
        assert np.isfinite(level)
        assert excess == pytest.approx(part * mean, rel=1e-6) or level == 0

    @settings(max_examples=30)
    @given(means, variations)
    def test_level_falls_as_more_is_allowed(self, mean: float, variation: float) -> None:
        parts = np.array([0.001, 0.01, 0.1, 0.5])
        levels = least_level(parts * mean, mean, variation * mean * mean)
        assert (np.diff(levels) <= 1e-9 * mean).all()


class TestNegativeBinomial:
    def test_has_the_chances_of_the_books(self) -> None:
        # Three successes of one half: 1/8, 3/16, 3/16, 5/32 failures before.
        table = negative_binomial([3.0], [6.0])
        chances = np.diff(table.below[0, :4], prepend=0)
        assert chances == pytest.approx([1 / 8, 3 / 16, 3 / 16, 5 / 32])
        assert table.excess_over([0.0]) == pytest.approx(3, rel=1e-6)
        assert table.level_for(0.5).tolist() == [2]

    def test_of_little_variance_is_poisson(self) -> None:
        table = negative_binomial([2.0], [0.1])
        assert table.below[0, 0] == pytest.approx(math.exp(-2), rel=1e-4)

    @given(st.lists(st.tuples(st.floats(1e-9, 1e9), variations), min_size=1, max_size=4))
    def test_keeps_its_mean_and_is_finite(self, moments: list[tuple[float, float]]) -> None:
        mean = np.array([mean for mean, _variation in moments])
        variance = mean**2 * [variation for _mean, variation in moments]
        table = negative_binomial(mean, variance)
        assert np.isfinite(table.below).all()
        assert (np.diff(table.below, axis=1) >= 0).all()
        levels = table.level_for(0.95)
        assert np.isfinite(table.excess_over(levels)).all()
        assert (table.level_for(0.99) >= levels).all()
