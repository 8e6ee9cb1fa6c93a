"""What more a pool would need to reach a lower price, and what that would save."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from orders.rules.clearing.demand import Demand
from orders.rules.clearing.searching import Reached
from orders.rules.clearing.terms import NextStep, Offer, saving


def next_step(
    offers: Sequence[Offer],
    demand: Demand,
    depot_appetite: int,
    reached: Reached | None,
    counter_price: Decimal,
) -> NextStep | None:
    """Find the tier, of any offer, below the present price that needs the fewest more firm pieces.

    A fixed freight that is spread over some packs more within the present tier is no step. Where nothing is reached
    yet, every price is a step. The pieces counted are such as anybody could add without a cap or a minimum; as many
    are always enough, and where nobody set a minimum and freight is by weight no fewer are.
    """
    steps = [
        (
            _pieces_missing(offer, demand, depot_appetite, packs),
            offer.landed_price(packs),
            offer,
        )
        for offer in offers
        for packs in _lower_starts(offer, reached)
    ]
    if not steps:
        return None
    more, price, offer = min(steps, key=lambda s: (s[0], s[1], s[2].lead_time_days, s[2].key))
    savings = {
        one.key: saving(one.quantity, offer, price, counter_price) for one in demand.paying(price)
    }
    return NextStep(offer, price, more, more * offer.piece_mass_kg, savings)


def _lower_starts(offer: Offer, reached: Reached | None) -> Iterator[int]:
    """Yield, for each tier of an offer, the fewest packs at which its price is under the present one."""
    least = offer.packs_reaching(offer.minimum_kg)
    for tier in offer.rising_tiers:
        packs = max(least, offer.packs_reaching(tier.from_kg))
        if reached is None:
            yield packs
            continue
        if offer == reached.offer and tier == offer.tier_at(reached.packs):
            continue
        cheaper = _packs_below(offer, packs, reached.price_per_kg)
        if cheaper is not None:
            yield cheaper


def _packs_below(offer: Offer, packs: int, price_per_kg: Decimal) -> int | None:
    """Find the fewest packs, at least `packs` and at their tier, that spread a fixed freight to under a price."""
    if offer.landed_price(packs) < price_per_kg:
        return packs
    before_fixed = Fraction(offer.tier_at(packs).price_per_kg) + Fraction(offer.freight_per_kg)
    room = Fraction(price_per_kg) - before_fixed
    if room <= 0 or not offer.freight_fixed:
        return None
    enough = floor(Fraction(offer.freight_fixed) / (room * Fraction(offer.pack_kg))) + 1
    return enough if offer.landed_price(enough) < price_per_kg else None


def _pieces_missing(offer: Offer, demand: Demand, depot_appetite: int, packs: int) -> int:
    """Count the firm pieces that, added, let an order of `packs` or just so many more be filled.

    More packs only where the members' minimums together are over the order; then the lower price may let in others.
    """
    while True:
        totals = demand.totals(demand.joining(offer.landed_price(packs)))
        holding_all = -(-totals.floor // offer.pack)
        if holding_all <= packs:
            break
        packs = holding_all
    members = packs * offer.pack - depot_appetite
    too_few_firm = members - (offer.pack - 1) - totals.quantity
    return max(1, too_few_firm, members - totals.quantity - totals.extra)
