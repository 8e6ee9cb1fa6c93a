"""Reorder alerts with where their materials stand now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from inventory.models import ReorderAlert
from inventory.reports.availability import NOTHING, available, coming_kg

BAR_WIDTH = 200


@dataclass(frozen=True)
class Bar:
    """Widths and places on a bar of BAR_WIDTH units whose end is the level to order up to."""

    free: int
    coming: int
    point: int


@dataclass(frozen=True)
class Outcome:
    """What came of an episode that is over: kg forecast for its days, asked for, refused."""

    days: int
    forecast_kg: Decimal
    asked_kg: Decimal
    refused_kg: Decimal


@dataclass(frozen=True)
class ComparedOffer:
    """An offer bought alone: quantity in the material's unit, prices per kg in rupiah.

    yearly_cost: of buying, ordering and holding; None where nothing is forecast.
    """

    supplier_name: str
    quantity: int
    mass_kg: Decimal
    price_per_kg: Decimal
    landed_per_kg: Decimal
    lead_time_days: int
    yearly_cost: int | None

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> ComparedOffer:
        """Read it from a suggestion."""
        return cls(
            supplier_name=facts["supplier_name"],
            quantity=facts["quantity"],
            mass_kg=Decimal(facts["mass_kg"]),
            price_per_kg=Decimal(facts["price_per_kg"]),
            landed_per_kg=Decimal(facts["landed_per_kg"]),
            lead_time_days=facts["lead_time_days"],
            yearly_cost=facts["yearly_cost"],
        )


@dataclass(frozen=True)
class AlertLine:
    """An alert and its material's figures now, in kg; `text` is the suggestion in words."""

    alert: ReorderAlert
    free_kg: Decimal
    coming_kg: Decimal
    bar: Bar
    text: str

    @property
    def position_kg(self) -> Decimal:
        """Return what is free plus what is coming and promised to nobody."""
        return self.free_kg + self.coming_kg

    @property
    def outcome(self) -> Outcome | None:
        """Return what came of it; None while it stands and until it is judged."""
        facts = self.alert.outcome
        if facts is None:
            return None
        kg = {name: Decimal(facts[name]) for name in ("forecast_kg", "asked_kg", "refused_kg")}
        return Outcome(days=facts["days"], **kg)

    @property
    def compared(self) -> list[ComparedOffer]:
        """Return every offer as it would come to alone, the cheapest first."""
        return [ComparedOffer.of(one) for one in (self.alert.suggestion or {}).get("compared", [])]

    @property
    def may_be_taken(self) -> bool:
        """Say whether there is a suggestion that nobody has taken yet."""
        answer = (self.alert.suggestion or {}).get("answer")
        return bool(answer) and not self.alert.taken_as and self.alert.closed_at is None


def alert_lines(alerts: Sequence[ReorderAlert]) -> list[AlertLine]:
    """Put today's figures beside alerts of one center; two queries however many."""
    if not alerts:
        return []
    center_id = alerts[0].center_id
    ids = [alert.material_id for alert in alerts]
    free = available(center_id, ids)
    coming = coming_kg(center_id, ids)
    return [
        _line(
            alert,
            free.get(alert.material_id, NOTHING).mass_kg,
            coming.get(alert.material_id, Decimal(0)),
        )
        for alert in alerts
    ]


def _line(alert: ReorderAlert, free_kg: Decimal, coming: Decimal) -> AlertLine:
    suggestion: Mapping[str, Any] = alert.suggestion or {}
    return AlertLine(
        alert=alert,
        free_kg=free_kg,
        coming_kg=coming,
        bar=_bar(alert, free_kg, coming),
        text=_in_this_language(suggestion.get("text", "")),
    )


def _in_this_language(text: Any) -> str:
    """Take the sentence of the language that is active; {language: sentence}, or one text."""
    if isinstance(text, Mapping):
        return str(text.get((get_language() or "id")[:2], ""))
    return str(text)


def _bar(alert: ReorderAlert, free_kg: Decimal, coming: Decimal) -> Bar:
    """Scale to the level that is ordered up to, or to the position where that is larger."""
    full = max(alert.position_kg + alert.wanted_kg, free_kg + coming, Decimal(1))
    free = int(BAR_WIDTH * free_kg / full)
    return Bar(
        free=free,
        coming=int(BAR_WIDTH * (free_kg + coming) / full) - free,
        point=int(BAR_WIDTH * alert.reorder_point_kg / full),
    )
