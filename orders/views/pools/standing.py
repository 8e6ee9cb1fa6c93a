"""What a pool's page shows of how it stands, whole or to an open page that looks again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from materialcenter.access import Person
from materialcenter.errors import Busy
from materialcenter.models import Workshop
from materialcenter.web import person_in
from orders.forms.pools import CommitmentForm
from orders.models import Pool
from orders.reports.pools import (
    Box,
    MaterialProgress,
    PoolProgress,
    boxes_of,
    current_version,
    news_since,
    progress_of,
    seen_in,
)
from orders.reports.pools.deposits import Deposit, deposit_now


def what_is_new(request: HttpRequest, found: Pool, *, at: datetime) -> HttpResponse:
    """Answer a page that looks again: nothing (204), or the parts that changed.

    The page says which version it shows and what stood there, so that the answer can say
    what changed. While too many ask for the same news it is told at the next look.
    """
    try:
        version = current_version(found, on=timezone.localdate(at))
        if request.GET.get("version") == _shown(version, found, at):
            return HttpResponse(status=204)
        context = standing_context(found, person_in(request), at=at)
    except Busy:
        return HttpResponse(status=204)
    news = news_since(request.GET.get("seen", ""), context["progress"])
    return render(request, "orders/_pool_standing.html", {**context, "news": news})


def standing_context(found: Pool, person: Person, *, at: datetime) -> dict[str, Any]:
    """Return what a pool's page shows of how it stands, and what an open page says it shows."""
    progress = progress_of(found, by=person, on=timezone.localdate(at))
    return {
        "pool": found,
        "progress": progress,
        "is_open": found.takes_changes_at(at),
        "left_s": int((found.closes_at - at).total_seconds()),
        "version": _shown(progress.version, found, at),
        "seen": seen_in(progress),
    }


def _shown(version: str, found: Pool, at: datetime) -> str:
    """Name what a page shows: closing by the clock changes it too."""
    return version if found.takes_changes_at(at) else f"{version}-closed"


@dataclass(frozen=True)
class OwnBox:
    """A box of one of a buyer's workshops with its form."""

    box: Box
    form: CommitmentForm


@dataclass(frozen=True)
class Card:
    """A material on a pool's page, with a box for each of a buyer's workshops that may join."""

    line: MaterialProgress
    boxes: list[OwnBox]


def cards_of(progress: PoolProgress, person: Person, *, may_commit: bool) -> list[Card]:
    """Make the cards of a pool's materials; staff commit for others on a page of its own."""
    boxes = {} if person.is_staff or not may_commit else boxes_of(progress, person)
    return [
        Card(line, [OwnBox(box, _form(line, box)) for box in boxes.get(line.row_id, [])])
        for line in progress.materials
    ]


def _form(line: MaterialProgress, box: Box) -> CommitmentForm:
    """Make a box's form, its ids its own among all of the page."""
    return CommitmentForm(
        workshops=[(box.workshop.code, str(box.workshop))],
        auto_id=f"m{line.row_id}-{box.workshop.code}-%s",
        initial={
            "quantity": box.quantity,
            "minimum": box.minimum,
            "maximum": box.maximum,
            "price_cap": box.price_cap,
        },
    )


@dataclass(frozen=True)
class OwnDeposit:
    """What deposit one of a buyer's workshops needs for what it wants."""

    workshop: Workshop
    deposit: Deposit


def deposits_of(progress: PoolProgress, person: Person) -> list[OwnDeposit]:
    """List the deposits that a buyer's workshops need or have paid in a live pool that asks some."""
    pool = progress.pool
    if person.is_staff or not pool.deposit_percent or pool.status not in Pool.TAKES_COMMITMENTS:
        return []
    ids = {part.workshop_id for line in progress.materials for part in line.own}
    workshops = Workshop.objects.filter(pk__in=ids).order_by("code")
    found = [OwnDeposit(workshop, deposit_now(pool, workshop)) for workshop in workshops]
    return [each for each in found if each.deposit.needed or each.deposit.paid]
