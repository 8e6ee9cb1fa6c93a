"""What only the clock brings: last days, reservations that end, deliveries that come or do not.

Nothing here has a window: a day without the job is made up for by the next pass, as far as it
is still true. What somebody was told already is left out before a job is written down for it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta

from django.utils import timezone

from materialcenter.commands import command, step
from materialcenter.models import Notice, Role
from materialcenter.services.telling.news import key_of, tell_later
from materialcenter.services.telling.people import buyers_of, people_with
from orders.models import Commitment, Order, Pool, PurchaseOrder
from orders.models.purchasing import PurchaseOrderQuerySet
from orders.services import notice_kinds as kinds
from orders.services.noticing.of_pools import short_of

SOON = timedelta(days=1)
# Who opens the yard looks for the day's deliveries, and nobody is told of them at midnight.
DAY_BEGINS = time(5)

Coming = tuple[int, str]


@command
def tell_what_comes(*, center_id: int, at: datetime) -> int:
    """Have a center's people told of what is near, each time once; return of how many things."""
    return _pools(center_id, at) + _orders(center_id, at) + _deliveries(center_id, at)


@step
def _tell_new(
    about: str, kind: str, found: Collection[Coming], people: Iterable[int], *, center_id: int
) -> int:
    """Have told what none of these people were told yet; return how much that is."""
    users = list(people)
    if not found or not users:
        return 0
    keys = {key_of(about, pk, mark): (pk, mark) for pk, mark in found}
    told = set(
        Notice.objects.filter(
            center_id=center_id, user_id__in=users, kind=kind, key__in=list(keys)
        ).values_list("key", flat=True)
    )
    for key, (pk, mark) in keys.items():
        if key not in told:
            tell_later(about, pk, center_id=center_id, mark=mark)
    return len(keys.keys() - told)


def _pools(center_id: int, at: datetime) -> int:
    rows = Pool.objects.filter(
        center_id=center_id, status__in=Pool.TAKES_COMMITMENTS, deadline_at__lte=at + SOON
    ).order_by("pk")
    last = [pool for pool in rows if at < pool.closes_at <= at + SOON]
    if not last:
        return 0
    wishes = Commitment.objects.filter(pool__in=last).counted()
    days = [(pool.pk, pool.closes_at.isoformat()) for pool in last]
    today = timezone.localdate(at)
    return _tell_new(
        "pool_last_day",
        kinds.POOL_LAST_DAY,
        days,
        buyers_of(center_id, wishes.values("workshop_id")),
        center_id=center_id,
    ) + _tell_new(
        "pool_short",
        kinds.POOL_SHORT,
        [(pool.pk, today.isoformat()) for pool in last if short_of(pool, on=today)],
        people_with(center_id, Role.PURCHASER),
        center_id=center_id,
    )


def _orders(center_id: int, at: datetime) -> int:
    ending = Order.objects.filter(
        center_id=center_id,
        status=Order.Status.PLACED,
        expires_at__gt=at,
        expires_at__lte=at + SOON,
        workshop__buyers__user__is_active=True,
    )
    found = list(ending.order_by("pk").values_list("pk", "workshop_id").distinct())
    return _tell_new(
        "order_ends",
        kinds.ORDER_ENDS,
        [(pk, "") for pk, _workshop_id in found],
        buyers_of(center_id, {workshop_id for _pk, workshop_id in found}),
        center_id=center_id,
    )


def _deliveries(center_id: int, at: datetime) -> int:
    local = timezone.localtime(at)
    if local.time() < DAY_BEGINS:
        return 0
    today = local.date()
    awaited = PurchaseOrder.objects.filter(center_id=center_id).awaiting_delivery()
    return _tell_new(
        "arrives_today",
        kinds.ARRIVES_TODAY,
        _by_day(awaited.filter(expected_on=today)),
        people_with(center_id, Role.CLERK),
        center_id=center_id,
    ) + _tell_new(
        "purchase_late",
        kinds.LATE,
        _by_day(awaited.late_on(today)),
        people_with(center_id, Role.PURCHASER),
        center_id=center_id,
    )


def _by_day(orders: PurchaseOrderQuerySet) -> list[Coming]:
    """Return the orders by the day on which each is expected, for a new promise is a new one."""
    rows = orders.order_by("pk").values_list("pk", "expected_on")
    return [(pk, day.isoformat()) for pk, day in rows if day is not None]
