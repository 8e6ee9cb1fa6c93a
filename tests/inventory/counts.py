"""Shortcuts for tests of stock counts: opening one, counting its lines, deciding."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from inventory.models import CountEntry, CountLine, Lot, StockCount
from inventory.services.counting import enter_count
from inventory.services.deciding_counts import approve_count
from inventory.services.opening_counts import Scope, open_count
from tests.cast import NOW, Depot
from tests.inventory.refusals import yard_state

RACKS, CLASS, DUE = (str(kind) for kind in StockCount.Scope)


def open_racks(
    depot: Depot, *racks: str, by: str = "wati", at: datetime = NOW, **limits: Any
) -> StockCount:
    """Open a count of racks, A-01 without a word."""
    scope = Scope(RACKS, racks=racks or ("A-01",))
    return open_count(scope=scope, by=depot.person(by), at=at, **limits)


def line_of(count: StockCount, lot: Lot, rack: str = "A-01") -> CountLine:
    """Return a lot's line with `newest`, as its form is shown."""
    return count.lines.with_sequence().get(lot=lot, place__code=rack)


def enter(
    depot: Depot,
    count: StockCount,
    lot: Lot,
    pieces: int | None = None,
    mass_kg: str | None = None,
    *,
    rack: str = "A-01",
    by: str = "wati",
    sequence: int | None = None,
    at: datetime = NOW,
) -> CountLine:
    """Count a lot on a rack, right after its form was shown."""
    line = line_of(count, lot, rack)
    return enter_count(
        number=count.number,
        line_id=line.pk,
        pieces=pieces,
        mass_kg=None if mass_kg is None else Decimal(mass_kg),
        sequence=line.newest if sequence is None else sequence,  # type: ignore[attr-defined]
        by=depot.person(by),
        at=at,
    )


def approve(depot: Depot, count: StockCount, *, by: str = "sinta") -> StockCount:
    """Approve a count."""
    return approve_count(number=count.number, by=depot.person(by), at=NOW)


def count_state() -> Any:
    """Return every row that an act of counting may change."""
    return (
        yard_state(),
        list(StockCount.objects.order_by("pk").values()),
        list(CountLine.objects.order_by("pk").values()),
        list(CountEntry.objects.order_by("pk").values()),
    )
