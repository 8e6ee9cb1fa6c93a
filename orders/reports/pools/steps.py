"""The steps of a pool as its members read them, each with a sentence of what it says."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from materialcenter.formats import moment
from materialcenter.person import Person
from orders.models import Pool, PoolEvent


@dataclass(frozen=True)
class Step:
    """A step. detail: what more there is to say, "" for nothing; reason: in the depot's words."""

    kind: str
    title: str
    detail: str
    reason: str
    happened_at: datetime


def steps_of(pool: Pool, by: Person) -> list[Step]:
    """List a pool's steps, the first ahead. One statement."""
    events = PoolEvent.objects.visible_to(by).filter(pool=pool).order_by("pk")
    return [step_of(event) for event in events]


def step_of(event: PoolEvent) -> Step:
    """Say a step in words, in the language that is active."""
    return Step(
        kind=event.kind,
        title=event.get_kind_display(),
        detail=_detail(event),
        reason=event.reason,
        happened_at=event.happened_at,
    )


def _detail(event: PoolEvent) -> str:
    facts = event.facts
    materials = facts.get("materials")
    match event.kind:
        case PoolEvent.Kind.EXTENDED:
            return _("Closes at %(moment)s.") % {"moment": _moment(facts["deadline_at"])}
        case (
            PoolEvent.Kind.TOPPING_UP | PoolEvent.Kind.QUOTES_ASKED | PoolEvent.Kind.PRICE_ASKED
        ) if "until" in facts:
            return _("Until %(moment)s.") % {"moment": _moment(facts["until"])}
        case _ if isinstance(materials, list) and materials:
            return ", ".join(map(str, materials))
        case _:
            return ""


def _moment(text: str) -> str:
    return moment(parse_datetime(text))
