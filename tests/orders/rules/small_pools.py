"""Small pools to clear, and the search through every plan that their clearing is held against."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

from orders.rules.clearing import (
    Clearing,
    Commitment,
    LeftOut,
    Offer,
    Tier,
    clear,
)

MONDAY = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
COUNTER = Decimal(100)


def wish(
    key: str,
    quantity: int,
    *,
    least: int = 0,
    most: int | None = None,
    cap: int | None = None,
    hour: int = 0,
) -> Commitment:
    return Commitment(
        key=key,
        quantity=quantity,
        minimum=least,
        maximum=quantity if most is None else most,
        committed_at=MONDAY + timedelta(hours=hour),
        price_cap=None if cap is None else Decimal(cap),
    )


def offer(
    *tiers: tuple[int, int],
    key: str = "S01",
    minimum: int = 0,
    pack: int = 1,
    piece: str = "1",
    freight: str = "0",
    fixed: str = "0",
) -> Offer:
    return Offer(
        key=key,
        tiers=tuple(Tier(Decimal(at), Decimal(price)) for at, price in tiers),
        minimum_kg=Decimal(minimum),
        pack=pack,
        piece_mass_kg=Decimal(piece),
        freight_per_kg=Decimal(freight),
        freight_fixed=Decimal(fixed),
    )


def cleared(offers: Sequence[Offer], wishes: Sequence[Commitment], depot: int = 0) -> Clearing:
    return clear(offers, wishes, depot_appetite=depot, counter_price=COUNTER)


# Every plan of a small pool


def every_order(offers: Sequence[Offer], most_pieces: int) -> Iterator[tuple[Offer, int, Fraction]]:
    for one in offers:
        for packs in range(1, most_pieces // one.pack + 1):
            kg = packs * one.pack * Fraction(one.piece_mass_kg)
            reached = [t for t in one.tiers if Fraction(t.from_kg) <= kg]
            if kg < Fraction(one.minimum_kg) or not reached:
                continue
            price = Fraction(max(reached, key=lambda t: t.from_kg).price_per_kg)
            price += Fraction(one.freight_per_kg) + Fraction(one.freight_fixed) / kg
            yield one, packs, price


def search(
    offers: Sequence[Offer], wishes: Sequence[Commitment], depot: int
) -> tuple[Fraction, int] | None:
    """Find the lowest price and the most firm pieces at it by trying every plan of every order."""
    most_pieces = sum(one.maximum for one in wishes) + depot
    choices = [{0, *range(one.minimum, one.maximum + 1)} for one in wishes]
    plans = [
        (
            sum(plan),
            sum(min(p, one.quantity) for p, one in zip(plan, wishes, strict=True)),
            min(
                (
                    Fraction(one.price_cap)
                    for p, one in zip(plan, wishes, strict=True)
                    if p and one.price_cap is not None
                ),
                default=None,
            ),
        )
        for plan in product(*choices)
        if any(plan)
    ]
    # Of a plan matter its pieces, its firm pieces, and the highest price that all in it pay.
    best: tuple[Fraction, int] | None = None
    for (total, firm, cap), (one, packs, price) in product(
        set(plans), list(every_order(offers, most_pieces))
    ):
        from_depot = packs * one.pack - total
        if not 0 <= from_depot <= depot or (cap is not None and cap < price):
            continue
        if firm + from_depot <= (packs - 1) * one.pack:
            continue
        if best is None or (price, -firm) < (best[0], -best[1]):
            best = price, firm
    return best


def small_pool(seed: int) -> tuple[list[Offer], list[Commitment], int]:
    """Make a pool up; every third is one of big packs and members who accept nothing but all."""
    rnd = random.Random(seed)
    tight = seed % 3 == 0
    offers = [small_offer(rnd, f"S{number}", tight) for number in range(rnd.randint(1, 3))]
    wishes = []
    sizes, strict = rnd.choice([3, 6, 9]), rnd.choice([0.0, 0.5, 1.0])
    for number in range(rnd.randint(0, 5)):
        quantity = rnd.randint(0, sizes)
        at_will = rnd.choice([quantity, rnd.randint(0, quantity)]) if rnd.random() < strict else 0
        wishes.append(
            wish(
                f"c{number}",
                quantity,
                least=quantity if tight and rnd.random() < 0.8 else at_will,
                most=quantity + rnd.choice([0, 0, 1, 2]),
                cap=None if tight else rnd.choice([None, rnd.randint(5, 22)]),
                hour=rnd.randint(0, 3),
            )
        )
    return offers, wishes, rnd.choice([0, 0, 1, 3, 7])


def small_offer(rnd: random.Random, key: str, tight: bool) -> Offer:
    starts = sorted(rnd.sample(range(0, 25), rnd.randint(1, 3)))
    prices = sorted((rnd.randint(5, 20) for _ in starts), reverse=True)
    return offer(
        *zip(starts, prices, strict=True),
        key=key,
        minimum=rnd.choice([0, 0, rnd.randint(1, 20)]),
        pack=rnd.randint(3, 12) if tight else rnd.randint(1, 6),
        piece=rnd.choice(["1", "1", "2.5", "0.7"]),
        freight=rnd.choice(["0", "0.5"]),
        fixed=rnd.choice(["0", "0", "7", "30"]),
    )


def check_feasible(
    answer: Clearing, offers: Sequence[Offer], wishes: Sequence[Commitment], depot: int
) -> None:
    assert set(answer.planned) == {one.key for one in wishes}
    assert set(answer.left_out) == {k for k, p in answer.planned.items() if not p}
    assert set(answer.savings) == {k for k, p in answer.planned.items() if p}
    if answer.offer is None:
        assert not any(answer.planned.values())
        assert not answer.pieces_ordered
        return
    chosen, price = answer.offer, answer.price_per_kg
    assert chosen in offers
    assert price is not None
    assert answer.tier in chosen.tiers
    assert answer.pieces_ordered == answer.packs * chosen.pack
    members = sum(answer.planned.values())
    assert members
    assert members + answer.depot_pieces == answer.pieces_ordered
    assert 0 <= answer.depot_pieces <= depot
    firm = sum(min(answer.planned[one.key], one.quantity) for one in wishes)
    assert firm == answer.firm_pieces
    assert firm + answer.depot_pieces > (answer.packs - 1) * chosen.pack
    kg = answer.pieces_ordered * chosen.piece_mass_kg
    assert kg >= chosen.minimum_kg
    assert kg >= answer.tier.from_kg
    for one in wishes:
        pieces = answer.planned[one.key]
        assert pieces == 0 or one.minimum <= pieces <= one.maximum
        assert not pieces or one.price_cap is None or price <= one.price_cap
        out_by_price = answer.left_out.get(one.key) == LeftOut.PRICE_CAP
        assert out_by_price == (one.price_cap is not None and price > one.price_cap)
