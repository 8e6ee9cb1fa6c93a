"""Watching the stock: one call for the page, one for each part and its files."""

from inventory.services.reporting.watching.asking import (
    LINES_SHOWN,
    MAY_WATCH,
    PeriodTooLong,
    Section,
    days_in_words,
    months_over,
    period_of,
)
from inventory.services.reporting.watching.matrix import NoSuchCell, cell_report
from inventory.services.reporting.watching.whole import (
    PARTS,
    WHOLE_FILES,
    watching_file,
    watching_part,
    watching_sections,
)

__all__ = [
    "LINES_SHOWN",
    "MAY_WATCH",
    "PARTS",
    "WHOLE_FILES",
    "NoSuchCell",
    "PeriodTooLong",
    "Section",
    "cell_report",
    "days_in_words",
    "months_over",
    "period_of",
    "watching_file",
    "watching_part",
    "watching_sections",
]
