"""Thousands of small pools cleared by the rule and by the search through every plan."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from time import perf_counter

from orders.management.benchmarks.pooling.every_plan import search
from orders.management.benchmarks.pooling.small_pools import SmallPool, small_pool
from orders.rules.clearing import clear

COUNTER = Decimal(100)
# A landed price with a fixed freight in it is rounded to 28 digits.
_SAME = Fraction(1, 10**20)


@dataclass
class Compared:
    """What was found so far. larger_price: the most that the rule's price was over the lowest."""

    pools: int = 0
    with_minimums: int = 0
    reached: int = 0
    wrongly_unreached: int = 0
    larger_price: Fraction = Fraction(0)
    largest_gap: int = 0
    rule_s: float = 0.0
    search_s: float = 0.0

    @property
    def is_as_wanted(self) -> bool:
        """Say whether the rule found what the search found, always."""
        return not (self.wrongly_unreached or self.larger_price > _SAME or self.largest_gap)

    def add(self, pool: SmallPool) -> None:
        """Clear a pool both ways."""
        start = perf_counter()
        answer = clear(pool.offers, pool.wishes, depot_appetite=pool.depot, counter_price=COUNTER)
        middle = perf_counter()
        best = search(pool.offers, pool.wishes, pool.depot)
        self.rule_s += middle - start
        self.search_s += perf_counter() - middle
        self.pools += 1
        self.with_minimums += any(one.minimum > 1 for one in pool.wishes)
        if best is None or answer.price_per_kg is None:
            self.wrongly_unreached += (best is None) != (answer.price_per_kg is None)
            return
        self.reached += 1
        price, firm = best
        self.larger_price = max(self.larger_price, abs(Fraction(answer.price_per_kg) - price))
        self.largest_gap = max(self.largest_gap, firm - answer.firm_pieces)


def compare_pools(say: Callable[[str], object], *, pools: int) -> Compared:
    """Compare so many pools and print what was found."""
    found = Compared()
    for seed in range(pools):
        found.add(small_pool(seed))
    say(f"pools compared                          {found.pools}")
    say(f"  of them with minimums                 {found.with_minimums}")
    say(f"  reached a price                       {found.reached}")
    say(f"  reached by one way only (0 wanted)    {found.wrongly_unreached}")
    say(f"largest difference in price (0 wanted)  {float(found.larger_price):.1e}")
    say(f"largest gap in firm pieces (0 wanted)   {found.largest_gap}")
    say(f"the rule took                           {found.rule_s:.2f} s")
    say(f"every plan took                         {found.search_s:.2f} s")
    say("as wanted" if found.is_as_wanted else "NOT as wanted")
    return found
