"""A heat in tests: received, cut, cut again, sold to two workshops, lost, moved and counted."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from inventory import stock
from inventory.models import Lot, Place
from orders.models import DeliveryNote, Recall
from orders.services.recalling import start_recall
from tests.cast import NOW, Depot, entry, receive_stock
from tests.orders.counter import SHEET, ask, hand_over, place

HEAT = "C90085"


@dataclass(frozen=True)
class Heat:
    """A received lot, what was cut of it, and the notes by which it left."""

    lot: Lot
    remnant: Lot
    strip: Lot
    notes: tuple[DeliveryNote, ...]


def cut(depot: Depot, lot: Lot, key: str, rack: str, *pieces: tuple[int, str, str]) -> stock.Cut:
    """Cut one piece of a lot into (pieces, kg, length) each."""
    with transaction.atomic():
        return stock.cut(
            entry(depot, key, reason="cut"),
            lot_id=lot.pk,
            place_id=depot.racks[rack].pk,
            pieces=1,
            mass_kg=None,
            outputs=[
                stock.CutOff(
                    material_id=lot.material_id,
                    place_id=depot.racks["A-02"].pk,
                    pieces=count,
                    mass_kg=Decimal(kg),
                    length_mm=Decimal(length),
                    width_mm=Decimal(400),
                )
                for count, kg, length in pieces
            ],
        )


def move_out(depot: Depot, lot: Lot, kind: str, reason: str, pieces: int, rack: str) -> None:
    """Take pieces of a lot to an outside."""
    with transaction.atomic():
        target = stock.outside(depot.center.pk, kind)
        stock.post(
            entry(depot, f"{reason}-{lot.pk}-{pieces}", reason=reason),
            [stock.Move(lot.pk, depot.racks[rack].pk, target, pieces)],
        )


def make_heat(depot: Depot) -> Heat:
    """Receive 40 sheets of 46 kg, sell 3 and 2, cut one twice, lose and count some away."""
    lot = receive_stock(depot, SHEET, pieces=40, mass_kg=Decimal("1840.000"), heat=HEAT)
    notes = [hand_over(depot, place(depot, ask(SHEET, 3)))]
    notes.append(hand_over(depot, place(depot, ask(SHEET, 2), by="rudi", workshop="W0002")))
    first = cut(depot, lot, "cut-1", "A-01", (2, "20.000", "600"), (1, "25.900", "1400"))
    strip, remnant = first.lots
    cut(depot, remnant, "cut-2", "A-02", (1, "25.000", "700"))
    undone = cut(depot, lot, "cut-3", "A-01", (1, "45.000", "2000"))
    with transaction.atomic():
        stock.reverse(entry(depot, "undo", reason="reversal"), sequence=undone.posting.sequence)
    move_out(depot, strip, Place.Kind.WRITE_OFF, "write_off", 1, "A-02")
    move_out(depot, lot, Place.Kind.COUNT_DIFFERENCE, "count", 1, "A-01")
    return Heat(lot, remnant, strip, tuple(notes))


def recall(depot: Depot, *heats: str, by: str = "putri", **more: Any) -> Recall:
    """Start a recall as a cast member."""
    given: dict[str, Any] = {
        "lots": [],
        "reason": "Retak di tepi",
        "wanted": "Pisahkan dan jangan dipakai",
        "at": NOW,
        **more,
    }
    return start_recall(heats=list(heats), by=depot.person(by), **given)
