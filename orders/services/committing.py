"""Committing to a pool, changing one's mind, withdrawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Invalid, Missing
from materialcenter.formats import price, rupiah
from materialcenter.models import Role, Workshop
from materialcenter.statements import run_prepared
from orders.models import Commitment, Pool, PoolMaterial
from orders.reports.pools import rule_offers
from orders.reports.pools.deposits import deposit_for
from orders.rules.clearing import Commitment as RuleWish
from orders.rules.clearing import lowest_price
from orders.services.joining import check_member
from orders.services.topping_up import check_change

CENT = Decimal("0.01")
LARGEST = 10_000_000


@dataclass(frozen=True)
class Wish:
    """What a workshop wants of a material, in the material's unit; quantity 0 withdraws.

    minimum: the least it accepts; maximum: the most it takes so that a pack fills.
    price_cap: Rp/kg landed, None for any. committed_at: only for wishes taken over from
    paper; None is now.
    """

    workshop_id: int
    material: str
    quantity: int
    minimum: int
    maximum: int
    price_cap: Decimal | None = None
    committed_at: datetime | None = None


class BadWish(Invalid):
    """A commitment contradicts itself; `faults` names every way."""

    code = "commitment_invalid"
    sentence = _("This commitment is not possible.")


class PoolClosed(Conflict):
    """The pool takes no commitments (any more)."""

    code = "pool_closed"
    sentence = _("Pool %(pool)s takes no commitments now.")


class DepositNeeded(Conflict):
    """The pool asks for a deposit before the workshop may want this much.

    data, in whole rupiah: limit and used (of the workshop's credit, by bills and other
    pools), needed, paid and missing (of the deposit).
    """

    code = "deposit_needed"
    sentence = _(
        "This needs a deposit of %(needed)s; %(paid)s has been paid, so %(missing)s is still to"
        " be paid first."
    )
    with_credit = _(
        "This needs a deposit of %(needed)s; %(paid)s has been paid, so %(missing)s is still to"
        " be paid first. Of the credit limit of %(limit)s, bills and other pools use %(used)s."
    )

    def __str__(self) -> str:
        """Return the sentence with its amounts written for people."""
        return str(self.sentence) % {name: rupiah(value) for name, value in self.data.items()}


# A thousand of them come in a pool's last seconds, so it is planned once for each connection.
_COMMIT = """
SELECT commitment_id
FROM orders_commit(%s::bigint, %s::bigint[], %s::bigint[], %s::int[], %s::int[], %s::int[],
                   %s::numeric[], %s::timestamptz[], %s::bigint, %s::timestamptz, %s::boolean)
"""
ON_BEHALF = (Role.PURCHASER, Role.SUPERVISOR)


@command
def commit(*, pool_id: int, wish: Wish, by: Person, at: datetime) -> Commitment:
    """Take a workshop's wish, replacing what it wanted of the material before.

    Credit and deposit are looked at under the workshop's lock, so that no two pools spend the
    same credit; a withdrawal is taken from everybody, and so is a wish that is not worth more
    than the one before. Raises Missing (pool or workshop not the person's), PoolClosed,
    WorkshopInactive, NotInvited, BadWish, ChangeDoesNotHelp, DepositNeeded.
    """
    by.must_be(Role.BUYER, *ON_BEHALF)
    pool = _pool(pool_id, by)
    workshop = _lock_workshop(wish.workshop_id, by)
    if not pool.takes_changes_at(at):
        raise PoolClosed(pool=pool.number)
    if wish.quantity:
        check_member(pool, workshop)
    materials = _material_of(pool, wish.material)
    faults = faults_of(wish, materials) or _cap_faults(pool, wish, materials, at=at)
    if faults:
        raise BadWish(faults=faults)
    material = materials[wish.material]
    if pool.status == Pool.Status.TOPPING_UP:
        check_change(pool, workshop.pk, material, _as_ruled(wish, at), at=at)
    if wish.quantity:
        check_deposit(pool, workshop, material, quantity=wish.quantity, price_cap=wish.price_cap)
    (commitment_id,) = _write(pool, [wish], materials, by=by, at=at, on_behalf=False)
    audit.record(
        by=by,
        action="commitment.made" if wish.quantity else "commitment.withdrawn",
        subject="Commitment",
        subject_id=commitment_id,
        at=at,
        pool=pool.number,
        material=wish.material,
        quantity=wish.quantity,
    )
    return _as_written(commitment_id, pool, workshop, material, wish, by=by, at=at)


@step
def commit_many(*, pool_id: int, wishes: Sequence[Wish], by: Person, at: datetime) -> int:
    """Take over wishes that were collected on paper, all or none; return how many.

    The wishes' own times stay; the pool may be over its closing time but not yet closed. A
    highest price under every offer stays as it was written, and no deposit is asked: who takes
    the paper over answers for both. Raises WrongRole, Missing, BadWish (every fault of every wish), PoolClosed.
    """
    by.must_be(*ON_BEHALF)
    pool = _pool(pool_id, by)
    materials = _materials_of(pool)
    faults = [fault for wish in wishes for fault in faults_of(wish, materials)]
    if faults:
        raise BadWish(faults=faults)
    ids = _write(pool, wishes, materials, by=by, at=at, on_behalf=True)
    audit.record(
        by=by,
        action="commitment.taken_over",
        subject="Pool",
        subject_id=pool.pk,
        at=at,
        count=len(ids),
    )
    return len(ids)


@step
def check_deposit(
    pool: Pool,
    workshop: Workshop,
    material: catalogue.Material,
    *,
    quantity: int,
    price_cap: Decimal | None,
) -> None:
    """Refuse a wish for which the pool's deposit is not paid; a pool that asks none looks at nothing.

    workshop: locked by the caller. Raises DepositNeeded.
    """
    if not pool.deposit_percent:
        return
    deposit = deposit_for(pool, workshop, material, quantity=quantity, price_cap=price_cap)
    if deposit.missing:
        by_credit = pool.deposit_rule == Pool.DepositRule.OVER_CREDIT and deposit.limit > 0
        raise DepositNeeded(
            sentence=DepositNeeded.with_credit if by_credit else DepositNeeded.sentence,
            limit=deposit.limit,
            used=deposit.used,
            needed=deposit.needed,
            paid=deposit.paid,
            missing=deposit.missing,
        )


def faults_of(wish: Wish, materials: Mapping[str, catalogue.Material]) -> list[Fault]:
    """Name everything that is wrong with a wish; nothing when it may be taken."""
    faults = []

    def say(code: str, field: str, sentence: str) -> None:
        faults.append(Fault(code=code, field=field, sentence=sentence))

    if wish.material not in materials:
        say(
            "material_not_in_pool",
            "material",
            __("%(material)s is not bought in this pool.") % {"material": wish.material},
        )
    if wish.quantity == 0 and wish.minimum == 0 and wish.maximum == 0:
        return faults
    if wish.quantity < 1:
        say("quantity_not_positive", "quantity", __("Ask for at least 1, or withdraw."))
    if wish.minimum < 1:
        say("minimum_not_positive", "minimum", __("The least you accept is at least 1."))
    if wish.minimum > wish.quantity:
        say(
            "minimum_over_quantity",
            "minimum",
            __("The least you accept is more than you want."),
        )
    if wish.maximum < wish.quantity:
        say("quantity_over_maximum", "maximum", __("The most you take is less than you want."))
    if wish.minimum > wish.maximum:
        say(
            "minimum_over_maximum",
            "minimum",
            __("The least you accept is more than the most you take."),
        )
    if wish.price_cap is not None and wish.price_cap <= 0:
        say("price_cap_not_positive", "price_cap", __("The highest price is more than 0."))
    if max(wish.quantity, wish.maximum) > LARGEST:
        say("quantity_too_large", "quantity", __("Nobody orders that much at once."))
    return faults


def _as_ruled(wish: Wish, at: datetime) -> RuleWish:
    """Return a wish as the clearing rule takes it, under a key of no one."""
    return RuleWish("", wish.quantity, wish.minimum, wish.maximum, at, wish.price_cap)


def _pool(pool_id: int, by: Person) -> Pool:
    pool = Pool.objects.visible_to(by).filter(pk=pool_id).first()
    if pool is None:
        raise Missing
    return pool


def _lock_workshop(workshop_id: int, by: Person) -> Workshop:
    """Lock a workshop of the person's, at rest or not. Raises Missing."""
    workshop = (
        Workshop.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk=workshop_id)
        .first()
    )
    if workshop is None:
        raise Missing
    return workshop


def _cap_faults(
    pool: Pool, wish: Wish, materials: Mapping[str, catalogue.Material], *, at: datetime
) -> list[Fault]:
    """Say so where no order of any size could come as cheap as the highest price."""
    if wish.price_cap is None or not wish.quantity:
        return []
    material = materials[wish.material]
    on = timezone.localdate(at)
    offers = rule_offers(pool.center_id, {material.pk: material}, on=on).get(material.pk, [])
    lowest = lowest_price(offers)
    if lowest is None or wish.price_cap >= lowest:
        return []
    asked = price(lowest.quantize(CENT, ROUND_CEILING))
    sentence = __(
        "No supplier's price comes under %(price)s per kg with freight. Give at least that, or"
        " leave it empty."
    )
    return [Fault("price_cap_under_every_offer", sentence % {"price": asked}, "price_cap")]


def _material_of(pool: Pool, code: str) -> dict[str, catalogue.Material]:
    """Find one of a pool's materials by its code; nothing where the pool does not buy it."""
    rows = PoolMaterial.objects.filter(pool=pool, material__code=code).select_related("material")
    return {row.material.code: row.material for row in rows}


def _materials_of(pool: Pool) -> dict[str, catalogue.Material]:
    ids = PoolMaterial.objects.filter(pool=pool).values_list("material_id", flat=True)
    return {m.code: m for m in catalogue.materials_by_id(pool.center_id, ids).values()}


def _write(
    pool: Pool,
    wishes: Sequence[Wish],
    materials: Mapping[str, catalogue.Material],
    *,
    by: Person,
    at: datetime,
    on_behalf: bool,
) -> list[int]:
    rows = run_prepared(
        _COMMIT,
        [
            pool.pk,
            [w.workshop_id for w in wishes],
            [materials[w.material].pk for w in wishes],
            [w.quantity for w in wishes],
            [w.minimum for w in wishes],
            [w.maximum for w in wishes],
            [w.price_cap for w in wishes],
            [w.committed_at or at for w in wishes],
            by.user_id,
            at,
            on_behalf,
        ],
    )
    ids = [commitment_id for (commitment_id,) in rows]
    if len(ids) != len(wishes):
        raise PoolClosed(pool=pool.number)
    return ids


def _as_written(
    commitment_id: int,
    pool: Pool,
    workshop: Workshop,
    material: catalogue.Material,
    wish: Wish,
    *,
    by: Person,
    at: datetime,
) -> Commitment:
    """Return the row as it lies in the database, without asking for it once more."""
    cap = None if wish.price_cap is None else wish.price_cap.quantize(CENT, ROUND_HALF_UP)
    return Commitment(
        pk=commitment_id,
        center_id=pool.center_id,
        pool=pool,
        material=material,
        workshop=workshop,
        quantity=wish.quantity,
        minimum=wish.minimum,
        maximum=wish.maximum,
        price_cap=cap,
        committed_at=wish.committed_at or at,
        committed_by_id=by.user_id,
    )
