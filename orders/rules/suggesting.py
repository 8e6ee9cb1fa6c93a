"""What to do about a material that runs low: join a pool, open one, or order alone.

Here belongs the choice and its figures. Never here: when a material is low and how much at a
time is economic (that is the yard's), or carrying the choice out.
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
    MORE_IS_CHEAPER = "more_is_cheaper"
    CHOSEN = "chosen"


@dataclass(frozen=True)
class OpenPool:
    """A pool that takes commitments. days_left: whole days until it closes."""

    number: str
    days_left: int
    has_material: bool


@dataclass(frozen=True)
class OrderCosts:
    """What buying again and again costs beside the price.

    order_cost: rupiah for placing one. holding: the part of its price that a kg costs in a year
    on the rack. yearly_kg: the forecast; zero where nothing is forecast.
    """

    order_cost: Decimal
    holding: Decimal
    yearly_kg: Decimal


@dataclass(frozen=True)
class Choice:
    """An offer and the packs of it that are ordered at a time when it is bought alone.

    least: the packs that are wanted now, and that the supplier asks at least.
    """

    offer: Offer
    packs: int
    least: int

    @property
    def quantity(self) -> int:
        """Return pieces, or whole kg."""
        return self.packs * self.offer.pack

    @property
    def mass_kg(self) -> Decimal:
        """Return the kg by table."""
        return self.packs * self.offer.pack_kg

    @property
    def landed_per_kg(self) -> Decimal:
        """Return what a kg costs in the yard."""
        return self.offer.landed_price(self.packs)

    def yearly_cost(self, costs: OrderCosts) -> Decimal:
        """Return rupiah of a year's buying, ordering and holding when it is always ordered so.

        What lies there is valued at the price of the least order.
        """
        ordering = costs.order_cost * costs.yearly_kg / self.mass_kg
        value = self.offer.landed_price(self.least) * self.mass_kg / 2
        return self.landed_per_kg * costs.yearly_kg + ordering + costs.holding * value

    def saving(self, costs: OrderCosts) -> int:
        """Return the rupiah a year that this saves against ordering the least each time."""
        before = Choice(self.offer, self.least, self.least).yearly_cost(costs)
        return int(max(before - self.yearly_cost(costs), Decimal(0)))


@dataclass(frozen=True)
class Proposal:
    """What to do, of which offer, and how much, in the material's unit.

    tier: reached by the choice alone. next_tier: the next price break, None at the last.
    landed_per_kg: what a kg would cost in the yard when the choice is ordered alone. compared:
    the choice of every offer, the cheapest first.
    """

    answer: Answer
    reason: Reason
    choice: Choice
    quantity: int
    mass_kg: Decimal
    tier: Tier
    next_tier: Tier | None
    landed_per_kg: Decimal
    compared: tuple[Choice, ...]
    pool: str = ""

    @property
    def offer(self) -> Offer:
        """Return the offer that was chosen."""
        return self.choice.offer


def by_cost(choices: Sequence[Choice], costs: OrderCosts) -> tuple[Choice, ...]:
    """Sort choices by a year's cost, or by the landed price where nothing is forecast.

    Ties go to the shorter lead time.
    """

    def preference(one: Choice) -> tuple[Decimal, int, str]:
        cost = one.yearly_cost(costs) if costs.yearly_kg else one.landed_per_kg
        return cost, one.offer.lead_time_days, one.offer.key

    return tuple(sorted(choices, key=preference))


def propose(
    wanted_kg: Decimal,
    choices: Sequence[Choice],
    costs: OrderCosts,
    pools: Sequence[OpenPool],
    *,
    only: Answer | None = None,
) -> Proposal | None:
    """Propose what to do for so many kg; None when nobody offers the material.

    wanted_kg: above zero. choices: one of every offer. pools: those that are open now. only: a
    person's own choice, for which the figures are then worked out; None too when no pool is open
    to join. Into a pool goes what is wanted; alone, what the choice says.
    """
    if wanted_kg <= 0:
        raise ValueError(f"{wanted_kg} kg wanted")
    if not choices:
        return None
    compared = by_cost(choices, costs)
    choice = compared[0]
    pool = _pool_to_join(pools)
    answer, reason = _choose(choice, wanted_kg, pool)
    if only is not None and only != answer:
        answer, reason = only, Reason.CHOSEN
    if answer == Answer.JOIN_POOL and pool is None:
        return None
    alone = answer == Answer.PURCHASE_ORDER
    quantity = choice.quantity if alone else _pieces(choice.offer, wanted_kg)
    tier = choice.offer.tier_at(choice.packs)
    return Proposal(
        answer=answer,
        reason=reason,
        choice=choice,
        quantity=quantity,
        mass_kg=quantity * choice.offer.piece_mass_kg,
        tier=tier,
        next_tier=_next(choice.offer, tier),
        landed_per_kg=choice.landed_per_kg,
        compared=compared,
        pool=pool.number if pool is not None and answer == Answer.JOIN_POOL else "",
    )


def least_packs(offer: Offer, wanted_kg: Decimal) -> int:
    """Count the packs that hold what is wanted and what the supplier asks at least."""
    return offer.packs_reaching(max(wanted_kg, offer.minimum_kg))


def _choose(choice: Choice, wanted_kg: Decimal, pool: OpenPool | None) -> tuple[Answer, Reason]:
    if pool is not None:
        has_it = pool.has_material
        return Answer.JOIN_POOL, Reason.POOL_HAS_IT if has_it else Reason.POOL_MAY_TAKE_IT
    offer = choice.offer
    if offer.packs_reaching(wanted_kg) * offer.pack_kg < offer.minimum_kg:
        return Answer.OPEN_POOL, Reason.MINIMUM_NOT_REACHED
    has_breaks = len(offer.rising_tiers) > 1
    if has_breaks and offer.tier_at(choice.packs) == offer.rising_tiers[0]:
        return Answer.OPEN_POOL, Reason.PRICE_BREAK_NOT_REACHED
    more = choice.packs > choice.least
    return Answer.PURCHASE_ORDER, Reason.MORE_IS_CHEAPER if more else Reason.ENOUGH_ALONE


def _pool_to_join(pools: Sequence[OpenPool]) -> OpenPool | None:
    """Take the pool that has the material, else the one that closes first."""
    near = [pool for pool in pools if pool.days_left <= LONGEST_WAIT_DAYS]
    return min(
        near, key=lambda pool: (not pool.has_material, pool.days_left, pool.number), default=None
    )


def _pieces(offer: Offer, wanted_kg: Decimal) -> int:
    """Round up to whole pieces, or whole kg: a pool makes the packs."""
    return int((wanted_kg / offer.piece_mass_kg).to_integral_value(ROUND_CEILING))


def _next(offer: Offer, tier: Tier) -> Tier | None:
    higher = (one for one in offer.rising_tiers if one.from_kg > tier.from_kg)
    return next(higher, None)
