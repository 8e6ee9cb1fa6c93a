"""Stock counts: opening, counting blind line by line, deciding, and how often each class is.

While a count is open its lines have no figures for whoever counts: `found` is null.
"""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from inventory.api.count_schemas import (
    CancelIn,
    ClassLimitOut,
    ClassLimitsIn,
    ClassLimitsOut,
    CountLineOut,
    DueOut,
    EntryIn,
    FoundIn,
    OpenIn,
    RejectIn,
    ResultOut,
    StockCountOut,
)
from inventory.models import StockCount
from inventory.reports.classes import classes_of, due_balances, limits_of
from inventory.reports.counts import count_of, line_of, outcome_of, seen_lines
from inventory.rules.counting import ClassLimit
from inventory.rules.labels import lot_number_in, rack_code_in
from inventory.services import classing, counting, deciding_counts
from inventory.services.opening_counts import (
    MAY_COUNT,
    Scope,
    open_count,
)
from inventory.services.printing_counts import blind_sheet_pdf, result_pdf
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import as_download

router = Router(tags=["counts"])


PDF = "application/pdf"


def _shown(person: Any, number: str) -> StockCountOut:
    return StockCountOut.of(count_of(number, person))


def _shown_line(person: Any, number: str, line_id: int) -> CountLineOut:
    count = count_of(number, person)
    return CountLineOut.of(seen_lines(person, count, [line_of(count, line_id)])[0])


@router.get("", response={200: CursorList[StockCountOut], **REFUSALS})
@needs(*STAFF)
def list_counts(
    request: Any, status: str = "", cursor: str = "", limit: int = 50
) -> CursorList[StockCountOut]:
    """List counts, the newest first."""
    rows = StockCount.objects.visible_to(request.auth).with_progress()
    if status:
        rows = rows.filter(status=status)
    page = page_of(rows.select_related("opened_by", "decided_by"), cursor=cursor, limit=limit)
    return CursorList[StockCountOut](
        items=[StockCountOut.of(count) for count in page.items], next_cursor=page.next_cursor
    )


@router.post("", response={201: StockCountOut, **REFUSALS})
@needs(*MAY_COUNT)
@creates()
def open_one(request: Any, body: OpenIn) -> StockCountOut:
    """Open a count."""
    count = open_count(
        scope=Scope(body.scope, tuple(body.racks), body.value_class),
        recount_percent=body.recount_percent,
        recount_value=body.recount_value,
        note=body.note,
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(request.auth, count.number)


@router.get("/due", response={200: CursorList[DueOut], **REFUSALS})
@needs(*STAFF)
def list_due(request: Any, cursor: str = "", limit: int = 50) -> CursorList[DueOut]:
    """List the lots on racks that are due to be counted."""
    classes = classes_of(request.auth.center_id, limits_of(request.auth.center_id))
    rows = due_balances(request.auth, on=timezone.localdate())
    page = page_of(
        rows.select_related("lot", "place", "material"),
        cursor=cursor,
        limit=limit,
        newest_first=False,
    )
    return CursorList[DueOut](
        items=[
            DueOut(
                lot=balance.lot.number,
                rack=balance.place.code,
                material=balance.material.code,
                value_class=classes[balance.material_id],
                counted_on=balance.counted_on,  # type: ignore[attr-defined]
            )
            for balance in page.items
        ],
        next_cursor=page.next_cursor,
    )


@router.get("/rules", response={200: ClassLimitsOut, **REFUSALS})
@needs(*STAFF)
def show_rules(request: Any) -> ClassLimitsOut:
    """Show where classes end and how often each is counted."""
    limits = limits_of(request.auth.center_id)
    return ClassLimitsOut(limits=[ClassLimitOut.of(limit) for limit in limits])


@router.put("/rules", response={200: ClassLimitsOut, **REFUSALS})
@needs(*classing.MAY_CLASS)
@creates(200)
def change_rules(request: Any, body: ClassLimitsIn) -> ClassLimitsOut:
    """Change where classes end and how often each is counted."""
    limits = classing.change_limits(
        limits=[ClassLimit(**limit.model_dump()) for limit in body.limits],
        by=request.auth,
        at=timezone.now(),
    )
    return ClassLimitsOut(limits=[ClassLimitOut.of(limit) for limit in limits])


@router.get("/{number}", response={200: StockCountOut, **REFUSALS})
@needs(*STAFF)
def show_count(request: Any, number: str) -> StockCountOut:
    """Show a count."""
    return _shown(request.auth, number)


@router.get("/{number}/lines", response={200: CursorList[CountLineOut], **REFUSALS})
@needs(*STAFF)
def list_count_lines(
    request: Any, number: str, rack: str = "", lot: str = "", cursor: str = "", limit: int = 50
) -> CursorList[CountLineOut]:
    """List a count's lines; rack and lot take labels as they are scanned."""
    count = count_of(number, request.auth)
    rows = count.lines.with_names().with_entries().with_sequence()
    if rack:
        rows = rows.filter(place__code=rack_code_in(rack))
    if lot:
        rows = rows.filter(lot__number=lot_number_in(lot))
    page = page_of(rows, cursor=cursor, limit=limit, newest_first=False)
    return CursorList[CountLineOut](
        items=[CountLineOut.of(seen) for seen in seen_lines(request.auth, count, page.items)],
        next_cursor=page.next_cursor,
    )


@router.post("/{number}/lines", response={201: CountLineOut, **REFUSALS})
@needs(*MAY_COUNT)
@creates()
def add_found(request: Any, number: str, body: FoundIn) -> CountLineOut:
    """Put a lot that lies there and is not on the list onto it, to be counted."""
    line = counting.add_found_lot(
        number=number,
        lot_number=lot_number_in(body.lot),
        rack=rack_code_in(body.rack),
        by=request.auth,
        at=timezone.now(),
    )
    return _shown_line(request.auth, number, line.pk)


@router.get("/{number}/lines/{int:line_id}", response={200: CountLineOut, **REFUSALS})
@needs(*STAFF)
def show_count_line(request: Any, number: str, line_id: int) -> CountLineOut:
    """Show a line, with the sequence that is to be sent with what is counted."""
    return _shown_line(request.auth, number, line_id)


@router.post("/{number}/lines/{int:line_id}/entries", response={201: CountLineOut, **REFUSALS})
@needs(*MAY_COUNT)
@creates()
def enter_line(request: Any, number: str, line_id: int, body: EntryIn) -> CountLineOut:
    """Keep what was counted of a line."""
    counting.enter_count(
        number=number,
        line_id=line_id,
        pieces=body.pieces,
        mass_kg=body.mass_kg,
        sequence=body.sequence,
        by=request.auth,
        at=timezone.now(),
    )
    return _shown_line(request.auth, number, line_id)


@router.get("/{number}/result", response={200: ResultOut, **REFUSALS})
@needs(*STAFF)
def show_result(request: Any, number: str) -> ResultOut:
    """Sum up what differs, of the lines that may be seen."""
    return ResultOut.of(outcome_of(request.auth, count_of(number, request.auth)))


@router.post("/{number}/reject", response={200: StockCountOut, **REFUSALS})
@needs(*deciding_counts.MAY_DECIDE)
@creates(200)
def reject(request: Any, number: str, body: RejectIn) -> StockCountOut:
    """Send counted lines back, to be counted again by another person."""
    deciding_counts.reject_lines(
        number=number,
        line_ids=body.lines,
        reason=body.reason,
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(request.auth, number)


@router.post("/{number}/approve", response={200: StockCountOut, **REFUSALS})
@needs(*deciding_counts.MAY_DECIDE)
@creates(200)
def approve(request: Any, number: str) -> StockCountOut:
    """Approve a count and post what differs."""
    deciding_counts.approve_count(number=number, by=request.auth, at=timezone.now())
    return _shown(request.auth, number)


@router.post("/{number}/cancel", response={200: StockCountOut, **REFUSALS})
@needs(*deciding_counts.MAY_DECIDE)
@creates(200)
def cancel(request: Any, number: str, body: CancelIn) -> StockCountOut:
    """Give a count up."""
    deciding_counts.cancel_count(
        number=number, reason=body.reason, by=request.auth, at=timezone.now()
    )
    return _shown(request.auth, number)


@router.get("/{number}/sheet", response={200: None, **REFUSALS})
@needs(*STAFF)
def count_sheet_document(request: Any, number: str) -> HttpResponse:
    """Give out the blind sheet as PDF."""
    count = count_of(number, request.auth)
    return as_download(
        safe_name=f"{count.number}.pdf", media_type=PDF, content=blind_sheet_pdf(count)
    )


@router.get("/{number}/document", response={200: None, **REFUSALS})
@needs(*STAFF)
def count_document(request: Any, number: str) -> HttpResponse:
    """Give out the result as PDF."""
    count = count_of(number, request.auth)
    content = result_pdf(count, request.auth)
    return as_download(safe_name=f"{count.number}-R.pdf", media_type=PDF, content=content)
