"""Pools as people read them: their terms, their progress, their lists."""

from orders.reports.pools.listing import PoolLine, open_pools, pool_lines
from orders.reports.pools.progress import (
    MaterialProgress,
    OwnPart,
    PoolProgress,
    TierStep,
    progress_of,
    progress_of_all,
)
from orders.reports.pools.terms import (
    Terms,
    offers_for_rule,
    rule_offers,
    terms_of,
    terms_of_all,
)

__all__ = [
    "MaterialProgress",
    "OwnPart",
    "PoolLine",
    "PoolProgress",
    "Terms",
    "TierStep",
    "offers_for_rule",
    "open_pools",
    "pool_lines",
    "progress_of",
    "progress_of_all",
    "rule_offers",
    "terms_of",
    "terms_of_all",
]
