"""What finance looks at: money due by week, spend by supplier, prices against time."""

from orders.reports.finance.prices import (
    PricePoint,
    Prices,
    SupplierPrices,
    priced_materials,
    prices_of,
)
from orders.reports.finance.spend import Spend, SupplierSpend, spend_by_supplier
from orders.reports.finance.weeks import DueWeek, WeeksDue, weeks_due

__all__ = [
    "DueWeek",
    "PricePoint",
    "Prices",
    "Spend",
    "SupplierPrices",
    "SupplierSpend",
    "WeeksDue",
    "priced_materials",
    "prices_of",
    "spend_by_supplier",
    "weeks_due",
]
