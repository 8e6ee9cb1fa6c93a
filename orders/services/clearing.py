"""Clearing a closed pool: its price, its suppliers and everybody's part, stored with the inputs."""

from dataclasses import asdict
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict
from materialcenter.formats import moment
from orders.models import Clearing, OfferTier, PlannedShare, Pool, PoolEvent, PriceQuestion
from orders.reports.pools import Terms
from orders.reports.pools.quotes import firm_terms, live_requests, waiting_of
from orders.rules import clearing as rule
from orders.services.asking_members import ask_members
from orders.services.opening import MANAGERS, WrongState, lock_pool, move_pool
from orders.services.pool_steps import record_step
from orders.services.quoting import are_members_asked, ask_quotes

CENT = Decimal("0.01")


class StillWaiting(Conflict):
    """Suppliers or members were asked, and may still answer."""

    code = "pool_waits_for_answers"
    sentence = _("Pool %(pool)s waits for answers until %(until)s.")


@command
def clear_pool(*, pool_id: int, by: Person, at: datetime) -> Pool:
    """Take a closed pool to its price, or as far on the way as nobody else must answer first.

    A pool that asks for firm quotes asks its suppliers, then the members whose highest price
    is under the firm one, and stays closed meanwhile. A pool that is priced already stays as
    it is. Raises WrongRole, Missing, WrongState, StillWaiting.
    """
    by.must_be(*MANAGERS)
    pool = lock_pool(pool_id=pool_id, by=by)
    if pool.status == Pool.Status.QUOTED:
        return pool
    if pool.status != Pool.Status.FROZEN:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    waiting = waiting_of(pool, at=at)
    if waiting is not None and waiting.until is not None:
        raise StillWaiting(pool=pool.number, until=moment(waiting.until))
    _go_on(pool, by=by, at=at)
    return pool


@command
def clear_due_pool(*, pool_id: int, by: Person, at: datetime) -> Pool:
    """Take a closed pool on, where nobody is waited for any more; any other stays as it is.

    For jobs, which may come twice, and too early. Raises Missing.
    """
    pool = lock_pool(pool_id=pool_id, by=by)
    waiting = waiting_of(pool, at=at)
    if pool.status == Pool.Status.FROZEN and (waiting is None or waiting.goes_on):
        _go_on(pool, by=by, at=at)
    return pool


@step
def _go_on(pool: Pool, *, by: Person, at: datetime) -> None:
    """Do the next thing for a locked, closed pool that waits for nobody."""
    if pool.asks_quotes:
        if not live_requests(pool) and ask_quotes(pool, by=by, at=at):
            return
        if not are_members_asked(pool) and ask_members(pool, by=by, at=at):
            return
    _clear(pool, by=by, at=at)


@step
def _clear(pool: Pool, *, by: Person, at: datetime) -> None:
    """Clear every material for good; members who were asked and are silent keep their price."""
    PriceQuestion.objects.filter(
        pool_material__pool=pool, answer=PriceQuestion.Answer.WAITING
    ).update(answer=PriceQuestion.Answer.SILENT)
    Clearing.objects.filter(pool_material__pool=pool).delete()
    on = timezone.localdate(pool.frozen_at or at)
    reached = 0
    for terms in firm_terms(pool, on=on, today=timezone.localdate(at)):
        cleared = terms.cleared()
        reached += cleared.offer is not None
        _store(terms, cleared, at=at)
    pool.cleared_at = at
    move_pool(pool, Pool.Status.QUOTED, also=["cleared_at"])
    audit.record(by=by, action="pool.cleared", subject="Pool", subject_id=pool.pk, at=at)
    record_step(pool, PoolEvent.Kind.CLEARED, by=by, at=at, reached=reached)


def _store(terms: Terms, cleared: rule.Clearing, *, at: datetime) -> None:
    price = cleared.price_per_kg
    clearing = Clearing.objects.create(
        pool_material=terms.row,
        cleared_at=at,
        rule_version=rule.RULE_VERSION,
        inputs=_inputs(terms),
        offer_id=int(cleared.offer.key) if cleared.offer else None,
        offer_price_per_kg=_offer_price(cleared),
        price_per_kg=None if price is None else price.quantize(CENT, ROUND_HALF_UP),
        quantity=cleared.pieces_ordered,
        packs=cleared.packs,
        depot_quantity=cleared.depot_pieces,
        next_step=asdict(cleared.next_step) if cleared.next_step else None,
    )
    PlannedShare.objects.bulk_create(
        PlannedShare(
            clearing=clearing,
            commitment=commitment,
            quantity=cleared.planned.get(str(commitment.pk), 0),
            left_out=str(cleared.left_out.get(str(commitment.pk), "")),
            saving=cleared.savings.get(str(commitment.pk), 0),
        )
        for commitment in terms.commitments
    )


def _offer_price(cleared: rule.Clearing) -> Decimal | None:
    """Return the supplier's own price per kg: what the order will say, before freight and VAT."""
    if cleared.offer is None or cleared.tier is None:
        return None
    return OfferTier.objects.values_list("price_per_kg", flat=True).get(
        offer_id=int(cleared.offer.key), from_kg=cleared.tier.from_kg
    )


def _inputs(terms: Terms) -> dict[str, Any]:
    return {
        "offers": [asdict(offer) for offer in terms.offers],
        "commitments": [asdict(wish) for wish in terms.wishes],
        "depot_appetite": terms.row.depot_appetite,
        "counter_price": terms.material.counter_price_per_kg,
    }
