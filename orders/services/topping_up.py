"""Filling packs up after the deadline: begun by the clock, open to changes that help alone."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import step
from materialcenter.errors import Conflict
from materialcenter.formats import quantity
from orders.models import Pool, PoolEvent, PoolMaterial
from orders.reports.pools.filling import market_of, missing_packs
from orders.reports.pools.terms import Terms, terms_of_rows
from orders.rules.clearing import Commitment as RuleWish
from orders.rules.topping_up import NEWCOMER, Objection, missing, objection
from orders.services.opening import move_pool
from orders.services.pool_steps import record_step

POOL_LOCK = 7003


class ChangeDoesNotHelp(Conflict):
    """While packs are filled up, only what helps is taken."""

    code = "topping_up_changes_nothing"
    sentence = _("Only what fills a pack is taken now. %(missing)s")


SENTENCES: dict[Objection, Promise] = {
    Objection.TAKES_BACK: _("Nothing can be taken back or lowered while packs are filled up."),
    Objection.HARMS_OTHERS: _(
        "With this change another workshop would get less or all would pay more. %(missing)s"
    ),
    Objection.CHANGES_NOTHING: _("Only what fills a pack is taken now. %(missing)s"),
}


@step
def begin_topping_up(pool: Pool, *, by: Person, at: datetime) -> None:
    """Give a pool, locked against commitments, its hours to fill packs up, counted from now."""
    packs = missing_packs(pool, at=at)
    pool.topping_up_until = at + timedelta(hours=pool.topping_up_hours)
    move_pool(pool, Pool.Status.TOPPING_UP, also=["topping_up_until"])
    until = pool.topping_up_until.isoformat()
    audit.record(
        by=by, action="pool.topping_up", subject="Pool", subject_id=pool.pk, at=at, until=until
    )
    record_step(
        pool,
        PoolEvent.Kind.TOPPING_UP,
        by=by,
        at=at,
        until=until,
        materials=[pack.material.code for pack in packs],
    )


def packs_wait(pool: Pool, *, at: datetime) -> bool:
    """Say whether a pool has hours to fill packs up, and a pack that waits for them."""
    return (
        pool.status == Pool.Status.OPEN
        and pool.topping_up_hours > 0
        and bool(missing_packs(pool, at=at))
    )


@step
def check_change(
    pool: Pool, workshop_id: int, material: catalogue.Material, wish: RuleWish, *, at: datetime
) -> None:
    """Refuse what a workshop wants of a material now, unless it helps to fill a pack.

    wish: under any key. Takes the pool's lock alone, so that two who fill the same pack at
    once are judged one after the other, the second with the first one's wish in.
    Raises ChangeDoesNotHelp.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [POOL_LOCK, pool.pk])
    row = PoolMaterial.objects.get(pool=pool, material_id=material.pk)
    (terms,) = terms_of_rows(pool.center_id, [row], on=timezone.localdate(at))
    own = [str(c.pk) for c in terms.commitments if c.workshop_id == workshop_id]
    change = replace(wish, key=own[0] if own else NEWCOMER)
    objects = objection(market_of(terms), terms.wishes, change)
    if objects is not None:
        raise ChangeDoesNotHelp(
            code=f"topping_up_{objects.value}",
            sentence=SENTENCES[objects],
            field="quantity",
            missing=_what_is_missing(terms, at=at),
        )


def _what_is_missing(terms: Terms, *, at: datetime) -> str:
    found = missing(market_of(terms), terms.wishes, at=at)
    if found is None:
        return __("No pack of %(material)s waits.") % {"material": terms.material.code}
    return __("%(quantity)s more fill a pack of %(material)s.") % {
        "quantity": quantity(found.pieces, terms.material.unit),
        "material": terms.material.code,
    }
