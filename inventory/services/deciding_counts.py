"""Deciding on a count: approving it, which alone posts differences; sending back; cancelling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory import stock
from inventory.models import (
    Balance,
    CountEntry,
    CountLine,
    Lot,
    Place,
    Reservation,
    StockCount,
    Transaction,
)
from inventory.rules.counting import NOTHING, NotPostable, Obstacle, Quantity, to_post, worth
from inventory.services.counting import lock_open_count, move_to
from inventory.services.dating import entry_by
from inventory.services.quarantining import ReasonMissing
from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Forbidden, Invalid
from materialcenter.formats import kg, whole
from materialcenter.person import Person, Role

MAY_DECIDE = (Role.SUPERVISOR,)
LONGEST_REASON = 200
# What reservations are for, in words.
HOLDERS = {
    "order_line": _("order line"),
    "pool_share": _("pool share"),
    "pool_material": _("pool material"),
}


class LinesUncounted(Conflict):
    """Something is still to be counted; `faults` names it."""

    code = "lines_uncounted"
    sentence = _("Not everything is counted yet.")


class ApproverCounted(Forbidden):
    """Who counted a line may not approve the count."""

    code = "approver_counted"
    sentence = _("You counted some of this. Somebody who did not must approve it.")


class DifferenceNotThere(Conflict):
    """What is missing by the count is reserved or gone by now; `faults` names each line."""

    code = "difference_not_there"
    sentence = _("Some differences do not fit what the books have there now.")


class NotCounted(Invalid):
    """A line that is sent back was never counted, or is not of this count."""

    code = "line_not_counted"
    sentence = _("Choose counted lines of this count.")


@dataclass(frozen=True)
class _Found:
    """A line's last entry, and what the books have there now."""

    line: CountLine
    entry: CountEntry
    on_hand: Quantity = NOTHING
    reserved: Quantity = NOTHING
    value: Decimal = Decimal(0)

    @property
    def difference(self) -> Quantity:
        return Quantity(self.entry.pieces, self.entry.mass_kg) - Quantity(
            self.entry.book_pieces, self.entry.book_kg
        )

    def posted(self) -> Quantity:
        """Return what is to be posted. Raises NotPostable."""
        return to_post(
            self.difference,
            on_hand=self.on_hand,
            reserved=self.reserved,
            in_pieces=self.line.lot.received_pieces > 0,
        )


@command
def approve_count(*, number: str, by: Person, at: datetime) -> StockCount:
    """Approve a count and post what differs in one transaction.

    What moved since a line was counted is accounted for: its difference to the books of
    that moment is posted, against what lies there now. Gains are worth what a kg there
    costs, else what the lot cost.
    Raises Missing, CountOver, LinesUncounted, ApproverCounted, DifferenceNotThere, and what
    the door refuses.
    """
    by.must_be(*MAY_DECIDE)
    count = lock_open_count(number, by)
    _refuse_uncounted(count)
    # A machine answers for nothing, so it approves nothing.
    if by.user_id is None or count.lines.filter(entries__counted_by_id=by.user_id).exists():
        raise ApproverCounted
    posting = _post(count, _found(count), by=by, at=at)
    _end(count, StockCount.Status.APPROVED, by=by, at=at)
    if posting is not None:
        count.transaction_id = posting.sequence
        count.save(update_fields=["transaction"])
    _record("count.approved", count, by, at, sequence=posting.sequence if posting else None)
    return count


@command
def reject_lines(
    *, number: str, line_ids: Sequence[int], reason: str, by: Person, at: datetime
) -> StockCount:
    """Send counted lines back, to be counted again by another person.

    Raises Missing, CountOver, ReasonMissing, NotCounted.
    """
    by.must_be(*MAY_DECIDE)
    count = lock_open_count(number, by)
    words = _reason(reason)
    lines = list(
        count.lines.select_for_update(no_key=True)
        .filter(pk__in=line_ids, status=CountLine.Status.COUNTED)
        .order_by("pk")
    )
    if not lines or len(lines) < len(set(line_ids)):
        raise NotCounted(field="lines")
    count.lines.filter(pk__in=[line.pk for line in lines]).update(
        status=CountLine.Status.TO_RECOUNT, note=words
    )
    move_to(count, StockCount.Status.COUNTING)
    _record("count.lines_rejected", count, by, at, lines=[line.pk for line in lines], reason=words)
    return count


@command
def cancel_count(*, number: str, reason: str, by: Person, at: datetime) -> StockCount:
    """Give a count up; nothing of it is posted. Raises Missing, CountOver, ReasonMissing."""
    by.must_be(*MAY_DECIDE)
    count = lock_open_count(number, by)
    words = _reason(reason)
    _end(count, StockCount.Status.CANCELLED, by=by, at=at)
    _record("count.cancelled", count, by, at, reason=words)
    return count


def _reason(reason: str) -> str:
    words = reason.strip()[:LONGEST_REASON]
    if not words:
        raise ReasonMissing(field="reason")
    return words


def _refuse_uncounted(count: StockCount) -> None:
    left = (
        count.lines.exclude(status=CountLine.Status.COUNTED)
        .select_related("lot", "place")
        .order_by("place__walk_order", "place__code", "lot__number")
    )
    words = gettext("%(lot)s on %(rack)s is still to be counted.")
    faults = [
        Fault(
            LinesUncounted.code,
            words % {"lot": line.lot.number, "rack": line.place.code},
            place=line.place.code,
        )
        for line in left
    ]
    if faults or count.status != StockCount.Status.COUNTED:
        raise LinesUncounted(faults=faults)


@step
def _found(count: StockCount) -> list[_Found]:
    """Take hold of lots, racks and balances, in the door's order; return what differs."""
    entries = {
        entry.line_id: entry
        for entry in CountEntry.objects.filter(line__count=count).order_by("round_no")
    }
    lines = [
        _Found(line, entries[line.pk])
        for line in count.lines.select_related("lot__material", "place").order_by("pk")
    ]
    differing = [found for found in lines if found.difference]
    balances = _lock(differing)
    return [
        _with_balance(found, balances.get((found.line.lot_id, found.line.place_id)))
        for found in differing
    ]


def _lock(differing: Sequence[_Found]) -> Mapping[tuple[int, int], Balance]:
    lots = {found.line.lot_id for found in differing}
    places = {found.line.place_id for found in differing}
    list(
        Lot.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=lots)
        .order_by("pk")
        .values_list("pk")
    )
    list(
        Place.objects.select_for_update(no_key=True)
        .filter(pk__in=places, capacity_kg__isnull=False)
        .order_by("pk")
        .values_list("pk")
    )
    balances = (
        Balance.objects.select_for_update(no_key=True)
        .filter(lot_id__in=lots, place_id__in=places)
        .order_by("lot_id", "place_id")
    )
    return {(balance.lot_id, balance.place_id): balance for balance in balances}


def _with_balance(found: _Found, balance: Balance | None) -> _Found:
    if balance is None:
        return found
    return _Found(
        found.line,
        found.entry,
        Quantity(balance.on_hand_pieces, balance.on_hand_kg),
        Quantity(balance.reserved_pieces, balance.reserved_kg),
        balance.value,
    )


@step
def _post(
    count: StockCount, differing: Sequence[_Found], *, by: Person, at: datetime
) -> stock.Posting | None:
    """Post all differences in one transaction; None where there are none."""
    outside = stock.outside(count.center_id, Place.Kind.COUNT_DIFFERENCE)
    moves, faults = [], []
    for found in differing:
        try:
            moves.append(_move(found, found.posted(), outside))
        except NotPostable as refusal:
            faults.append(_fault(found, refusal.obstacle))
    if faults:
        raise DifferenceNotThere(faults=faults)
    if not moves:
        return None
    entry = entry_by(
        by,
        reason=Transaction.Reason.COUNT,
        reference=count.number,
        on=timezone.localdate(at),
        at=at,
    )
    return stock.post(entry, moves)


def _move(found: _Found, posted: Quantity, outside: int) -> stock.Move:
    lot, place = found.line.lot, found.line.place_id
    if posted.is_missing:
        return stock.Move(lot.pk, place, outside, -posted.pieces, -posted.mass_kg)
    value = worth(
        posted.mass_kg,
        value=found.value,
        on_hand_kg=found.on_hand.mass_kg,
        cost_per_kg=lot.cost_per_kg,
    )
    return stock.Move(lot.pk, outside, place, posted.pieces, posted.mass_kg, value)


def _fault(found: _Found, obstacle: Obstacle) -> Fault:
    line, difference = found.line, found.difference
    words = {
        Obstacle.RESERVED: gettext(
            "%(lot)s on %(rack)s: %(pieces)s pieces, %(mass)s are missing, but %(holders)s hold"
            " them. Release them, or have it counted again."
        ),
        Obstacle.GONE: gettext(
            "%(lot)s on %(rack)s: %(pieces)s pieces, %(mass)s differ, but what lies there now"
            " is not that much any more. Have it counted again."
        ),
        Obstacle.DISAGREES: gettext(
            "%(lot)s on %(rack)s: pieces and weight say opposite things (%(pieces)s pieces,"
            " %(mass)s). Have it counted again, and weighed anew or not at all."
        ),
    }[obstacle]
    said = {
        "lot": line.lot.number,
        "rack": line.place.code,
        "pieces": whole(difference.pieces),
        "mass": kg(difference.mass_kg),
        "holders": _holders(line) if obstacle is Obstacle.RESERVED else "",
    }
    return Fault(f"difference_{obstacle}", words % said, field="lines", place=line.place.code)


def _holders(line: CountLine) -> str:
    """Name what holds parts of a line's balance, such as "order_line 12"."""
    held = Reservation.objects.filter(
        lot_id=line.lot_id, place_id=line.place_id, status=Reservation.Status.HELD
    ).order_by("holder", "holder_id")
    rows = held.values_list("holder", "holder_id").distinct()
    return ", ".join(f"{HOLDERS.get(holder, holder)} {number}" for holder, number in rows)


@step
def _end(count: StockCount, status: StockCount.Status, *, by: Person, at: datetime) -> None:
    move_to(count, status)
    count.decided_by_id, count.decided_at = by.user_id, at
    count.save(update_fields=["decided_by", "decided_at"])
    count.lines.update(is_open=False)


def _record(action: str, count: StockCount, by: Person, at: datetime, **data: object) -> None:
    audit.record(
        by=by,
        action=action,
        subject="StockCount",
        subject_id=count.pk,
        at=at,
        number=count.number,
        **data,
    )
