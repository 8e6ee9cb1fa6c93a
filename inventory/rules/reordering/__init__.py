"""Reordering: when to order a material again, and how much.

Here belong the rules from demand to reorder point, over arrays of numbers. Never here:
where demand comes from, offers and suppliers, alerts, or what a purchaser decides.

- demand.py: what kind of demand it is, and what it will be per period.
- levels.py: safety stock, reorder point, order-up-to level, order quantity.
- seasons.py: the shape of a year, and a trend that fades.
- pooling.py: the forecast of many materials that learn from each other; remembering.py: what
  it looks at; regressing.py: how it learns.
- distributions.py: what falls short of a level, by mean and variance.
- sharing.py: one fill rate for a whole store, under periodic review.
- planning.py: all of it for kg, one material or many, as the nightly job asks.

Demand arrays have one axis of periods, the last, oldest first; leading axes are materials.
They hold quantities of zero or more; NaN marks a period about which nothing is known, which
is passed over as if it had not been. Every answer is finite.
"""

from inventory.rules.reordering.demand import (
    DemandClass,
    RuleRefused,
    classify,
    croston,
    sba,
    ses,
    ses_fitted,
    tsb,
)
from inventory.rules.reordering.levels import (
    PriceBreak,
    economic_order_quantity,
    order_up_to,
    reorder_point,
    safety_stock,
    safety_stock_for_fill_rate,
)
from inventory.rules.reordering.planning import (
    ReorderPlan,
    issue_size,
    plan_material,
    plan_materials,
    weeks_of,
)
from inventory.rules.reordering.pooling import PooledForecast, forecast_pool
from inventory.rules.reordering.seasons import damped_trend, seasonal_indices
from inventory.rules.reordering.sharing import Ladder, allowed_miss, build_ladder

__all__ = [
    "DemandClass",
    "Ladder",
    "PooledForecast",
    "PriceBreak",
    "ReorderPlan",
    "RuleRefused",
    "allowed_miss",
    "build_ladder",
    "classify",
    "croston",
    "damped_trend",
    "economic_order_quantity",
    "forecast_pool",
    "issue_size",
    "order_up_to",
    "plan_material",
    "plan_materials",
    "reorder_point",
    "safety_stock",
    "safety_stock_for_fill_rate",
    "sba",
    "seasonal_indices",
    "ses",
    "ses_fitted",
    "tsb",
    "weeks_of",
]
