"""Keeping what a pool could not fill for the next pool of its material, and offering it there."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.jobs import later
from orders.models import (
    Clearing,
    Commitment,
    KeptWish,
    Pool,
    PoolEvent,
    PoolMaterial,
    QuoteLine,
    QuoteRequest,
)
from orders.models.pool_quotes import KeptWishQuerySet
from orders.models.pools import CommitmentQuerySet
from orders.services.pool_steps import record_step
from orders.services.telling_buyers import tell_buyers


@step
def keep_wishes(
    pool: Pool, wishes: Iterable[Commitment], *, reason: str, by: Person, at: datetime
) -> int:
    """Keep wishes of a locked pool for the next pool of their material, and have that told.

    reason: a KeptWish.Reason. A wish is kept once, and an older kept one of the workshop for
    the material gives way to it: the last word counts. Returns how many are kept now.
    """
    known = set(KeptWish.objects.filter(from_pool=pool).values_list("workshop_id", "material_id"))
    new = {
        (wish.workshop_id, wish.material_id): wish
        for wish in wishes
        if (wish.workshop_id, wish.material_id) not in known
    }
    if not new:
        return 0
    _let_older_go(new.keys(), at=at)
    made = KeptWish.objects.bulk_create(
        KeptWish(
            center_id=pool.center_id,
            workshop_id=wish.workshop_id,
            material_id=wish.material_id,
            from_pool=pool,
            quantity=wish.quantity,
            minimum=wish.minimum,
            maximum=wish.maximum,
            price_cap=wish.price_cap,
            reason=reason,
            kept_at=at,
        )
        for wish in new.values()
    )
    _record(pool, made, by=by, at=at)
    return len(made)


def _let_older_go(places: Collection[tuple[int, int]], *, at: datetime) -> None:
    """Drop what is kept and waits for the same workshops and materials."""
    waiting = KeptWish.objects.waiting().filter(workshop_id__in={place[0] for place in places})
    older = [
        pk
        for pk, *place in waiting.values_list("pk", "workshop_id", "material_id")
        if tuple(place) in places
    ]
    KeptWish.objects.filter(pk__in=older).update(dropped_at=at)


@step
def _record(pool: Pool, made: Sequence[KeptWish], *, by: Person, at: datetime) -> None:
    materials = catalogue.materials_by_id(pool.center_id, {wish.material_id for wish in made})
    codes = sorted(material.code for material in materials.values())
    record_step(pool, PoolEvent.Kind.ROLLED_OVER, by=by, at=at, wishes=len(made), materials=codes)
    audit.record(
        by=by,
        action="pool.wishes_kept",
        subject="Pool",
        subject_id=pool.pk,
        at=at,
        count=len(made),
        materials=codes,
    )
    later(
        "orders.tasks.tell_wishes_kept",
        center_id=pool.center_id,
        wish_ids=[wish.pk for wish in made],
    )


@step
def roll_over_unreached(pool: Pool, *, by: Person, at: datetime) -> int:
    """Keep the wishes for the materials of a locked, priced pool that no offer was reached for."""
    clearings = list(
        Clearing.objects.filter(pool_material__pool=pool, offer=None).select_related(
            "pool_material"
        )
    )
    return sum(
        keep_wishes(
            pool,
            _wishes(pool).filter(material_id=row.pool_material.material_id),
            reason=_why(row.pool_material),
            by=by,
            at=at,
        )
        for row in clearings
    )


@step
def roll_over_cancelled(pool: Pool, *, by: Person, at: datetime) -> int:
    """Keep all wishes of a locked pool that is called off."""
    return keep_wishes(pool, _wishes(pool), reason=KeptWish.Reason.CANCELLED, by=by, at=at)


def _wishes(pool: Pool) -> CommitmentQuerySet:
    return Commitment.objects.filter(pool=pool).counted().order_by("pk")


def _why(row: PoolMaterial) -> str:
    """Say whether suppliers were asked for a material and none offered, or nothing was reached."""
    asked = QuoteLine.objects.filter(pool_material=row).exclude(
        request__status=QuoteRequest.Status.WITHDRAWN
    )
    if asked.exists() and not asked.exclude(offer=None).exists():
        return KeptWish.Reason.DECLINED
    return KeptWish.Reason.NOT_REACHED


@command
def tell_wishes_kept(*, wish_ids: list[int]) -> int:
    """Write down the mails to each workshop about its kept wishes; return how many."""
    wishes = KeptWish.objects.filter(pk__in=wish_ids).order_by("workshop_id", "pk")
    return sum(
        tell_buyers(workshop_id=workshop_id, about="wish_kept", about_id=pk)
        for pk, workshop_id in wishes.distinct("workshop_id").values_list("pk", "workshop_id")
    )


@step
def take_in_kept_wishes(pool: Pool) -> int:
    """Have the wishes kept for the materials of a pool that opens taken in, by a job a workshop.

    Returns how many workshops have some. Each is looked at by itself, so that one over its
    credit keeps nobody else out.
    """
    workshops = list(
        waiting_for(pool).order_by("workshop_id").values_list("workshop_id", flat=True).distinct()
    )
    for workshop_id in workshops:
        later(
            "orders.tasks.take_in_kept_wishes",
            center_id=pool.center_id,
            pool_id=pool.pk,
            workshop_id=workshop_id,
        )
    return len(workshops)


def waiting_for(pool: Pool) -> KeptWishQuerySet:
    """Return the kept wishes for the materials of a pool, but those that it left itself."""
    materials = PoolMaterial.objects.filter(pool=pool).values("material_id")
    return (
        KeptWish.objects.waiting()
        .filter(center_id=pool.center_id, material_id__in=materials)
        .exclude(from_pool=pool)
    )
