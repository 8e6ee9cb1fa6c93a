"""Taking kept wishes into the next pool of their material, or leaving them, or dropping one."""

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person, system_person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, DomainError, Missing
from materialcenter.models import Role, Workshop
from orders.models import Commitment, KeptWish, Pool
from orders.services.committing import (
    ON_BEHALF,
    DepositNeeded,
    PoolClosed,
    Wish,
    check_deposit,
    commit_many,
)
from orders.services.joining import NotInvited, WorkshopInactive, check_member
from orders.services.rolling_over import waiting_for
from orders.services.telling_buyers import tell_buyers

DROPPERS = (Role.BUYER, *ON_BEHALF)
HELD_BACK: dict[type[DomainError], KeptWish.HeldBack] = {
    DepositNeeded: KeptWish.HeldBack.DEPOSIT,
    NotInvited: KeptWish.HeldBack.NOT_INVITED,
    WorkshopInactive: KeptWish.HeldBack.NOT_INVITED,
    PoolClosed: KeptWish.HeldBack.CLOSED,
}


class WishGone(Conflict):
    """A kept wish went into a pool, or was dropped before."""

    code = "kept_wish_gone"
    sentence = _("This wish is not kept any more.")


@command
def take_in_of_workshop(*, pool_id: int, workshop_id: int, by: Person, at: datetime) -> int:
    """Commit what a workshop has kept for the materials of a pool; return how many wishes.

    A wish for which the workshop spoke in the pool itself is settled by that word. What may
    not be committed stays kept, with the reason, and the workshop is told either way. Comes
    twice without harm. Locks as a commitment does: the workshop, and the pool's shared lock
    last. Raises Missing.
    """
    pool = Pool.objects.visible_to(by).filter(pk=pool_id).first()
    if pool is None:
        raise Missing
    workshop = Workshop.objects.select_for_update(no_key=True).get(pk=workshop_id)
    ids = list(waiting_for(pool).filter(workshop=workshop).values_list("pk", flat=True))
    rows = KeptWish.objects.select_for_update(no_key=True).waiting().filter(pk__in=ids)
    news: dict[str, list[int]] = defaultdict(list)
    for kept in rows.order_by("pk"):
        said = _last_word(pool, kept)
        if said is not None:
            _settle(kept, said)
            continue
        news[_take_in(pool, workshop, kept, at=at)].append(kept.pk)
    for about, wishes in sorted(news.items()):
        tell_buyers(workshop_id=workshop.pk, about=about, about_id=wishes[0])
    return len(news["wish_taken_in"])


@command
def drop_kept_wish(*, wish_id: int, by: Person, at: datetime) -> KeptWish:
    """Forget a kept wish; no pool will take it in. Raises WrongRole, Missing, WishGone."""
    by.must_be(*DROPPERS)
    kept = (
        KeptWish.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .select_related("workshop")
        .filter(pk=wish_id)
        .first()
    )
    if kept is None:
        raise Missing
    if kept.commitment_id is not None or kept.dropped_at is not None:
        raise WishGone
    kept.dropped_at = at
    kept.save(update_fields=["dropped_at"])
    audit.record(
        by=by,
        action="kept_wish.dropped",
        subject="KeptWish",
        subject_id=kept.pk,
        at=at,
        workshop=kept.workshop.code,
    )
    return kept


def _last_word(pool: Pool, kept: KeptWish) -> Commitment | None:
    rows = Commitment.objects.filter(
        pool=pool, material_id=kept.material_id, workshop_id=kept.workshop_id
    )
    return rows.order_by("-pk").first()


def _settle(kept: KeptWish, commitment: Commitment) -> None:
    kept.commitment, kept.held_back, kept.held_back_from = commitment, "", None
    kept.save(update_fields=["commitment", "held_back", "held_back_from"])


@step
def _take_in(pool: Pool, workshop: Workshop, kept: KeptWish, *, at: datetime) -> str:
    """Commit one wish or leave it kept; return which letter tells of it."""
    material = catalogue.materials_by_id(pool.center_id, [kept.material_id])[kept.material_id]
    try:
        check_member(pool, workshop)
        check_deposit(pool, workshop, material, quantity=kept.quantity, price_cap=kept.price_cap)
        commit_many(
            pool_id=pool.pk,
            wishes=[_as_wish(kept, material.code)],
            by=system_person(pool.center_id),
            at=at,
        )
    except tuple(HELD_BACK) as refusal:
        kept.held_back, kept.held_back_from = HELD_BACK[type(refusal)], pool
        kept.save(update_fields=["held_back", "held_back_from"])
        return "wish_held_back"
    made = _last_word(pool, kept)
    if made is None:
        raise RuntimeError("a wish that was committed has a last word")
    _settle(kept, made)
    return "wish_taken_in"


def _as_wish(kept: KeptWish, material: str) -> Wish:
    return Wish(
        workshop_id=kept.workshop_id,
        material=material,
        quantity=kept.quantity,
        minimum=kept.minimum,
        maximum=kept.maximum,
        price_cap=kept.price_cap,
    )
