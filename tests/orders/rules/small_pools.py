"""Small pools to clear, written shortly, and what every answer must keep."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from orders.management.benchmarks.pooling.small_pools import MONDAY, small_pool
from orders.rules.clearing import (
    Clearing,
    Commitment,
    LeftOut,
    Offer,
    Tier,
    clear,
)

__all__ = ["COUNTER", "MONDAY", "check_feasible", "cleared", "offer", "small_pool", "wish"]

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
