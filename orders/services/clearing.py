"""Clearing a closed pool: its price, its suppliers and everybody's part, stored with the inputs."""

from dataclasses import asdict
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone

from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.jobs import later
from orders.models import Clearing, OfferTier, PlannedShare, Pool
from orders.reports.pools import Terms, terms_of
from orders.rules import clearing as rule
from orders.services.opening import MANAGERS, WrongState, lock_pool, move_pool

CENT = Decimal("0.01")


@command
def clear_pool(*, pool_id: int, by: Person, at: datetime) -> Pool:
    """Clear every material of a frozen pool and store answers and inputs.

    A pool that is priced already stays as it is, so the job may come twice.
    Raises WrongRole, Missing, WrongState.
    """
    by.must_be(*MANAGERS)
    pool = lock_pool(pool_id=pool_id, by=by)
    if pool.status == Pool.Status.QUOTED:
        return pool
    if pool.status != Pool.Status.FROZEN:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    Clearing.objects.filter(pool_material__pool=pool).delete()
    on = timezone.localdate(pool.frozen_at or at)
    for terms in terms_of(pool, on=on):
        _store(terms, terms.cleared(), at=at)
    pool.cleared_at = at
    move_pool(pool, Pool.Status.QUOTED, also=["cleared_at"])
    audit.record(by=by, action="pool.cleared", subject="Pool", subject_id=pool.pk, at=at)
    later("orders.tasks.tell_pool_cleared", center_id=pool.center_id, pool_id=pool.pk)
    return pool


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
