"""The lowest landed price that a pool reaches with an offer, and the order that reaches it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from orders.rules.clearing.demand import Demand
from orders.rules.clearing.fitting import Fitting
from orders.rules.clearing.terms import Offer


@dataclass(frozen=True)
class Reached:
    """An order that some plan fills: so many packs of an offer at a landed price, serving so many firm pieces."""

    offer: Offer
    packs: int
    price_per_kg: Decimal
    firm: int

    @property
    def pieces(self) -> int:
        return self.packs * self.offer.pack

    @property
    def preference(self) -> tuple[Decimal, int, int, int, str]:
        """Smaller is better: the lowest price, the most firm pieces, the fewest ordered, the soonest there."""
        return (
            self.price_per_kg,
            -self.firm,
            self.pieces,
            self.offer.lead_time_days,
            self.offer.key,
        )


def cheapest_order(offer: Offer, demand: Demand, depot_appetite: int) -> Reached | None:
    """Find the lowest price of an offer for which there is a plan, and at that price the most firm pieces.

    Packs are tried from the most downwards: the price never falls on the way, so the first order that fits has the
    lowest. Between two caps the same members pay, and their totals say at once how many packs are possible.
    """
    for tier_low, tier_high in _tier_ranges(offer, demand, depot_appetite):
        high = tier_high
        while high >= tier_low:
            paying = demand.joining(offer.landed_price(high))
            low = _first_with(offer, demand, paying, tier_low, high)
            reached = _order_within(offer, demand, depot_appetite, paying, low, high)
            if reached:
                return reached
            high = low - 1
    return None


def _tier_ranges(offer: Offer, demand: Demand, depot_appetite: int) -> Iterator[tuple[int, int]]:
    """Yield the numbers of packs, from and to, at which the offer's prices hold, the lowest price first.

    Tiers of equal price are one; packs beyond what all members and the depot together fill are left away.
    """
    totals = demand.totals(len(demand.members))
    high = totals.most_ordered(offer.pack, depot_appetite) // offer.pack
    least = offer.packs_reaching(max(offer.minimum_kg, offer.rising_tiers[0].from_kg))
    price = None
    low = high + 1
    for tier in reversed(offer.rising_tiers):
        if price is not None and tier.price_per_kg != price and low <= high:
            yield low, high
            high = low - 1
        price = tier.price_per_kg
        low = max(least, offer.packs_reaching(tier.from_kg))
    if low <= high:
        yield low, high


def _first_with(offer: Offer, demand: Demand, paying: int, low: int, high: int) -> int:
    """Find the fewest packs from low to high at which no fewer members pay than at `high`."""
    if not offer.freight_fixed:
        return low
    while low < high:
        middle = (low + high) // 2
        if demand.joining(offer.landed_price(middle)) == paying:
            high = middle
        else:
            low = middle + 1
    return low


def _order_within(
    offer: Offer, demand: Demand, depot_appetite: int, paying: int, low: int, high: int
) -> Reached | None:
    """Find the best order of low to high packs, in which the first `paying` members pay every price."""
    totals = demand.totals(paying)
    high = min(high, totals.most_ordered(offer.pack, depot_appetite) // offer.pack)
    if high < low:
        return None
    fitting = Fitting(
        demand.wishes[:paying], totals, pack=offer.pack, depot_appetite=depot_appetite
    )
    if offer.freight_fixed:
        return _most_packs(offer, fitting, low, high)
    return _most_firm(offer, fitting, low, high)


def _most_packs(offer: Offer, fitting: Fitting, low: int, high: int) -> Reached | None:
    """With a fixed freight every pack lowers the price, so the most packs that fit are the best."""
    for packs in range(high, low - 1, -1):
        firm = fitting.most_firm(packs * offer.pack)
        if firm is not None:
            return Reached(offer, packs, offer.landed_price(packs), firm)
    return None


def _most_firm(offer: Offer, fitting: Fitting, low: int, high: int) -> Reached | None:
    """At one price, the most firm pieces are the best, and of the same the fewest packs."""
    serves_all = max(low, -(-fitting.totals.quantity // offer.pack))
    best: Reached | None = None
    for packs in range(min(high, serves_all), low - 1, -1):
        if best and packs * offer.pack < best.firm:
            break
        firm = fitting.most_firm(packs * offer.pack)
        if firm is not None and (best is None or firm >= best.firm):
            best = Reached(offer, packs, offer.landed_price(packs), firm)
    return best
