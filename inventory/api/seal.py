"""The ledger's seal: blocks, each over its transactions and the block before."""

from datetime import datetime
from typing import Any

from ninja import Router

from inventory.models import SealBlock
from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList, Out
from materialcenter.paging import page_of
from materialcenter.person import Role

router = Router(tags=["seal"])


class SealBlockOut(Out):
    """A block. digest, previous: SHA-256 in hexadecimal; previous is "" for the first."""

    number: int
    first_sequence: int
    last_sequence: int
    transactions: int
    movements: int
    previous: str
    digest: str
    sealed_at: datetime


@router.get("", response={200: CursorList[SealBlockOut], **REFUSALS})
@needs(Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
def list_blocks(request: Any, cursor: str = "", limit: int = 50) -> CursorList[SealBlockOut]:
    """List the blocks of the seal, the newest first."""
    rows = SealBlock.objects.visible_to(request.auth).defer("leaves")
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[SealBlockOut](
        items=[SealBlockOut.model_validate(block) for block in page.items],
        next_cursor=page.next_cursor,
    )
