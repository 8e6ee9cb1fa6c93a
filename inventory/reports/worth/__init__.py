"""What the stock is worth, was worth, and how it came to be so: the accountant's reports.

Each is one statement or two, bounded by a period, a material or a page. Stock of a past day
is reckoned backwards: what lies there now, less what came since and plus what went since, by
the day on which it happened. So the nearer the day, the less is read, and the books of
a closed period always give the same answer. Only the depot's own lots count; consigned ones
are worth nothing to it.
"""

from inventory.reports.worth.ageing import BANDS, Ageing, ageing
from inventory.reports.worth.asof import LotWorth, MaterialWorth, worth_by_lot, worth_by_material
from inventory.reports.worth.card import Amounts, CardLine, StockCard, stock_card
from inventory.reports.worth.losses import LOSSES, MonthLoss, losses
from inventory.reports.worth.months import Flow, Month, months
from inventory.reports.worth.open_items import OpenItems, open_items
from inventory.reports.worth.slow import SlowMover, slow_movers

__all__ = [
    "BANDS",
    "LOSSES",
    "Ageing",
    "Amounts",
    "CardLine",
    "Flow",
    "LotWorth",
    "MaterialWorth",
    "Month",
    "MonthLoss",
    "OpenItems",
    "SlowMover",
    "StockCard",
    "ageing",
    "losses",
    "months",
    "open_items",
    "slow_movers",
    "stock_card",
    "worth_by_lot",
    "worth_by_material",
]
