"""Distributions of demand by their mean and variance: what falls short beyond a level.

Every function works over arrays of one per material, which broadcast. A fitted gamma or
normal distribution is for kg, a negative binomial one for what is asked for in whole units.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from inventory.rules.reordering.demand import Floats

# From this shape on a gamma distribution is normal to about a thousandth of its deviation.
_NORMAL_SHAPE = 400.0
# Terms of the series and of the continued fraction that suffice below that shape.
_TERMS = 160
_STEPS = 60
_LEAST_SHAPE = 1e-6
_FARTHEST = 38.0
# Cells of a table: more of them would not move a level by a hundredth of its deviation.
_CELLS = 256
_DEVIATIONS = 12.0
_LANCZOS = (
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7,
)


def log_gamma(given: ArrayLike) -> Floats:
    """Compute the logarithm of the gamma function of numbers above zero, to 13 digits.

    Lanczos, A precision approximation of the gamma function, SIAM J. Num. Anal. 1 (1964),
    with the coefficients for g = 7 and nine terms.
    """
    x = np.asarray(given, dtype=np.float64)
    total = np.full(x.shape, 0.99999999999980993)
    for number, coefficient in enumerate(_LANCZOS):
        total = total + coefficient / (x + number)
    top = x + 6.5
    return np.asarray(
        0.5 * math.log(2 * math.pi) + (x - 0.5) * np.log(top) - top + np.log(total),
        dtype=np.float64,
    )


def normal_above(z: ArrayLike) -> Floats:
    """Compute the chance that a standard normal exceeds z, to about 12 digits of the chance.

    Up to |z| = 3.5 by the series Φ(z) = 1/2 + φ(z)·(z + z³/3 + z⁵/15 + …), beyond by the
    continued fraction of Mills' ratio: Abramowitz and Stegun (1964), 26.2.11 and 26.2.14.
    """
    given = np.asarray(z, dtype=np.float64)
    size = np.abs(given)
    near = np.minimum(size, 3.5)
    term, total = near, near
    for step in range(1, 60):
        term = term * near * near / (2 * step + 1)
        total = total + term
    far = np.maximum(size, 3.5)
    mills = far
    for step in range(60, 0, -1):
        mills = far + step / mills
    above = np.where(size <= 3.5, 0.5 - normal_density(near) * total, normal_density(far) / mills)
    return np.asarray(np.where(given >= 0, above, 1 - above), dtype=np.float64)


def normal_density(z: ArrayLike) -> Floats:
    """Compute the density of the standard normal; zero where a float cannot hold it."""
    bounded = np.minimum(np.abs(np.asarray(z, dtype=np.float64)), _FARTHEST)
    return np.asarray(np.exp(-(bounded**2) / 2) / math.sqrt(2 * math.pi), dtype=np.float64)


def _normal_tail(level: Floats, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Compute σ·(φ(k) − k·(1 − Φ(k))) and 1 − Φ(k), or of a certain demand its plain excess."""
    deviation = np.sqrt(variance)
    # Farther than this from the level, a demand exceeds it for certain, or never.
    certain = np.abs(level - mean) >= _FARTHEST * deviation
    k = np.where(certain, 0.0, level - mean) / np.where(certain, 1.0, deviation)
    above = np.where(certain, (level < mean).astype(np.float64), normal_above(k))
    excess = deviation * np.maximum(normal_density(k) - k * above, 0.0)
    return np.where(certain, np.maximum(mean - level, 0.0), excess), above


def gamma_tail(level: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> tuple[Floats, Floats]:
    """Compute the expected excess of a gamma demand over the level, and the chance of any.

    level: zero or more; mean: above zero where the variance is. mean·Q(a + 1, x) −
    level·Q(a, x) with shape a = mean²/variance, x = level·mean/variance and Q the upper
    regularised incomplete gamma function; without variance, and for a shape above 400, normal.
    Burgin, The gamma distribution and inventory control, ORQ 26 (1975).
    """
    at, middle, spread = np.broadcast_arrays(
        *(np.asarray(given, dtype=np.float64) for given in (level, mean, variance))
    )
    excess, above = _normal_tail(at, middle, spread)
    skewed = (spread > 0) & (middle * middle < _NORMAL_SHAPE * spread)
    if not skewed.any():
        return excess, above
    at, middle, spread = at[skewed], middle[skewed], spread[skewed]
    shape = np.maximum(middle / spread * middle, _LEAST_SHAPE)
    chance, density = _gamma_above(shape, at / spread * middle)
    above[skewed] = chance
    excess[skewed] = np.maximum(middle * np.minimum(chance + density, 1.0) - at * chance, 0.0)
    return excess, above


def _gamma_above(shape: Floats, x: Floats) -> tuple[Floats, Floats]:
    """Compute Q(a, x), and x^a·e^−x/Γ(a + 1), by which Q(a + 1, x) is above it.

    By the series below a + 1 and by Lentz's continued fraction above: Press and others,
    Numerical Recipes (2007), 6.2.
    """
    safe = np.maximum(x, 1e-300)
    density = np.exp(np.clip(shape * np.log(safe) - safe - log_gamma(shape + 1), -700, 0))
    low = safe < shape + 1
    above = np.empty(x.shape)
    above[low] = 1 - _series(shape[low], safe[low]) * density[low]
    high = ~low
    above[high] = _fraction(shape[high], safe[high]) * density[high] * shape[high]
    return np.clip(above, 0.0, 1.0), np.where(x > 0, density, 0.0)


def _series(shape: Floats, x: Floats) -> Floats:
    term = np.ones(x.shape)
    total = term.copy()
    for step in range(1, _TERMS):
        term *= x / (shape + step)
        total += term
        if step % 16 == 0 and (term < 1e-14 * total).all():
            break
    return total


def _fraction(shape: Floats, x: Floats) -> Floats:
    below = x + 1 - shape
    upper = np.full(x.shape, 1e300)
    lower = 1 / below
    total = lower.copy()
    for step in range(1, _TERMS):
        factor = -step * (step - shape)
        below = below + 2
        lower = 1 / _off_zero(factor * lower + below)
        upper = _off_zero(below + factor / upper)
        change = upper * lower
        total = total * change
        if step % 16 == 0 and (np.abs(change - 1) < 1e-14).all():
            break
    return total


def _off_zero(given: Floats) -> Floats:
    return np.where(np.abs(given) < 1e-300, 1e-300, given)


def least_level(allowed: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> Floats:
    """Find the least levels, zero or more, over which gamma demands exceed by the allowed.

    allowed: expected excess, above zero; shapes as in `gamma_tail`. By Newton's method from
    mean − allowed, which the level is never under; the excess is convex and falls, so that
    every step stays at or below the level sought.
    """
    wanted, middle, spread = np.broadcast_arrays(
        *(np.asarray(given, dtype=np.float64) for given in (allowed, mean, variance))
    )
    level = np.maximum(middle - wanted, 0.0)
    for _ in range(_STEPS):
        excess, above = gamma_tail(level, middle, spread)
        step = np.maximum(excess - wanted, 0.0) / np.maximum(above, 1e-300)
        level = level + step
        if (step <= 1e-10 * level).all():
            break
    return np.asarray(level, dtype=np.float64)


@dataclass(frozen=True)
class UnitTable:
    """The distribution of each demand over whole units, from none on.

    below: (materials, cells) chance of at most so many cells. beyond: expected excess over so
    many, in cells. cell: (materials,) units per cell, one unless a demand is too large for as
    many cells as a table has.
    """

    below: Floats
    beyond: Floats
    cell: Floats

    def level_for(self, service: ArrayLike) -> Floats:
        """Find the least levels, in units, that this part of the periods does not exceed."""
        wanted = np.asarray(service, dtype=np.float64)[..., None]
        cells = np.count_nonzero(self.below < wanted, axis=-1)
        found: Floats = np.minimum(cells, self.below.shape[-1] - 1) * self.cell
        return found

    def excess_over(self, level: ArrayLike) -> Floats:
        """Compute the expected excess of each demand over its level, units."""
        cells = np.ceil(np.asarray(level, dtype=np.float64) / self.cell - 1e-9).astype(np.int64)
        kept = np.clip(cells, 0, self.beyond.shape[1] - 1)
        found: Floats = self.beyond[np.arange(len(kept)), kept] * self.cell
        return np.where(cells < self.beyond.shape[1], found, 0.0)


def negative_binomial(mean: ArrayLike, variance: ArrayLike, cell: ArrayLike = 0) -> UnitTable:
    """Tabulate negative binomial demands of whole units by their moments.

    mean: units, above zero. variance: raised to a little over the mean where it is under it,
    the least that this distribution can have. cell: the least cell, units; cells are as wide
    as the table needs to reach twelve deviations over the mean. p(k + 1) =
    p(k)·(k + r)/(k + 1)·(1 − mean/variance), r = mean²/(variance − mean), with all in cells.
    """
    middle, spread = np.broadcast_arrays(
        np.atleast_1d(np.asarray(mean, dtype=np.float64)),
        np.atleast_1d(np.asarray(variance, dtype=np.float64)),
    )
    reach = middle + _DEVIATIONS * np.sqrt(spread)
    width = np.maximum(np.maximum(np.ceil(reach / _CELLS), 1.0), np.asarray(cell))
    cells = int(np.clip(np.ceil((reach / width).max(initial=1.0)) + 2, 3, _CELLS + 2))
    middle, spread = middle / width, spread / width**2
    spread = np.maximum(spread, middle * (1 + 1e-6))
    part = middle / spread
    r = middle * part / (1 - part)
    chance = np.exp(np.maximum(r * np.log(part), -700.0))
    chances = np.empty((*middle.shape, cells))
    chances[..., 0] = chance
    for number in range(1, cells):
        chance = chance * ((number - 1 + r) / number * (1 - part))
        chances[..., number] = chance
    below = np.minimum(np.cumsum(chances, axis=-1), 1.0)
    beyond = np.cumsum((1 - below)[:, ::-1], axis=1)[:, ::-1]
    return UnitTable(below, beyond, width)
