"""Small pools made up from a seed: few members, few offers, everything that can be awkward."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from orders.rules.clearing import Commitment, Offer, Tier

MONDAY = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)


class SmallPool(NamedTuple):
    """Offers, wishes, and what the depot would take."""

    offers: list[Offer]
    wishes: list[Commitment]
    depot: int


def small_pool(seed: int) -> SmallPool:
    """Make a pool up; every third is one of big packs and members who accept nothing but all."""
    rnd = random.Random(seed)  # noqa: S311, no secret
    tight = seed % 3 == 0
    offers = [_offer(rnd, f"S{number}", tight=tight) for number in range(rnd.randint(1, 3))]
    sizes, strict = rnd.choice([3, 6, 9]), rnd.choice([0.0, 0.5, 1.0])
    wishes = [
        _wish(rnd, f"c{number}", sizes=sizes, strict=strict, tight=tight)
        for number in range(rnd.randint(0, 5))
    ]
    return SmallPool(offers, wishes, rnd.choice([0, 0, 1, 3, 7]))


def _wish(rnd: random.Random, key: str, *, sizes: int, strict: float, tight: bool) -> Commitment:
    quantity = rnd.randint(0, sizes)
    at_will = rnd.choice([quantity, rnd.randint(0, quantity)]) if rnd.random() < strict else 0
    return Commitment(
        key=key,
        quantity=quantity,
        minimum=quantity if tight and rnd.random() < 0.8 else at_will,
        maximum=quantity + rnd.choice([0, 0, 1, 2]),
        price_cap=None if tight else _cap(rnd),
        committed_at=MONDAY + timedelta(hours=rnd.randint(0, 3)),
    )


def _cap(rnd: random.Random) -> Decimal | None:
    cap: int | None = rnd.choice([None, rnd.randint(5, 22)])
    return None if cap is None else Decimal(cap)


def _offer(rnd: random.Random, key: str, *, tight: bool) -> Offer:
    starts: Sequence[int] = sorted(rnd.sample(range(25), rnd.randint(1, 3)))
    prices = sorted((rnd.randint(5, 20) for _ in starts), reverse=True)
    return Offer(
        key=key,
        tiers=tuple(
            Tier(Decimal(start), Decimal(price))
            for start, price in zip(starts, prices, strict=True)
        ),
        minimum_kg=Decimal(rnd.choice([0, 0, rnd.randint(1, 20)])),
        pack=rnd.randint(3, 12) if tight else rnd.randint(1, 6),
        piece_mass_kg=Decimal(rnd.choice(["1", "1", "2.5", "0.7"])),
        freight_per_kg=Decimal(rnd.choice(["0", "0.5"])),
        freight_fixed=Decimal(rnd.choice(["0", "0", "7", "30"])),
    )
