"""Asking members of a closed pool again whose highest price is under the firm price."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.jobs import later
from orders.models import Commitment, Pool, PoolEvent, PriceQuestion
from orders.reports.pools import Terms
from orders.reports.pools.quotes import MEMBERS_THINK, firm_terms, provisional_prices
from orders.rules.asking import question_of
from orders.services.pool_steps import record_step
from orders.services.telling_buyers import tell_buyers


@step
def ask_members(pool: Pool, *, by: Person, at: datetime) -> int:
    """Ask the members of a locked pool who were in before the answers and are out by them.

    The price they are asked about is the one that is reached if all of them stay, rounded up
    to the cent. A member is asked once about a wish. Returns how many are asked.
    """
    on, today = timezone.localdate(pool.frozen_at or at), timezone.localdate(at)
    provisional = provisional_prices(pool)
    questions = [
        PriceQuestion(
            pool_material=terms.row,
            commitment=commitment,
            price_per_kg=price,
            asked_at=at,
            answer_by=at + MEMBERS_THINK,
        )
        for terms in firm_terms(pool, on=on, today=today)
        if terms.row.pk in provisional
        for commitment, price in _to_ask(terms, provisional[terms.row.pk])
    ]
    if not questions:
        return 0
    PriceQuestion.objects.bulk_create(questions)
    record_step(
        pool,
        PoolEvent.Kind.PRICE_ASKED,
        by=by,
        at=at,
        members=len({question.commitment.workshop_id for question in questions}),
        until=(at + MEMBERS_THINK).isoformat(),
    )
    later("orders.tasks.tell_price_asked", center_id=pool.center_id, pool_id=pool.pk)
    return len(questions)


@command
def tell_price_asked(*, pool_id: int) -> int:
    """Write down the mails to each member that is asked and has not answered; return how many."""
    waiting = PriceQuestion.objects.filter(
        pool_material__pool_id=pool_id, answer=PriceQuestion.Answer.WAITING
    ).order_by("commitment__workshop_id", "pk")
    first = waiting.distinct("commitment__workshop_id")
    return sum(
        tell_buyers(workshop_id=workshop_id, about="price_question", about_id=pk)
        for pk, workshop_id in first.values_list("pk", "commitment__workshop_id")
    )


def _to_ask(terms: Terms, provisional: Decimal) -> list[tuple[Commitment, Decimal]]:
    """Return whom to ask of a material, and about which price; nobody twice about a wish."""
    question = question_of(
        terms.offers,
        terms.wishes,
        provisional_price=provisional,
        depot_appetite=terms.row.depot_appetite,
        counter_price=terms.material.counter_price_per_kg,
    )
    if question is None:
        return []
    known = set(
        PriceQuestion.objects.filter(pool_material=terms.row).values_list(
            "commitment_id", flat=True
        )
    )
    keys = set(question.keys)
    return [
        (commitment, question.price_per_kg)
        for commitment in terms.commitments
        if str(commitment.pk) in keys and commitment.pk not in known
    ]
