"""Picking: taking hold of what is reserved, and taking it from another lot instead.

Balances are locked by (lot, place) before anything is decided, as everywhere behind the door.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from django.db import connection
from django.utils.translation import gettext_lazy as _

from inventory.models import Lot, Reservation
from inventory.stock.errors import (
    LotBlocked,
    LotConsigned,
    NotEnoughStock,
    NothingReserved,
    TooLight,
)
from inventory.stock.explaining import shortage
from inventory.stock.types import Held
from inventory.stock.watching import watch
from materialcenter.commands import step
from materialcenter.errors import Conflict, Invalid, Missing


class OtherMaterial(Invalid):
    """A lot of another material cannot stand in."""

    code = "lot_of_other_material"
    sentence = _("Lot %(lot)s is %(material)s, not what was ordered.")


class OtherSize(Invalid):
    """What was cut to a size stands in only for the same size."""

    code = "lot_of_other_size"
    sentence = _("Lot %(lot)s is of another size than what was ordered.")


class NoSuchLot(Missing):
    """No lot of this number."""

    code = "lot_unknown"
    sentence = _("There is no lot %(lot)s.")


class SameLot(Conflict):
    """The reservation is from this lot already."""

    code = "lot_is_reserved_already"
    sentence = _("This is reserved from lot %(lot)s already.")


_LOCK_HELD = """
SELECT r.id, r.holder_id, r.lot_id, r.place_id, r.pieces, r.mass_kg
FROM inventory_reservation r
JOIN inventory_balance b USING (lot_id, place_id)
WHERE r.holder = %s AND r.holder_id = ANY(%s) AND r.status = 'held' AND r.center_id = %s
ORDER BY b.lot_id, b.place_id, r.id
FOR NO KEY UPDATE OF b, r
"""

_LOCK_BALANCES = """
SELECT b.lot_id, b.place_id, b.on_hand_pieces - b.reserved_pieces, b.on_hand_kg - b.reserved_kg
FROM inventory_balance b
WHERE b.center_id = %(center)s
  AND (b.lot_id = %(lot)s OR (b.lot_id, b.place_id) IN
       (SELECT lot_id, place_id FROM inventory_reservation WHERE id = %(reservation)s))
ORDER BY b.lot_id, b.place_id
FOR NO KEY UPDATE OF b
"""

_SWAP = """
WITH ended AS (
    UPDATE inventory_reservation SET status = 'released', ended_at = %(at)s
    WHERE id = %(reservation)s AND status = 'held'
    RETURNING holder, holder_id, lot_id, place_id, pieces, mass_kg
), lowered AS (
    UPDATE inventory_balance b
    SET reserved_pieces = b.reserved_pieces - e.pieces, reserved_kg = b.reserved_kg - e.mass_kg
    FROM ended e WHERE b.lot_id = e.lot_id AND b.place_id = e.place_id
), part AS (
    SELECT e.holder, e.holder_id, p.*
    FROM ended e, unnest(%(places)s::bigint[], %(pieces)s::int[], %(masses)s::numeric[])
         AS p(place_id, pieces, mass_kg)
), raised AS (
    UPDATE inventory_balance b
    SET reserved_pieces = b.reserved_pieces + p.pieces, reserved_kg = b.reserved_kg + p.mass_kg
    FROM part p WHERE b.lot_id = %(lot)s AND b.place_id = p.place_id
)
INSERT INTO inventory_reservation
    (center_id, lot_id, place_id, holder, holder_id, pieces, mass_kg, status, held_at)
SELECT %(center)s, %(lot)s, place_id, holder, holder_id, pieces, mass_kg, 'held', %(at)s
FROM part ORDER BY place_id
RETURNING id, holder_id, lot_id, place_id, pieces, mass_kg
"""


@step
def lock_held(*, center_id: int, holder: str, holder_ids: Iterable[int]) -> list[Held]:
    """Take the locks of everything the holders still hold, and list it by lot and place."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_HELD, [holder, list(holder_ids), center_id])
        return [Held(*row) for row in cursor.fetchall()]


@step
def swap(*, center_id: int, reservation_id: int, lot_number: str, at: datetime) -> list[Held]:
    """Hold the same quantity from another lot instead; all of it or nothing changes.

    The caller holds the lock of the reservation's document. A counted material keeps its
    pieces and takes their part of the new lot's kg; a weighed one keeps its kg.
    Raises NoSuchLot, SameLot, OtherMaterial, OtherSize, LotBlocked, LotConsigned,
    NotEnoughStock, NothingReserved, TooLight.
    """
    held = Reservation.objects.filter(
        pk=reservation_id, center_id=center_id, status=Reservation.Status.HELD
    ).first()
    if held is None:
        raise NothingReserved
    lot = _standing_in(held, lot_number)
    keys: dict[str, Any] = {
        "center": center_id,
        "lot": lot.pk,
        "reservation": reservation_id,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_BALANCES, keys)
        free = [row[1:] for row in cursor.fetchall() if row[0] == lot.pk]
        # Its quality may have changed until the lock was ours.
        _check_saleable(Lot.objects.get(pk=lot.pk))
        parts = _parts_of(held, free) or _refuse_short(lot, free)
        cursor.execute(
            _SWAP,
            {
                **keys,
                "places": [part[0] for part in parts],
                "pieces": [part[1] for part in parts],
                "masses": [part[2] for part in parts],
            },
        )
        new = [Held(*row) for row in cursor.fetchall()]
    watch(center_id=center_id, material_ids=[lot.material_id])
    return new


def _refuse_short(lot: Lot, free: list[Any]) -> NoReturn:
    pieces, mass_kg = sum(part[1] for part in free), sum((part[2] for part in free), Decimal(0))
    raise NotEnoughStock(
        field="lot", faults=[shortage(lot.material.code, lot.number, pieces, mass_kg)]
    )


def _standing_in(held: Reservation, lot_number: str) -> Lot:
    lot = (
        Lot.objects.select_related("material")
        .filter(center_id=held.center_id, number=lot_number)
        .first()
    )
    if lot is None:
        raise NoSuchLot(field="lot", lot=lot_number)
    if lot.pk == held.lot_id:
        raise SameLot(field="lot", lot=lot.number)
    ordered = Lot.objects.only("material_id", "length_mm", "width_mm").get(pk=held.lot_id)
    if lot.material_id != ordered.material_id:
        raise OtherMaterial(field="lot", lot=lot.number, material=lot.material.code)
    if (lot.length_mm, lot.width_mm) != (ordered.length_mm, ordered.width_mm):
        raise OtherSize(field="lot", lot=lot.number)
    _check_saleable(lot)
    return lot


def _check_saleable(lot: Lot) -> None:
    if lot.owner_id is not None:
        raise LotConsigned(field="lot", lot=lot.number)
    if lot.quality != Lot.Quality.OK:
        raise LotBlocked(field="lot", lot=lot.number)


def _parts_of(held: Reservation, free: list[Any]) -> list[tuple[int, int, Decimal]] | None:
    """Take the held quantity from the places in their order; None when they do not have it.

    free: (place, pieces, kg) of the new lot. Raises TooLight.
    """
    parts = []
    pieces, mass_kg = held.pieces, held.mass_kg
    for place_id, free_pieces, free_kg in free:
        if held.pieces:
            took = min(pieces, free_pieces)
            kg = round(free_kg * took / free_pieces, 3) if free_pieces else Decimal(0)
            pieces -= took
        else:
            took, kg = 0, min(mass_kg, free_kg)
            mass_kg -= kg
        if took and not kg:
            raise TooLight(field="lot")
        if kg > 0:
            parts.append((place_id, took, kg))
    left = pieces if held.pieces else mass_kg
    return None if left else parts
