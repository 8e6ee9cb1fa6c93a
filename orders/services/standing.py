"""Watching open pools: one clearing for each change, kept for everybody who looks."""

import logging
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import redis
from django.utils import timezone

from materialcenter.commands import command
from materialcenter.errors import DomainError
from materialcenter.services.telling.news import tell_later
from orders.models import Pool
from orders.reports.pools import keeping
from orders.reports.pools.current import Signs, compare, kept_prices, renew
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
            signs[pool] = _renew(pool, on=on)
        except (RuleError, DomainError):
            _log.exception("Pool %s cannot be watched.", pool.number)
            del signs[pool]
    try:
        keeping.watch(signs)
    except redis.RedisError:
        _log.warning("Valkey does not answer; nobody watches the pools.")
        return 0
    return len(signs)


def _renew(pool: Pool, *, on: date) -> Signs:
    """Work out what changed of a pool, and have its members told of what fell in price."""
    before = kept_prices(pool)
    signs = renew(pool, on=on)
    fallen = {
        row_id: price
        for row_id, price in kept_prices(pool).items()
        if before.get(row_id, price) > price
    }
    if fallen:
        tell_fallen(pool, fallen)
    return signs


@command
def tell_fallen(pool: Pool, fallen: Mapping[int, Decimal]) -> None:
    """Have a pool's members told which of its materials fell in price. fallen: by row id."""
    for row_id, price in sorted(fallen.items()):
        tell_later("pool_price", row_id, center_id=pool.center_id, mark=str(price))
