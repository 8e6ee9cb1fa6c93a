"""The accountant's reports: lines as JSON, and each as a file under `/file`."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from inventory.documents.report import Report
from inventory.reports import worth
from inventory.services import reporting
from inventory.services.reporting import ZONE, Asked
from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList, Kg, Out, Price
from materialcenter.paging import BadCursor
from materialcenter.web import as_download

router = Router(tags=["reports"])

Ending = Literal["xlsx", "csv", "pdf"]
_MOST_LINES = 200


class AmountsOut(Out):
    """Pieces, kg and rupiah together."""

    pieces: int
    mass_kg: Kg
    value: Price


class MaterialWorthOut(Out):
    """What lay there of a material. per_kg: rupiah."""

    material: str
    form: str
    grade: str
    lots: int
    pieces: int
    mass_kg: Kg
    per_kg: Price | None
    value: Price


class LotWorthOut(Out):
    """What lay there of a lot. per_kg: rupiah."""

    lot: str
    material: str
    heat: str
    received_on: date
    quality: str
    pieces: int
    mass_kg: Kg
    per_kg: Price | None
    value: Price


class CardLineOut(Out):
    """A movement over the yard's edge; one of came and went is null."""

    n: int
    sequence: int
    effective_at: datetime
    reason: str
    reference: str
    note: str
    outside: str
    lot: str
    heat: str
    came: AmountsOut | None
    went: AmountsOut | None
    balance: AmountsOut


class CardOut(Out):
    """A stock card: opening + came - went = closing. Ask again with cursor=next_cursor."""

    since: date
    until: date
    opening: AmountsOut
    came: AmountsOut
    went: AmountsOut
    closing: AmountsOut
    items: list[CardLineOut]
    next_cursor: str


class StockAgeingOut(Out):
    """A material by days since receipt: 0-30, 31-90, 91-180, 181-365, over."""

    material: str
    mass_kg: list[Kg]
    value: list[Price]


class SlowMoverOut(Out):
    """A material in stock. days_of_cover: at the pace of the days asked about; null for none."""

    material: str
    form: str
    lots: int
    oldest_on: date
    mass_kg: Kg
    value: Price
    last_on: date | None
    lately_kg: Kg
    days_of_cover: int | None


class MonthLossOut(Out):
    """What a month lost by reason: kerf, count, write_off, rejects."""

    month: date
    mass_kg: dict[str, Decimal]
    value: dict[str, Decimal]


@router.get("/stock-value", response={200: list[MaterialWorthOut], **REFUSALS})
@needs(*reporting.MAY_READ)
def stock_value(
    request: Any, on: date | None = None, material: str = "", rack: str = ""
) -> list[worth.MaterialWorth]:
    """Say what lay there by material at the end of a day, today without one."""
    asked = _asked(request, until=on, material=material, rack=rack)
    center_id = asked.by.center_id
    return worth.worth_by_material(center_id, on=asked.on, material=material, rack=rack)


@router.get("/stock-value/lots", response={200: CursorList[LotWorthOut], **REFUSALS})
@needs(*reporting.MAY_READ)
def stock_value_by_lot(
    request: Any,
    on: date | None = None,
    material: str = "",
    rack: str = "",
    cursor: str = "",
    limit: int = 50,
) -> CursorList[LotWorthOut]:
    """Say what lay there lot by lot, the oldest first."""
    asked = _asked(request, until=on, cursor=cursor, limit=limit)
    found = worth.worth_by_lot(
        asked.by.center_id,
        on=asked.on,
        material=material,
        rack=rack,
        after=asked.after,
        limit=asked.limit + 1,
    )
    shown = found[: asked.limit]
    return CursorList[LotWorthOut](
        items=[LotWorthOut.from_orm(row) for row in shown],
        next_cursor=str(shown[-1].lot_id) if len(found) > asked.limit else "",
    )


@router.get("/materials/{code}/card", response={200: CardOut, **REFUSALS})
@needs(*reporting.MAY_READ_CARD)
def material_card(
    request: Any,
    code: str,
    since: date | None = None,
    until: date | None = None,
    cursor: str = "",
    limit: int = 50,
) -> CardOut:
    """Write the card of a material's own lots; without days, of this month."""
    asked = _asked(request, material=code, since=since, until=until, cursor=cursor, limit=limit)
    return _card(asked, material_id=asked.find_material().pk)


@router.get("/lots/{number}/card", response={200: CardOut, **REFUSALS})
@needs(*reporting.MAY_READ_CARD)
def lot_card(
    request: Any,
    number: str,
    since: date | None = None,
    until: date | None = None,
    cursor: str = "",
    limit: int = 50,
) -> CardOut:
    """Write the card of a lot; without days, of this month."""
    asked = _asked(request, lot=number, since=since, until=until, cursor=cursor, limit=limit)
    return _card(asked, lot_id=asked.find_lot().pk)


def _card(asked: Asked, *, material_id: int | None = None, lot_id: int | None = None) -> CardOut:
    first, last = asked.period(usual_days=0)
    card = worth.stock_card(
        asked.by.center_id,
        material_id=material_id,
        lot_id=lot_id,
        since=first,
        until=last,
        zone=ZONE,
        after=asked.after,
        limit=asked.limit + 1,
    )
    shown = card.lines[: asked.limit]
    return CardOut(
        since=card.since,
        until=card.until,
        opening=AmountsOut.from_orm(card.opening),
        came=AmountsOut.from_orm(card.came),
        went=AmountsOut.from_orm(card.went),
        closing=AmountsOut.from_orm(card.closing),
        items=[CardLineOut.from_orm(line) for line in shown],
        next_cursor=str(shown[-1].n) if len(card.lines) > asked.limit else "",
    )


@router.get("/ageing", response={200: list[StockAgeingOut], **REFUSALS})
@needs(*reporting.MAY_READ)
def ageing(
    request: Any, on: date | None = None, material: str = "", rack: str = ""
) -> list[worth.Ageing]:
    """Say how long what lay there at the end of a day had lain there."""
    asked = _asked(request, until=on)
    return worth.ageing(asked.by.center_id, on=asked.on, material=material, rack=rack)


@router.get("/slow-movers", response={200: list[SlowMoverOut], **REFUSALS})
@needs(*reporting.MAY_READ)
def slow_movers(request: Any, days: int = 90) -> list[worth.SlowMover]:
    """Say what of today's stock did not go within some days, and how long the rest lasts."""
    asked = _asked(request, days=days)
    reporting.refuse_days(asked.days)
    return worth.slow_movers(asked.by.center_id, today=asked.today, days=days, zone=ZONE)


@router.get("/losses", response={200: list[MonthLossOut], **REFUSALS})
@needs(*reporting.MAY_READ)
def losses(
    request: Any, since: date | None = None, until: date | None = None, material: str = ""
) -> list[worth.MonthLoss]:
    """Say what each month lost; without days, the last year's."""
    asked = _asked(request, since=since, until=until)
    first, last = asked.period(usual_days=330)
    return worth.losses(asked.by.center_id, since=first, until=last, zone=ZONE, material=material)


_MAKERS: dict[str, Callable[[Asked], Report]] = {
    "stock-value": reporting.value_report,
    "stock-value-by-lot": reporting.value_by_lot_report,
    "stock-card": reporting.card_report,
    "ageing": reporting.ageing_report,
    "slow-movers": reporting.slow_report,
    "losses": reporting.losses_report,
}


@router.get("/file", response={200: None, **REFUSALS})
@needs(*reporting.MAY_READ)
def report_file(
    request: Any,
    report: Literal[
        "stock-value", "stock-value-by-lot", "stock-card", "ageing", "slow-movers", "losses"
    ] = "stock-value",
    ending: Ending = "xlsx",
    since: date | None = None,
    until: date | None = None,
    material: str = "",
    lot: str = "",
    rack: str = "",
    days: int = 90,
) -> HttpResponse:
    """Give a report out as a file."""
    asked = Asked(
        by=request.auth,
        at=timezone.now(),
        since=since,
        until=until,
        material=material,
        lot=lot,
        rack=rack,
        days=days,
        limit=reporting.WHOLE,
    )
    made = reporting.file_of(_MAKERS[report](asked), ending=ending, by=request.auth)
    return as_download(safe_name=made.name, media_type=made.media_type, content=made.content)


def _asked(request: Any, *, cursor: str = "", limit: int = 50, **wanted: Any) -> Asked:
    """Read a question; a page of it is at most so many lines. Raises BadCursor."""
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
        raise BadCursor(field="cursor")
    size = max(1, min(limit, _MOST_LINES))
    return Asked(by=request.auth, at=timezone.now(), after=int(cursor or 0), limit=size, **wanted)
