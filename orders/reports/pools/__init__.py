"""Pools as people read them: their terms, their progress, their lists."""

from orders.reports.pools.boxes import Box, boxes_of
from orders.reports.pools.current import current_version
from orders.reports.pools.effect import Effect, effect_of
from orders.reports.pools.listing import PoolLine, open_pools, pool_lines
from orders.reports.pools.news import News, news_since, seen_in
from orders.reports.pools.progress import (
    MaterialProgress,
    OwnPart,
    PoolProgress,
    progress_of,
    progress_of_all,
)
from orders.reports.pools.standing import TierStep
from orders.reports.pools.terms import (
    Terms,
    offers_for_rule,
    rule_offers,
    terms_of,
    terms_of_all,
)

__all__ = [
    "Box",
    "Effect",
    "MaterialProgress",
    "News",
    "OwnPart",
    "PoolLine",
    "PoolProgress",
    "Terms",
    "TierStep",
    "boxes_of",
    "current_version",
    "effect_of",
    "news_since",
    "offers_for_rule",
    "open_pools",
    "pool_lines",
    "progress_of",
    "progress_of_all",
    "rule_offers",
    "seen_in",
    "terms_of",
    "terms_of_all",
]
