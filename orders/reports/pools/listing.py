"""Pools in lists: those that take commitments, and what stands behind each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from materialcenter.access import Person
from orders.models import Commitment, Pool
from orders.reports.pools.progress import PoolProgress, progress_of_all


@dataclass(frozen=True)
class PoolLine:
    """A pool in a list; progress and the seconds left only while it takes commitments."""

    pool: Pool
    members: int
    is_in: bool
    progress: PoolProgress | None
    left_s: int | None


def open_pools(by: Person, *, limit: int = 20) -> list[Pool]:
    """List the pools that take commitments, the one that closes first ahead."""
    return list(
        Pool.objects.visible_to(by)
        .filter(status__in=Pool.TAKES_COMMITMENTS)
        .order_by("deadline_at", "pk")[:limit]
    )


def pool_lines(pools: Sequence[Pool], by: Person, *, at: datetime) -> list[PoolLine]:
    """Add to pools who is in, and to those that take commitments how they stand."""
    live = [pool for pool in pools if pool.takes_changes_at(at)]
    progress = {
        each.pool.pk: each for each in progress_of_all(live, by=by, on=timezone.localdate(at))
    }
    others = Commitment.objects.filter(pool__in=[p for p in pools if p.pk not in progress])
    members = dict(
        others.counted()
        .order_by("pool_id")
        .values_list("pool_id")
        .annotate(Count("workshop_id", distinct=True))
    )
    own = set(
        others.filter(workshop_id__in=by.workshop_ids)
        .counted()
        .order_by("pool_id")
        .values_list("pool_id", flat=True)
    )
    return [_line(pool, progress.get(pool.pk), members, own, at=at) for pool in pools]


def _line(
    pool: Pool,
    progress: PoolProgress | None,
    members: dict[int, int],
    own: set[int],
    *,
    at: datetime,
) -> PoolLine:
    if progress is None:
        return PoolLine(pool, members.get(pool.pk, 0), pool.pk in own, None, None)
    is_in = any(line.own for line in progress.materials)
    left_s = int((pool.closes_at - at).total_seconds())
    return PoolLine(pool, progress.members, is_in, progress, left_s)
