"""Routes that show what workshops got of a pool."""

from typing import Any

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList
from materialcenter.paging import page_of
from orders.api.pool_schemas import ShareOut
from orders.api.pools.reading import pool_for, router
from orders.models import AllocatedShare


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
