"""Closing a pool at its deadline, or before."""

from datetime import datetime

from django.db import connection
from django.db.models import Q

from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.jobs import later
from orders.models import Pool, PoolEvent
from orders.services.opening import MANAGERS, WrongState, lock_pool, move_pool
from orders.services.pool_steps import record_step
from orders.services.topping_up import begin_topping_up, packs_wait

POOL_LOCK = 7003
_KEEP = """
INSERT INTO orders_frozenwish (pool_id, commitment_id)
SELECT pool_id, id
FROM (
    SELECT DISTINCT ON (material_id, workshop_id) id, pool_id, quantity
    FROM orders_commitment WHERE pool_id = %s
    ORDER BY material_id, workshop_id, id DESC
) said
WHERE quantity > 0
ORDER BY id
"""


def due_pools(*, at: datetime) -> list[tuple[int, int]]:
    """Return (center id, pool id) of the pools whose time is over, however long ago.

    That is the deadline, and for those that top up since then the end of that.
    """
    return list(
        Pool.objects.filter(
            Q(status=Pool.Status.OPEN, deadline_at__lte=at)
            | Q(status=Pool.Status.TOPPING_UP, topping_up_until__lte=at)
        )
        .order_by("deadline_at", "pk")
        .values_list("center_id", "pk")
    )


@command
def close_due_pool(*, pool_id: int, by: Person, at: datetime) -> Pool:
    """Close a pool whose time is over, or give it its hours to fill packs up, once.

    One that was extended or closed meanwhile stays. Raises WrongRole, Missing.
    """
    by.must_be(*MANAGERS)
    pool = _lock_alone(pool_id, by)
    if pool.status not in Pool.TAKES_COMMITMENTS or pool.closes_at > at:
        return pool
    if packs_wait(pool, at=at):
        begin_topping_up(pool, by=by, at=at)
    else:
        _freeze(pool, by=by, at=at)
    return pool


@command
def freeze_pool(*, pool_id: int, by: Person, at: datetime) -> Pool:
    """Take no more commitments and keep what stands; the pool is then cleared by a job.

    Takes the pool's lock alone, so every commitment is either in the snapshot or refused. A
    pool that is closed already stays as it is. Raises WrongRole, Missing, WrongState.
    """
    by.must_be(*MANAGERS)
    pool = _lock_alone(pool_id, by)
    if pool.status == Pool.Status.FROZEN:
        return pool
    if pool.status not in Pool.TAKES_COMMITMENTS:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    _freeze(pool, by=by, at=at)
    return pool


@step
def _lock_alone(pool_id: int, by: Person) -> Pool:
    """Keep commitments out until the end, then lock the pool. Raises Missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [POOL_LOCK, pool_id])
    return lock_pool(pool_id=pool_id, by=by)


@step
def _freeze(pool: Pool, *, by: Person, at: datetime) -> None:
    _keep_what_stands(pool)
    pool.frozen_at = at
    move_pool(pool, Pool.Status.FROZEN, also=["frozen_at"])
    audit.record(by=by, action="pool.frozen", subject="Pool", subject_id=pool.pk, at=at)
    record_step(pool, PoolEvent.Kind.FROZEN, by=by, at=at)
    later("orders.tasks.clear_pool", center_id=pool.center_id, pool_id=pool.pk)


def _keep_what_stands(pool: Pool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [pool.pk])
