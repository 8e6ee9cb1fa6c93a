"""Pages of pools, a file per subject."""

from orders.views.pools.acting import (
    pool_allocate,
    pool_appetite,
    pool_cancel,
    pool_clear,
    pool_extend,
    pool_freeze,
    pool_new,
    pool_open,
    pool_order,
)
from orders.views.pools.committing import pool_commit
from orders.views.pools.shares import pool_shares
from orders.views.pools.shown import pool, pool_commitments, pool_standing, pools

__all__ = [
    "pool",
    "pool_allocate",
    "pool_appetite",
    "pool_cancel",
    "pool_clear",
    "pool_commit",
    "pool_commitments",
    "pool_extend",
    "pool_freeze",
    "pool_new",
    "pool_open",
    "pool_order",
    "pool_shares",
    "pool_standing",
    "pools",
]
