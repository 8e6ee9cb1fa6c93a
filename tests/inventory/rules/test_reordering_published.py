"""The intermittent forecasts against a published library, at the same fixed parameters."""

import numpy as np
import pytest
from statsforecast.models import TSB, CrostonClassic, CrostonSBA, SimpleExponentialSmoothing

from inventory.rules.reordering import croston, sba, ses, tsb

dice = np.random.default_rng(8)
SERIES = [
    dice.poisson(0.4, 30) * dice.gamma(2, 20, 30),
    dice.poisson(3, 24).astype(float),
    np.array([0.0, 0, 0, 0, 7]),
    np.array([4.0, 0, 0, 0, 0, 0, 0, 0, 0]),
    np.array([0.0, 5, 0, 0, 3, 0, 2, 0, 0]),
]


@pytest.mark.parametrize("series", SERIES, ids=range(len(SERIES)))
class TestForecasts:
    def test_are_those_of_statsforecast(self, series: np.ndarray) -> None:
        def published(model: object) -> float:
            return float(model.forecast(series, h=1)["mean"][0])  # type: ignore[attr-defined]

        assert croston(series) == pytest.approx(published(CrostonClassic()), rel=1e-12)
        assert sba(series) == pytest.approx(published(CrostonSBA()), rel=1e-12)
        both = tsb(series, alpha=0.3, beta=0.2)
        assert both == pytest.approx(published(TSB(alpha_d=0.3, alpha_p=0.2)), rel=1e-12)
        level = published(SimpleExponentialSmoothing(alpha=0.3))
        assert ses(series, alpha=0.3) == pytest.approx(level, rel=1e-12)
