"""A reorder alert's suggestion: what orders proposes, and as what it was taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory.models import ReorderAlert
from inventory.stock.watching import watch
from materialcenter.commands import step
from materialcenter.errors import Conflict, Missing


class AlertTaken(Conflict):
    """Somebody took the suggestion already."""

    code = "alert_already_taken"
    sentence = _("This suggestion was taken already: %(reference)s.")


class AlertOver(Conflict):
    """The episode is over: the material is above its reorder point again."""

    code = "alert_is_over"
    sentence = _("This alert is over: the material is above its reorder point again.")


@dataclass(frozen=True)
class LowStock:
    """A standing alert as orders needs it: how much of which material is wanted.

    level: how often it was told again since nobody answered. daily_mean_kg: the forecast when
    it was opened.
    """

    alert_id: int
    center_id: int
    material_id: int
    position_kg: Decimal
    reorder_point_kg: Decimal
    wanted_kg: Decimal
    level: int
    daily_mean_kg: Decimal
    suggestion: Mapping[str, Any] | None


@step
def lock_alert(*, alert_id: int, center_id: int | None = None) -> LowStock:
    """Lock an alert that waits for an answer. Raises Missing, AlertTaken, AlertOver.

    center_id: of the person who asks; None only for a job, which acts for the alert's own.
    """
    alerts = ReorderAlert.objects.select_for_update(no_key=True).filter(pk=alert_id)
    alert = alerts.filter(center_id=center_id).first() if center_id else alerts.first()
    if alert is None:
        raise Missing
    if alert.taken_as:
        raise AlertTaken(reference=alert.taken_reference)
    if alert.closed_at is not None:
        raise AlertOver
    return LowStock(
        alert_id=alert.pk,
        center_id=alert.center_id,
        material_id=alert.material_id,
        position_kg=alert.position_kg,
        reorder_point_kg=alert.reorder_point_kg,
        wanted_kg=alert.wanted_kg,
        level=alert.level,
        daily_mean_kg=alert.daily_mean_kg,
        suggestion=alert.suggestion,
    )


@step
def suggest(*, alert_id: int, suggestion: Mapping[str, Any]) -> None:
    """Write down what to do about a locked alert; plain values of JSON."""
    ReorderAlert.objects.filter(pk=alert_id).update(suggestion=dict(suggestion))


@step
def mark_taken(*, alert_id: int, answer: str, reference: str, at: datetime) -> None:
    """Note that a locked alert was answered, and with which document.

    answer: a value of ReorderAlert.Answer. reference: the document's number.
    """
    ReorderAlert.objects.filter(pk=alert_id).update(
        taken_as=ReorderAlert.Answer(answer), taken_reference=reference, taken_at=at
    )


@step
def answer_fell_through(*, center_id: int, reference: str, at: datetime) -> None:
    """End the episodes that a document answered which brings nothing, and look at them anew.

    reference: its number. What is still short begins a new episode, with a new suggestion.
    """
    waiting = ReorderAlert.objects.filter(center_id=center_id, taken_reference=reference)
    found = list(
        waiting.standing()
        .select_for_update(no_key=True)
        .order_by("pk")
        .values_list("pk", "material_id")
    )
    ReorderAlert.objects.filter(pk__in=[alert_id for alert_id, _material in found]).update(
        closed_at=at
    )
    watch(center_id=center_id, material_ids=[material_id for _alert, material_id in found])
