"""The yard's tables, one file per subject."""

from inventory.models.demand import ExpectedSupply, PastIssue, ReorderAlert
from inventory.models.ledger import Balance, Lot, Movement, Place, Reservation, Transaction
from inventory.models.materials import Grade, Material, ReorderPlan

__all__ = [
    "Balance",
    "ExpectedSupply",
    "Grade",
    "Lot",
    "Material",
    "Movement",
    "PastIssue",
    "Place",
    "ReorderAlert",
    "ReorderPlan",
    "Reservation",
    "Transaction",
]
