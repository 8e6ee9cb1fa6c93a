"""Reorder suggestions: worked out when a material runs low, told once, taken in one step."""

import functools
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue, stock
from materialcenter import audit
from materialcenter.access import Person, system_person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Invalid
from materialcenter.formats import kg
from materialcenter.models import Membership, Role
from materialcenter.services.telling import Kind, tell, withdraw
from orders.models import Offer, OfferTier, Pool, PoolMaterial
from orders.reports.economic_orders import choices_of, costs_for, order_costs
from orders.reports.pools import rule_offers
from orders.reports.suggestions import sentence_of
from orders.rules.clearing import Tier
from orders.rules.suggesting import Answer, Choice, OpenPool, OrderCosts, Proposal, propose
from orders.services.checking_purchases import PurchaseLine
from orders.services.drafting import Conditions, write_pool
from orders.services.notice_kinds import RUNS_LOW, STILL_LOW
from orders.services.opening import lock_pool, write_appetite
from orders.services.purchasing import write_purchase_order

BUYERS = (Role.PURCHASER, Role.SUPERVISOR)
# The level of an alert from which on the supervisors hear of it too.
SUPERVISORS_FROM = 2
POOL_STAYS_OPEN = timedelta(days=14)
CENT = Decimal("0.01")


class NobodyOffers(Conflict):
    """No supplier has a current offer for the material, or no pool is open to join."""

    code = "nothing_to_suggest"
    sentence = _("Nobody offers %(material)s now. Enter a supplier's offer first.")


class NoPoolOpen(Conflict):
    """There is no open pool that could take the material."""

    code = "no_pool_open"
    sentence = _("No pool is open that could take %(material)s.")


class AnswerUnknown(Invalid):
    """An answer that there is not."""

    code = "answer_unknown"
    sentence = _("Join a pool, open a pool, or draft a purchase order.")


@dataclass(frozen=True)
class Taken:
    """As what a suggestion was taken, and the number of the document that came of it."""

    answer: str
    reference: str


@command
def suggest_for_alert(*, alert_id: int, at: datetime) -> None:
    """Write an alert's suggestion and have the center's purchasers told, once.

    An alert that has its suggestion, was taken or is over stays as it is, so the job may
    come twice and several at once.
    """
    try:
        low = stock.lock_alert(alert_id=alert_id)
    except (stock.AlertTaken, stock.AlertOver):
        return
    if low.suggestion is not None:
        return
    material = catalogue.materials_by_id(low.center_id, [low.material_id])[low.material_id]
    proposal = _propose(low, material, at=at)
    stock.suggest(alert_id=alert_id, suggestion=suggestion_of(material, proposal, low))
    audit.record(
        by=system_person(low.center_id),
        action="alert.suggested",
        subject="ReorderAlert",
        subject_id=alert_id,
        at=at,
    )
    _tell(low, RUNS_LOW, str(alert_id), {Role.PURCHASER}, at)


@command
def tell_alert_again(*, alert_id: int, at: datetime) -> None:
    """Tell of an alert that nobody answered: the purchasers, then the supervisors too."""
    try:
        low = stock.lock_alert(alert_id=alert_id)
    except (stock.AlertTaken, stock.AlertOver):
        return
    roles = {Role.PURCHASER} if low.level < SUPERVISORS_FROM else {*BUYERS}
    _tell(low, STILL_LOW, _again_key(low, low.level), roles, at)


@step
def _tell(low: stock.LowStock, kind: Kind, key: str, roles: Set[Role], at: datetime) -> None:
    alert = catalogue.standing_alerts(system_person(low.center_id)).select_related("material")
    said = functools.partial(_said, alert.get(pk=low.alert_id))
    tell(
        center_id=low.center_id,
        user_ids=Membership.objects.filter(center_id=low.center_id, role__in=roles).values_list(
            "user_id", flat=True
        ),
        kind=kind.name,
        key=key,
        said=said,
        path="/alerts/",
        at=at,
    )


def _said(alert: catalogue.ReorderAlert) -> tuple[str, str]:
    """Say in the active language what a material that runs low needs."""
    names = {
        "material": alert.material.code,
        "position": kg(alert.position_kg),
        "point": kg(alert.reorder_point_kg),
    }
    line = __("%(material)s runs low") % names
    under = __("It is down to %(position)s, under its reorder point of %(point)s.") % names
    suggested = (alert.suggestion or {}).get("text", {}).get(get_language(), "")
    return line, f"{under} {suggested}".strip()


def _propose(
    low: stock.LowStock,
    material: catalogue.Material,
    *,
    at: datetime,
    only: Answer | None = None,
) -> Proposal | None:
    today = timezone.localdate(at)
    offers = rule_offers(low.center_id, {material.pk: material}, on=today).get(material.pk, [])
    costs = _costs(low)
    choices = choices_of(offers, low.wanted_kg, costs)
    return propose(low.wanted_kg, choices, costs, _open_pools(low, at=at), only=only)


def _costs(low: stock.LowStock) -> OrderCosts:
    return costs_for(order_costs(low.center_id), low.daily_mean_kg)


def _open_pools(low: stock.LowStock, *, at: datetime) -> list[OpenPool]:
    pools = Pool.objects.filter(
        center_id=low.center_id, status__in=Pool.TAKES_COMMITMENTS, deadline_at__gt=at
    ).order_by("pk")
    having = set(
        PoolMaterial.objects.filter(pool__in=pools, material_id=low.material_id).values_list(
            "pool_id", flat=True
        )
    )
    return [
        OpenPool(pool.number, (pool.deadline_at - at).days, pool.pk in having) for pool in pools
    ]


def suggestion_of(
    material: catalogue.Material, proposal: Proposal | None, low: stock.LowStock
) -> dict[str, Any]:
    """Write a proposal as plain values, with its sentence in every language of the site."""
    facts: dict[str, Any] = {
        "material": material.code,
        "unit": material.unit,
        "wanted_kg": str(low.wanted_kg),
        "position_kg": str(low.position_kg),
        "reorder_point_kg": str(low.reorder_point_kg),
    }
    if proposal is None:
        facts |= {"answer": "", "reason": "no_offer"}
    else:
        facts |= _facts(proposal, _costs(low))
    facts["text"] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            facts["text"][language] = sentence_of(facts, material)
    return facts


def _facts(proposal: Proposal, costs: OrderCosts) -> dict[str, Any]:
    offers = _offers([choice.offer.key for choice in proposal.compared])
    offer = offers[proposal.offer.key]
    following = proposal.next_tier
    return {
        "answer": proposal.answer.value,
        "reason": proposal.reason.value,
        "pool": proposal.pool,
        "offer": offer.pk,
        "supplier": offer.supplier.code,
        "supplier_name": offer.supplier.name,
        "quantity": proposal.quantity,
        "mass_kg": str(proposal.mass_kg),
        "minimum_kg": str(offer.minimum_kg),
        "pack": offer.pack,
        "lead_time_days": offer.lead_time_days,
        "weight_basis": offer.weight_basis,
        "price_per_kg": _asked(offer, proposal.tier),
        "landed_per_kg": _cents(proposal.landed_per_kg),
        "next_from_kg": None if following is None else str(following.from_kg),
        "next_price_per_kg": None if following is None else _asked(offer, following),
        "saving_per_year": proposal.choice.saving(costs),
        "compared": [
            _compared(choice, offers[choice.offer.key], costs) for choice in proposal.compared
        ],
    }


def _compared(choice: Choice, offer: Offer, costs: OrderCosts) -> dict[str, Any]:
    """Write what an offer would come to when it is bought alone."""
    return {
        "supplier": offer.supplier.code,
        "supplier_name": offer.supplier.name,
        "quantity": choice.quantity,
        "mass_kg": str(choice.mass_kg),
        "price_per_kg": _asked(offer, choice.offer.tier_at(choice.packs)),
        "landed_per_kg": _cents(choice.landed_per_kg),
        "lead_time_days": offer.lead_time_days,
        "yearly_cost": int(choice.yearly_cost(costs)) if costs.yearly_kg else None,
    }


def _offers(keys: Sequence[str]) -> dict[str, Offer]:
    rows = Offer.objects.select_related("supplier").prefetch_related("tiers")
    return {str(row.pk): row for row in rows.filter(pk__in=[int(key) for key in keys])}


def _asked(offer: Offer, tier: Tier) -> str:
    """Return the price that the supplier asks at a price break, without VAT of any kind."""
    return next(str(one.price_per_kg) for one in offer.tiers.all() if one.from_kg == tier.from_kg)


def _cents(price: Decimal) -> str:
    return str(price.quantize(CENT, ROUND_HALF_UP))


@command
def take_suggestion(*, alert_id: int, by: Person, at: datetime, answer: str | None = None) -> Taken:
    """Do what an alert suggests, or what the person chose instead, and note it at the alert.

    answer: join_pool raises the depot's quantity in the open pool, open_pool drafts a
    pool, purchase_order drafts an order; None takes what is suggested. Quantities, prices
    and pools are those of now. Raises WrongRole, Missing, AlertTaken, AlertOver,
    AnswerUnknown, NobodyOffers, NoPoolOpen, WrongState.
    """
    by.must_be(*BUYERS)
    if answer is not None and answer not in set(Answer):
        raise AnswerUnknown(field="answer")
    low = stock.lock_alert(alert_id=alert_id, center_id=by.center_id)
    material = catalogue.materials_by_id(low.center_id, [low.material_id])[low.material_id]
    wanted = answer or (low.suggestion or {}).get("answer") or None
    only = None if wanted is None else Answer(wanted)
    proposal = _propose(low, material, at=at, only=only)
    if proposal is None:
        refusal = NoPoolOpen if only == Answer.JOIN_POOL else NobodyOffers
        raise refusal(material=material.code)
    reference = _ACTS[proposal.answer](proposal, material, by, at)
    mark_taken([low], answer=proposal.answer, reference=reference, at=at)
    audit.record(
        by=by,
        action="alert.taken",
        subject="ReorderAlert",
        subject_id=alert_id,
        at=at,
        answer=proposal.answer.value,
        reference=reference,
    )
    return Taken(proposal.answer.value, reference)


@step
def mark_taken(
    alerts: Sequence[stock.LowStock], *, answer: Answer, reference: str, at: datetime
) -> None:
    """Note with which document locked alerts were answered; nobody needs to hear of them now."""
    for low in alerts:
        stock.mark_taken(alert_id=low.alert_id, answer=answer.value, reference=reference, at=at)
    again = [_again_key(low, level) for low in alerts for level in range(1, low.level + 1)]
    withdraw(
        center_id=alerts[0].center_id,
        kinds=[RUNS_LOW.name, STILL_LOW.name],
        keys=[*(str(low.alert_id) for low in alerts), *again],
        at=at,
    )


def _again_key(low: stock.LowStock, level: int) -> str:
    return f"{low.alert_id}.{level}"


@step
def _join(proposal: Proposal, material: catalogue.Material, by: Person, at: datetime) -> str:
    pool_id = Pool.objects.visible_to(by).values_list("pk", flat=True).get(number=proposal.pool)
    pool = lock_pool(pool_id=pool_id, by=by)
    row = PoolMaterial.objects.filter(pool=pool, material_id=material.pk).first()
    already = row.depot_appetite if row else 0
    write_appetite(
        pool_id=pool.pk,
        material=material.code,
        quantity=already + proposal.quantity,
        by=by,
        at=at,
    )
    return pool.number


@step
def _open(proposal: Proposal, material: catalogue.Material, by: Person, at: datetime) -> str:
    closes = timezone.localtime(at + POOL_STAYS_OPEN).replace(
        hour=16, minute=0, second=0, microsecond=0
    )
    pool = write_pool(
        conditions=Conditions(
            title=__("Pool for %(material)s") % {"material": material.code}, deadline_at=closes
        ),
        appetites={material.code: proposal.quantity},
        by=by,
        at=at,
    )
    return pool.number


@step
def _order(proposal: Proposal, material: catalogue.Material, by: Person, at: datetime) -> str:
    offer = Offer.objects.get(pk=int(proposal.offer.key))
    price = OfferTier.objects.values_list("price_per_kg", flat=True).get(
        offer=offer, from_kg=proposal.tier.from_kg
    )
    freight = offer.freight_per_kg * proposal.mass_kg + offer.freight_fixed
    order = write_purchase_order(
        supplier_id=offer.supplier_id,
        lines=[
            PurchaseLine(
                material=material.code,
                quantity=Decimal(proposal.quantity),
                price_per_kg=price,
                weight_basis=offer.weight_basis,
            )
        ],
        expected_on=timezone.localdate(at) + timedelta(days=offer.lead_time_days),
        freight=int(freight.to_integral_value(ROUND_HALF_UP)),
        by=by,
        at=at,
    )
    return order.number


_ACTS: dict[Answer, Callable[[Proposal, catalogue.Material, Person, datetime], str]] = {
    Answer.JOIN_POOL: _join,
    Answer.OPEN_POOL: _open,
    Answer.PURCHASE_ORDER: _order,
}
