"""Watching the stock: how it does over days, each subject as JSON, and all of it as files.

Every answer is of the period asked about, usually the running month and the eleven before
it; `months` are the whole months of it that are over, null where there is none.
"""

from datetime import date
from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from inventory.api.watching_schemas import (
    CellMaterialOut,
    CellOut,
    ClassForetoldOut,
    ClassServedOut,
    DaysOut,
    DeadOut,
    ForecastsOut,
    ForetoldOut,
    MaterialForetoldOut,
    MatrixOut,
    MonthForetoldOut,
    MonthServedOut,
    ServedOut,
    ServiceLevelOut,
    StockOutOut,
    StockOutsOut,
    TurnedOut,
    TurnsOut,
)
from inventory.reports import watching as reports
from inventory.reports.watching import Period
from inventory.rules.reordering.matrix import CELLS
from inventory.services.planning_stock import FILL_RATE_PERCENT
from inventory.services.reporting import ZONE, Asked
from inventory.services.reporting.watching import (
    MAY_WATCH,
    NoSuchCell,
    months_over,
    period_of,
    watching_file,
    watching_part,
)
from inventory.services.reporting.watching.matrix import ADVICE
from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList, Out
from materialcenter.paging import BadCursor
from materialcenter.web import as_download

router = Router(tags=["reports"])

WORST = 10
_MOST_LINES = 200


@router.get("/service", response={200: ServiceLevelOut, **REFUSALS})
@needs(*MAY_WATCH)
def service_level(
    request: Any, since: date | None = None, until: date | None = None
) -> ServiceLevelOut:
    """Say how much of what was asked of the rack was met."""
    asked = _asked(request, since, until)
    period = period_of(asked)
    found = reports.service(asked.by.center_id, period, target_percent=FILL_RATE_PERCENT)
    return ServiceLevelOut(
        period=DaysOut.from_orm(period),
        whole=ServedOut.from_orm(found.whole),
        before=ServedOut.from_orm(found.before),
        by_month=[
            MonthServedOut(month=month, **_facts(ServedOut, part))
            for month, part in found.by_month.items()
        ],
        by_class=[
            ClassServedOut(demand_class=name, **_facts(ServedOut, part))
            for name, part in found.by_class.items()
        ],
    )


@router.get("/stock-outs", response={200: StockOutsOut, **REFUSALS})
@needs(*MAY_WATCH)
def list_stock_outs(
    request: Any,
    since: date | None = None,
    until: date | None = None,
    cursor: str = "",
    limit: int = 50,
) -> StockOutsOut:
    """List what was refused, the costliest first; the sums are of all of it."""
    asked = _asked(request, since, until, cursor=cursor, limit=limit)
    found = reports.stock_outs(
        asked.by.center_id, period_of(asked), after=asked.after, limit=asked.limit + 1
    )
    shown = found.lines[: asked.limit]
    return StockOutsOut(
        items=[StockOutOut.from_orm(line) for line in shown],
        next_cursor=str(shown[-1].n) if len(found.lines) > asked.limit else "",
        materials=found.materials,
        refused_kg=found.refused_kg,
        lost=found.lost,
        unknown=found.unknown,
    )


@router.get("/matrix", response={200: MatrixOut, **REFUSALS})
@needs(*MAY_WATCH)
def show_matrix(request: Any, since: date | None = None, until: date | None = None) -> MatrixOut:
    """Put every material into a cell of the ABC-XYZ matrix."""
    asked = _asked(request, since, until)
    months = months_over(asked)
    found = reports.cells(asked.by.center_id, months) if months else []
    return MatrixOut(
        months=_days(months),
        cells=[
            CellOut(
                cell=one.cell,
                materials=one.materials,
                asked_kg=one.asked_kg,
                met_kg=one.met_kg,
                value=one.value,
                stock=one.stock,
                advice=str(ADVICE[one.cell]),
            )
            for one in found
        ],
    )


@router.get("/matrix/materials", response={200: CursorList[CellMaterialOut], **REFUSALS})
@needs(*MAY_WATCH)
def list_cell_materials(
    request: Any,
    cell: str = CELLS[0],
    since: date | None = None,
    until: date | None = None,
    cursor: str = "",
    limit: int = 50,
) -> CursorList[CellMaterialOut]:
    """List the materials in a cell, the dearest demand first."""
    if cell not in CELLS:
        raise NoSuchCell(field="cell")
    asked = _asked(request, since, until, cursor=cursor, limit=limit)
    months = months_over(asked)
    found = (
        reports.cell_materials(
            asked.by.center_id, months, cell=cell, after=asked.after, limit=asked.limit + 1
        )
        if months
        else []
    )
    shown = found[: asked.limit]
    return CursorList[CellMaterialOut](
        items=[CellMaterialOut.from_orm(one) for one in shown],
        next_cursor=str(shown[-1].n) if len(found) > asked.limit else "",
    )


@router.get("/forecasts", response={200: ForecastsOut, **REFUSALS})
@needs(*MAY_WATCH)
def compare_forecasts(
    request: Any, since: date | None = None, until: date | None = None
) -> ForecastsOut:
    """Say what was forecast for months that are over, and what was asked for in them."""
    asked = _asked(request, since, until)
    months = months_over(asked)
    found = (
        reports.forecasts(asked.by.center_id, months, limit=WORST)
        if months
        else reports.Forecasts({}, {}, ())
    )
    return ForecastsOut(
        months=_days(months),
        whole=ForetoldOut.from_orm(found.whole),
        by_month=[
            MonthForetoldOut(month=month, **_facts(ForetoldOut, part))
            for month, part in found.by_month.items()
        ],
        by_class=[
            ClassForetoldOut(demand_class=name, **_facts(ForetoldOut, part))
            for name, part in found.by_class.items()
        ],
        worst=[
            MaterialForetoldOut(material=code, **_facts(ForetoldOut, part))
            for code, part in found.worst
        ],
    )


@router.get("/turns", response={200: TurnsOut, **REFUSALS})
@needs(*MAY_WATCH)
def show_turns(request: Any, since: date | None = None, until: date | None = None) -> TurnsOut:
    """Say how often the stock turned over, by form."""
    asked = _asked(request, since, until)
    found = reports.turns(asked.by.center_id, period_of(asked), zone=ZONE)
    if found is None:
        return TurnsOut(period=None, whole=None, forms=[])
    return TurnsOut(
        period=_days(found.period),
        whole=TurnedOut.from_orm(found.whole),
        forms=[TurnedOut.from_orm(one) for one in found.forms],
    )


@router.get("/dead-stock", response={200: list[DeadOut], **REFUSALS})
@needs(*MAY_WATCH)
def show_dead_stock(request: Any) -> list[reports.Dead]:
    """Say by form what of today's stock nobody took over the counter."""
    asked = _asked(request, None, None)
    return list(reports.dead_stock(asked.by.center_id, today=asked.today).forms)


@router.get("/file", response={200: None, **REFUSALS})
@needs(*MAY_WATCH)
def watching_as_file(
    request: Any,
    part: Literal[
        "",
        "service",
        "service-by-class",
        "stock-outs",
        "matrix",
        "forecasts",
        "forecasts-by-class",
        "forecasts-worst",
        "turns",
        "dead-stock",
    ] = "",
    ending: Literal["xlsx", "csv", "pdf"] = "xlsx",
    since: date | None = None,
    until: date | None = None,
) -> HttpResponse:
    """Give all of it out as a workbook or a PDF, or one part, which may be CSV too."""
    asked = _asked(request, since, until)
    made = (
        watching_part(asked, part, ending=ending) if part else watching_file(asked, ending=ending)
    )
    return as_download(safe_name=made.name, media_type=made.media_type, content=made.content)


def _asked(
    request: Any,
    since: date | None,
    until: date | None,
    *,
    cursor: str = "",
    limit: int = 50,
) -> Asked:
    """Read a question; a page of it is at most so many lines. Raises BadCursor."""
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
        raise BadCursor(field="cursor")
    return Asked(
        by=request.auth,
        at=timezone.now(),
        since=since,
        until=until,
        after=int(cursor or 0),
        limit=max(1, min(limit, _MOST_LINES)),
    )


def _days(period: Period | None) -> DaysOut | None:
    return DaysOut.from_orm(period) if period else None


def _facts(shape: type[Out], part: Any) -> dict[str, Any]:
    """Read from a part what a shape says of it."""
    return {name: getattr(part, name) for name in shape.model_fields}
