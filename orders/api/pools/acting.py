"""Routes that lead a pool from state to state."""

from typing import Any

from django.utils import timezone

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS
from materialcenter.models import Role
from orders.api.pool_schemas import DeadlineIn, OrdersOut, PoolOut, PoolReasonIn
from orders.api.pools.reading import pool_for, router
from orders.services import allocating, clearing, freezing, opening, ordering


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
            pool_id=pool.pk,
            deadline_at=body.deadline_at,
            reason=body.reason,
            by=request.auth,
            at=timezone.now(),
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
def cancel_pool(request: Any, number: str, body: PoolReasonIn) -> PoolOut:
    """Call a pool off."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(
        opening.cancel_pool(pool_id=pool.pk, reason=body.reason, by=request.auth, at=timezone.now())
    )
