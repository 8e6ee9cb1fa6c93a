"""What to do about a material that runs low: join a pool, open one, or order alone.

Here belongs the choice and its figures. Never here: when a material is low (that is the
yard's), or carrying the choice out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from orders.rules.clearing import Offer, Tier

# A pool that closes later than this does not help a shelf that is low now.
LONGEST_WAIT_DAYS = 21


class Answer(StrEnum):
    """What to do; the names are those of the alert's answers."""

    JOIN_POOL = "join_pool"
    OPEN_POOL = "open_pool"
    PURCHASE_ORDER = "purchase_order"


class Reason(StrEnum):
    """Why it is proposed."""

    POOL_HAS_IT = "pool_has_it"
    POOL_MAY_TAKE_IT = "pool_may_take_it"
    MINIMUM_NOT_REACHED = "minimum_not_reached"
    PRICE_BREAK_NOT_REACHED = "price_break_not_reached"
    ENOUGH_ALONE = "enough_alone"
    CHOSEN = "chosen"


@dataclass(frozen=True)
class OpenPool:
    """A pool that takes commitments. days_left: whole days until it closes."""

    number: str
    days_left: int
    has_material: bool


@dataclass(frozen=True)
class Proposal:
    """What to do, of which offer, and how much, in the material's unit.

    tier: reached by `quantity` alone. next_tier: the next price break, None at the last.
    landed_per_kg: what a kg would cost in the yard when `quantity` is ordered alone.
    """

    answer: Answer
    reason: Reason
    offer: Offer
    quantity: int
    mass_kg: Decimal
    tier: Tier
    next_tier: Tier | None
    landed_per_kg: Decimal
    pool: str = ""


def propose(
    wanted_kg: Decimal,
    offers: Sequence[Offer],
    pools: Sequence[OpenPool],
    *,
    only: Answer | None = None,
) -> Proposal | None:
    """Propose what to do for so many kg; None when nobody offers the material.

    wanted_kg: above zero. pools: those that are open now. only: a person's own choice,
    for which the figures are then worked out; None too when no pool is open to join.
    The offer is the one whose landed price is lowest for the quantity it would have to
    be: whole packs, at least the minimum; ties go to the shorter lead time.
    """
    if wanted_kg <= 0:
        raise ValueError(f"{wanted_kg} kg wanted")
    if not offers:
        return None
    offer = min(offers, key=lambda one: _preference(one, wanted_kg))
    pool = _pool_to_join(pools)
    answer, reason = _choose(offer, wanted_kg, pool)
    if only is not None and only != answer:
        answer, reason = only, Reason.CHOSEN
    if answer == Answer.JOIN_POOL and pool is None:
        return None
    packs = _packs(offer, wanted_kg)
    alone = answer == Answer.PURCHASE_ORDER
    quantity = packs * offer.pack if alone else _pieces(offer, wanted_kg)
    tier = offer.tier_at(packs)
    return Proposal(
        answer=answer,
        reason=reason,
        offer=offer,
        quantity=quantity,
        mass_kg=quantity * offer.piece_mass_kg,
        tier=tier,
        next_tier=_next(offer, tier),
        landed_per_kg=offer.landed_price(packs),
        pool=pool.number if pool is not None and answer == Answer.JOIN_POOL else "",
    )


def _choose(offer: Offer, wanted_kg: Decimal, pool: OpenPool | None) -> tuple[Answer, Reason]:
    if pool is not None:
        has_it = pool.has_material
        return Answer.JOIN_POOL, Reason.POOL_HAS_IT if has_it else Reason.POOL_MAY_TAKE_IT
    alone = offer.packs_reaching(wanted_kg)
    if alone * offer.pack_kg < offer.minimum_kg:
        return Answer.OPEN_POOL, Reason.MINIMUM_NOT_REACHED
    has_breaks = len(offer.rising_tiers) > 1
    if has_breaks and offer.tier_at(alone) == offer.rising_tiers[0]:
        return Answer.OPEN_POOL, Reason.PRICE_BREAK_NOT_REACHED
    return Answer.PURCHASE_ORDER, Reason.ENOUGH_ALONE


def _pool_to_join(pools: Sequence[OpenPool]) -> OpenPool | None:
    """Take the pool that has the material, else the one that closes first."""
    near = [pool for pool in pools if pool.days_left <= LONGEST_WAIT_DAYS]
    return min(
        near, key=lambda pool: (not pool.has_material, pool.days_left, pool.number), default=None
    )


def _preference(offer: Offer, wanted_kg: Decimal) -> tuple[Decimal, int, str]:
    price = offer.landed_price(_packs(offer, wanted_kg))
    return price, offer.lead_time_days, offer.key


def _packs(offer: Offer, wanted_kg: Decimal) -> int:
    return offer.packs_reaching(max(wanted_kg, offer.minimum_kg))


def _pieces(offer: Offer, wanted_kg: Decimal) -> int:
    """Round up to whole pieces, or whole kg: a pool makes the packs."""
    return int((wanted_kg / offer.piece_mass_kg).to_integral_value(ROUND_CEILING))


def _next(offer: Offer, tier: Tier) -> Tier | None:
    higher = (one for one in offer.rising_tiers if one.from_kg > tier.from_kg)
    return next(higher, None)
