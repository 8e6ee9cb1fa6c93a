"""Suppliers' firm quotes for a closed pool: who is waited for, what counts when it is cleared."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from inventory import catalogue
from materialcenter.person import Person
from orders.models import Offer, Pool, PriceQuestion, QuoteLine, QuoteRequest
from orders.reports.finding import NotThere, one_of
from orders.reports.pools.terms import Terms, offers_for_rule, terms_of

# How long a member has to say whether it stays in at the firm price.
MEMBERS_THINK = timedelta(hours=24)


@dataclass(frozen=True)
class Waiting:
    """What a closed pool waits for before it is priced.

    suppliers: the requests still open. questions: how many members are asked. until: when the
    pool goes on without the rest. goes_on: nothing is waited for any more, a job takes it on.
    """

    suppliers: tuple[QuoteRequest, ...]
    questions: int
    until: datetime | None
    goes_on: bool

    @property
    def is_for_suppliers(self) -> bool:
        """Say whether suppliers are waited for."""
        return bool(self.suppliers)


@dataclass(frozen=True)
class QuotedLine:
    """A material of a request, its supplier's firm answer at the quantity asked for."""

    line: QuoteLine
    material: catalogue.Material
    price_per_kg: Decimal | None


def waiting_of(pool: Pool, *, at: datetime) -> Waiting | None:
    """Say what a closed pool that asks for firm quotes waits for; None for any other pool."""
    if pool.status != Pool.Status.FROZEN or not pool.asks_quotes:
        return None
    requests = tuple(
        QuoteRequest.objects.filter(
            pool=pool, status=QuoteRequest.Status.ASKED, answer_by__gt=at
        ).select_related("supplier")
    )
    untils = [request.answer_by for request in requests]
    questions = list(
        PriceQuestion.objects.filter(
            pool_material__pool=pool, answer=PriceQuestion.Answer.WAITING, answer_by__gt=at
        ).values_list("answer_by", flat=True)
    )
    return Waiting(
        suppliers=requests,
        questions=len(questions),
        until=max(untils + questions, default=None),
        goes_on=not requests and not questions,
    )


def pools_to_go_on(*, at: datetime) -> list[tuple[int, int]]:
    """Return (center id, pool id) of the closed pools for which nobody is waited for any more."""
    asked = QuoteRequest.objects.filter(
        pool=OuterRef("pk"), status=QuoteRequest.Status.ASKED, answer_by__gt=at
    )
    questions = PriceQuestion.objects.filter(
        pool_material__pool=OuterRef("pk"), answer=PriceQuestion.Answer.WAITING, answer_by__gt=at
    )
    return list(
        Pool.objects.filter(~Exists(asked), ~Exists(questions))
        .filter(status=Pool.Status.FROZEN, asks_quotes=True)
        .order_by("frozen_at", "pk")
        .values_list("center_id", "pk")
    )


def firm_until(pool: Pool, requests: Sequence[QuoteRequest]) -> date:
    """Say until which day a firm price must hold, so that members can be asked and it be ordered."""
    return timezone.localdate(max(request.answer_by for request in requests) + MEMBERS_THINK)


def live_requests(pool: Pool) -> list[QuoteRequest]:
    """List the requests that count, the oldest first."""
    rows = QuoteRequest.objects.filter(pool=pool).exclude(status=QuoteRequest.Status.WITHDRAWN)
    return list(rows.select_related("supplier").order_by("pk"))


def firm_terms(pool: Pool, *, on: date, today: date) -> list[Terms]:
    """Gather what clears a closed pool for good.

    Of a material for which suppliers were asked only their quoted lines count, as long as
    they hold today; of any other the offers that stood `on` the day it was closed.
    """
    terms = terms_of(pool, on=on)
    lines = QuoteLine.objects.filter(pool_material__pool=pool).exclude(
        request__status=QuoteRequest.Status.WITHDRAWN
    )
    asked: dict[int, set[int]] = defaultdict(set)
    for material_id, offer_id in lines.values_list("pool_material_id", "offer_id"):
        asked[material_id] |= {offer_id} - {None}
    holding = Offer.objects.filter(pk__in=set().union(*asked.values())).filter(
        Q(valid_until=None) | Q(valid_until__gte=today)
    )
    materials = {each.material.pk: each.material for each in terms}
    offers = offers_for_rule(holding, pool.center_id, materials) if asked else {}
    return [
        replace(each, offers=tuple(offers.get(each.material.pk, ())))
        if each.row.pk in asked
        else each
        for each in terms
    ]


def provisional_prices(pool: Pool) -> dict[int, Decimal]:
    """Return the landed price before the answers, by pool material, where suppliers were asked."""
    lines = QuoteLine.objects.filter(pool_material__pool=pool).exclude(
        request__status=QuoteRequest.Status.WITHDRAWN
    )
    return dict(lines.values_list("pool_material_id", "provisional_price_per_kg"))


def quoted_lines(request: QuoteRequest) -> list[QuotedLine]:
    """List a request's lines with their materials and answers, by material code."""
    lines = list(
        QuoteLine.objects.filter(request=request)
        .select_related("pool_material", "offer")
        .prefetch_related("offer__tiers")
    )
    materials = catalogue.materials_by_id(
        request.pool.center_id, [line.pool_material.material_id for line in lines]
    )
    found = [
        QuotedLine(line, materials[line.pool_material.material_id], _price_at(line))
        for line in lines
    ]
    return sorted(found, key=lambda each: each.material.code)


def _price_at(line: QuoteLine) -> Decimal | None:
    """Return the supplier's own firm price at the quantity asked for, the first tier's under it."""
    if line.offer is None:
        return None
    tiers = list(line.offer.tiers.all())
    reached = [tier for tier in tiers if tier.from_kg <= line.mass_kg]
    return (reached[-1] if reached else tiers[0]).price_per_kg


def find_quote_request(person: Person, number: str) -> QuoteRequest:
    """Find a request with its pool, supplier and papers. Raises NotThere."""
    rows = QuoteRequest.objects.visible_to(person).select_related(
        "pool__center", "supplier", "document", "paper__content", "asked_by"
    )
    return one_of(rows.filter(number=number), NotThere())
