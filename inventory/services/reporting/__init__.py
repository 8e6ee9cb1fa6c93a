"""Giving the accountant's reports: one call each, shown by a page, a route or a file."""

from inventory.services.reporting.age import ageing_report
from inventory.services.reporting.asking import (
    FILES,
    MAY_READ,
    MAY_READ_CARD,
    PAGE,
    WHOLE,
    ZONE,
    Asked,
    BadPeriod,
    NothingAsked,
)
from inventory.services.reporting.card import card_report
from inventory.services.reporting.losses import losses_report
from inventory.services.reporting.printing import File, file_of
from inventory.services.reporting.slow import BadDays, refuse_days, slow_report
from inventory.services.reporting.value import value_by_lot_report, value_report

__all__ = [
    "FILES",
    "MAY_READ",
    "MAY_READ_CARD",
    "PAGE",
    "WHOLE",
    "ZONE",
    "Asked",
    "BadDays",
    "BadPeriod",
    "File",
    "NothingAsked",
    "ageing_report",
    "card_report",
    "file_of",
    "losses_report",
    "refuse_days",
    "slow_report",
    "value_by_lot_report",
    "value_report",
]
