"""What clearing is asked and what it answers. Refuses nonsense; decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import ceil

from orders.rules.errors import RuleError

PRICE_CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True)
class Tier:
    """A price that an order reaches at from_kg or more."""

    from_kg: Decimal
    price_per_kg: Decimal


@dataclass(frozen=True)
class Offer:
    """One supplier's offer for one material; kg are of table mass, prices without VAT that is reclaimed.

    pack: an order is a multiple of it, in the material's unit (pieces, or whole kg with piece_mass_kg 1). VAT that
    cannot be reclaimed belongs into the tier prices. freight_fixed is spread per kg over the ordered quantity.
    """

    key: str
    tiers: tuple[Tier, ...]
    minimum_kg: Decimal
    pack: int
    piece_mass_kg: Decimal
    freight_per_kg: Decimal = Decimal(0)
    freight_fixed: Decimal = Decimal(0)
    lead_time_days: int = 0

    @property
    def pack_kg(self) -> Decimal:
        return self.pack * self.piece_mass_kg

    @cached_property
    def rising_tiers(self) -> tuple[Tier, ...]:
        """The tiers by rising quantity."""
        return tuple(sorted(self.tiers, key=lambda tier: tier.from_kg))

    def packs_reaching(self, mass_kg: Decimal) -> int:
        """Count the packs, at least one, that weigh mass_kg or more."""
        return max(1, ceil(Fraction(mass_kg) / Fraction(self.pack_kg)))

    def tier_at(self, packs: int) -> Tier:
        """Give the tier that so many packs reach, at least the first."""
        ordered_kg = packs * self.pack_kg
        reached = self.rising_tiers[0]
        for tier in self.rising_tiers:
            if tier.from_kg <= ordered_kg:
                reached = tier
        return reached

    def landed_price(self, packs: int) -> Decimal:
        """Give what a kg costs in the yard when so many packs are ordered: it never rises with the packs."""
        price = PRICE_CONTEXT.add(self.tier_at(packs).price_per_kg, self.freight_per_kg)
        if not self.freight_fixed:
            return price
        return PRICE_CONTEXT.add(
            price, PRICE_CONTEXT.divide(self.freight_fixed, packs * self.pack_kg)
        )


@dataclass(frozen=True)
class Commitment:
    """One workshop's wish: quantity wanted (firm), the minimum it accepts, the maximum it would take so that a pack
    fills, and the highest landed price per kg it pays. 0 <= minimum <= quantity <= maximum."""

    key: str
    quantity: int
    minimum: int
    maximum: int
    committed_at: datetime
    price_cap: Decimal | None = None


class LeftOut(StrEnum):
    """Why a commitment is planned nothing."""

    NO_OFFER = "no_offer"  # nobody offers the material
    PRICE_CAP = "price_cap"  # the price is over its cap, or every price on offer is
    NOT_REACHED = "not_reached"  # all commitments together reach no supplier's minimum and pack
    MINIMUM = "minimum"  # its minimum does not fit into whole packs beside the others
    PACKS = "packs"  # it accepts any quantity, and the whole packs left none for it


@dataclass(frozen=True)
class NextStep:
    """The nearest lower price: so many more firm pieces, from whom it may be, reach it.

    savings: whole rupiah against the counter price that each commitment would save there on the quantity it wants;
    only of those whose cap allows that price.
    """

    offer: Offer
    price_per_kg: Decimal
    more_pieces: int
    more_kg: Decimal
    savings: dict[str, int]


@dataclass(frozen=True)
class Clearing:
    """The answer. offer, tier and price are None when no offer is reached; then all is left out.

    price_per_kg: landed, not rounded. pieces_ordered: packs times the offer's pack = planned + depot_pieces. planned:
    every commitment by key, 0 when left out. firm_pieces: of the planned ones, those within the quantities wanted.
    savings: whole rupiah against the counter price by key, of those planned.
    """

    offer: Offer | None = None
    tier: Tier | None = None
    price_per_kg: Decimal | None = None
    pieces_ordered: int = 0
    packs: int = 0
    planned: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, LeftOut] = field(default_factory=dict)
    depot_pieces: int = 0
    firm_pieces: int = 0
    savings: dict[str, int] = field(default_factory=dict)
    next_step: NextStep | None = None


def saving(pieces: int, offer: Offer, price_per_kg: Decimal, counter_price: Decimal) -> int:
    """Give what so many pieces cost less than over the counter, in whole rupiah; negative when they cost more."""
    exact = pieces * offer.piece_mass_kg * (counter_price - price_per_kg)
    return int(exact.to_integral_value(ROUND_HALF_UP))


def check_offers(offers: Sequence[Offer]) -> None:
    """Refuse offers that no supplier can mean."""
    _check_keys([offer.key for offer in offers])
    for offer in offers:
        _check_offer(offer)


def _check_offer(offer: Offer) -> None:
    if not isinstance(offer.pack, int) or offer.pack < 1:
        raise RuleError("pack_not_positive", "A pack holds at least one piece.", key=offer.key)
    if not offer.piece_mass_kg.is_finite() or offer.piece_mass_kg <= 0:
        raise RuleError("piece_mass_not_positive", "A piece weighs something.", key=offer.key)
    if not offer.tiers:
        raise RuleError("no_tiers", "An offer has at least one price.", key=offer.key)
    amounts = [offer.minimum_kg, offer.freight_per_kg, offer.freight_fixed]
    amounts += [number for tier in offer.tiers for number in (tier.from_kg, tier.price_per_kg)]
    if any(not Decimal(amount).is_finite() or amount < 0 for amount in amounts):
        raise RuleError("offer_negative", "Quantities and prices are at least zero.", key=offer.key)
    tiers = offer.rising_tiers
    for tier, higher in pairwise(tiers):
        if tier.from_kg == higher.from_kg:
            raise RuleError("tier_twice", "Two prices start at the same quantity.", key=offer.key)
        if tier.price_per_kg < higher.price_per_kg:
            raise RuleError("tiers_rise", "A price rises with the quantity.", key=offer.key)


def check_commitments(commitments: Sequence[Commitment]) -> None:
    """Refuse commitments that contradict themselves."""
    _check_keys([commitment.key for commitment in commitments])
    for commitment in commitments:
        least, quantity, most = commitment.minimum, commitment.quantity, commitment.maximum
        whole = isinstance(least, int) and isinstance(quantity, int) and isinstance(most, int)
        if not whole or not 0 <= least <= quantity <= most:
            raise _quantities_fault(commitment, whole)
        cap = commitment.price_cap
        if cap is not None and (not cap.is_finite() or cap < 0):
            message = "A highest price is at least zero."
            raise RuleError("price_cap_negative", message, key=commitment.key)


def _quantities_fault(commitment: Commitment, whole: bool) -> RuleError:
    """Name what is wrong with the quantities of a commitment, the plainest fault first."""
    least, quantity, most = commitment.minimum, commitment.quantity, commitment.maximum
    if not whole:
        code, message = "quantity_not_whole", "A commitment is counted in whole units."
    elif min(least, quantity, most) < 0:
        code, message = "quantity_negative", "A commitment cannot be negative."
    elif least > most:
        code, message = "minimum_over_maximum", "The minimum is over the maximum."
    elif least > quantity:
        code, message = "minimum_over_quantity", "The minimum is over the quantity."
    else:
        code, message = "quantity_over_maximum", "The quantity is over the maximum."
    return RuleError(code, message, key=commitment.key)


def _check_keys(keys: Sequence[str]) -> None:
    if len(set(keys)) < len(keys):
        raise RuleError("key_twice", "Two have the same key.")
