"""Recalls: starting them, who has what, workshops' answers, reminders, the end."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out, Words
from materialcenter.paging import page_of
from materialcenter.person import STAFF, Person
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download
from orders.models import Recall
from orders.reports.finding import find_workshop
from orders.reports.recalls import (
    Item,
    NoticeView,
    RecallRow,
    find_recall,
    recall_rows,
    recall_view,
)
from orders.services import answering, recalling
from orders.services.printing_traces import recall_pdf

router = Router(tags=["recalls"])
Text = Annotated[str, Field(max_length=2000)]


class PickInput(Input):
    """What is to be recalled: heats, and lots by number or label."""

    heats: Annotated[list[Words], Field(max_length=50)] = []
    lots: Annotated[list[Words], Field(max_length=200)] = []


class RecallInput(PickInput):
    """A recall."""

    reason: Text
    wanted: Text


class HolderOut(Out):
    """What a workshop has of it."""

    workshop: str
    name: str
    deliveries: list[str]
    pieces: int
    mass_kg: Kg


class RecallPreviewOut(Out):
    """Who has what, before a recall starts."""

    lots: list[str]
    in_yard_kg: Kg
    holders: list[HolderOut]


class RecallRowOut(Out):
    """A recall in a list."""

    number: str
    status: str
    reason: str
    opened_at: datetime
    closed_at: datetime | None
    told: int
    answered: int

    @staticmethod
    def of(row: RecallRow) -> "RecallRowOut":
        """Shape a row."""
        return RecallRowOut(
            number=row.recall.number,
            status=row.recall.status,
            reason=row.recall.reason,
            opened_at=row.recall.opened_at,
            closed_at=row.recall.closed_at,
            told=row.told,
            answered=row.answered,
        )


class ItemOut(Out):
    """Steel that a workshop got, and what became of it; kg are null until it answers."""

    item: int
    delivery: str | None
    line_no: int | None
    handed_at: datetime | None
    lot: str
    heat: str
    material: str
    pieces: int
    mass_kg: Kg
    held_kg: Kg | None
    used_kg: Kg | None
    passed_kg: Kg | None

    @staticmethod
    def of(item: Item) -> "ItemOut":
        """Shape an item."""
        return ItemOut(
            item=item.item_id,
            delivery=item.note,
            line_no=item.line_no,
            handed_at=item.handed_at,
            lot=item.lot_number,
            heat=item.heat,
            material=item.material,
            pieces=item.pieces,
            mass_kg=item.mass_kg,
            held_kg=item.held_kg,
            used_kg=item.used_kg,
            passed_kg=item.passed_kg,
        )


class NoticeOut(Out):
    """A workshop's part of a recall."""

    workshop: str
    name: str
    told_at: datetime | None
    reminded_at: datetime | None
    answered_at: datetime | None
    said_by: str
    note: str
    items: list[ItemOut]

    @staticmethod
    def of(view: NoticeView) -> "NoticeOut":
        """Shape a notice."""
        notice = view.notice
        return NoticeOut(
            workshop=notice.workshop.code,
            name=notice.workshop.name,
            told_at=notice.told_at,
            reminded_at=notice.reminded_at,
            answered_at=notice.answered_at,
            said_by=notice.said_by,
            note=notice.note,
            items=[ItemOut.of(item) for item in view.items],
        )


class RecallLotOut(Out):
    """A recalled lot; is_late: it came or was cut since the recall began."""

    lot: str
    heat: str
    quality: str
    in_yard_kg: Kg
    racks: list[str]
    is_late: bool


class ReservedOut(Out):
    """Recalled steel that waits for an order or a pool and cannot be handed over."""

    order: str
    pool: str
    workshop: str
    lot: str
    pieces: int
    mass_kg: Kg


class RecallOut(Out):
    """A recall; lots and what is reserved are for staff."""

    number: str
    status: str
    heats: list[str]
    reason: str
    wanted: str
    outcome: str
    opened_at: datetime
    closed_at: datetime | None
    notices: list[NoticeOut]
    lots: list[RecallLotOut]
    reserved: list[ReservedOut]
    mass_kg: Kg
    accounted_kg: Kg


class AnswerItemInput(Input):
    """What became of a line, in pieces where it has pieces, else in kg; the rest was used."""

    item: int
    held: Kg
    passed: Kg = Decimal(0)


class AnswerInput(Input):
    """A workshop's answer. said_by: who gave it, where staff writes it down."""

    workshop: Words = ""
    items: Annotated[list[AnswerItemInput], Field(max_length=500)]
    note: Annotated[str, Field(max_length=500)] = ""
    said_by: Annotated[str, Field(max_length=80)] = ""


class CloseInput(Input):
    """The end of a recall. despite: why, where some have not answered."""

    outcome: Annotated[str, Field(max_length=1500)]
    despite: Annotated[str, Field(max_length=400)] = ""


@router.get("", response={200: CursorList[RecallRowOut], **REFUSALS})
@needs()
def list_recalls(request: Any, cursor: str = "", limit: int = 50) -> CursorList[RecallRowOut]:
    """List recalls, the newest first; a buyer sees those about own steel."""
    page = page_of(Recall.objects.visible_to(request.auth), cursor=cursor, limit=limit)
    rows = recall_rows(page.items, request.auth)
    return CursorList[RecallRowOut](
        items=[RecallRowOut.of(row) for row in rows], next_cursor=page.next_cursor
    )


@router.post("", response={201: RecallOut, **REFUSALS})
@needs(*recalling.STARTERS)
@creates()
def start_recall(request: Any, body: RecallInput) -> RecallOut:
    """Call heats and lots back: quarantine what is left, write to whoever got any."""
    started = recalling.start_recall(**body.model_dump(), by=request.auth, at=timezone.now())
    return _shown(started.number, request.auth)


@router.post("/preview", response={200: RecallPreviewOut, **REFUSALS})
@needs(*recalling.STARTERS)
def preview_recall(request: Any, body: PickInput) -> RecallPreviewOut:
    """Show who has what of heats and lots, changing nothing."""
    trace = recalling.preview(heats=body.heats, lots=body.lots, by=request.auth)
    return RecallPreviewOut(
        lots=[lot.number for lot in trace.family.descent],
        in_yard_kg=trace.family.fates.in_yard_kg,
        holders=[
            HolderOut(
                workshop=holder.code,
                name=holder.name,
                deliveries=sorted({delivery.note for delivery in holder.deliveries}),
                pieces=holder.pieces,
                mass_kg=holder.mass_kg,
            )
            for holder in trace.holders
        ],
    )


@router.get("/{number}", response={200: RecallOut, **REFUSALS})
@needs()
def show_recall(request: Any, number: str) -> RecallOut:
    """Show a recall; a buyer the own workshops' part."""
    return _shown(number, request.auth)


@router.post("/{number}/answers", response={200: RecallOut, **REFUSALS})
@needs(*answering.ANSWERERS)
@creates(200)
def answer_recall(request: Any, number: str, body: AnswerInput) -> RecallOut:
    """Write down a workshop's answer for every line; a later one replaces it."""
    find_recall(request.auth, number)
    answering.answer_recall(
        number=number,
        workshop_id=find_workshop(request.auth, body.workshop).pk,
        answers=[answering.ItemAnswer(item.item, item.held, item.passed) for item in body.items],
        note=body.note,
        said_by=body.said_by,
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(number, request.auth)


@router.post("/{number}/remind", response={200: RecallOut, **REFUSALS})
@needs(*recalling.REMINDERS)
@creates(200)
def remind_recall(request: Any, number: str) -> RecallOut:
    """Write again to those who have not answered, once a day at the most."""
    recalling.remind_recall(number=number, by=request.auth, at=timezone.now())
    return _shown(number, request.auth)


@router.post("/{number}/close", response={200: RecallOut, **REFUSALS})
@needs(*recalling.CLOSERS)
@creates(200)
def close_recall(request: Any, number: str, body: CloseInput) -> RecallOut:
    """End a recall; its lots stay quarantined until each is cleared or rejected."""
    recalling.close_recall(
        number=number,
        outcome=body.outcome,
        despite=body.despite,
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(number, request.auth)


@router.get("/{number}/document", response={200: None, **REFUSALS})
@needs(*STAFF)
def recall_document(request: Any, number: str) -> HttpResponse:
    """Give out the report of a recall as PDF."""
    found = find_recall(request.auth, number)
    content = recall_pdf(found, by=request.auth)
    return as_download(safe_name=f"{found.number}.pdf", media_type=PDF, content=content)


def _shown(number: str, person: Person) -> RecallOut:
    recall = find_recall(person, number)
    view = recall_view(recall, person)
    lots = () if view.trace is None else view.trace.family.descent
    return RecallOut(
        number=recall.number,
        status=recall.status,
        heats=list(view.heats),
        reason=recall.reason,
        wanted=recall.wanted,
        outcome=recall.outcome,
        opened_at=recall.opened_at,
        closed_at=recall.closed_at,
        notices=[NoticeOut.of(notice) for notice in view.notices],
        lots=[
            RecallLotOut(
                lot=lot.number,
                heat=lot.heat,
                quality=lot.quality,
                in_yard_kg=lot.fates.in_yard_kg,
                racks=[spot.rack for spot in lot.spots],
                is_late=lot.lot_id in view.late,
            )
            for lot in lots
        ],
        reserved=[
            ReservedOut(
                order=one.order,
                pool=one.pool,
                workshop=one.workshop,
                lot=one.lot_number,
                pieces=one.pieces,
                mass_kg=one.mass_kg,
            )
            for one in view.reserved
        ],
        mass_kg=view.mass_kg,
        accounted_kg=view.accounted_kg,
    )
