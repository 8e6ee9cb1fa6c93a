"""Pools: opening, committing, following, ordering, sharing out."""

from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList
from materialcenter.errors import Missing
from materialcenter.models import Role, Workshop
from materialcenter.paging import page_of
from orders.api.pool_schemas import (
    AppetiteIn,
    CommitmentIn,
    CommitmentOut,
    DeadlineIn,
    OrdersOut,
    PoolIn,
    PoolOut,
    ProgressOut,
    ShareOut,
    commitment_out,
    progress_out,
)
from orders.models import AllocatedShare, Commitment, Pool
from orders.reports.pools import progress_of
from orders.services import allocating, clearing, committing, freezing, opening, ordering

router = Router(tags=["pools"])


def pool_for(person: Any, number: str) -> Pool:
    """Find a pool the person may see. Raises Missing."""
    pool = Pool.objects.visible_to(person).filter(number=number).first()
    if pool is None:
        raise Missing
    return pool


@router.get("", response={200: CursorList[PoolOut], **REFUSALS})
@needs()
def list_pools(
    request: Any, cursor: str = "", limit: int = 50, status: str = ""
) -> CursorList[PoolOut]:
    """List pools, the newest first."""
    rows = Pool.objects.visible_to(request.auth)
    if status:
        rows = rows.filter(status=status)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[PoolOut](
        items=[PoolOut.of(pool) for pool in page.items], next_cursor=page.next_cursor
    )


@router.post("", response={201: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates()
def draft_pool(request: Any, body: PoolIn) -> PoolOut:
    """Draft a pool."""
    return PoolOut.of(
        opening.draft_pool(
            title=body.title,
            deadline_at=body.deadline_at,
            appetites={m.material: m.depot_quantity for m in body.materials},
            deposit_percent=body.deposit_percent,
            pickup_until=body.pickup_until,
            by=request.auth,
            at=timezone.now(),
        )
    )


@router.get("/{number}", response={200: PoolOut, **REFUSALS})
@needs()
def show_pool(request: Any, number: str) -> PoolOut:
    """Show a pool."""
    return PoolOut.of(pool_for(request.auth, number))


@router.get("/{number}/progress", response={200: ProgressOut, **REFUSALS})
@needs()
def show_progress(request: Any, number: str) -> ProgressOut:
    """Show how a pool stands."""
    pool = pool_for(request.auth, number)
    return progress_out(progress_of(pool, by=request.auth, on=timezone.localdate()))


@router.get("/{number}/commitments", response={200: CursorList[CommitmentOut], **REFUSALS})
@needs()
def list_commitments(
    request: Any, number: str, cursor: str = "", limit: int = 50
) -> CursorList[CommitmentOut]:
    """List what is wanted now; a buyer sees the own workshops' wishes only."""
    pool = pool_for(request.auth, number)
    page = page_of(
        Commitment.objects.visible_to(request.auth)
        .filter(pool=pool)
        .standing()
        .select_related("workshop", "material"),
        cursor=cursor,
        limit=limit,
    )
    return CursorList[CommitmentOut](
        items=[commitment_out(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.post("/{number}/commitments", response={201: CommitmentOut, **REFUSALS})
@needs(Role.BUYER, Role.PURCHASER, Role.SUPERVISOR)
@creates()
def commit(request: Any, number: str, body: CommitmentIn) -> CommitmentOut:
    """Commit a workshop to a quantity, replacing what it wanted before."""
    pool = pool_for(request.auth, number)
    workshop = Workshop.objects.visible_to(request.auth).filter(code=body.workshop).first()
    if workshop is None:
        raise Missing(field="workshop")
    made = committing.commit(
        pool_id=pool.pk,
        wish=committing.Wish(
            workshop_id=workshop.pk,
            material=body.material,
            quantity=body.quantity,
            minimum=body.quantity if body.minimum is None else body.minimum,
            maximum=body.quantity if body.maximum is None else body.maximum,
            price_cap=body.price_cap,
        ),
        by=request.auth,
        at=timezone.now(),
    )
    return commitment_out(made)


@router.get("/{number}/shares", response={200: CursorList[ShareOut], **REFUSALS})
@needs()
def list_shares(
    request: Any, number: str, cursor: str = "", limit: int = 50
) -> CursorList[ShareOut]:
    """List how what arrived was shared; a buyer sees the own workshops' shares only."""
    pool = pool_for(request.auth, number)
    page = page_of(
        AllocatedShare.objects.visible_to(request.auth)
        .filter(allocation__pool_material__pool=pool)
        .select_related("workshop", "allocation__pool_material__material"),
        cursor=cursor,
        limit=limit,
    )
    return CursorList[ShareOut](
        items=[
            ShareOut(
                workshop=row.workshop.code,
                material=row.allocation.pool_material.material.code,
                pieces=row.pieces,
                mass_kg=row.mass_kg,
                is_rolled_over=row.is_rolled_over,
            )
            for row in page.items
        ],
        next_cursor=page.next_cursor,
    )


@router.put("/{number}/materials", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
def set_appetite(request: Any, number: str, body: AppetiteIn) -> PoolOut:
    """Add a material, or say what the depot itself would take of it."""
    pool = pool_for(request.auth, number)
    opening.set_appetite(
        pool_id=pool.pk,
        material=body.material,
        quantity=body.depot_quantity,
        by=request.auth,
        at=timezone.now(),
    )
    return PoolOut.of(pool)


@router.post("/{number}/open", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def open_pool(request: Any, number: str) -> PoolOut:
    """Let workshops commit."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(opening.open_pool(pool_id=pool.pk, by=request.auth, at=timezone.now()))


@router.post("/{number}/extend", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def extend_pool(request: Any, number: str, body: DeadlineIn) -> PoolOut:
    """Give a pool a later closing time; one that is closed or priced opens again."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(
        opening.extend_pool(
            pool_id=pool.pk, deadline_at=body.deadline_at, by=request.auth, at=timezone.now()
        )
    )


@router.post("/{number}/freeze", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def freeze_pool(request: Any, number: str) -> PoolOut:
    """Close a pool before its deadline; a job clears it."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(freezing.freeze_pool(pool_id=pool.pk, by=request.auth, at=timezone.now()))


@router.post("/{number}/clear", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def clear_pool(request: Any, number: str) -> PoolOut:
    """Clear a closed pool now, without waiting for the job."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(clearing.clear_pool(pool_id=pool.pk, by=request.auth, at=timezone.now()))


@router.post("/{number}/order", response={200: OrdersOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def order_pool(request: Any, number: str) -> OrdersOut:
    """Draft the purchase orders of a priced pool."""
    pool = pool_for(request.auth, number)
    orders = ordering.order_pool(pool_id=pool.pk, by=request.auth, at=timezone.now())
    return OrdersOut(purchase_orders=[order.number for order in orders])


@router.post("/{number}/allocate", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def allocate_pool(request: Any, number: str) -> PoolOut:
    """Share out what arrived."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(allocating.allocate_pool(pool_id=pool.pk, by=request.auth, at=timezone.now()))


@router.post("/{number}/cancel", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def cancel_pool(request: Any, number: str) -> PoolOut:
    """Call a pool off."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(opening.cancel_pool(pool_id=pool.pk, by=request.auth, at=timezone.now()))
