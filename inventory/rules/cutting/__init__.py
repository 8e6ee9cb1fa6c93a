"""Planning cuts: the least material for a list of cuts, of bars and of sheets.

- types.py: what is asked and answered.
- task.py: the question checked, and in whole numbers.
- bars.py, sheets.py: ways of cutting one piece. packing.py: quick whole plans for sheets.
- master.py, searching.py: the choice among ways, and the proof that no other is better.
- laying.py, planning.py: from the choice to a plan.
- verifying.py: a plan checked by its geometry alone.

Never here: lots, racks, weights.
"""

from inventory.rules.cutting.planning import LEAST_LEFT_MM, plan_cuts
from inventory.rules.cutting.types import (
    Budget,
    CuttingRefused,
    Left,
    Pattern,
    Placed,
    Plan,
    Stock,
    Wanted,
)
from inventory.rules.cutting.verifying import faults_of

__all__ = [
    "LEAST_LEFT_MM",
    "Budget",
    "CuttingRefused",
    "Left",
    "Pattern",
    "Placed",
    "Plan",
    "Stock",
    "Wanted",
    "faults_of",
    "plan_cuts",
]
