"""Late costs: freight bills shared over lots."""

from datetime import date, datetime
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import Field

from inventory.models import LandedCost
from inventory.reports.landing import late_shares
from inventory.services import landing
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out, Price, Words
from materialcenter.errors import Missing
from materialcenter.paging import page_of

router = Router(tags=["late costs"])

Numbers = Annotated[list[str], Field(max_length=200)]


class LateCostIn(Input):
    """A bill in whole rupiah over the lots of receipts, and over named lots; today without a day."""

    supplier: str
    bill_number: Annotated[str, Field(max_length=60)]
    amount: Annotated[int, Field(ge=1, le=10**13)]
    receipts: Numbers = []
    lots: Numbers = []
    on: date | None = None
    note: Words = ""


class LateCostOut(Out):
    """A late cost; on_stock + on_gone = amount."""

    id: int
    supplier: str
    bill_number: str
    amount: int
    on_stock: Price
    on_gone: Price
    sequence: int
    entered_at: datetime
    note: str

    @staticmethod
    def of(cost: LandedCost) -> "LateCostOut":
        """Shape a late cost whose supplier is at hand."""
        return LateCostOut(
            id=cost.pk,
            supplier=cost.supplier.code,
            bill_number=cost.bill_number,
            amount=cost.amount,
            on_stock=cost.on_stock,
            on_gone=cost.on_gone,
            sequence=cost.transaction_id,
            entered_at=cost.entered_at,
            note=cost.note,
        )


class LateShareOut(Out):
    """What a lot bears of a bill."""

    lot: str
    material: str
    on_stock: Price
    on_gone: Price


class LateCostWhole(LateCostOut):
    """A late cost with its shares."""

    shares: list[LateShareOut]


@router.get("", response={200: CursorList[LateCostOut], **REFUSALS})
@needs(*landing.MAY_READ)
def list_late_costs(request: Any, cursor: str = "", limit: int = 50) -> CursorList[LateCostOut]:
    """List late costs, the newest first."""
    rows = LandedCost.objects.visible_to(request.auth).select_related("supplier")
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[LateCostOut](
        items=[LateCostOut.of(cost) for cost in page.items], next_cursor=page.next_cursor
    )


@router.get("/{int:late_cost_id}", response={200: LateCostWhole, **REFUSALS})
@needs(*landing.MAY_READ)
def show_late_cost(request: Any, late_cost_id: int) -> LateCostWhole:
    """Show a late cost and what each lot bears of it."""
    rows = LandedCost.objects.visible_to(request.auth).select_related("supplier")
    cost = rows.filter(pk=late_cost_id).first()
    if cost is None:
        raise Missing
    return _whole(cost)


@router.post("", response={201: LateCostWhole, **REFUSALS})
@needs(*landing.MAY_ADD)
@creates()
def add_late_cost(request: Any, body: LateCostIn) -> LateCostWhole:
    """Share a bill over lots by the kg received, what is here and what is gone."""
    cost = landing.add_late_cost(
        supplier_code=body.supplier,
        bill_number=body.bill_number,
        amount=body.amount,
        receipts=body.receipts,
        lots=body.lots,
        on=body.on or timezone.localdate(),
        note=body.note,
        by=request.auth,
        at=timezone.now(),
    )
    return _whole(cost)


def _whole(cost: LandedCost) -> LateCostWhole:
    return LateCostWhole(
        **LateCostOut.of(cost).model_dump(),
        shares=[LateShareOut.from_orm(share) for share in late_shares(cost)],
    )
