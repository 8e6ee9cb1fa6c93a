"""What goes into the routes of stock counts and comes out of them.

While a count is open its lines have no figures for whoever counts: `found` is null.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from inventory.models import StockCount
from inventory.reports.counts import Outcome, SeenLine
from inventory.rules.counting import ClassLimit
from inventory.services.opening_counts import (
    RECOUNT_PERCENT,
    RECOUNT_VALUE,
)
from materialcenter.api.schemas import Count, Input, Kg, Out, Words

Percent = Annotated[Decimal, Field(max_digits=6, decimal_places=3)]


Rupiah = Annotated[Decimal, Field(max_digits=18, decimal_places=2)]


class OpenIn(Input):
    """What to count: scope is racks (name them), class (A, B or C) or due."""

    scope: str
    racks: list[str] = []
    value_class: str = ""
    recount_percent: Percent = RECOUNT_PERCENT
    recount_value: Rupiah = RECOUNT_VALUE
    note: Words = ""


class FoundIn(Input):
    """A lot that lies on a rack and is not on the list there."""

    lot: str
    rack: str


class EntryIn(Input):
    """What was counted; sequence as the line showed it, mass_kg as weighed or null."""

    pieces: Count | None = None
    mass_kg: Kg | None = None
    sequence: Annotated[int, Field(ge=0, le=10**15)]


class RejectIn(Input):
    """Lines to be counted again, by their ids, and why."""

    lines: list[Annotated[int, Field(ge=0, le=10**15)]]
    reason: Words


class CancelIn(Input):
    """Why a count is given up."""

    reason: Words


class ClassLimitIn(Input):
    """A class: up to which share of the value it goes, and how often it is counted."""

    value_class: str
    share_percent: Percent
    every_days: Annotated[int, Field(ge=0, le=100_000)]


class ClassLimitsIn(Input):
    """The limits of A, B and C, in this order."""

    limits: list[ClassLimitIn]


class ClassLimitOut(Out):
    """A class's limits."""

    value_class: str
    share_percent: Percent
    every_days: int

    @staticmethod
    def of(limit: ClassLimit) -> "ClassLimitOut":
        """Shape a limit."""
        return ClassLimitOut(
            value_class=limit.value_class,
            share_percent=limit.share_percent,
            every_days=limit.every_days,
        )


class ClassLimitsOut(Out):
    """The limits of all classes."""

    limits: list[ClassLimitOut]


class DueOut(Out):
    """A lot on a rack that is due, and since when it was not counted."""

    lot: str
    rack: str
    material: str
    value_class: str
    counted_on: date


class StockCountOut(Out):
    """A count and how far it is. status: counting, counted, approved, cancelled."""

    number: str
    scope: str
    scope_of: str
    status: str
    recount_percent: Percent
    recount_value: Rupiah
    opened_by: str
    opened_at: datetime
    decided_by: str
    decided_at: datetime | None
    note: str
    lines: int
    counted: int
    sequence: int | None

    @staticmethod
    def of(count: StockCount) -> "StockCountOut":
        """Shape a count whose names and progress are loaded."""
        return StockCountOut(
            number=count.number,
            scope=count.scope,
            scope_of=count.scope_of,
            status=count.status,
            recount_percent=count.recount_percent,
            recount_value=count.recount_value,
            opened_by=count.opened_by.shown_name if count.opened_by else "",
            opened_at=count.opened_at,
            decided_by=count.decided_by.shown_name if count.decided_by else "",
            decided_at=count.decided_at,
            note=count.note,
            lines=count.line_count,  # type: ignore[attr-defined]
            counted=count.counted_count,  # type: ignore[attr-defined]
            sequence=count.transaction_id,
        )


class FiguresOut(Out):
    """What was counted and what the books had then; value is the difference's, in rupiah."""

    rounds: int
    pieces: int
    mass_kg: Kg
    book_pieces: int
    book_kg: Kg
    difference_pieces: int
    difference_kg: Kg
    value: Rupiah


class CountLineOut(Out):
    """A lot on a rack of a count. sequence: to be sent with what is counted."""

    id: int
    rack: str
    lot: str
    heat: str
    material: str
    size: str
    in_pieces: bool
    status: str
    is_found: bool
    note: str
    sequence: int
    found: FiguresOut | None

    @staticmethod
    def of(seen: SeenLine) -> "CountLineOut":
        """Shape a line whose names and `newest` are loaded."""
        line, lot = seen.line, seen.line.lot
        return CountLineOut(
            id=line.pk,
            rack=line.place.code,
            lot=lot.number,
            heat=lot.heat,
            material=lot.material.code,
            size=seen.size,
            in_pieces=lot.received_pieces > 0,
            status=line.status,
            is_found=line.is_found,
            note=line.note,
            sequence=line.newest,  # type: ignore[attr-defined]
            found=_figures(seen),
        )


class ResultOut(Out):
    """What differs, of the lines that may be seen: kg and rupiah, missing and found over."""

    lines: int
    differing: int
    accurate_percent: Decimal | None
    missing_kg: Kg
    extra_kg: Kg
    missing: Rupiah
    extra: Rupiah
    net: Rupiah

    @staticmethod
    def of(outcome: Outcome) -> "ResultOut":
        """Shape an outcome."""
        return ResultOut(
            lines=outcome.lines,
            differing=len(outcome.differing),
            accurate_percent=outcome.accurate_percent,
            missing_kg=outcome.missing_kg,
            extra_kg=outcome.extra_kg,
            missing=outcome.missing,
            extra=outcome.extra,
            net=outcome.net,
        )


def _figures(seen: SeenLine) -> FiguresOut | None:
    figures = seen.figures
    if figures is None:
        return None
    return FiguresOut(
        rounds=len(seen.entries),
        pieces=figures.counted.pieces,
        mass_kg=figures.counted.mass_kg,
        book_pieces=figures.book.pieces,
        book_kg=figures.book.mass_kg,
        difference_pieces=figures.difference.pieces,
        difference_kg=figures.difference.mass_kg,
        value=figures.value,
    )
