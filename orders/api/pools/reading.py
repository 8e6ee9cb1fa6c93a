"""Routes that show pools."""

from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from orders.api.pool_schemas import PoolOut, ProgressOut, progress_out
from orders.models import Pool
from orders.reports.pools import progress_of

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
