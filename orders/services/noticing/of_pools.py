"""What the members of a pool are told of it, and the purchasers of one that falls short."""

import logging
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from django.utils.translation import gettext as _

from materialcenter.errors import DomainError
from materialcenter.formats import day, moment, price
from materialcenter.models import Role
from materialcenter.services.telling.news import News, Writer
from materialcenter.services.telling.people import buyers_of, people_with
from materialcenter.services.telling.writing import Said
from orders.models import Commitment, Pool, PoolEvent, PoolMaterial
from orders.reports.pools.current import rows_of, standings_of
from orders.reports.pools.letters import expected_on
from orders.rules.errors import RuleError
from orders.services import notice_kinds as kinds
from orders.services.telling_members import SUBJECTS, is_for_all, workshops_told

_log = logging.getLogger(__name__)
Step = PoolEvent.Kind
_KINDS = {
    Step.OPENED: kinds.POOL_OPENED,
    Step.TOPPING_UP: kinds.POOL_TOPPING_UP,
    Step.SHARED: kinds.POOL_SHARED,
    Step.ALLOCATED: kinds.POOL_SHARED,
}


def members_of(pool: Pool) -> list[int]:
    """Return the users who buy for the workshops that are in a pool."""
    wishes = Commitment.objects.filter(pool=pool).counted()
    return buyers_of(pool.center_id, wishes.values("workshop_id"))


def _step(event_id: int, _mark: str) -> News | None:
    """Tell of a step of a pool whom it is also mailed to, with who reads no mail."""
    event = PoolEvent.objects.select_related("pool").get(pk=event_id)
    pool = event.pool
    if event.kind not in SUBJECTS:
        return None
    if is_for_all(event):
        people = people_with(pool.center_id, Role.BUYER)
    else:
        people = buyers_of(pool.center_id, workshops_told(event).values("pk"))

    def said() -> Said:
        line = str(SUBJECTS[event.kind]) % {"pool": pool.number, "title": pool.title}
        return line, _more_of(event)

    kind = _KINDS.get(Step(event.kind), kinds.POOL_STEP)
    path = f"/pools/{pool.number}/"
    return News(pool.center_id, people, kind, said, path, by_mail=False)


def _more_of(event: PoolEvent) -> str:
    """Say what is to be known of a step beside that it happened."""
    pool = event.pool
    if event.kind in (Step.OPENED, Step.EXTENDED, Step.TOPPING_UP):
        words = _("It closes on %(closes)s.") % {"closes": moment(pool.closes_at)}
        return f"{event.reason} {words}".strip()
    if event.kind == Step.ORDERED and (coming := expected_on(pool)):
        return _("It is expected on %(day)s.") % {"day": day(coming)}
    if event.kind == Step.ARRIVED:
        return ", ".join(event.facts.get("materials", ()))
    if event.kind == Step.ALLOCATED and pool.pickup_until:
        return _("Pick it up by %(day)s.") % {"day": day(pool.pickup_until)}
    return event.reason


def _price(row_id: int, mark: str) -> News | None:
    """Tell that more kg made a material of a pool cheaper. mark: the price per kg."""
    row = PoolMaterial.objects.select_related("pool", "material").get(pk=row_id)
    pool = row.pool
    if pool.status not in Pool.TAKES_COMMITMENTS:
        return None

    def said() -> Said:
        facts = {
            "pool": pool.number,
            "material": row.material.code,
            "price": price(Decimal(mark)),
            "counter": price(row.material.counter_price_per_kg),
            "closes": moment(pool.closes_at),
        }
        line = _("Pool %(pool)s: %(material)s now costs %(price)s per kg") % facts
        return line, _("At the counter it costs %(counter)s. The pool closes on %(closes)s.") % (
            facts
        )

    path = f"/pools/{pool.number}/"
    return News(pool.center_id, members_of(pool), kinds.POOL_PRICE, said, path)


def _last_day(pool_id: int, _mark: str) -> News | None:
    pool = Pool.objects.get(pk=pool_id)
    if pool.status not in Pool.TAKES_COMMITMENTS:
        return None

    def said() -> Said:
        facts = {"pool": pool.number, "closes": moment(pool.closes_at), "title": pool.title}
        line = _("Pool %(pool)s closes on %(closes)s") % facts
        return line, _("%(title)s: until then you may still change what you want.") % facts

    path = f"/pools/{pool.number}/"
    return News(pool.center_id, members_of(pool), kinds.POOL_LAST_DAY, said, path)


def short_of(pool: Pool, *, on: date) -> list[int]:
    """Return the materials of a pool that are wanted and would not be bought, by row id.

    One that cannot be worked out now is told to who looks at it; nothing is short then.
    """
    try:
        standing = standings_of(rows_of([pool]), workshop_ids=(), on=on)[pool.pk]
    except (RuleError, DomainError):
        _log.exception("Pool %s cannot be worked out.", pool.number)
        return []
    return [
        row_id
        for row_id, of in standing.materials.items()
        if of.totals.wanted and of.totals.price_per_kg is None
    ]


def _short(pool_id: int, mark: str) -> News | None:
    """Tell the purchasers which materials no supplier would bring. mark: the day."""
    pool = Pool.objects.get(pk=pool_id)
    if pool.status not in Pool.TAKES_COMMITMENTS:
        return None
    short = PoolMaterial.objects.filter(pk__in=short_of(pool, on=date.fromisoformat(mark)))
    codes = ", ".join(short.order_by("material__code").values_list("material__code", flat=True))
    if not codes:
        return None

    def said() -> Said:
        facts = {"pool": pool.number, "closes": moment(pool.closes_at), "materials": codes}
        line = _("Pool %(pool)s is about to miss its minimum") % facts
        words = _("No supplier's minimum is reached for %(materials)s. It closes on %(closes)s.")
        return line, words % facts

    people = people_with(pool.center_id, Role.PURCHASER)
    path = f"/pools/{pool.number}/"
    return News(pool.center_id, people, kinds.POOL_SHORT, said, path)


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "pool_step": _step,
        "pool_price": _price,
        "pool_last_day": _last_day,
        "pool_short": _short,
    }
)
