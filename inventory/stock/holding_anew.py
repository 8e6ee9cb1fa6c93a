"""Passing what is held on to other holders, or letting it go, part by part.

Nothing is free in between, so that nobody else can take it; a lot in quarantine stays held.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from inventory.stock.errors import NothingReserved, TooLight, refuse_finer
from inventory.stock.types import NewHold
from inventory.stock.watching import watch
from materialcenter.commands import step
from materialcenter.statements import run_prepared

_LOCK = """
SELECT r.id
FROM inventory_reservation r
JOIN inventory_balance b USING (lot_id, place_id)
JOIN unnest(%(holders)s::text[], %(holder_ids)s::bigint[]) AS h(holder, holder_id)
  ON h.holder = r.holder AND h.holder_id = r.holder_id
WHERE r.status = 'held' AND r.center_id = %(center)s::bigint
ORDER BY b.lot_id, b.place_id, r.id
FOR NO KEY UPDATE OF b, r
"""

# The first part that names a reservation keeps its row, the others become rows of their own,
# and what no part names comes off the balance.
_DIVIDE = """
WITH part AS (
    SELECT p.*, row_number() OVER (PARTITION BY reservation_id ORDER BY n) AS turn
    FROM unnest(%(reservations)s::bigint[], %(holders)s::text[], %(holder_ids)s::bigint[],
                %(pieces)s::int[], %(masses)s::numeric[]) WITH ORDINALITY
         AS p(reservation_id, holder, holder_id, pieces, mass_kg, n)
), held AS (
    SELECT r.id, r.lot_id, r.place_id, r.pieces, r.mass_kg, b.id AS balance_id, b.material_id
    FROM inventory_reservation r
    JOIN inventory_balance b USING (lot_id, place_id)
    WHERE r.id = ANY(%(all)s::bigint[]) AND r.status = 'held' AND r.center_id = %(center)s::bigint
    ORDER BY b.lot_id, b.place_id, r.id
    FOR NO KEY UPDATE OF b, r
), left_over AS (
    SELECT h.id, h.balance_id, h.material_id, h.pieces - COALESCE(sum(p.pieces), 0) AS pieces,
           h.mass_kg - COALESCE(sum(p.mass_kg), 0) AS mass_kg, count(p.n) AS parts
    FROM held h LEFT JOIN part p ON p.reservation_id = h.id
    GROUP BY h.id, h.balance_id, h.material_id, h.pieces, h.mass_kg
), fits AS (
    SELECT (SELECT count(*) FROM held) = cardinality(%(all)s::bigint[])
           AND bool_and(pieces >= 0 AND mass_kg >= 0) AS yes
    FROM left_over
), kept AS (
    UPDATE inventory_reservation r
    SET holder = p.holder, holder_id = p.holder_id, pieces = p.pieces, mass_kg = p.mass_kg
    FROM part p, fits WHERE fits.yes AND p.turn = 1 AND r.id = p.reservation_id
), made AS (
    INSERT INTO inventory_reservation
        (center_id, lot_id, place_id, holder, holder_id, pieces, mass_kg, status, held_at)
    SELECT %(center)s::bigint, h.lot_id, h.place_id, p.holder, p.holder_id, p.pieces, p.mass_kg,
           'held', %(at)s::timestamptz
    FROM fits, part p JOIN held h ON h.id = p.reservation_id
    WHERE fits.yes AND p.turn > 1 ORDER BY p.n
), ended AS (
    UPDATE inventory_reservation r SET status = 'released', ended_at = %(at)s::timestamptz
    FROM left_over o, fits WHERE fits.yes AND o.parts = 0 AND r.id = o.id
), lowered AS (
    UPDATE inventory_balance b
    SET reserved_pieces = b.reserved_pieces - o.pieces, reserved_kg = b.reserved_kg - o.mass_kg
    FROM (SELECT balance_id, sum(pieces) AS pieces, sum(mass_kg) AS mass_kg
          FROM left_over GROUP BY balance_id HAVING sum(pieces) > 0 OR sum(mass_kg) > 0) o, fits
    WHERE fits.yes AND b.id = o.balance_id
)
SELECT material_id, sum(mass_kg) FROM left_over, fits WHERE fits.yes GROUP BY material_id
"""


@step
def lock_held_by(*, center_id: int, holders: Mapping[str, Collection[int]]) -> set[int]:
    """Take the locks of all that holders of several kinds hold, in the one order of locks.

    holders: by kind, such as {"pool_share": ids}. Returns the reservations.
    """
    pairs = [(kind, pk) for kind, ids in holders.items() for pk in ids]
    rows = run_prepared(
        _LOCK,
        {
            "holders": [kind for kind, _pk in pairs],
            "holder_ids": [pk for _kind, pk in pairs],
            "center": center_id,
        },
    )
    return {row[0] for row in rows}


@step
def hold_anew(
    *, center_id: int, reservation_ids: Collection[int], parts: Sequence[NewHold], at: datetime
) -> None:
    """Divide held reservations anew among holders; what no part names is let go.

    parts: each of one of the reservations; the first of a reservation keeps its row. The
    caller holds the documents' locks. Raises TooFine, TooLight, and NothingReserved where a
    reservation is not held any more or has less than its parts; then nothing changed.
    """
    if not {part.reservation_id for part in parts} <= set(reservation_ids):
        raise NothingReserved
    if not reservation_ids:
        return
    for part in parts:
        refuse_finer(part.mass_kg)
        if part.mass_kg <= 0:
            raise TooLight(field="quantity")
    rows = run_prepared(
        _DIVIDE,
        {
            "center": center_id,
            "all": sorted(set(reservation_ids)),
            "reservations": [part.reservation_id for part in parts],
            "holders": [part.holder for part in parts],
            "holder_ids": [part.holder_id for part in parts],
            "pieces": [part.pieces for part in parts],
            "masses": [part.mass_kg for part in parts],
            "at": at,
        },
    )
    if not rows:
        raise NothingReserved
    watch(center_id=center_id, material_ids=(row[0] for row in rows if row[1]))
