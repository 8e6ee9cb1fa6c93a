"""Routes of a closed pool's price: what is waited for, and asking one more supplier."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from orders.api.buying_schemas import Code
from orders.api.pools.reading import pool_for, router
from orders.api.quote_schemas import QuoteRequestOut, QuoteRequestRow, quote_request_out
from orders.models import QuoteRequest
from orders.reports.finding_purchases import find_supplier
from orders.reports.pools.quotes import find_quote_request, waiting_of
from orders.services import quoting


class WaitingOut(Out):
    """What a closed pool waits for; `suppliers` is for the center's staff."""

    waits: bool
    until: datetime | None
    questions: int
    requests: int
    suppliers: list[str]


class QuoteRequestIn(Input):
    """One more supplier to ask, and for which materials."""

    supplier: Code
    materials: list[Code]


@router.get("/{number}/waiting", response={200: WaitingOut, **REFUSALS})
@needs()
def show_waiting(request: Any, number: str) -> WaitingOut:
    """Say what a closed pool waits for before it is priced."""
    waiting = waiting_of(pool_for(request.auth, number), at=timezone.now())
    if waiting is None:
        return WaitingOut(waits=False, until=None, questions=0, requests=0, suppliers=[])
    codes = [asked.supplier.code for asked in waiting.suppliers]
    return WaitingOut(
        waits=not waiting.goes_on,
        until=waiting.until,
        questions=waiting.questions,
        requests=len(codes),
        suppliers=codes if request.auth.is_staff else [],
    )


@router.get("/{number}/quote-requests", response={200: CursorList[QuoteRequestRow], **REFUSALS})
@needs(*STAFF)
def list_quote_requests(
    request: Any, number: str, cursor: str = "", limit: int = 50
) -> CursorList[QuoteRequestRow]:
    """List which suppliers were asked for a firm price, the newest request first."""
    pool = pool_for(request.auth, number)
    rows = QuoteRequest.objects.visible_to(request.auth).filter(pool=pool)
    page = page_of(rows.select_related("supplier"), cursor=cursor, limit=limit)
    return CursorList[QuoteRequestRow](
        items=[QuoteRequestRow.of(row, pool.number) for row in page.items],
        next_cursor=page.next_cursor,
    )


@router.post("/{number}/quote-requests", response={201: QuoteRequestOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates()
def ask_supplier(request: Any, number: str, body: QuoteRequestIn) -> QuoteRequestOut:
    """Ask one more supplier for a firm price on what the closed pool would order."""
    made = quoting.ask_supplier(
        pool_id=pool_for(request.auth, number).pk,
        supplier_id=find_supplier(request.auth, body.supplier).pk,
        materials=body.materials,
        by=request.auth,
        at=timezone.now(),
    )
    return quote_request_out(find_quote_request(request.auth, made.number))
