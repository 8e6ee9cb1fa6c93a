"""Regression of what is never below zero on signs of it, through a logarithm.

An answer is a start that is known beforehand, times a factor that the signs explain. Without
anything to learn from, and as far as nothing differs from the start, the factor is one.
"""

from dataclasses import dataclass

import numpy as np

from inventory.rules.reordering.demand import Floats

_ROUNDS = 6
# No sign changes the start by more than the exponential of this.
_FARTHEST = 3.0
_LEAST = 1e-12


@dataclass(frozen=True)
class Family:
    """How answers scatter: their variance goes with this power of their mean.

    most_off: no answer counts for more than so many times what was expected.
    """

    power: float
    most_off: float


POISSON = Family(power=1, most_off=1e4)
GAMMA = Family(power=2, most_off=20)


@dataclass(frozen=True)
class Regression:
    """Factors of signs: the exponential of the sum of their standard values times `slopes`."""

    middle: Floats
    spread: Floats
    slopes: Floats

    def factor(self, signs: Floats) -> Floats:
        """Compute by how much the start is to be multiplied, (rows,), from (rows, signs)."""
        return np.asarray(np.exp(self.logs((signs - self.middle) / self.spread)))

    def logs(self, standard: Floats) -> Floats:
        """Compute the logarithms of the factors of standardised signs, within bounds."""
        return np.clip(standard @ self.slopes, -_FARTHEST, _FARTHEST)


def regress(
    signs: Floats,
    answers: Floats,
    *,
    start: Floats,
    weights: Floats,
    family: Family,
    firmness: float,
) -> Regression:
    """Learn the factors of signs from answers: a generalised linear model with a log link.

    signs: (rows, signs), the first of them one. answers: zero or more. start: above zero, what
    is expected without signs. weights: of the rows, zero or more. firmness: the penalty on the
    square of the slope of each standardised sign, in answers; on the first it is one. By
    iteratively reweighted least squares: McCullagh and Nelder, Generalized Linear Models
    (1989), ch. 2.
    """
    middle, spread = _standard(signs, weights)
    found = Regression(middle, spread, np.zeros(signs.shape[1]))
    standard = (signs - middle) / spread
    penalty = np.diag([1.0, *[firmness] * (signs.shape[1] - 1)])
    for _ in range(_ROUNDS if len(answers) else 0):
        logs = found.logs(standard)
        expected = np.maximum(start * np.exp(logs), _LEAST)
        towards = logs + np.minimum(answers / expected - 1, family.most_off)
        weighted = standard * (weights * expected ** (2 - family.power))[:, None]
        slopes = np.linalg.solve(weighted.T @ standard + penalty, weighted.T @ towards)
        found = Regression(middle, spread, np.asarray(slopes, dtype=np.float64))
    return found


def _standard(signs: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Compute the weighted mean and deviation of each sign; zero and one for the first."""
    total = max(float(weights.sum()), _LEAST)
    middle = weights @ signs / total
    spread = np.sqrt(np.maximum(weights @ signs**2 / total - middle**2, 0.0))
    middle[0] = 0.0
    return middle, np.where(spread > 1e-6, spread, 1.0)
