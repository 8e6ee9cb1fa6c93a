"""Opening a pool, extending it, calling it off; and what every act on a pool starts with."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue, stock
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Invalid, Missing
from materialcenter.formats import day
from materialcenter.jobs import later
from materialcenter.models import Role
from orders.models import (
    Clearing,
    FrozenWish,
    Offer,
    Pool,
    PoolEvent,
    PoolInvitation,
    PoolMaterial,
    PurchaseOrder,
)
from orders.services.pool_steps import record_step
from orders.services.rolling_over import roll_over_cancelled, take_in_kept_wishes
from orders.services.withdrawing_quotes import withdraw_quotes

LONGEST_REASON = 300


class DeadlinePassed(Invalid):
    """A pool must close in the future."""

    code = "deadline_in_the_past"
    sentence = _("The closing time must lie in the future.")


class PickupBeforeDeadline(Invalid):
    """Nothing can be picked up before it was ordered."""

    code = "pickup_before_deadline"
    sentence = _("The pick-up must end after the closing time.")


class NothingToPool(Invalid):
    """A pool needs materials that somebody offers; `faults` names those nobody does."""

    code = "pool_without_offers"
    sentence = _("Choose materials for which a supplier has a current offer.")


class OfferRunsOut(Conflict):
    """Materials whose last offer ends before the pool closes; `faults` names each."""

    code = "offer_expired"
    sentence = _("Suppliers' offers run out before the pool closes. Enter newer ones first.")


class NobodyInvited(Invalid):
    """A pool for chosen workshops names none."""

    code = "nobody_invited"
    sentence = _("Choose at least one workshop that may join.")


class ReasonMissing(Invalid):
    """Members must be told why."""

    code = "reason_missing"
    sentence = _("Tell the members why, in up to 300 characters.")


class TakenBack(Conflict):
    """The depot would take less while packs are filled up."""

    code = "topping_up_takes_back"
    sentence = _("Nothing can be taken back or lowered while packs are filled up.")


class WrongState(Conflict):
    """The pool is not in the state the act needs."""

    code = "pool_not_in_this_state"
    sentence = _("Pool %(pool)s is “%(status)s”; this is not possible now.")


MANAGERS = (Role.PURCHASER, Role.SUPERVISOR)


@step
def lock_pool(*, pool_id: int, by: Person) -> Pool:
    """Lock a pool the person may see. Raises Missing."""
    pool = Pool.objects.visible_to(by).select_for_update(no_key=True).filter(pk=pool_id).first()
    if pool is None:
        raise Missing
    return pool


@step
def move_pool(pool: Pool, status: str, *, also: Sequence[str] = ()) -> None:
    """Change a locked pool's state, by its table of states; once over, its deposits are credited.

    Raises WrongState.
    """
    if status not in Pool.NEXT[pool.status]:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    pool.status = status
    pool.save(update_fields=["status", *also])
    if not Pool.NEXT[status]:
        later("orders.tasks.credit_left_deposits", center_id=pool.center_id, pool_id=pool.pk)


def materials_offered(
    appetites: Mapping[str, int], *, by: Person, at: datetime
) -> dict[str, catalogue.Material]:
    """Find the materials by code. Raises NothingToPool: none, unknown, not offered, negative."""
    found = catalogue.materials_by_code(by, appetites)
    today = timezone.localdate(at)
    ends = offers_end([m.pk for m in found.values()], on=today, by=by)
    faults = []
    for code, appetite in sorted(appetites.items()):
        end = ends.get(found[code].pk) if code in found else None
        if end is None or end < today:
            faults.append(_offer_fault(code, end, "materials"))
        if appetite < 0:
            sentence = __("%(material)s: the depot's quantity must not be negative.") % {
                "material": code
            }
            faults.append(Fault("quantity_negative", sentence, "materials"))
    if faults or not appetites:
        raise NothingToPool(faults=faults, field="materials")
    return found


def offers_end(material_ids: Sequence[int], *, on: date, by: Person) -> dict[int, date]:
    """Return until when offers that began by a day hold, by material; date.max without an end."""
    ends: dict[int, date] = {}
    offers = Offer.objects.visible_to(by).filter(
        material_id__in=material_ids, replaced_at=None, valid_from__lte=on
    )
    for material_id, until in offers.values_list("material_id", "valid_until"):
        ends[material_id] = max(ends.get(material_id, date.min), until or date.max)
    return ends


def _offer_fault(code: str, end: date | None, field: str) -> Fault:
    if end is None:
        sentence = __("%(material)s: no supplier has a current offer.") % {"material": code}
        return Fault("no_offer", sentence, field)
    names = {"material": code, "day": day(end)}
    return Fault(
        "offer_expired", __("%(material)s: the last offer holds until %(day)s.") % names, field
    )


def check_times(deadline_at: datetime, pickup_until: date | None, *, at: datetime) -> None:
    """Raise DeadlinePassed or PickupBeforeDeadline where a pool's times cannot be kept."""
    if deadline_at <= at:
        raise DeadlinePassed(field="deadline_at")
    if pickup_until is not None and pickup_until <= timezone.localdate(deadline_at):
        raise PickupBeforeDeadline(field="pickup_until")


@step
def _refuse_offers_that_end(pool: Pool, *, by: Person) -> None:
    rows = list(PoolMaterial.objects.filter(pool=pool).values_list("material_id", flat=True))
    closes = timezone.localdate(pool.deadline_at)
    ends = offers_end(rows, on=closes, by=by)
    materials = catalogue.materials_by_id(pool.center_id, rows)
    faults = [
        _offer_fault(materials[pk].code, ends.get(pk), "deadline_at")
        for pk in sorted(rows, key=lambda pk: materials[pk].code)
        if ends.get(pk, date.min) < closes
    ]
    if faults:
        raise OfferRunsOut(faults=faults)


@command
def open_pool(*, pool_id: int, by: Person, at: datetime) -> Pool:
    """Let workshops commit, and have those who may join told.

    Raises WrongRole, Missing, WrongState, DeadlinePassed, PickupBeforeDeadline,
    OfferRunsOut, NobodyInvited.
    """
    by.must_be(*MANAGERS)
    pool = lock_pool(pool_id=pool_id, by=by)
    if pool.status != Pool.Status.DRAFT:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    check_times(pool.deadline_at, pool.pickup_until, at=at)
    _refuse_offers_that_end(pool, by=by)
    chosen = pool.audience == Pool.Audience.CHOSEN
    if chosen and not PoolInvitation.objects.filter(pool=pool).exists():
        raise NobodyInvited(field="invited")
    pool.opened_at = at
    move_pool(pool, Pool.Status.OPEN, also=["opened_at"])
    audit.record(by=by, action="pool.opened", subject="Pool", subject_id=pool.pk, at=at)
    record_step(pool, PoolEvent.Kind.OPENED, by=by, at=at)
    take_in_kept_wishes(pool)
    return pool


@command
def extend_pool(
    *, pool_id: int, deadline_at: datetime, reason: str, by: Person, at: datetime
) -> Pool:
    """Give a pool a later closing time; one that is topping up, closed or priced opens again.

    reason: for the members. Raises WrongRole, Missing, ReasonMissing, WrongState (nothing
    that was ordered opens again), DeadlinePassed, PickupBeforeDeadline, OfferRunsOut.
    """
    by.must_be(*MANAGERS)
    reason = reason_of(reason)
    pool = lock_pool(pool_id=pool_id, by=by)
    reopens = pool.status != Pool.Status.DRAFT and Pool.Status.OPEN in Pool.NEXT[pool.status]
    if pool.status != Pool.Status.OPEN and not reopens:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    before = pool.deadline_at
    if deadline_at <= before:
        raise DeadlinePassed(
            field="deadline_at", sentence=_("The new closing time must be later than before.")
        )
    check_times(deadline_at, pool.pickup_until, at=at)
    pool.deadline_at = deadline_at
    _refuse_offers_that_end(pool, by=by)
    _open_again(pool)
    facts = {"before": before.isoformat(), "deadline_at": deadline_at.isoformat()}
    audit.record(
        by=by,
        action="pool.extended",
        subject="Pool",
        subject_id=pool.pk,
        at=at,
        reason=reason,
        **facts,
    )
    record_step(pool, PoolEvent.Kind.EXTENDED, by=by, at=at, reason=reason, **facts)
    return pool


@step
def _open_again(pool: Pool) -> None:
    if pool.status == Pool.Status.OPEN:
        pool.save(update_fields=["deadline_at"])
        return
    # A price that was found for fewer wishes is none; it is found anew at the next closing.
    Clearing.objects.filter(pool_material__pool=pool).delete()
    FrozenWish.objects.filter(pool=pool).delete()
    withdraw_quotes(pool)
    pool.frozen_at = pool.cleared_at = pool.topping_up_until = None
    move_pool(
        pool,
        Pool.Status.OPEN,
        also=["deadline_at", "frozen_at", "cleared_at", "topping_up_until"],
    )


@command
def cancel_pool(*, pool_id: int, reason: str, by: Person, at: datetime) -> Pool:
    """Call a pool off: before anything was ordered, or once all its orders are cancelled.

    reason: for the members. What the depot wanted of it because it runs low is looked at anew.
    Raises WrongRole, Missing, ReasonMissing, WrongState.
    """
    by.must_be(*MANAGERS)
    reason = reason_of(reason)
    pool = lock_pool(pool_id=pool_id, by=by)
    if (
        PurchaseOrder.objects.filter(pool=pool)
        .exclude(status=PurchaseOrder.Status.CANCELLED)
        .exists()
    ):
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    was_open = pool.status != Pool.Status.DRAFT
    move_pool(pool, Pool.Status.CANCELLED)
    audit.record(
        by=by, action="pool.cancelled", subject="Pool", subject_id=pool.pk, at=at, reason=reason
    )
    stock.answer_fell_through(center_id=by.center_id, reference=pool.number, at=at)
    if was_open:
        withdraw_quotes(pool)
        record_step(pool, PoolEvent.Kind.CANCELLED, by=by, at=at, reason=reason)
        roll_over_cancelled(pool, by=by, at=at)
    return pool


def reason_of(text: str) -> str:
    """Return a reason without the blanks around it. Raises ReasonMissing."""
    reason = text.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonMissing(field="reason")
    return reason


@command
def set_appetite(
    *, pool_id: int, material: str, quantity: int, by: Person, at: datetime
) -> PoolMaterial:
    """Say what the depot itself would take of a material, adding it where the pool lacks it.

    Raises WrongRole, Missing, WrongState, NothingToPool, TakenBack.
    """
    by.must_be(*MANAGERS)
    return write_appetite(pool_id=pool_id, material=material, quantity=quantity, by=by, at=at)


def _refuse_less(pool: Pool, material: catalogue.Material, quantity: int) -> None:
    """Refuse that the depot takes less, or another material, while packs are filled up."""
    rows = PoolMaterial.objects.filter(pool=pool, material_id=material.pk)
    if not rows.filter(depot_appetite__lte=quantity).exists():
        raise TakenBack(field="quantity")


@step
def write_appetite(
    *, pool_id: int, material: str, quantity: int, by: Person, at: datetime
) -> PoolMaterial:
    """Write the depot's appetite; see set_appetite."""
    pool = lock_pool(pool_id=pool_id, by=by)
    if pool.status not in Pool.TAKES_COMMITMENTS | {Pool.Status.DRAFT}:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    found = materials_offered({material: quantity}, by=by, at=at)[material]
    if pool.status == Pool.Status.TOPPING_UP:
        _refuse_less(pool, found, quantity)
    row, _made = PoolMaterial.objects.update_or_create(
        pool=pool, material_id=found.pk, defaults={"depot_appetite": quantity}
    )
    audit.record(
        by=by,
        action="pool.appetite_set",
        subject="Pool",
        subject_id=pool.pk,
        at=at,
        material=material,
        quantity=quantity,
    )
    return row
