"""Clear a pool: from offers and wishes to one price, one supplier and everybody's part. Pure; no clock, no database.

A plan is feasible when somebody is served, the planned pieces and the depot's make n whole packs of an offer that
reach its minimum and a tier, and the firm pieces served (of each member, those within the quantity it wants) plus the
depot's exceed n - 1 packs, so that flexible quantity alone never opens a pack. Only members whose cap allows the
landed price take part, each with nothing or with something between its minimum and its maximum.

What every answer keeps, as the tests prove, the first two against a search over every offer, pack count and plan:
- the price is the lowest landed one for which any feasible plan exists;
- at that price, no feasible plan serves more firm pieces;
- planned + depot_pieces = packs * pack; nobody pays over the cap or gets outside {0} and [minimum, maximum]; the
  depot never takes more than its appetite;
- the order of offers and commitments does not matter, nor does a member's key, except between commitments alike in
  every respect;
- where nobody sets a minimum, who raises a quantity or a cap never pays more per kg because of it.

Beyond that: the fewest packs that serve so many firm pieces; flexible quantities fill the last pack before the depot
does; where minimums cannot all be met the earlier commitment stays; and those who stay share by Webster's method, so
that sharing out a full delivery gives exactly the plan. One supplier clears a material: the cheaper part of an order
split between two is a feasible plan of its own, at a lower price. RULE_VERSION is stored with every result and grows
with every change of answer.
"""

from collections.abc import Sequence
from decimal import Decimal

from orders.rules.clearing.demand import Demand, pays
from orders.rules.clearing.planning import plan_members
from orders.rules.clearing.searching import Reached, cheapest_order
from orders.rules.clearing.stepping import next_step
from orders.rules.clearing.terms import (
    Clearing,
    Commitment,
    LeftOut,
    NextStep,
    Offer,
    Tier,
    check_commitments,
    check_offers,
    saving,
)
from orders.rules.errors import RuleError

__all__ = [
    "RULE_VERSION",
    "Clearing",
    "Commitment",
    "LeftOut",
    "NextStep",
    "Offer",
    "Tier",
    "check_commitments",
    "check_offers",
    "clear",
    "lowest_price",
]

RULE_VERSION = "clearing-1"


def clear(
    offers: Sequence[Offer],
    commitments: Sequence[Commitment],
    *,
    depot_appetite: int = 0,
    counter_price: Decimal,
) -> Clearing:
    """Clear one material: choose the offer and packs, plan everybody's part, and say what more would bring.

    depot_appetite: pieces that the depot itself may take. counter_price: Rp/kg over the counter, for the savings only.
    Run while the pool is open it is the live progress; run at the deadline it is the result.
    Raises RuleError for nonsense: a negative or broken number, a key twice, 0 <= minimum <= quantity <= maximum not
    kept, an offer without a tier, with a pack under 1 or with a price that rises with the quantity.
    """
    check_offers(offers)
    check_commitments(commitments)
    if not isinstance(depot_appetite, int) or depot_appetite < 0:
        raise RuleError("appetite_negative", "The depot's appetite is a whole number from zero.")
    if not counter_price.is_finite() or counter_price < 0:
        raise RuleError("counter_price_negative", "The counter price is at least zero.")
    demand = Demand(commitments)
    orders = [cheapest_order(offer, demand, depot_appetite) for offer in offers]
    reached = min((o for o in orders if o is not None), key=lambda o: o.preference, default=None)
    step = next_step(offers, demand, depot_appetite, reached, counter_price)
    if reached is None:
        planned = {one.key: 0 for one in commitments}
        return Clearing(planned=planned, left_out=_all_out(offers, commitments), next_step=step)
    return _answer(reached, demand, commitments, depot_appetite, counter_price, step)


def lowest_price(offers: Sequence[Offer]) -> Decimal | None:
    """Give the landed price per kg under which no order of any size can come; None without offers.

    A commitment whose cap is under it can never be served.
    """
    prices = (offer.rising_tiers[-1].price_per_kg + offer.freight_per_kg for offer in offers)
    return min(prices, default=None)


def _answer(
    reached: Reached,
    demand: Demand,
    commitments: Sequence[Commitment],
    depot_appetite: int,
    counter_price: Decimal,
    step: NextStep | None,
) -> Clearing:
    offer, price = reached.offer, reached.price_per_kg
    members, dropped = plan_members(reached, demand.paying(price), depot_appetite)
    planned = {one.key: members.get(one.key, 0) for one in commitments}
    return Clearing(
        offer=offer,
        tier=offer.tier_at(reached.packs),
        price_per_kg=price,
        pieces_ordered=reached.pieces,
        packs=reached.packs,
        planned=planned,
        left_out=_left_out(commitments, planned, price, dropped),
        depot_pieces=reached.pieces - sum(planned.values()),
        firm_pieces=reached.firm,
        savings={
            key: saving(pieces, offer, price, counter_price)
            for key, pieces in planned.items()
            if pieces
        },
        next_step=step,
    )


def _left_out(
    commitments: Sequence[Commitment],
    planned: dict[str, int],
    price: Decimal,
    dropped: set[str],
) -> dict[str, LeftOut]:
    reasons = {}
    for one in commitments:
        if planned[one.key]:
            continue
        if not pays(one, price):
            reasons[one.key] = LeftOut.PRICE_CAP
        else:
            reasons[one.key] = LeftOut.MINIMUM if one.key in dropped else LeftOut.PACKS
    return reasons


def _all_out(offers: Sequence[Offer], commitments: Sequence[Commitment]) -> dict[str, LeftOut]:
    lowest = lowest_price(offers)
    if lowest is None:
        return {one.key: LeftOut.NO_OFFER for one in commitments}
    return {
        one.key: LeftOut.NOT_REACHED if pays(one, lowest) else LeftOut.PRICE_CAP
        for one in commitments
    }
