"""Stock counts of the demo: one that was approved, and one that waits for the supervisor."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import chain, repeat

from inventory.services.counting import enter_count
from inventory.services.deciding_counts import approve_count
from inventory.services.opening_counts import Scope, open_count
from orders.demo.calendar import Calendar
from orders.demo.people import Cast

# One person counts at the demo, so nothing is over the limits of counting again.
RECOUNT_PERCENT, RECOUNT_VALUE = Decimal(100), Decimal(50_000_000)
COUNTED_BEFORE, COUNTED_TODAY = "B-07", "B-11"
# By how many pieces a rack's lots differ from the books, in the order of their numbers.
DIFFERED = (-1, 0, 1)
DIFFERS = (-2, 0, 0, 1)


def count_stock(cast: Cast, calendar: Calendar) -> None:
    """Count two racks: one weeks ago, whose differences are posted, and one this morning."""
    at = calendar.ago(16, 15)
    number = _count(cast, COUNTED_BEFORE, DIFFERED, at=at)
    approve_count(number=number, by=cast.supervisor, at=at)
    _count(cast, COUNTED_TODAY, DIFFERS, at=calendar.ago(0, 7))


def _count(cast: Cast, rack: str, differences: Sequence[int], *, at: datetime) -> str:
    scope = Scope("racks", racks=(rack,))
    count = open_count(
        scope=scope,
        recount_percent=RECOUNT_PERCENT,
        recount_value=RECOUNT_VALUE,
        by=cast.clerk,
        at=at,
    )
    lines = count.lines.with_sequence().order_by("lot__number")
    for line, difference in zip(lines, chain(differences, repeat(0)), strict=False):
        balance = line.lot.balances.get(place_id=line.place_id)
        in_pieces = line.lot.received_pieces > 0
        free = balance.on_hand_pieces - balance.reserved_pieces
        enter_count(
            number=count.number,
            line_id=line.pk,
            pieces=balance.on_hand_pieces + max(difference, -free) if in_pieces else None,
            mass_kg=None if in_pieces else balance.on_hand_kg,
            sequence=line.newest,  # type: ignore[attr-defined]
            by=cast.clerk,
            at=at,
        )
    return count.number
