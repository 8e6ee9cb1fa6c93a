"""Reorder alerts: one per episode of a material under its reorder point."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from ninja import Router

from inventory.models import ReorderAlert
from inventory.reports.alerts import AlertLine, Outcome, alert_lines
from inventory.services import alerting
from inventory.services.reordering import MAY_PLAN
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out, Words
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from materialcenter.person import STAFF

router = Router(tags=["alerts"])


class EpisodeOut(Out):
    """What came of an episode: kg forecast for its days, asked for, and refused."""

    days: int
    forecast_kg: Kg
    asked_kg: Kg
    refused_kg: Kg

    @staticmethod
    def of(found: Outcome | None) -> "EpisodeOut | None":
        """Shape an outcome, if there is one."""
        if found is None:
            return None
        return EpisodeOut(
            days=found.days,
            forecast_kg=found.forecast_kg,
            asked_kg=found.asked_kg,
            refused_kg=found.refused_kg,
        )


class AlertOut(Out):
    """An alert. position_kg and wanted_kg: when it was raised; the others as they are now.

    suggestion: what to do, or null until it is worked out. taken_as: how it was answered.
    level: how often it was told again since nobody answered.
    """

    id: int
    material: str
    opened_at: datetime
    closed_at: datetime | None
    position_kg: Kg
    reorder_point_kg: Kg
    wanted_kg: Kg
    free_kg_now: Kg
    coming_kg_now: Kg
    position_kg_now: Kg
    suggestion: dict[str, Any] | None
    taken_as: str
    taken_reference: str
    taken_at: datetime | None
    outcome: EpisodeOut | None
    level: int
    snoozed_until: date | None
    snooze_reason: str

    @staticmethod
    def of(line: AlertLine) -> "AlertOut":
        """Shape an alert whose material is loaded."""
        alert = line.alert
        return AlertOut(
            id=alert.pk,
            material=alert.material.code,
            opened_at=alert.opened_at,
            closed_at=alert.closed_at,
            position_kg=alert.position_kg,
            reorder_point_kg=alert.reorder_point_kg,
            wanted_kg=alert.wanted_kg,
            free_kg_now=line.free_kg,
            coming_kg_now=line.coming_kg,
            position_kg_now=line.position_kg,
            suggestion=alert.suggestion,
            taken_as=alert.taken_as,
            taken_reference=alert.taken_reference,
            taken_at=alert.taken_at,
            outcome=EpisodeOut.of(line.outcome),
            level=alert.level,
            snoozed_until=alert.snoozed_until,
            snooze_reason=alert.snooze_reason,
        )


@router.get("", response={200: CursorList[AlertOut], **REFUSALS})
@needs(*STAFF)
def list_alerts(
    request: Any, standing: bool | None = None, cursor: str = "", limit: int = 50
) -> CursorList[AlertOut]:
    """List alerts, the newest first; standing ones, closed ones, or all."""
    rows = ReorderAlert.objects.visible_to(request.auth).select_related("material")
    if standing is not None:
        rows = rows.filter(closed_at__isnull=standing)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[AlertOut](
        items=[AlertOut.of(line) for line in alert_lines(page.items)],
        next_cursor=page.next_cursor,
    )


@router.get("/{int:alert_id}", response={200: AlertOut, **REFUSALS})
@needs(*STAFF)
def show_alert(request: Any, alert_id: int) -> AlertOut:
    """Show an alert."""
    found = (
        ReorderAlert.objects.visible_to(request.auth)
        .select_related("material")
        .filter(pk=alert_id)
        .first()
    )
    if found is None:
        raise Missing
    return AlertOut.of(alert_lines([found])[0])


class QuietIn(Input):
    """Until which day an alert is kept quiet, and why."""

    until: date
    reason: Words


@router.post("/{int:alert_id}/snooze", response={200: AlertOut, **REFUSALS})
@needs(*MAY_PLAN)
@creates(200)
def snooze_alert(request: Any, alert_id: int, body: QuietIn) -> AlertOut:
    """Keep an alert quiet until a day."""
    alert = alerting.snooze_alert(
        alert_id=alert_id,
        until=body.until,
        reason=body.reason,
        by=request.auth,
        at=timezone.now(),
    )
    return AlertOut.of(alert_lines([alert])[0])
