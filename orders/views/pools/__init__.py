"""Pages of pools, a file per subject."""

from orders.views.pools.acting import (
    pool_allocate,
    pool_appetite,
    pool_cancel,
    pool_extend,
    pool_freeze,
    pool_open,
    pool_order,
)
from orders.views.pools.committing import pool_commit
from orders.views.pools.drafting import (
    pool_conditions,
    pool_drop_material,
    pool_new,
    pool_repeat,
)
from orders.views.pools.outcome import pool_report
from orders.views.pools.pricing import (
    kept_wish_drop,
    kept_wishes,
    pool_clear,
    pool_quote_ask,
    pool_quotes,
    price_question,
    quote_answer,
    quote_decline,
    quote_request,
    quote_request_document,
    quote_stand,
)
from orders.views.pools.shares import (
    pool_shares,
    pool_sharing,
    pool_sharing_document,
    pool_sharings,
)
from orders.views.pools.shown import pool, pool_commitments, pool_standing, pools

__all__ = [
    "kept_wish_drop",
    "kept_wishes",
    "pool",
    "pool_allocate",
    "pool_appetite",
    "pool_cancel",
    "pool_clear",
    "pool_commit",
    "pool_commitments",
    "pool_conditions",
    "pool_drop_material",
    "pool_extend",
    "pool_freeze",
    "pool_new",
    "pool_open",
    "pool_order",
    "pool_quote_ask",
    "pool_quotes",
    "pool_repeat",
    "pool_report",
    "pool_shares",
    "pool_sharing",
    "pool_sharing_document",
    "pool_sharings",
    "pool_standing",
    "pools",
    "price_question",
    "quote_answer",
    "quote_decline",
    "quote_request",
    "quote_request_document",
    "quote_stand",
]
