"""Clearing and sharing pools: time and growth, the answer against every plan, and the Tegal pool.

- large_pools.py, small_pools.py: pools made up.
- growth.py: clearing and sharing at 1 000, 10 000 and 100 000 commitments.
- every_plan.py: the search through every offer, pack count and plan of a small pool.
- comparing.py: thousands of small pools cleared by the rule and by that search.
- tegal_pool.py: the 676 lines that the demo brings, cleared with and without the depot.
"""

from collections.abc import Callable
from datetime import datetime

from orders.management.benchmarks.pooling.comparing import compare_pools
from orders.management.benchmarks.pooling.growth import FULL, QUICK, measure
from orders.management.benchmarks.pooling.tegal_pool import clear_tegal

__all__ = ["OPTIONS", "run"]

OPTIONS = ("compare", "tegal")


def run(
    say: Callable[[str], object], *, quick: bool, at: datetime, compare: int | None, tegal: bool
) -> None:
    """Measure and print the growth; or compare so many small pools; or clear the Tegal pool.

    quick: only see that it runs, on small numbers.
    """
    del at
    if compare is not None:
        compare_pools(say, pools=compare)
    elif tegal:
        clear_tegal(say)
    else:
        measure(say, sizes=QUICK if quick else FULL)
