"""Reordering: when to order a material again, and how much.

Here belong the rules from demand to reorder point, over arrays of numbers. Never here:
where demand comes from, offers and suppliers, alerts, or what a purchaser decides.

- demand.py: what kind of demand it is, and what it will be per period.
- levels.py: safety stock, reorder point, order-up-to level, order quantity.
- planning.py: all of it for one material, as the nightly job asks.

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
from inventory.rules.reordering.planning import ReorderPlan, plan_material

__all__ = [
    "DemandClass",
    "PriceBreak",
    "ReorderPlan",
    "RuleRefused",
    "classify",
    "croston",
    "economic_order_quantity",
    "order_up_to",
    "plan_material",
    "reorder_point",
    "safety_stock",
    "safety_stock_for_fill_rate",
    "sba",
    "ses",
    "tsb",
]
