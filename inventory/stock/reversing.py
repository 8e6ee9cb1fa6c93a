"""Undoing a transaction: by one that moves everything back, once."""

from dataclasses import replace
from decimal import Decimal

from inventory.models import Movement, Place, Transaction
from inventory.stock.cutting import value_back
from inventory.stock.errors import AlreadyReversed, LateCostStays, ReversesAnother
from inventory.stock.posting import post
from inventory.stock.types import Entry, Move, Posting
from materialcenter.commands import step
from materialcenter.errors import Missing


@step
def reverse(entry: Entry, *, sequence: int) -> Posting:
    """Undo a transaction by one that moves everything back; once.

    What went onto a rack must still be free there. What a cut made goes back into the lot
    it was cut from, with what it is worth by now. Raises Missing, ReversesAnother,
    LateCostStays, AlreadyReversed, NotEnoughStock, PeriodClosed.
    """
    found = Transaction.objects.filter(pk=sequence, center_id=entry.center_id).first()
    if found is None:
        raise Missing
    if found.reason == Transaction.Reason.REVERSAL:
        raise ReversesAnother
    if found.reason == Transaction.Reason.REVALUATION:
        raise LateCostStays
    if Transaction.objects.filter(reverses=found).exclude(key=entry.key).exists():
        raise AlreadyReversed
    moves = [
        Move(
            lot_id=movement.lot_id,
            from_place_id=movement.to_place_id,
            to_place_id=movement.from_place_id,
            pieces=movement.pieces,
            mass_kg=movement.mass_kg,
            value=_value_of(movement, found),
        )
        for movement in found.movements.select_related("to_place", "from_place").order_by("pk")
    ]
    return post(replace(entry, reason=Transaction.Reason.REVERSAL, reverses_id=found.pk), moves)


def _value_of(movement: Movement, found: Transaction) -> Decimal | None:
    """Return what comes back from outside is worth; None where a rack says it itself."""
    if movement.to_place.kind == Place.Kind.RACK:
        return None
    if movement.to_place.kind == Place.Kind.CUTTING and found.reason == Transaction.Reason.CUT:
        return value_back(sequence=found.pk)
    return movement.value
