"""Handing over what was reserved: one statement, however many reservations."""

from collections.abc import Sequence
from typing import NoReturn

from inventory.models import Lot, Reservation
from inventory.stock.errors import LotBlocked, NothingReserved, NotPositive, refuse_finer
from inventory.stock.posting import HEAD, known_posting, refuse_closed, refuse_future, write_head
from inventory.stock.types import Entry, HandOut, Moved, Posting
from materialcenter.commands import step

_LINES = """
WITH asked AS (
    SELECT * FROM unnest(%(reservations)s::bigint[], %(pieces)s::int[], %(masses)s::numeric[])
         WITH ORDINALITY AS a(reservation_id, pieces, mass_kg, n)
), held AS (
    SELECT a.n, r.id, r.holder_id, r.lot_id, r.place_id, r.pieces AS held_pieces,
           r.mass_kg AS held_kg, b.id AS balance_id, b.material_id,
           b.on_hand_kg, b.value AS on_hand_value,
           COALESCE(a.pieces, r.pieces) AS pieces,
           COALESCE(a.mass_kg,
                    CASE WHEN COALESCE(a.pieces, r.pieces) = r.pieces THEN r.mass_kg
                         ELSE round(r.mass_kg * a.pieces / NULLIF(r.pieces, 0), 3) END) AS mass_kg
    FROM asked a
    JOIN inventory_reservation r ON r.id = a.reservation_id
    JOIN inventory_balance b ON b.lot_id = r.lot_id AND b.place_id = r.place_id
    WHERE r.center_id = %(center)s::bigint AND r.status = 'held' AND b.is_issuable
    ORDER BY b.lot_id, b.place_id, r.id
    FOR NO KEY UPDATE OF b, r
), lines AS (
    SELECT *, round(on_hand_value * until_kg / on_hand_kg, 2)
              - round(on_hand_value * (until_kg - mass_kg) / on_hand_kg, 2) AS value
    FROM (SELECT *, sum(mass_kg) OVER (PARTITION BY balance_id ORDER BY n) AS until_kg
          FROM held
          WHERE mass_kg > 0 AND mass_kg <= held_kg AND pieces >= 0 AND pieces <= held_pieces
            AND (held_pieces = 0 OR (pieces = held_pieces) = (mass_kg = held_kg))) h
),"""

_WRITES = """, ended AS (
    UPDATE inventory_reservation r
    SET status = CASE WHEN l.mass_kg = l.held_kg THEN 'issued' ELSE 'held' END,
        ended_at = CASE WHEN l.mass_kg = l.held_kg THEN %(recorded)s::timestamptz END,
        pieces = CASE WHEN l.mass_kg = l.held_kg THEN r.pieces ELSE r.pieces - l.pieces END,
        mass_kg = CASE WHEN l.mass_kg = l.held_kg THEN r.mass_kg ELSE r.mass_kg - l.mass_kg END
    FROM lines l, fits WHERE yes AND r.id = l.id
), taken AS (
    UPDATE inventory_balance b
    SET on_hand_pieces = b.on_hand_pieces - t.pieces, on_hand_kg = b.on_hand_kg - t.mass_kg,
        reserved_pieces = b.reserved_pieces - t.pieces, reserved_kg = b.reserved_kg - t.mass_kg,
        value = b.value - t.value
    FROM (SELECT balance_id, sum(pieces) AS pieces, sum(mass_kg) AS mass_kg, sum(value) AS value
          FROM lines, fits WHERE yes GROUP BY balance_id) t
    WHERE b.id = t.balance_id
), written AS (
    INSERT INTO inventory_movement
        (center_id, transaction_id, lot_id, from_place_id, to_place_id, pieces, mass_kg, value)
    SELECT %(center)s::bigint, head.sequence, lot_id, place_id, %(outside)s::bigint, pieces,
           mass_kg, value
    FROM lines, head ORDER BY n
)
SELECT head.sequence, lot_id, material_id, place_id, %(outside)s::bigint, pieces, mass_kg, value,
       lines.id, holder_id
FROM head, lines ORDER BY n
"""

_HAND_OUT = _LINES + HEAD + _WRITES


@step
def issue_reserved(entry: Entry, hand_outs: Sequence[HandOut], *, to_place_id: int) -> Posting:
    """Hand over what is reserved, wholly or in part; the rest stays held.

    The caller holds the lock of the reservations' document. What is available does not
    change by it, so nobody needs to look at the reorder point.
    Raises NotPositive, TooFine, NothingReserved (not held any more, or more than is held),
    LotBlocked (in quarantine meanwhile), PeriodClosed, InTheFuture. A known key posts
    nothing and gives the first posting.
    """
    _check(hand_outs)
    refuse_future(entry)
    rows = write_head(
        _HAND_OUT,
        entry,
        {
            "reservations": [h.reservation_id for h in hand_outs],
            "pieces": [h.pieces for h in hand_outs],
            "masses": [h.mass_kg for h in hand_outs],
            "outside": to_place_id,
            "count": len(hand_outs),
        },
    )
    if not rows:
        known = known_posting(entry)
        if known is not None:
            return known
        refuse_closed(entry)
        _explain(entry.center_id, hand_outs)
    return Posting(sequence=rows[0][0], moved=tuple(Moved(*row[1:]) for row in rows))


def _check(hand_outs: Sequence[HandOut]) -> None:
    if not hand_outs:
        raise NothingReserved
    if len({h.reservation_id for h in hand_outs}) < len(hand_outs):
        raise ValueError("a reservation is handed over once in a transaction")
    for hand_out in hand_outs:
        if hand_out.pieces is not None and hand_out.pieces < (hand_out.mass_kg is None):
            raise NotPositive(field="pieces")
        if hand_out.mass_kg is not None and hand_out.mass_kg <= 0:
            raise NotPositive(field="mass_kg")
        refuse_finer(hand_out.mass_kg)


def _explain(center_id: int, hand_outs: Sequence[HandOut]) -> NoReturn:
    blocked = (
        Reservation.objects.filter(
            center_id=center_id,
            pk__in=[h.reservation_id for h in hand_outs],
            status=Reservation.Status.HELD,
        )
        .exclude(lot__quality=Lot.Quality.OK)
        .values_list("lot__number", flat=True)
        .first()
    )
    if blocked is not None:
        raise LotBlocked(lot=blocked)
    raise NothingReserved
