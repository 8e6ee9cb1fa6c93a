"""The search that clearing is held against: every offer, pack count and plan of a small pool.

It says the rule again in the plainest way, in fractions, and takes time that doubles with
each member. Nothing of the rule's own is used but its plain data.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from orders.rules.clearing import Commitment, Offer


def search(
    offers: Sequence[Offer], wishes: Sequence[Commitment], depot: int
) -> tuple[Fraction, int] | None:
    """Find the lowest landed price and the most firm pieces at it; None when no plan is feasible."""
    most_pieces = sum(one.maximum for one in wishes) + depot
    choices = [{0, *range(one.minimum, one.maximum + 1)} for one in wishes]
    plans = {_told(plan, wishes) for plan in product(*choices) if any(plan)}
    best: tuple[Fraction, int] | None = None
    for (total, firm, cap), (one, packs, price) in product(
        plans, list(_orders(offers, most_pieces))
    ):
        from_depot = packs * one.pack - total
        if not 0 <= from_depot <= depot or (cap is not None and cap < price):
            continue
        if firm + from_depot <= (packs - 1) * one.pack:
            continue
        if best is None or (price, -firm) < (best[0], -best[1]):
            best = price, firm
    return best


def _told(plan: Sequence[int], wishes: Sequence[Commitment]) -> tuple[int, int, Fraction | None]:
    """Return what matters of a plan: its pieces, its firm pieces, the highest price all in it pay."""
    members = [(pieces, one) for pieces, one in zip(plan, wishes, strict=True) if pieces]
    caps = [Fraction(one.price_cap) for _pieces, one in members if one.price_cap is not None]
    firm = sum(min(pieces, one.quantity) for pieces, one in members)
    return sum(plan), firm, min(caps, default=None)


def _orders(offers: Sequence[Offer], most_pieces: int) -> Iterator[tuple[Offer, int, Fraction]]:
    """Yield every order up to so many pieces: offer, packs, landed price."""
    for one in offers:
        for packs in range(1, most_pieces // one.pack + 1):
            kg = packs * one.pack * Fraction(one.piece_mass_kg)
            reached = [tier for tier in one.tiers if Fraction(tier.from_kg) <= kg]
            if kg < Fraction(one.minimum_kg) or not reached:
                continue
            price = Fraction(max(reached, key=lambda tier: tier.from_kg).price_per_kg)
            price += Fraction(one.freight_per_kg) + Fraction(one.freight_fixed) / kg
            yield one, packs, price
