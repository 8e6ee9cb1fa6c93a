"""The intermittent forecasts against a published library's, at the same fixed parameters.

The figures are those of statsforecast 2.1.1: CrostonClassic, CrostonSBA, TSB(0.3, 0.2) and
SimpleExponentialSmoothing(0.3), the next period's mean.
"""

import numpy as np
import pytest

from inventory.rules.reordering import croston, sba, ses, tsb

RARE = [0, 15.7, 21.1, *[0] * 8, 151.2, 0, 0, 0, 0, 23.6, *[0] * 13]
STEADY = [4, 4, 4, 2, 6, 3, 0, 1, 0, 7, 0, 4, 7, 4, 3, 2, 4, 2, 2, 6, 2, 6, 5, 2]
PUBLISHED = [
    (RARE, 10.22197262197262, 9.710873990873989, 0.731947193894856, 0.1430948730818476),
    (STEADY, 3.504829922654696, 3.329588426521961, 3.5616062084551374, 3.6246440312967216),
    ([0, 0, 0, 0, 7], 1.4, 1.3299999999999998, 1.4000000000000001, 2.1),
    ([4, 0, 0, 0, 0, 0, 0, 0, 0], 4.0, 3.8, 0.6710886400000003, 0.2305920399999999),
    (
        [0, 5, 0, 0, 3, 0, 2, 0, 0],
        2.1626794258373203,
        2.0545454545454542,
        0.9268559872000004,
        0.6336214499999998,
    ),
]


@pytest.mark.parametrize("published", PUBLISHED, ids=range(len(PUBLISHED)))
class TestForecasts:
    def test_are_the_published_ones(
        self, published: tuple[list[float], float, float, float, float]
    ) -> None:
        demand, *figures = published
        series = np.array(demand, dtype=float)
        found = [
            croston(series),
            sba(series),
            tsb(series, alpha=0.3, beta=0.2),
            ses(series, alpha=0.3),
        ]
        assert found == pytest.approx(figures, rel=1e-12)
