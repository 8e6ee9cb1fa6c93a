"""Making a pool, opening it, extending or cancelling it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Invalid, Missing
from materialcenter.jobs import later
from materialcenter.models import Center, Role
from materialcenter.numbering import next_number
from orders.models import Clearing, Offer, Pool, PoolMaterial, PurchaseOrder


class DeadlinePassed(Invalid):
    """A pool must close in the future."""

    code = "deadline_in_the_past"
    sentence = _("The closing time must lie in the future.")


class NothingToPool(Invalid):
    """A pool needs materials that somebody offers; `faults` names those nobody does."""

    code = "pool_without_offers"
    sentence = _("Choose materials for which a supplier has a current offer.")


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
    """Change a locked pool's state, by its table of states. Raises WrongState."""
    if status not in Pool.NEXT[pool.status]:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    pool.status = status
    pool.save(update_fields=["status", *also])
    if not Pool.NEXT[status]:
        later("orders.tasks.credit_left_deposits", center_id=pool.center_id, pool_id=pool.pk)


@command
def draft_pool(
    *,
    title: str,
    deadline_at: datetime,
    appetites: Mapping[str, int],
    by: Person,
    at: datetime,
    deposit_percent: Decimal = Decimal(0),
    pickup_until: date | None = None,
) -> Pool:
    """Make a draft of a pool.

    appetites: by material code, what the depot itself would take, in the material's unit
    (0 for nothing). deposit_percent: of what goes over a workshop's credit limit.
    Raises WrongRole, DeadlinePassed, NothingToPool, Invalid.
    """
    by.must_be(*MANAGERS)
    return write_pool(
        title=title,
        deadline_at=deadline_at,
        appetites=appetites,
        deposit_percent=deposit_percent,
        pickup_until=pickup_until,
        by=by,
        at=at,
    )


@step
def write_pool(
    *,
    title: str,
    deadline_at: datetime,
    appetites: Mapping[str, int],
    deposit_percent: Decimal,
    pickup_until: date | None,
    by: Person,
    at: datetime,
) -> Pool:
    """Write the draft; see draft_pool."""
    _check_conditions(deadline_at, deposit_percent, at=at)
    materials = _offered(appetites, by=by, at=at)
    center = Center.objects.only("code").get(pk=by.center_id)
    pool = Pool.objects.create(
        center_id=by.center_id,
        number=next_number(
            center_id=center.pk,
            center_code=center.code,
            kind="PB",
            year=timezone.localtime(at).year,
        ),
        title=title.strip(),
        deadline_at=deadline_at,
        deposit_percent=deposit_percent,
        pickup_until=pickup_until,
        created_by_id=by.user_id,
        created_at=at,
    )
    PoolMaterial.objects.bulk_create(
        PoolMaterial(pool=pool, material_id=materials[code].pk, depot_appetite=appetite)
        for code, appetite in sorted(appetites.items())
    )
    audit.record(by=by, action="pool.drafted", subject="Pool", subject_id=pool.pk, at=at)
    return pool


def _check_conditions(deadline_at: datetime, deposit_percent: Decimal, *, at: datetime) -> None:
    if deadline_at <= at:
        raise DeadlinePassed(field="deadline_at")
    if not 0 <= deposit_percent <= 100:
        raise Invalid(
            code="percent_out_of_range",
            field="deposit_percent",
            sentence=_("A percentage lies between 0 and 100."),
        )


def _offered(
    appetites: Mapping[str, int], *, by: Person, at: datetime
) -> dict[str, catalogue.Material]:
    found = catalogue.materials_by_code(by, appetites)
    offered = set(
        Offer.objects.visible_to(by)
        .current(timezone.localdate(at))
        .filter(material_id__in=[m.pk for m in found.values()])
        .values_list("material_id", flat=True)
    )
    faults = [
        Fault(
            code="no_offer",
            field="materials",
            sentence=__("%(material)s: no supplier has a current offer.") % {"material": code},
        )
        for code in sorted(appetites)
        if code not in found or found[code].pk not in offered
    ]
    faults += [
        Fault(
            code="quantity_negative",
            field="materials",
            sentence=__("%(material)s: the depot's quantity must not be negative.")
            % {"material": code},
        )
        for code, appetite in sorted(appetites.items())
        if appetite < 0
    ]
    if faults or not appetites:
        raise NothingToPool(faults=faults, field="materials")
    return found


@command
def open_pool(*, pool_id: int, by: Person, at: datetime) -> Pool:
    """Let workshops commit. Raises WrongRole, Missing, WrongState, DeadlinePassed."""
    by.must_be(*MANAGERS)
    pool = lock_pool(pool_id=pool_id, by=by)
    if pool.deadline_at <= at:
        raise DeadlinePassed(field="deadline_at")
    pool.opened_at = at
    if pool.status != Pool.Status.DRAFT:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    move_pool(pool, Pool.Status.OPEN, also=["opened_at"])
    audit.record(by=by, action="pool.opened", subject="Pool", subject_id=pool.pk, at=at)
    later("orders.tasks.tell_pool_opened", center_id=pool.center_id, pool_id=pool.pk)
    return pool


@command
def extend_pool(*, pool_id: int, deadline_at: datetime, by: Person, at: datetime) -> Pool:
    """Give a pool a later closing time; a closed or priced one opens again.

    Raises WrongRole, Missing, WrongState, DeadlinePassed.
    """
    by.must_be(*MANAGERS)
    pool = lock_pool(pool_id=pool_id, by=by)
    if deadline_at <= at or deadline_at <= pool.deadline_at:
        raise DeadlinePassed(
            field="deadline_at", sentence=_("The new closing time must be later than before.")
        )
    pool.deadline_at = deadline_at
    if pool.status in Pool.TAKES_COMMITMENTS or pool.status == Pool.Status.DRAFT:
        pool.save(update_fields=["deadline_at"])
    else:
        # A price that was found for fewer wishes is none; it is found anew at the next closing.
        Clearing.objects.filter(pool_material__pool=pool).delete()
        pool.frozen_at = pool.cleared_at = None
        move_pool(pool, Pool.Status.OPEN, also=["deadline_at", "frozen_at", "cleared_at"])
    audit.record(
        by=by,
        action="pool.extended",
        subject="Pool",
        subject_id=pool.pk,
        at=at,
        deadline_at=deadline_at.isoformat(),
    )
    return pool


@command
def cancel_pool(*, pool_id: int, by: Person, at: datetime) -> Pool:
    """Call a pool off: before anything was ordered, or once all its orders are cancelled.

    Raises WrongRole, Missing, WrongState.
    """
    by.must_be(*MANAGERS)
    pool = lock_pool(pool_id=pool_id, by=by)
    if (
        PurchaseOrder.objects.filter(pool=pool)
        .exclude(status=PurchaseOrder.Status.CANCELLED)
        .exists()
    ):
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    move_pool(pool, Pool.Status.CANCELLED)
    audit.record(by=by, action="pool.cancelled", subject="Pool", subject_id=pool.pk, at=at)
    later("orders.tasks.tell_pool_cancelled", center_id=pool.center_id, pool_id=pool.pk)
    return pool


@command
def set_appetite(
    *, pool_id: int, material: str, quantity: int, by: Person, at: datetime
) -> PoolMaterial:
    """Say what the depot itself would take of a material, adding it where the pool lacks it.

    Raises WrongRole, Missing, WrongState, NothingToPool.
    """
    by.must_be(*MANAGERS)
    return write_appetite(pool_id=pool_id, material=material, quantity=quantity, by=by, at=at)


@step
def write_appetite(
    *, pool_id: int, material: str, quantity: int, by: Person, at: datetime
) -> PoolMaterial:
    """Write the depot's appetite; see set_appetite."""
    pool = lock_pool(pool_id=pool_id, by=by)
    if pool.status not in Pool.TAKES_COMMITMENTS | {Pool.Status.DRAFT}:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    found = _offered({material: quantity}, by=by, at=at)[material]
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
