"""The demand that policies are measured on."""

import csv
from pathlib import Path

import numpy as np

from inventory.rules.reordering.demand import Floats

_MATERIALS = 600
_PERIODS = 51


def read_demand(file: Path) -> Floats:
    """Read a CSV: a row per material, its name and then quantities, oldest first.

    The first line names the periods; an empty field is a period about which nothing is known.
    Returns (materials, periods), NaN where unknown. Raises OSError, ValueError.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        _heads, *rows = csv.reader(lines)
    return np.array([[float(field) if field else np.nan for field in row[1:]] for row in rows])


def draw_demand() -> Floats:
    """Draw rare demands of whole units, of which some begin and some die; always the same."""
    dice = np.random.default_rng(51)
    rate = dice.gamma(0.8, 0.6, _MATERIALS)[:, None]
    size = dice.gamma(1.5, 1.0, _MATERIALS)[:, None]
    months = np.arange(_PERIODS)
    begins = dice.choice([0, 0, 0, 0, 20, 30], _MATERIALS)[:, None]
    dies = dice.choice([99, 99, 99, 35], _MATERIALS)[:, None]
    alive = (months >= begins) & (months < dies)
    asked = dice.random((_MATERIALS, _PERIODS)) < 1 - np.exp(-rate)
    units = 1 + dice.poisson(np.broadcast_to(size, asked.shape))
    return np.where(alive & asked, units, 0).astype(np.float64)
