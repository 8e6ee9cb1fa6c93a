"""The yard's tables, one file per subject."""

from inventory.models.certificates import (
    Certificate,
    CertificateHeat,
    CertificateResult,
    GradeLimit,
    Property,
)
from inventory.models.consigning import ConsignedNote
from inventory.models.counting import CountEntry, CountLine, CountRule, StockCount
from inventory.models.cutting import CutJob, CutOutput, CutPlan
from inventory.models.demand import (
    DemandDay,
    DemandFolded,
    ExpectedSupply,
    LeadTime,
    MonthForecast,
    PastIssue,
    ReorderAlert,
    UnmetDemand,
)
from inventory.models.keeping_back import KeptBack
from inventory.models.landing import LandedCost
from inventory.models.ledger import Movement, Transaction
from inventory.models.lots import Balance, Lot, Reservation
from inventory.models.materials import Grade, Material, ReorderPlan
from inventory.models.places import Place
from inventory.models.sealing import SealBlock
from inventory.models.weighing import Scale, ScaleReading, VehicleTare, WeighTicket

__all__ = [
    "Balance",
    "Certificate",
    "CertificateHeat",
    "CertificateResult",
    "ConsignedNote",
    "CountEntry",
    "CountLine",
    "CountRule",
    "CutJob",
    "CutOutput",
    "CutPlan",
    "DemandDay",
    "DemandFolded",
    "ExpectedSupply",
    "Grade",
    "GradeLimit",
    "KeptBack",
    "LandedCost",
    "LeadTime",
    "Lot",
    "Material",
    "MonthForecast",
    "Movement",
    "PastIssue",
    "Place",
    "Property",
    "ReorderAlert",
    "ReorderPlan",
    "Reservation",
    "Scale",
    "ScaleReading",
    "SealBlock",
    "StockCount",
    "Transaction",
    "UnmetDemand",
    "VehicleTare",
    "WeighTicket",
]
