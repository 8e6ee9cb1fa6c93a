"""Watching open pools: one clearing for each change, kept for everybody who looks."""

import logging
from datetime import datetime

import redis
from django.utils import timezone

from materialcenter.errors import DomainError
from orders.models import Pool
from orders.reports.pools import keeping
from orders.reports.pools.current import compare, renew
from orders.rules.errors import RuleError

_log = logging.getLogger(__name__)


def watch_pools(*, at: datetime) -> int:
    """Compare every pool that takes commitments with what is kept of it; return how many.

    What changed is worked out once, however many commitments came since, and kept; two
    workers at once do not work out the same twice. A pool that cannot be worked out is left
    to those who look at it, who are then told why; without Valkey all are.
    """
    on = timezone.localdate(at)
    pools = Pool.objects.filter(status__in=Pool.TAKES_COMMITMENTS).order_by("center_id", "pk")
    signs, changed = compare(list(pools), on=on)
    for pool in changed:
        try:
            signs[pool] = renew(pool, on=on)
        except (RuleError, DomainError):
            _log.exception("Pool %s cannot be watched.", pool.number)
            del signs[pool]
    try:
        keeping.watch(signs)
    except redis.RedisError:
        _log.warning("Valkey does not answer; nobody watches the pools.")
        return 0
    return len(signs)
