"""What to do about a material that runs low."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from orders.rules.clearing import Offer, Tier
from orders.rules.suggesting import (
    Answer,
    Choice,
    OpenPool,
    OrderCosts,
    Proposal,
    Reason,
    least_packs,
)
from orders.rules.suggesting import propose as propose_choices

NO_FORECAST = OrderCosts(Decimal(150_000), Decimal("0.2"), Decimal(0))


def _offer(
    key: str = "1",
    *tiers: tuple[int, int],
    minimum: int = 0,
    pack: int = 1,
    piece: str = "50",
    freight: int = 0,
    days: int = 14,
) -> Offer:
    return Offer(
        key=key,
        tiers=tuple(Tier(Decimal(kg), Decimal(price)) for kg, price in tiers or ((0, 10_000),)),
        minimum_kg=Decimal(minimum),
        pack=pack,
        piece_mass_kg=Decimal(piece),
        freight_fixed=Decimal(freight),
        lead_time_days=days,
    )


def _least(wanted_kg: Decimal, offers: Sequence[Offer]) -> list[Choice]:
    return [
        Choice(offer, least_packs(offer, wanted_kg), least_packs(offer, wanted_kg))
        for offer in offers
    ]


def propose(
    wanted_kg: Decimal,
    offers: Sequence[Offer],
    pools: Sequence[OpenPool],
    only: Answer | None = None,
) -> Proposal | None:
    return propose_choices(wanted_kg, _least(wanted_kg, offers), NO_FORECAST, pools, only=only)


class TestPropose:
    def test_orders_alone_in_whole_packs_what_reaches_a_price_break(self) -> None:
        offer = _offer("1", (0, 11_000), (1000, 10_500), (5000, 10_000), pack=5)
        proposal = propose(Decimal(1010), [offer], [])
        assert proposal is not None
        assert (proposal.answer, proposal.reason) == (
            Answer.PURCHASE_ORDER,
            Reason.ENOUGH_ALONE,
        )
        assert (proposal.quantity, proposal.mass_kg) == (25, Decimal(1250))
        assert proposal.tier.price_per_kg == 10_500
        assert proposal.next_tier == Tier(Decimal(5000), Decimal(10_000))

    def test_opens_a_pool_under_the_minimum(self) -> None:
        proposal = propose(Decimal(120), [_offer(minimum=1000, pack=5)], [])
        assert proposal is not None
        assert (proposal.answer, proposal.reason) == (
            Answer.OPEN_POOL,
            Reason.MINIMUM_NOT_REACHED,
        )
        assert proposal.quantity == 3

    def test_opens_a_pool_under_the_first_price_break(self) -> None:
        proposal = propose(Decimal(400), [_offer("1", (0, 11_000), (1000, 10_500))], [])
        assert proposal is not None
        assert proposal.reason == Reason.PRICE_BREAK_NOT_REACHED

    def test_joins_the_pool_that_has_it_before_one_that_closes_sooner(self) -> None:
        pools = [OpenPool("PB-1", 2, False), OpenPool("PB-2", 9, True)]
        proposal = propose(Decimal(400), [_offer()], pools)
        assert proposal is not None
        assert (proposal.answer, proposal.pool, proposal.reason) == (
            Answer.JOIN_POOL,
            "PB-2",
            Reason.POOL_HAS_IT,
        )

    def test_joins_a_pool_that_may_take_it_unless_it_closes_too_late(self) -> None:
        near = propose(Decimal(400), [_offer()], [OpenPool("PB-1", 21, False)])
        far = propose(Decimal(400), [_offer()], [OpenPool("PB-1", 22, True)])
        assert near is not None
        assert far is not None
        assert (near.answer, near.reason) == (Answer.JOIN_POOL, Reason.POOL_MAY_TAKE_IT)
        assert far.answer == Answer.PURCHASE_ORDER

    def test_chooses_the_lowest_landed_price_for_what_must_be_ordered(self) -> None:
        cheap_but_far = _offer("1", (0, 9_900), freight=1_000_000)
        dear = _offer("2", (0, 10_500))
        small = propose(Decimal(500), [cheap_but_far, dear], [])
        large = propose(Decimal(50_000), [cheap_but_far, dear], [])
        assert small is not None
        assert large is not None
        assert (small.offer.key, large.offer.key) == ("2", "1")

    def test_gives_a_tie_to_the_shorter_lead_time(self) -> None:
        proposal = propose(Decimal(500), [_offer("1", days=20), _offer("2", days=7)], [])
        assert proposal is not None
        assert proposal.offer.key == "2"

    def test_works_out_the_persons_own_choice(self) -> None:
        pools = [OpenPool("PB-1", 2, True)]
        alone = propose(Decimal(120), [_offer(minimum=1000)], pools, only=Answer.PURCHASE_ORDER)
        assert alone is not None
        assert (alone.answer, alone.reason, alone.quantity) == (
            Answer.PURCHASE_ORDER,
            Reason.CHOSEN,
            20,
        )
        assert propose(Decimal(120), [_offer()], [], only=Answer.JOIN_POOL) is None

    def test_proposes_nothing_when_nobody_offers_it(self) -> None:
        assert propose(Decimal(1), [], [OpenPool("PB-1", 2, True)]) is None

    def test_refuses_a_want_of_nothing(self) -> None:
        with pytest.raises(ValueError, match="wanted"):
            propose(Decimal(0), [_offer()], [])

    def test_says_that_more_is_cheaper_where_it_orders_more_than_is_wanted(self) -> None:
        offer = _offer("1", (0, 11_000), (1000, 10_500), (5000, 9_000))
        costs = OrderCosts(Decimal(150_000), Decimal("0.2"), Decimal(20_000))
        choice = Choice(offer, 100, 30)
        proposal = propose_choices(Decimal(1500), [choice], costs, [])
        assert proposal is not None
        assert (proposal.reason, proposal.mass_kg) == (Reason.MORE_IS_CHEAPER, Decimal(5000))
        # 1 500 a kg less on 20 000 kg, 9.33 orders less; 3 500 kg more at half of 10 500 and 20 %.
        assert choice.saving(costs) == 30_000_000 + 1_400_000 - 3_675_000
