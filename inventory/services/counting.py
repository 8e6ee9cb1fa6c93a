"""Counting: what a person finds of a lot on a rack, without knowing what the books say.

The books' figure is read under the lock of the balance and kept with what was counted, so
whatever moves afterwards is accounted for when the count is approved.
"""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory.models import CountEntry, CountLine, Lot, StockCount
from inventory.rules.counting import NOTHING, Quantity, is_over, part_kg, worth
from inventory.services.finding import rack_of
from inventory.services.opening_counts import MAY_COUNT, add_lines, refuse_counted_elsewhere
from inventory.stock import NotPositive, TooLight, WrongUnit
from inventory.stock.errors import refuse_finer
from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.person import Person
from materialcenter.services.telling.news import tell_later
from materialcenter.statements import run_prepared

LARGEST_PIECES, LARGEST_KG = 10_000_000, Decimal(10_000_000)


class CountOver(Conflict):
    """The count is approved or cancelled."""

    code = "count_over"
    sentence = _("Count %(count)s is over.")


class CountedAlready(Conflict):
    """The line was counted, and nobody asked for more."""

    code = "counted_already"
    sentence = _("This is counted already. It is counted again only when it is sent back.")


class RecountByAnother(Conflict):
    """Who counted last may not check themselves."""

    code = "recount_by_another"
    sentence = _("You counted this. Another person must count it again.")


class MovedWhileCounting(Conflict):
    """Something of the lot came onto the rack or left it since the form was opened."""

    code = "moved_while_counting"
    sentence = _("This lot was moved here while you counted. Please count it again.")


class UnknownLot(Invalid):
    """A lot that the center does not have."""

    code = "unknown_lot"
    sentence = _("There is no lot %(lot)s here.")


class OnTheList(Conflict):
    """A lot was named as found that is on the list."""

    code = "on_the_list"
    sentence = _("%(lot)s on %(rack)s is on the list of this count.")


class KgMissing(Invalid):
    """What is kept by weight was not weighed."""

    code = "mass_missing"
    sentence = _("Say how many kg there are; 0 for none.")


class PiecesMissing(Invalid):
    """What is kept in pieces was not counted."""

    code = "pieces_missing"
    sentence = _("Say how many pieces there are; 0 for none.")


class WeightOfNothing(Invalid):
    """No pieces, and kg of them."""

    code = "weight_of_nothing"
    sentence = _("No pieces weigh nothing. Leave the weight empty, or count again.")


class CountTooLarge(Invalid):
    """More than any yard holds."""

    code = "count_too_large"
    sentence = _("So much cannot lie there. Please look at what you typed.")


@command
def enter_count(
    *,
    number: str,
    line_id: int,
    pieces: int | None,
    mass_kg: Decimal | None,
    sequence: int,
    by: Person,
    at: datetime,
) -> CountLine:
    """Keep what a person counted of a line, with what the books say at this moment.

    pieces: None for what is kept by weight. mass_kg: as weighed; None takes the pieces'
    part. sequence: the newest transaction of the lot on the rack when the line was shown.
    A first difference over the count's limits leaves the line to another person.
    Raises Missing, CountOver, CountedAlready, RecountByAnother, MovedWhileCounting,
    PiecesMissing, KgMissing, WrongUnit, NotPositive, WeightOfNothing, TooFine, TooLight,
    CountTooLarge.
    """
    by.must_be(*MAY_COUNT)
    count = lock_open_count(number, by)
    line = _line_to_count(count, line_id)
    rounds = list(line.entries.order_by("round_no"))
    if rounds and rounds[-1].counted_by_id == by.user_id:
        raise RecountByAnother
    _check_quantity(line.lot, pieces, mass_kg)
    book, value = _lock_book(line)
    counted = Quantity(
        pieces or 0, mass_kg if mass_kg is not None else _part(line.lot, pieces, book)
    )
    entry = _keep(
        line, counted, round_no=len(rounds) + 1, is_weighed=mass_kg is not None, by=by, at=at
    )
    if entry.sequence != sequence:
        raise MovedWhileCounting
    must_recount = not rounds and _is_over(count, line.lot, counted, book, value)
    _settle(count, line, CountLine.Status.TO_RECOUNT if must_recount else CountLine.Status.COUNTED)
    if count.status == StockCount.Status.COUNTED:
        mark = at.isoformat(timespec="seconds")
        tell_later("approve_count", count.pk, center_id=count.center_id, mark=mark)
    audit.record(
        by=by,
        action="count.entered",
        subject="StockCount",
        subject_id=count.pk,
        at=at,
        line=line.pk,
        round=entry.round_no,
    )
    return line


@command
def add_found_lot(
    *, number: str, lot_number: str, rack: str, by: Person, at: datetime
) -> CountLine:
    """Put a lot that lies on a rack and is not on the list there, to be counted.

    Raises Missing, CountOver, UnknownLot, NoSuchRack, OnTheList, CountedElsewhere.
    """
    by.must_be(*MAY_COUNT)
    count = lock_open_count(number, by)
    place = rack_of(rack, by)
    lot = Lot.objects.visible_to(by).filter(number=lot_number).first()
    if lot is None:
        raise UnknownLot(field="lot", lot=lot_number)
    if count.lines.filter(lot=lot, place=place).exists():
        raise OnTheList(field="lot", lot=lot.number, rack=place.code)
    refuse_counted_elsewhere([(lot.pk, place.pk)])
    line = CountLine(count=count, lot=lot, place=place, is_found=True)
    add_lines([line])
    move_to(count, StockCount.Status.COUNTING)
    audit.record(
        by=by,
        action="count.lot_found",
        subject="StockCount",
        subject_id=count.pk,
        at=at,
        lot=lot.number,
        rack=place.code,
    )
    return line


@step
def lock_open_count(number: str, by: Person) -> StockCount:
    """Lock a count that is not over. Raises Missing, CountOver."""
    count = (
        StockCount.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(number=number)
        .first()
    )
    if count is None:
        raise Missing
    if count.status not in StockCount.OPEN:
        raise CountOver(count=count.number)
    return count


@step
def move_to(count: StockCount, status: StockCount.Status) -> None:
    """Take a locked count to a status, if it is not there yet."""
    if count.status == status:
        return
    if status not in StockCount.NEXT[count.status]:
        raise CountOver(count=count.number)
    count.status = status
    count.save(update_fields=["status"])


def _line_to_count(count: StockCount, line_id: int) -> CountLine:
    line = count.lines.select_related("lot__material", "place").filter(pk=line_id).first()
    if line is None:
        raise Missing
    if line.status == CountLine.Status.COUNTED:
        raise CountedAlready
    return line


def _check_quantity(lot: Lot, pieces: int | None, mass_kg: Decimal | None) -> None:
    if lot.received_pieces and pieces is None:
        raise PiecesMissing(field="pieces")
    if not lot.received_pieces and pieces:
        raise WrongUnit(
            field="pieces", material=lot.material.code, unit=lot.material.get_unit_display()
        )
    if not lot.received_pieces and mass_kg is None:
        raise KgMissing(field="mass_kg")
    if pieces is not None and pieces < 0:
        raise NotPositive(field="pieces")
    _check_mass(lot, pieces or 0, mass_kg)
    if (pieces or 0) > LARGEST_PIECES or (mass_kg or 0) > LARGEST_KG:
        raise CountTooLarge(field="pieces" if pieces else "mass_kg")


def _check_mass(lot: Lot, pieces: int, mass_kg: Decimal | None) -> None:
    if mass_kg is None:
        return
    if not mass_kg.is_finite() or mass_kg < 0 or (pieces and not mass_kg):
        raise NotPositive(field="mass_kg")
    if lot.received_pieces and mass_kg and not pieces:
        raise WeightOfNothing(field="mass_kg")
    refuse_finer(mass_kg)


# Held until the command ends, so that the books and the newest transaction agree.
_LOCK = """
SELECT on_hand_pieces, on_hand_kg, value FROM inventory_balance
WHERE lot_id = %s::bigint AND place_id = %s::bigint
FOR NO KEY UPDATE
"""

# A late cost moves no kg, so it takes nothing from what lies there.
_KEEP = """
INSERT INTO inventory_countentry
    (line_id, round_no, pieces, mass_kg, is_weighed, book_pieces, book_kg, sequence,
     counted_by_id, counted_at)
SELECT %(line)s::bigint, %(round)s::smallint, %(pieces)s::int, %(kg)s::numeric, %(weighed)s::bool,
       COALESCE(max(b.on_hand_pieces), 0), COALESCE(max(b.on_hand_kg), 0),
       COALESCE((SELECT max(m.transaction_id) FROM inventory_movement m
                 WHERE m.lot_id = %(lot)s::bigint AND m.mass_kg > 0
                   AND %(place)s::bigint IN (m.from_place_id, m.to_place_id)), 0),
       %(by)s::bigint, %(at)s::timestamptz
FROM inventory_balance b
WHERE b.lot_id = %(lot)s::bigint AND b.place_id = %(place)s::bigint
RETURNING id
"""


@step
def _lock_book(line: CountLine) -> tuple[Quantity, Decimal]:
    """Lock what the books have of a line; return it and its value, nothing where none is."""
    for pieces, mass_kg, value in run_prepared(_LOCK, [line.lot_id, line.place_id]):
        return Quantity(pieces, mass_kg), value
    return NOTHING, Decimal(0)


@step
def _keep(
    line: CountLine,
    counted: Quantity,
    *,
    round_no: int,
    is_weighed: bool,
    by: Person,
    at: datetime,
) -> CountEntry:
    """Write an entry, with the books and the newest transaction of this one moment."""
    ((entry_id,),) = run_prepared(
        _KEEP,
        {
            "line": line.pk,
            "round": round_no,
            "pieces": counted.pieces,
            "kg": counted.mass_kg,
            "weighed": is_weighed,
            "lot": line.lot_id,
            "place": line.place_id,
            "by": by.user_id,
            "at": at,
        },
    )
    return CountEntry.objects.get(pk=entry_id)


def _part(lot: Lot, pieces: int | None, book: Quantity) -> Decimal:
    """Return what counted pieces weigh by the books there, or as the lot was received."""
    of = book if book.pieces else Quantity(lot.received_pieces, lot.received_kg)
    mass_kg = part_kg(pieces or 0, of)
    if pieces and not mass_kg:
        raise TooLight(field="pieces")
    return mass_kg


def _is_over(
    count: StockCount, lot: Lot, counted: Quantity, book: Quantity, value: Decimal
) -> bool:
    difference = worth(
        (counted - book).mass_kg,
        value=value,
        on_hand_kg=book.mass_kg,
        cost_per_kg=lot.cost_per_kg,
    )
    return is_over(
        counted,
        book,
        value=difference,
        percent=count.recount_percent,
        most_value=count.recount_value,
    )


def _settle(count: StockCount, line: CountLine, status: CountLine.Status) -> None:
    """Take a line to a status, and its count to approval when nothing is left to count."""
    line.status = status
    line.save(update_fields=["status"])
    is_left = count.lines.exclude(status=CountLine.Status.COUNTED).exists()
    move_to(count, StockCount.Status.COUNTING if is_left else StockCount.Status.COUNTED)
