"""Large pools made up from a seed, each hard in its own way."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from orders.rules.clearing import Commitment, Offer, Tier
from orders.rules.sharing import Claim

COUNTER = Decimal(12_550)
SHEET_KG = Decimal("46.659")
APPETITE = 20
LARGEST = 12
# What comes of what was wanted, so that somebody must get less.
_CAME_PERCENT = 83
_FIRST = datetime(2026, 9, 1, 1, tzinfo=UTC)
_A_WEEK_S = 604_800
# Supplier: price of the first tier, pack, freight per kg and per order.
_SUPPLIERS = ((11_200, 5, 0, 0), (11_350, 7, 90, 0), (11_500, 10, 0, 3_000_000))
# A tier: of what is wanted in hundredths, and rupiah under the first price.
_TIERS = ((0, 0), (25, 400), (50, 700), (90, 900))


@dataclass(frozen=True)
class Hardness:
    """A way in which wishes are hard: the least of a quantity that is accepted, and highest prices."""

    name: str
    least: Callable[[random.Random, int], int]
    are_capped: bool = False
    largest: int = LARGEST


HARD = (
    Hardness("no minimums", lambda _rnd, _quantity: 0),
    Hardness("some minimums", lambda rnd, quantity: rnd.choice((0, quantity // 2, quantity))),
    Hardness("every minimum its quantity", lambda _rnd, quantity: quantity),
    Hardness("the same, up to 100 sheets", lambda _rnd, quantity: quantity, largest=100),
    Hardness("the same, up to 1 000 sheets", lambda _rnd, quantity: quantity, largest=1_000),
    Hardness("many highest prices", lambda _rnd, _quantity: 0, are_capped=True),
)


def wishes(count: int, hardness: Hardness, *, seed: int = 1) -> list[Commitment]:
    """Make wishes up: whole sheets, a third more where a pack fills, over a week."""
    rnd = random.Random(seed)  # noqa: S311, no secret
    return [_wish(rnd, str(number), hardness) for number in range(count)]


def _wish(rnd: random.Random, key: str, hardness: Hardness) -> Commitment:
    quantity = rnd.randint(1, hardness.largest)
    return Commitment(
        key=key,
        quantity=quantity,
        minimum=hardness.least(rnd, quantity),
        maximum=quantity + quantity // 3,
        committed_at=_FIRST + timedelta(seconds=rnd.randrange(_A_WEEK_S)),
        price_cap=Decimal(rnd.randint(10_000, 11_600)) if hardness.are_capped else None,
    )


def offers(wanted: int) -> list[Offer]:
    """Make three suppliers' offers up whose tiers suit so many wanted sheets."""
    return [
        Offer(
            key=f"S{number}",
            tiers=tuple(
                Tier(wanted * SHEET_KG * part / 100, Decimal(price - less)) for part, less in _TIERS
            ),
            minimum_kg=Decimal(500),
            pack=pack,
            piece_mass_kg=SHEET_KG,
            freight_per_kg=Decimal(per_kg),
            freight_fixed=Decimal(fixed),
        )
        for number, (price, pack, per_kg, fixed) in enumerate(_SUPPLIERS)
    ]


def short_delivery(asked: list[Commitment]) -> tuple[int, list[Claim]]:
    """Return how many sheets came, fewer than were asked for, and the claims on them."""
    claims = [
        Claim(
            key=one.key,
            firm=one.quantity,
            committed_at=one.committed_at,
            flexible=one.maximum - one.quantity,
            minimum=one.minimum,
        )
        for one in asked
    ]
    return sum(one.quantity for one in asked) * _CAME_PERCENT // 100, claims
