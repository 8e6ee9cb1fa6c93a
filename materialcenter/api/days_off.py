"""A center's own bank days, which move the days by which somebody has to pay."""

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router, Status

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.models import DayOff
from materialcenter.paging import page_of
from materialcenter.person import Role
from materialcenter.services import keeping_days_off
from materialcenter.services.keeping_days_off import KEEPS_DAYS_OFF

router = Router(tags=["days off"])


class DayOffIn(Input):
    """A day on which banks are closed, or, is_off false, work although the calendar says no."""

    day: date
    name: str
    is_off: bool = True


class DayOffOut(Out):
    """A day that a center keeps itself."""

    id: int
    day: date
    name: str
    is_off: bool


@router.get("", response={200: CursorList[DayOffOut], **REFUSALS})
@needs(Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
def list_days_off(request: Any, cursor: str = "", limit: int = 50) -> Any:
    """List the center's own bank days, the one kept last ahead."""
    return page_of(DayOff.objects.visible_to(request.auth), cursor=cursor, limit=limit)


@router.post("", response={201: DayOffOut, **REFUSALS})
@needs(*KEEPS_DAYS_OFF)
@creates()
def keep_day_off(request: Any, body: DayOffIn) -> DayOffOut:
    """Keep a day; one that is kept already takes the new word."""
    kept = keeping_days_off.keep_day_off(**body.dict(), by=request.auth, at=timezone.now())
    return DayOffOut.from_orm(kept)


@router.delete("/{day_off_id}", response={204: None, **REFUSALS})
@needs(*KEEPS_DAYS_OFF)
def drop_day_off(request: Any, day_off_id: int) -> Any:
    """Let the calendar say again what a day is."""
    keeping_days_off.drop_day_off(day_off_id=day_off_id, by=request.auth, at=timezone.now())
    return Status(204, None)
