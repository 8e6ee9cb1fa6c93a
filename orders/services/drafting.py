"""Drafting a pool: its materials and conditions, by hand, after another pool, from what runs low.

Here belongs everything that may still change before workshops see the pool. Never here:
what happens from its opening on.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue, stock
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Fault, Invalid, Missing
from materialcenter.models import Center, Workshop
from materialcenter.numbering import next_number
from orders.models import Pool, PoolInvitation, PoolMaterial
from orders.reports.drafting import materials_still_offered
from orders.services.opening import (
    MANAGERS,
    NothingToPool,
    WrongState,
    check_times,
    lock_pool,
    materials_offered,
)

LONGEST_TOPPING_UP_H = 168

Day = TypeVar("Day", date, datetime)


@dataclass(frozen=True)
class Conditions:
    """On what terms workshops join a pool.

    deposit_percent: of what `deposit_rule` names. invited: codes of workshops, only where
    `audience` is of chosen ones. topping_up_hours: after the deadline, to fill packs up;
    0 closes at once. asks_quotes: suppliers are asked for a firm price before ordering.
    """

    title: str
    deadline_at: datetime
    pickup_until: date | None = None
    deposit_percent: Decimal = Decimal(0)
    deposit_rule: str = Pool.DepositRule.OVER_CREDIT
    audience: str = Pool.Audience.EVERYBODY
    invited: tuple[str, ...] = ()
    topping_up_hours: int = 0
    asks_quotes: bool = False


class BadConditions(Invalid):
    """Terms that no pool can have; `faults` names everything."""

    code = "conditions_invalid"
    sentence = _("A pool cannot have these conditions.")


class LastMaterial(Invalid):
    """A pool without a material is none."""

    code = "last_material"
    sentence = _("This is the pool's only material. Add another first, or cancel the pool.")


class AlertOfAnother(Invalid):
    """An alert is answered by a pool of its own material only."""

    code = "alert_of_another_material"
    sentence = _("%(material)s runs low but is not among the materials chosen.")


@command
def draft_pool(
    *,
    conditions: Conditions,
    appetites: Mapping[str, int],
    by: Person,
    at: datetime,
    alert_ids: Iterable[int] = (),
) -> Pool:
    """Make a draft of a pool.

    appetites: by material code, what the depot itself would take, in the material's unit
    (0 for nothing). alert_ids: reorder alerts that the pool answers, each of one of its
    materials. Raises WrongRole, DeadlinePassed, PickupBeforeDeadline, BadConditions,
    NothingToPool, Missing, AlertTaken, AlertOver, AlertOfAnother.
    """
    by.must_be(*MANAGERS)
    low = [
        stock.lock_alert(alert_id=alert_id, center_id=by.center_id)
        for alert_id in sorted(set(alert_ids))
    ]
    pool = write_pool(conditions=conditions, appetites=appetites, by=by, at=at)
    _answer_alerts(pool, low, by=by, at=at)
    return pool


@step
def _answer_alerts(pool: Pool, low: Sequence[stock.LowStock], *, by: Person, at: datetime) -> None:
    chosen = set(pool.materials.values_list("material_id", flat=True))
    for each in low:
        if each.material_id not in chosen:
            material = catalogue.materials_by_id(pool.center_id, [each.material_id])
            raise AlertOfAnother(material=material[each.material_id].code, field="materials")
        stock.mark_taken(alert_id=each.alert_id, answer="open_pool", reference=pool.number, at=at)
        audit.record(
            by=by,
            action="alert.taken",
            subject="ReorderAlert",
            subject_id=each.alert_id,
            at=at,
            answer="open_pool",
            reference=pool.number,
        )


@step
def write_pool(
    *,
    conditions: Conditions,
    appetites: Mapping[str, int],
    by: Person,
    at: datetime,
    previous: Pool | None = None,
) -> Pool:
    """Write the draft; see draft_pool. previous: the pool that it repeats."""
    invited = _check(conditions, by=by, at=at)
    materials = materials_offered(appetites, by=by, at=at)
    center = Center.objects.only("code").get(pk=by.center_id)
    pool = Pool(
        center_id=by.center_id,
        number=next_number(
            center_id=center.pk,
            center_code=center.code,
            kind="PB",
            year=timezone.localtime(at).year,
        ),
        previous=previous,
        created_by_id=by.user_id,
        created_at=at,
    )
    _put(conditions, pool)
    pool.save(force_insert=True)
    PoolMaterial.objects.bulk_create(
        PoolMaterial(pool=pool, material_id=materials[code].pk, depot_appetite=appetite)
        for code, appetite in sorted(appetites.items())
    )
    _invite(pool, invited)
    audit.record(by=by, action="pool.drafted", subject="Pool", subject_id=pool.pk, at=at)
    return pool


def _put(conditions: Conditions, pool: Pool) -> list[str]:
    """Write conditions onto a pool; return the names of its fields that they fill."""
    values = {
        "title": conditions.title.strip(),
        "deadline_at": conditions.deadline_at,
        "pickup_until": conditions.pickup_until,
        "deposit_percent": conditions.deposit_percent,
        "deposit_rule": conditions.deposit_rule,
        "audience": conditions.audience,
        "topping_up_hours": conditions.topping_up_hours,
        "asks_quotes": conditions.asks_quotes,
    }
    for name, value in values.items():
        setattr(pool, name, value)
    return list(values)


def _check(conditions: Conditions, *, by: Person, at: datetime) -> list[Workshop]:
    """Raise what is wrong with conditions; return the workshops invited."""
    check_times(conditions.deadline_at, conditions.pickup_until, at=at)
    faults = []
    if not 0 <= conditions.deposit_percent <= 100:
        sentence = __("A percentage lies between 0 and 100.")
        faults.append(Fault("percent_out_of_range", sentence, "deposit_percent"))
    if not 0 <= conditions.topping_up_hours <= LONGEST_TOPPING_UP_H:
        sentence = __("Packs are filled up for 0 to 168 hours.")
        faults.append(Fault("hours_out_of_range", sentence, "topping_up_hours"))
    if conditions.deposit_rule not in Pool.DepositRule.values:
        faults.append(Fault("rule_unknown", __("There is no such rule."), "deposit_rule"))
    if conditions.audience not in Pool.Audience.values:
        faults.append(Fault("audience_unknown", __("There is no such choice."), "audience"))
    invited, unknown = _workshops(conditions, by)
    faults += [
        Fault("workshop_unknown", __("There is no workshop %(code)s.") % {"code": code}, "invited")
        for code in unknown
    ]
    if faults:
        raise BadConditions(faults=faults, field=faults[0].field)
    return invited


def _workshops(conditions: Conditions, by: Person) -> tuple[list[Workshop], list[str]]:
    if conditions.audience != Pool.Audience.CHOSEN:
        return [], []
    codes = {code.strip().upper() for code in conditions.invited}
    rows = Workshop.objects.visible_to(by).filter(code__in=codes, is_active=True)
    found = list(rows.order_by("pk"))
    return found, sorted(codes - {row.code for row in found})


@step
def _invite(pool: Pool, invited: Sequence[Workshop]) -> None:
    PoolInvitation.objects.filter(pool=pool).delete()
    PoolInvitation.objects.bulk_create(
        PoolInvitation(pool=pool, workshop=workshop) for workshop in invited
    )


@command
def change_conditions(*, pool_id: int, conditions: Conditions, by: Person, at: datetime) -> Pool:
    """Give a draft other conditions. Raises WrongRole, Missing, WrongState; see draft_pool."""
    by.must_be(*MANAGERS)
    pool = _lock_draft(pool_id, by)
    invited = _check(conditions, by=by, at=at)
    pool.save(update_fields=_put(conditions, pool))
    _invite(pool, invited)
    audit.record(by=by, action="pool.conditions_changed", subject="Pool", subject_id=pool.pk, at=at)
    return pool


@command
def drop_material(*, pool_id: int, material: str, by: Person, at: datetime) -> Pool:
    """Take a material out of a draft. Raises WrongRole, Missing, WrongState, LastMaterial."""
    by.must_be(*MANAGERS)
    pool = _lock_draft(pool_id, by)
    row = PoolMaterial.objects.filter(pool=pool, material__code=material).first()
    if row is None:
        raise Missing(field="material")
    if PoolMaterial.objects.filter(pool=pool).count() == 1:
        raise LastMaterial(field="material")
    row.delete()
    audit.record(
        by=by,
        action="pool.material_dropped",
        subject="Pool",
        subject_id=pool.pk,
        at=at,
        material=material,
    )
    return pool


@step
def _lock_draft(pool_id: int, by: Person) -> Pool:
    pool = lock_pool(pool_id=pool_id, by=by)
    if pool.status != Pool.Status.DRAFT:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    return pool


@command
def repeat_pool(*, pool_id: int, by: Person, at: datetime) -> Pool:
    """Draft a pool like an earlier one, with its materials, appetites, conditions and audience.

    It closes a month after the earlier one, or the first such day that lies ahead; what
    nobody offers any more is left out. Raises WrongRole, Missing, NothingToPool.
    """
    by.must_be(*MANAGERS)
    last = Pool.objects.visible_to(by).filter(pk=pool_id).first()
    if last is None:
        raise Missing
    appetites = materials_still_offered(last, by=by, on=timezone.localdate(at))
    if not appetites:
        raise NothingToPool(field="materials")
    return write_pool(
        conditions=conditions_of(last, months=_months_to_pass(last.deadline_at, at)),
        appetites=appetites,
        previous=last,
        by=by,
        at=at,
    )


def _months_to_pass(deadline_at: datetime, at: datetime) -> int:
    """Count the months after which a closing time lies ahead, one at least."""
    closed = timezone.localtime(deadline_at)
    months = 1
    while _months_after(closed, months) <= at:
        months += 1
    return months


def _months_after(day: Day, months: int) -> Day:
    """Go to the same day of a later month, or its last day where there is no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def conditions_of(pool: Pool, *, months: int = 0) -> Conditions:
    """Return a pool's conditions, its times so many months later by the clock here."""
    until = pool.pickup_until
    invited = PoolInvitation.objects.filter(pool=pool, workshop__is_active=True)
    return Conditions(
        title=pool.title,
        deadline_at=_months_after(timezone.localtime(pool.deadline_at), months),
        pickup_until=None if until is None else _months_after(until, months),
        deposit_percent=pool.deposit_percent,
        deposit_rule=pool.deposit_rule,
        audience=pool.audience,
        invited=tuple(invited.order_by("workshop__code").values_list("workshop__code", flat=True)),
        topping_up_hours=pool.topping_up_hours,
        asks_quotes=pool.asks_quotes,
    )
