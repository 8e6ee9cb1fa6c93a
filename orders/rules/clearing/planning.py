"""Who is planned how much of an order that fits."""

from collections.abc import Sequence

from orders.rules.clearing.demand import Wish, wish_of
from orders.rules.clearing.fitting import extra_needed, stay_dropping, stay_taking_off
from orders.rules.clearing.searching import Reached
from orders.rules.clearing.terms import Commitment
from orders.rules.webster import apportion


def plan_members(
    reached: Reached, paying: Sequence[Commitment], depot_appetite: int
) -> tuple[dict[str, int], set[str]]:
    """Divide an order among those who pay its price: by Webster's method above the minimums, as after delivery.

    paying: in the order in which they are served. Members come before the depot, firm quantities before extra ones.
    Returns planned pieces by key, and the keys of those who had to go over a minimum.
    """
    wishes = [wish_of(one) for one in paying]
    stays = _who_stays(reached, wishes, depot_appetite)
    staying = [wish for wish, stay in zip(wishes, stays, strict=True) if stay]
    quantity, extra = sum(w.quantity for w in staying), sum(w.extra for w in staying)
    members = min(reached.pieces, quantity + min(extra, reached.offer.pack - 1))
    firm = apportion(members, [w.quantity for w in staying], [w.floor for w in staying])
    beyond = apportion(max(0, members - quantity), [w.extra for w in staying])
    pieces = iter(a + b for a, b in zip(firm, beyond, strict=True))
    planned = {one.key: next(pieces) for one, stay in zip(paying, stays, strict=True) if stay}
    return planned, {one.key for one, stay in zip(paying, stays, strict=True) if not stay}


def _who_stays(reached: Reached, wishes: Sequence[Wish], depot_appetite: int) -> list[bool]:
    too_much = sum(wish.quantity for wish in wishes) - reached.firm
    if not too_much:
        return [True] * len(wishes)
    if reached.firm == reached.pieces:
        return stay_taking_off(wishes, too_much)
    needed = extra_needed(reached.pieces, reached.firm, depot_appetite)
    return stay_dropping(wishes, too_much, sum(wish.extra for wish in wishes) - needed)
