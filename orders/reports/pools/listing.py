"""Pools in lists: those that take commitments, and what stands behind each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from materialcenter.access import Person
from orders.models import Commitment, Pool


@dataclass(frozen=True)
class PoolLine:
    """A pool in a list."""

    pool: Pool
    members: int
    own_quantity: int


def open_pools(by: Person, *, limit: int = 20) -> list[Pool]:
    """List the pools that take commitments, the one that closes first ahead."""
    return list(
        Pool.objects.visible_to(by)
        .filter(status__in=Pool.TAKES_COMMITMENTS)
        .order_by("deadline_at", "pk")[:limit]
    )


def pool_lines(pools: Sequence[Pool], by: Person) -> list[PoolLine]:
    """Add to pools how many members each has, and what the person's own workshops want."""
    ids = [pool.pk for pool in pools]
    standing = Commitment.objects.filter(pool_id__in=ids).standing()
    members: dict[int, set[int]] = defaultdict(set)
    for pool_id, workshop_id in standing.values_list("pool_id", "workshop_id"):
        members[pool_id].add(workshop_id)
    own = dict(
        Commitment.objects.visible_to(by)
        .filter(pool_id__in=ids)
        .standing()
        .values_list("pool_id")
        .annotate(Sum("quantity"))
        .order_by("pool_id")
    )
    return [
        PoolLine(pool=pool, members=len(members[pool.pk]), own_quantity=own.get(pool.pk, 0))
        for pool in pools
    ]
