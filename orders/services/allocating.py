"""Sharing out what arrived for a pool: stored with its inputs, published, never edited."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from inventory import catalogue, stock
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict
from materialcenter.jobs import later
from orders.models import (
    AllocatedShare,
    Allocation,
    Clearing,
    PlannedShare,
    Pool,
    PoolMaterial,
    PurchaseOrder,
)
from orders.rules.sharing import RULE_VERSION, Claim, Sharing, share_mass, share_pieces
from orders.services.opening import MANAGERS, WrongState, lock_pool, move_pool

GRAM = Decimal("0.001")
POOL_MATERIAL = "pool_material"
POOL_SHARE = "pool_share"


class StillArriving(Conflict):
    """Purchase orders of the pool are neither received nor closed."""

    code = "pool_still_arriving"
    sentence = _("These purchase orders are still open: %(orders)s. Receive or close them first.")


class LotsUndecided(Conflict):
    """Some of what arrived is in quarantine."""

    code = "pool_lots_in_quarantine"
    sentence = _("In quarantine: %(lots)s. Release or reject it first, then share out.")


@command
def allocate_pool(*, pool_id: int, by: Person, at: datetime) -> Pool:
    """Share out everything that arrived, and hold each member's share for pick-up.

    Every purchase order of the pool must be received or closed (short). The rest that
    nobody wanted becomes the depot's free stock, and so does what was rejected meanwhile,
    which nobody is given. Raises WrongRole, Missing, WrongState, StillArriving, LotsUndecided.
    """
    by.must_be(*MANAGERS)
    pool = lock_pool(pool_id=pool_id, by=by)
    if pool.status != Pool.Status.RECEIVING:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    _refuse_open_orders(pool)
    rows = list(PoolMaterial.objects.filter(pool=pool).order_by("pk"))
    _refuse_undecided_lots(pool, rows)
    for row in rows:
        _allocate(row, pool, at=at)
    move_pool(pool, Pool.Status.ALLOCATED)
    audit.record(by=by, action="pool.allocated", subject="Pool", subject_id=pool.pk, at=at)
    later("orders.tasks.tell_pool_allocated", center_id=pool.center_id, pool_id=pool.pk)
    settle_when_done(pool, by=by, at=at)
    return pool


@step
def settle_when_done(pool: Pool, *, by: Person, at: datetime) -> None:
    """Settle a locked, shared-out pool once nothing of it waits to be picked up."""
    if pool.status != Pool.Status.ALLOCATED:
        return
    share_ids = AllocatedShare.objects.filter(allocation__pool_material__pool=pool).values_list(
        "pk", flat=True
    )
    if catalogue.holds_anything(pool.center_id, holder=POOL_SHARE, holder_ids=share_ids):
        return
    move_pool(pool, Pool.Status.SETTLED)
    audit.record(by=by, action="pool.settled", subject="Pool", subject_id=pool.pk, at=at)


def _refuse_open_orders(pool: Pool) -> None:
    still = (
        PurchaseOrder.objects.filter(pool=pool)
        .exclude(
            status__in=[
                PurchaseOrder.Status.RECEIVED,
                PurchaseOrder.Status.CLOSED,
                PurchaseOrder.Status.CANCELLED,
            ]
        )
        .order_by("pk")
        .values_list("number", flat=True)
    )
    if numbers := list(still):
        raise StillArriving(orders=", ".join(numbers))


def _refuse_undecided_lots(pool: Pool, rows: Sequence[PoolMaterial]) -> None:
    arrived = catalogue.held_parts(
        pool.center_id, holder=POOL_MATERIAL, holder_ids=[row.pk for row in rows]
    )
    waiting = {p.lot_number for p in arrived if p.quality == catalogue.Lot.Quality.QUARANTINED}
    if waiting:
        raise LotsUndecided(lots=", ".join(sorted(waiting)))


def _allocate(row: PoolMaterial, pool: Pool, *, at: datetime) -> None:
    clearing = Clearing.objects.filter(pool_material=row).first()
    if clearing is None or clearing.offer_id is None:
        return
    arrived = [
        part
        for part in catalogue.held_parts(pool.center_id, holder=POOL_MATERIAL, holder_ids=[row.pk])
        if part.quality == catalogue.Lot.Quality.OK
    ]
    material = catalogue.materials_by_id(pool.center_id, [row.material_id])[row.material_id]
    pieces = sum(part.pieces for part in arrived)
    mass_kg = sum((part.mass_kg for part in arrived), Decimal(0))
    claims = _claims(clearing)
    sharing = share_pieces(pieces, claims) if material.is_counted else share_mass(mass_kg, claims)
    allocation = _store(
        row,
        sharing,
        claims,
        pieces=pieces,
        mass_kg=mass_kg,
        by_weight=not material.is_counted,
        at=at,
    )
    _hold(allocation, material, pool, [part.lot_id for part in arrived], at=at)


def _claims(clearing: Clearing) -> list[Claim]:
    """Return what each member may claim: what was planned, firm up to what it wanted."""
    shares = (
        PlannedShare.objects.filter(clearing=clearing, quantity__gt=0)
        .select_related("commitment")
        .order_by("commitment_id")
    )
    return [
        Claim(
            key=str(share.commitment.workshop_id),
            firm=min(share.quantity, share.commitment.quantity),
            flexible=max(0, share.quantity - share.commitment.quantity),
            minimum=share.commitment.minimum,
            committed_at=share.commitment.committed_at,
        )
        for share in shares
    ]


def _store(
    row: PoolMaterial,
    sharing: Sharing,
    claims: list[Claim],
    *,
    pieces: int,
    mass_kg: Decimal,
    by_weight: bool,
    at: datetime,
) -> Allocation:
    last = Allocation.objects.filter(pool_material=row).aggregate(last=Max("round"))["last"] or 0
    allocation = Allocation.objects.create(
        pool_material=row,
        round=last + 1,
        allocated_at=at,
        rule_version=RULE_VERSION,
        inputs={"claims": [asdict(claim) for claim in claims]},
        received_pieces=pieces,
        received_kg=mass_kg,
        left_over_pieces=0 if by_weight else sharing.left_over,
        left_over_kg=sharing.left_over * GRAM if by_weight else Decimal(0),
    )
    AllocatedShare.objects.bulk_create(
        AllocatedShare(
            allocation=allocation,
            workshop_id=int(key),
            pieces=0 if by_weight else amount,
            mass_kg=amount * GRAM if by_weight else Decimal(0),
            is_rolled_over=key in sharing.excluded,
        )
        for key, amount in sorted(sharing.pieces.items(), key=lambda item: int(item[0]))
    )
    return allocation


def _hold(
    allocation: Allocation,
    material: catalogue.Material,
    pool: Pool,
    lot_ids: list[int],
    *,
    at: datetime,
) -> None:
    """Turn what is held for the pool into what is held for each share; let the rest go."""
    stock.release(
        center_id=pool.center_id,
        holder=POOL_MATERIAL,
        holder_ids=[allocation.pool_material_id],
        at=at,
    )
    wants = [
        stock.Want(
            holder_id=share.pk,
            material_id=material.pk,
            pieces=share.pieces,
            mass_kg=share.mass_kg,
        )
        for share in AllocatedShare.objects.filter(allocation=allocation).order_by("pk")
        if share.pieces or share.mass_kg
    ]
    if wants:
        stock.reserve(
            center_id=pool.center_id, holder=POOL_SHARE, wants=wants, at=at, lot_ids=lot_ids
        )
