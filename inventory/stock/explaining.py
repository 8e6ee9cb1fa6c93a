"""Saying why the door wrote nothing: every shortage at once, in the person's words.

The statement that wrote nothing holds the locks of the balances, so what is read here is
what it saw.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NoReturn

from django.utils import timezone
from django.utils.translation import gettext as _

from inventory.models import Balance, Lot, Place
from inventory.stock.errors import (
    BeforeArrival,
    LotBlocked,
    LotConsigned,
    NotEnoughStock,
    NotPositive,
    PiecesAndMassDisagree,
    TooLight,
    WrongUnit,
)
from inventory.stock.types import Entry, Move
from materialcenter.commands import Again
from materialcenter.errors import Fault, Missing
from materialcenter.formats import day, kg, whole

Source = tuple[int, int]


def explain_posting(entry: Entry, moves: Sequence[Move], *, only_sound: bool) -> NoReturn:
    """Raise what stood in the way of a posting.

    Raises Missing, LotConsigned, LotBlocked, BeforeArrival, WrongUnit, NotPositive,
    NotEnoughStock, PiecesAndMassDisagree, TooLight; Again when nothing does any more.
    """
    lots = _lots(entry.center_id, moves)
    racks = _racks(entry.center_id, moves)
    today = timezone.localdate(entry.effective_at)
    leaving = [move for move in moves if move.from_place_id in racks]
    for lot in {move.lot_id: lots[move.lot_id] for move in leaving}.values():
        if only_sound and lot.owner_id is not None:
            raise LotConsigned(lot=lot.number)
        if only_sound and lot.quality != Lot.Quality.OK:
            raise LotBlocked(lot=lot.number)
        if lot.received_on > today:
            arrived_on = day(lot.received_on)
            raise BeforeArrival(field="effective_at", lot=lot.number, day=arrived_on)
    for move in moves:
        _check_unit(move, lots[move.lot_id], leaves_rack=move.from_place_id in racks)
    _check_shortages(leaving, lots)
    for move in moves:
        if move.pieces == 0 and lots[move.lot_id].received_pieces:
            raise PiecesAndMassDisagree(lot=lots[move.lot_id].number)
    if any(move.mass_kg is None for move in leaving):
        raise TooLight(field="pieces")
    raise Again


def _lots(center_id: int, moves: Sequence[Move]) -> Mapping[int, Lot]:
    wanted = {move.lot_id for move in moves}
    found = Lot.objects.filter(center_id=center_id).select_related("material").in_bulk(wanted)
    if len(found) < len(wanted):
        raise Missing(field="lot")
    return found


def _racks(center_id: int, moves: Sequence[Move]) -> frozenset[int]:
    wanted = {place for m in moves for place in (m.from_place_id, m.to_place_id)}
    kinds = dict(Place.objects.filter(center_id=center_id, pk__in=wanted).values_list("pk", "kind"))
    if len(kinds) < len(wanted):
        raise Missing(field="place")
    return frozenset(pk for pk, kind in kinds.items() if kind == Place.Kind.RACK)


def _check_unit(move: Move, lot: Lot, *, leaves_rack: bool) -> None:
    if move.pieces and not lot.received_pieces:
        raise WrongUnit(
            field="pieces",
            material=lot.material.code,
            unit=lot.material.get_unit_display(),
        )
    if move.mass_kg is None and not leaves_rack:
        raise NotPositive(field="mass_kg")


def _check_shortages(leaving: Sequence[Move], lots: Mapping[int, Lot]) -> None:
    asked: dict[Source, tuple[int, Decimal]] = {}
    for move in leaving:
        pieces, mass_kg = asked.get((move.lot_id, move.from_place_id), (0, Decimal(0)))
        asked[move.lot_id, move.from_place_id] = (
            pieces + move.pieces,
            mass_kg + (move.mass_kg or 0),
        )
    free = _free(asked)
    faults, disagreeing = [], []
    for source, (pieces, mass_kg) in asked.items():
        lot = lots[source[0]]
        free_pieces, free_kg = free.get(source, (0, Decimal(0)))
        if pieces > free_pieces or mass_kg > free_kg or not free_kg:
            faults.append(shortage(lot.material.code, lot.number, free_pieces, free_kg))
        elif lot.received_pieces and mass_kg and (pieces == free_pieces) != (mass_kg == free_kg):
            disagreeing.append(lot.number)
    if faults:
        raise NotEnoughStock(faults=faults)
    if disagreeing:
        raise PiecesAndMassDisagree(lot=disagreeing[0])


def _free(sources: Mapping[Source, object]) -> dict[Source, tuple[int, Decimal]]:
    rows = Balance.objects.filter(
        lot_id__in={lot for lot, _place in sources},
        place_id__in={place for _lot, place in sources},
    )
    return {
        (b.lot_id, b.place_id): (
            b.on_hand_pieces - b.reserved_pieces,
            b.on_hand_kg - b.reserved_kg,
        )
        for b in rows
    }


def shortage(material: str, lot: str, pieces: int, mass_kg: Decimal) -> Fault:
    """Name what is free of a lot or a material where more was asked."""
    return Fault(
        code="not_enough_stock",
        sentence=_("%(what)s: %(pieces)s pieces, %(mass)s are free.")
        % {
            "what": f"{material} {lot}".strip(),
            "pieces": whole(pieces),
            "mass": kg(mass_kg),
        },
        field=material,
    )
