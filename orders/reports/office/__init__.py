"""What the center was for its workshops in a year, as the regional industry office asks for it.

Everything is counted by the day on which steel was handed over, in the center's own zone.
"""

from orders.reports.office.reading import office_year, office_years
from orders.reports.office.revenue import REVENUE_YEARS, revenues
from orders.reports.office.shapes import (
    CLUSTER,
    TRADE,
    Cell,
    Group,
    MaterialTaken,
    OfficeReport,
    OfficeYear,
    Revenue,
    Sums,
    Taken,
    together,
)

__all__ = [
    "CLUSTER",
    "REVENUE_YEARS",
    "TRADE",
    "Cell",
    "Group",
    "MaterialTaken",
    "OfficeReport",
    "OfficeYear",
    "Revenue",
    "Sums",
    "Taken",
    "office_year",
    "office_years",
    "revenues",
    "together",
]
