"""Routes that tell what a pool came to."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, Kg, Out, Price
from materialcenter.web import as_download
from orders.api.pools.reading import pool_for, router
from orders.reports.pools.outcome import (
    GroupOutcome,
    MaterialOutcome,
    Outcome,
    PoolBefore,
    SupplierOutcome,
    Wishes,
)
from orders.rules.clearing import Offer, Tier
from orders.services.reporting_outcome import outcome_file, pool_outcome

CENT = Decimal("0.01")
# Shares of a whole and changes, in percent with one decimal.
Percent = Price


class OutcomeSumsOut(Out):
    """Sums in table kg and whole rupiah. got_kg: shared out, or planned before that."""

    wanted_kg: Kg
    planned_kg: Kg
    got_kg: Kg
    picked_up_kg: Kg
    planned_saving: int
    taken_saving: int

    @classmethod
    def of(cls, wishes: Wishes) -> "OutcomeSumsOut":
        """Write some wishes' sums."""
        kg = wishes.kg
        return cls(
            wanted_kg=kg.wanted,
            planned_kg=kg.planned,
            got_kg=kg.got,
            picked_up_kg=kg.picked_up,
            planned_saving=wishes.planned_saving,
            taken_saving=wishes.taken_saving,
        )


class QuotedTierOut(Out):
    """From so many kg on the landed price per kg; supplier is "" for buyers."""

    supplier: str
    from_kg: Kg
    price_per_kg: Price
    is_chosen: bool


class MaterialOutcomeOut(Out):
    """A material; quantities in its unit, prices landed per kg."""

    material: str
    unit: str
    wanted: Kg
    planned: Kg
    ordered: int
    depot: int
    received: Kg
    got: Kg
    picked_up: Kg
    left_over: Kg
    served: dict[str, int]
    reasons: dict[str, int]
    price_per_kg: Price | None
    counter_price_per_kg: Price
    supplier: str
    tiers: list[QuotedTierOut]
    sums: OutcomeSumsOut

    @classmethod
    def of(cls, one: MaterialOutcome) -> "MaterialOutcomeOut":
        """Write a material."""
        units = one.wishes.units
        return cls(
            material=one.code,
            unit=one.unit,
            wanted=units.wanted,
            planned=units.planned,
            ordered=one.ordered,
            depot=one.depot,
            received=one.received,
            got=units.got,
            picked_up=units.picked_up,
            left_over=one.left_over,
            served={way.value: count for way, count in one.members.items()},
            reasons={why.value: count for why, count in one.wishes.reasons},
            price_per_kg=one.price_per_kg,
            counter_price_per_kg=one.counter_price_per_kg,
            supplier=one.supplier,
            tiers=[
                QuotedTierOut(
                    supplier=quoted.supplier,
                    from_kg=max(tier.from_kg, quoted.offer.minimum_kg),
                    price_per_kg=_landed(quoted.offer, tier),
                    is_chosen=quoted.is_chosen,
                )
                for quoted in one.quoted
                for tier in quoted.offer.rising_tiers
            ],
            sums=OutcomeSumsOut.of(one.wishes),
        )


def _landed(offer: Offer, tier: Tier) -> Decimal:
    """Give what a kg costs landed at the least order that reaches a tier, to the sen."""
    packs = offer.packs_reaching(max(tier.from_kg, offer.minimum_kg))
    return offer.landed_price(packs).quantize(CENT, ROUND_HALF_UP)


class WishOutcomeOut(Out):
    """A wish for a material, in its unit; why is "" where it was filled."""

    material: str
    wanted: Kg
    planned: Kg
    got: Kg
    picked_up: Kg
    served: str
    why: str
    planned_saving: int
    taken_saving: int


class MemberOutcomeOut(Out):
    """A workshop with its wishes. share_percent: of the pool's kg, null for buyers."""

    workshop: str
    served: str
    share_percent: Percent | None
    wishes: list[WishOutcomeOut]
    sums: OutcomeSumsOut


class SupplierOutcomeOut(Out):
    """A purchase order against its deliveries; days_late is negative when early, or null."""

    supplier: str
    purchase_order: str
    sent_on: date | None
    promised_on: date | None
    first_on: date | None
    last_on: date | None
    deliveries: int
    days_late: int | None
    is_done: bool
    ordered_kg: Kg
    received_kg: Kg
    in_full_percent: Percent | None

    @classmethod
    def of(cls, one: SupplierOutcome) -> "SupplierOutcomeOut":
        """Write a purchase order."""
        return cls(
            supplier=one.supplier,
            purchase_order=one.order,
            sent_on=one.sent_on,
            promised_on=one.promised_on,
            first_on=one.first_on,
            last_on=one.last_on,
            deliveries=one.deliveries,
            days_late=one.days_late,
            is_done=one.is_done,
            ordered_kg=one.ordered_kg,
            received_kg=one.received_kg,
            in_full_percent=one.in_full_percent,
        )


class GroupOutcomeOut(Out):
    """The members of a cluster or trade together."""

    name: str
    members: int
    sums: OutcomeSumsOut

    @classmethod
    def of(cls, one: GroupOutcome) -> "GroupOutcomeOut":
        """Write a cluster or trade."""
        return cls(name=one.name, members=one.members, sums=OutcomeSumsOut.of(one.wishes))


class PriceThenOut(Out):
    """A material of both pools; prices landed per kg."""

    material: str
    price_per_kg: Price | None
    price_before: Price | None
    change_percent: Percent | None


class PoolBeforeOut(Out):
    """The pool that this one is compared with."""

    pool: str
    members: int
    wanted_kg: Kg
    planned_kg: Kg
    planned_saving: int
    prices: list[PriceThenOut]

    @classmethod
    def of(cls, before: PoolBefore) -> "PoolBeforeOut":
        """Write the pool before."""
        return cls(
            pool=before.number,
            members=before.members,
            wanted_kg=before.wanted_kg,
            planned_kg=before.planned_kg,
            planned_saving=before.planned_saving,
            prices=[
                PriceThenOut(
                    material=one.code,
                    price_per_kg=one.price_per_kg,
                    price_before=one.price_before,
                    change_percent=one.change_percent,
                )
                for one in before.prices
            ],
        )


class OutcomeOut(Out):
    """What a pool came to. Staff alone get suppliers, clusters, trades and large members.

    herfindahl: how far the pool hangs on few, from 0 to 1. large_members: workshops with
    over a quarter of its kg.
    """

    pool: str
    status: str
    members: int
    served: dict[str, int]
    sums: OutcomeSumsOut
    saved_percent: Percent | None
    fill_percent: Percent | None
    ordered_kg: Kg
    received_kg: Kg
    depot_kg: Kg
    is_shared_out: bool
    materials: list[MaterialOutcomeOut]
    workshops: list[MemberOutcomeOut]
    suppliers: list[SupplierOutcomeOut]
    clusters: list[GroupOutcomeOut]
    trades: list[GroupOutcomeOut]
    herfindahl: float | None
    large_members: list[str]
    before: PoolBeforeOut | None


@router.get("/{number}/report", response={200: OutcomeOut, **REFUSALS})
@needs()
def show_report(request: Any, number: str) -> OutcomeOut:
    """Tell what a pool came to; a buyer gets its sums and the own workshops' parts."""
    pool = pool_for(request.auth, number)
    return _outcome(pool_outcome(pool, by=request.auth, at=timezone.now()))


@router.get("/{number}/report/file", response={200: None, **REFUSALS})
@needs()
def report_as_file(
    request: Any, number: str, ending: Literal["xlsx", "pdf"] = "xlsx"
) -> HttpResponse:
    """Give what a pool came to out as a workbook or PDF."""
    by, now = request.auth, timezone.now()
    outcome = pool_outcome(pool_for(by, number), by=by, at=now)
    made = outcome_file(outcome, ending=ending, by=by, at=now)
    return as_download(safe_name=made.name, media_type=made.media_type, content=made.content)


def _outcome(outcome: Outcome) -> OutcomeOut:
    spread = outcome.concentration
    return OutcomeOut(
        pool=outcome.pool.number,
        status=outcome.pool.status,
        members=outcome.member_count,
        served={way.value: count for way, count in outcome.served.items()},
        sums=OutcomeSumsOut.of(outcome.wishes),
        saved_percent=outcome.saved_percent,
        fill_percent=outcome.wishes.kg.fill_percent,
        ordered_kg=outcome.ordered_kg,
        received_kg=outcome.received_kg,
        depot_kg=outcome.depot_kg,
        is_shared_out=outcome.is_shared_out,
        materials=[MaterialOutcomeOut.of(one) for one in outcome.materials],
        workshops=_members(outcome),
        suppliers=[SupplierOutcomeOut.of(one) for one in outcome.suppliers],
        clusters=[GroupOutcomeOut.of(one) for one in outcome.by_cluster],
        trades=[GroupOutcomeOut.of(one) for one in outcome.by_trade],
        herfindahl=float(spread.herfindahl) if spread else None,
        large_members=[part.key for part in spread.over] if spread else [],
        before=PoolBeforeOut.of(outcome.before) if outcome.before else None,
    )


def _members(outcome: Outcome) -> list[MemberOutcomeOut]:
    spread = outcome.concentration
    shares = {part.key: part.percent for part in spread.parts} if spread else {}
    codes = {one.material_id: one.code for one in outcome.materials}
    return [
        MemberOutcomeOut(
            workshop=member.code,
            served=member.wishes.served.value,
            share_percent=shares.get(member.code),
            wishes=[
                WishOutcomeOut(
                    material=codes[one.material_id],
                    wanted=one.amounts.wanted,
                    planned=one.amounts.planned,
                    got=one.amounts.got,
                    picked_up=one.amounts.picked_up,
                    served=one.served.value,
                    why=one.why.value if one.why else "",
                    planned_saving=one.planned_saving,
                    taken_saving=one.taken_saving,
                )
                for one in member.wishes.all
            ],
            sums=OutcomeSumsOut.of(member.wishes),
        )
        for member in outcome.members
    ]
