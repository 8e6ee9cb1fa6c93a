"""Committing to a pool, changing one's mind, withdrawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Invalid, Missing
from materialcenter.formats import rupiah
from materialcenter.models import Role, Workshop
from orders.models import Commitment, Invoice, Payment, Pool, PoolMaterial


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
    """What is wanted goes over the credit limit and the pool asks a deposit for that."""

    code = "deposit_needed"
    sentence = _(
        "This goes over the credit limit of %(limit)s; a deposit of %(needed)s is needed,"
        " %(paid)s has been paid."
    )


ON_BEHALF = (Role.PURCHASER, Role.SUPERVISOR)


@command
def commit(*, pool_id: int, wish: Wish, by: Person, at: datetime) -> Commitment:
    """Take a workshop's wish, replacing what it wanted of the material before.

    Raises Missing (pool or workshop not the person's), BadWish, PoolClosed,
    DepositNeeded. Credit is looked at under the workshop's lock.
    """
    by.must_be(Role.BUYER, *ON_BEHALF)
    pool = _pool(pool_id, by)
    workshop = (
        Workshop.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk=wish.workshop_id, is_active=True)
        .first()
    )
    if workshop is None:
        raise Missing
    materials = _materials_of(pool)
    faults = faults_of(wish, materials)
    if faults:
        raise BadWish(faults=faults)
    if pool.deposit_percent and wish.quantity:
        _check_deposit(pool, workshop, wish, materials)
    ids = _write(pool, [wish], materials, by=by, at=at, on_behalf=False)
    commitment = Commitment.objects.get(pk=ids[0])
    audit.record(
        by=by,
        action="commitment.made" if wish.quantity else "commitment.withdrawn",
        subject="Commitment",
        subject_id=commitment.pk,
        at=at,
        pool=pool.number,
        material=wish.material,
        quantity=wish.quantity,
    )
    return commitment


@step
def commit_many(*, pool_id: int, wishes: Sequence[Wish], by: Person, at: datetime) -> int:
    """Take over wishes that were collected on paper, all or none; return how many.

    The wishes' own times stay; the pool may be over its closing time but not yet closed.
    Raises Missing, BadWish (every fault of every wish), PoolClosed.
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
    if wish.price_cap is not None and wish.price_cap <= 0:
        say("price_cap_not_positive", "price_cap", __("The highest price is more than 0."))
    if max(wish.quantity, wish.maximum) > 10_000_000:
        say("quantity_too_large", "quantity", __("Nobody orders that much at once."))
    return faults


def _pool(pool_id: int, by: Person) -> Pool:
    pool = Pool.objects.visible_to(by).filter(pk=pool_id).first()
    if pool is None:
        raise Missing
    return pool


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
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT commitment_id FROM orders_commit(%s, %s::bigint[], %s::bigint[], %s::int[],"
            " %s::int[], %s::int[], %s::numeric[], %s::timestamptz[], %s, %s, %s)",
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
        ids = [row[0] for row in cursor.fetchall()]
    if len(ids) != len(wishes):
        raise PoolClosed(pool=pool.number)
    return ids


def _check_deposit(
    pool: Pool,
    workshop: Workshop,
    wish: Wish,
    materials: Mapping[str, catalogue.Material],
) -> None:
    by_id = {m.pk: m for m in materials.values()}
    wanted = {
        row.material_id: row.quantity
        for row in Commitment.objects.filter(pool=pool, workshop=workshop).standing()
    }
    wanted[materials[wish.material].pk] = wish.quantity
    worth = sum(
        (
            catalogue.table_kg(by_id[pk], quantity) * by_id[pk].counter_price_per_kg
            for pk, quantity in wanted.items()
        ),
        Decimal(0),
    )
    totals = (
        Invoice.objects.filter(workshop=workshop).unpaid().aggregate(t=Sum("total"), p=Sum("paid"))
    )
    owed = (totals["t"] or 0) - (totals["p"] or 0)
    over = owed + worth - workshop.credit_line
    needed = int(
        (max(Decimal(0), over) * pool.deposit_percent / 100).to_integral_value(ROUND_CEILING)
    )
    paid = (
        Payment.objects.filter(workshop=workshop, pool=pool, invoice=None).aggregate(
            s=Sum("amount")
        )["s"]
        or 0
    )
    if paid < needed:
        raise DepositNeeded(
            limit=rupiah(workshop.credit_line), needed=rupiah(needed), paid=rupiah(paid)
        )
