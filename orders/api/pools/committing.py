"""Routes by which workshops commit to a pool."""

from typing import Any

from django.utils import timezone

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList
from materialcenter.errors import Missing
from materialcenter.models import Role, Workshop
from materialcenter.paging import page_of
from orders.api.pool_schemas import CommitmentIn, CommitmentOut, commitment_out
from orders.api.pools.reading import pool_for, router
from orders.models import Commitment
from orders.services import committing


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
