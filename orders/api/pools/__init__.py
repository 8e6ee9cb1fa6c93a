"""Routes of pools, a file per subject; all stand on one router.

A path that is read in one file and posted to in another must be one path of one router:
the first of two would refuse the other's method.
"""

from orders.api.pools import acting, committing, drafting, outcome, pricing, shares
from orders.api.pools.reading import router

__all__ = ["acting", "committing", "drafting", "outcome", "pricing", "router", "shares"]
