"""Reserving, releasing, and handing over what was reserved: one statement each.

A reservation is changed only by acts that hold its document's lock, and only under the
lock of its balance.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from inventory.models import Balance, Material
from inventory.stock.errors import FractionOfPiece, NotEnoughStock, NotPositive, NothingReserved
from inventory.stock.posting import (
    head_of,
    open_gate,
    refuse_closed,
    translated,
)
from inventory.stock.types import Entry, HandOut, Held, Moved, Posting, Want
from inventory.stock.watching import watch
from materialcenter.commands import step
from materialcenter.errors import Fault
from materialcenter.formats import kg, whole

_RESERVE = """
WITH wanted AS (
    SELECT w.*, m.unit <> 'kg' AS counted,
           CASE WHEN m.unit = 'kg' THEN w.mass_kg ELSE w.pieces END AS amount
    FROM unnest(%(holders)s::bigint[], %(materials)s::bigint[], %(pieces)s::int[],
                %(masses)s::numeric[]) WITH ORDINALITY
         AS w(holder_id, material_id, pieces, mass_kg, n)
    JOIN inventory_material m ON m.id = w.material_id AND m.center_id = %(center)s
), locked AS (
    SELECT b.id, b.lot_id, b.place_id, b.material_id, b.received_on,
           b.on_hand_pieces - b.reserved_pieces AS free_pieces,
           b.on_hand_kg - b.reserved_kg AS free_kg
    FROM inventory_balance b
    WHERE b.center_id = %(center)s AND b.material_id = ANY(%(materials)s)
      AND b.is_saleable AND b.on_hand_kg > 0 AND b.on_hand_kg > b.reserved_kg
      AND (%(lots)s::bigint[] IS NULL OR b.lot_id = ANY(%(lots)s::bigint[]))
    ORDER BY b.lot_id, b.place_id
    FOR NO KEY UPDATE OF b
), queue AS (
    SELECT holder_id, material_id, counted, amount,
           sum(amount) OVER (PARTITION BY material_id ORDER BY n) - amount AS starts
    FROM wanted
), shelf AS (
    SELECT k.*, w.counted,
           CASE WHEN w.counted THEN k.free_pieces ELSE k.free_kg END AS amount,
           sum(CASE WHEN w.counted THEN k.free_pieces ELSE k.free_kg END) OVER (
               PARTITION BY k.material_id ORDER BY k.received_on, k.lot_id, k.place_id)
           - CASE WHEN w.counted THEN k.free_pieces ELSE k.free_kg END AS starts
    FROM locked k
    JOIN (SELECT DISTINCT material_id, counted FROM wanted) w USING (material_id)
), met AS (
    SELECT q.holder_id, s.id, s.lot_id, s.place_id, s.counted, s.amount AS free, s.free_kg,
           GREATEST(q.starts, s.starts) - s.starts AS from_amount,
           LEAST(q.starts + q.amount, s.starts + s.amount) - s.starts AS to_amount
    FROM queue q JOIN shelf s USING (material_id)
    WHERE GREATEST(q.starts, s.starts) < LEAST(q.starts + q.amount, s.starts + s.amount)
), part AS (
    SELECT holder_id, id, lot_id, place_id,
           CASE WHEN counted THEN (to_amount - from_amount)::int ELSE 0 END AS pieces,
           CASE WHEN counted
                THEN round(free_kg * to_amount / free, 3) - round(free_kg * from_amount / free, 3)
                ELSE to_amount - from_amount END AS mass_kg
    FROM met
), raised AS (
    UPDATE inventory_balance b
    SET reserved_pieces = b.reserved_pieces + p.pieces, reserved_kg = b.reserved_kg + p.mass_kg
    FROM (SELECT id, sum(pieces) AS pieces, sum(mass_kg) AS mass_kg FROM part GROUP BY id) p
    WHERE b.id = p.id
)
INSERT INTO inventory_reservation
    (center_id, lot_id, place_id, holder, holder_id, pieces, mass_kg, status, held_at)
SELECT %(center)s, lot_id, place_id, %(holder)s, holder_id, pieces, mass_kg, 'held', %(at)s
FROM part ORDER BY holder_id, lot_id, place_id
RETURNING id, holder_id, lot_id, place_id, pieces, mass_kg
"""

_RELEASE = """
WITH held AS (
    SELECT r.id, r.pieces, r.mass_kg, b.id AS balance_id
    FROM inventory_reservation r
    JOIN inventory_balance b USING (lot_id, place_id)
    WHERE r.holder = %(holder)s AND r.holder_id = ANY(%(holders)s) AND r.status = 'held'
      AND r.center_id = %(center)s
    ORDER BY b.lot_id, b.place_id, r.id
    FOR NO KEY UPDATE OF b, r
), ended AS (
    UPDATE inventory_reservation r SET status = 'released', ended_at = %(at)s
    FROM held WHERE r.id = held.id
)
UPDATE inventory_balance b
SET reserved_pieces = b.reserved_pieces - h.pieces, reserved_kg = b.reserved_kg - h.mass_kg
FROM (SELECT balance_id, sum(pieces) AS pieces, sum(mass_kg) AS mass_kg
      FROM held GROUP BY balance_id) h
WHERE b.id = h.balance_id
RETURNING b.material_id
"""

_HAND_OUT = """
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
                         ELSE round(r.mass_kg * a.pieces / r.pieces, 3) END) AS mass_kg
    FROM asked a
    JOIN inventory_reservation r ON r.id = a.reservation_id
    JOIN inventory_balance b ON b.lot_id = r.lot_id AND b.place_id = r.place_id
    WHERE r.center_id = %(center)s AND r.status = 'held' AND b.is_saleable
    ORDER BY b.lot_id, b.place_id, r.id
    FOR NO KEY UPDATE OF b, r
), lines AS (
    SELECT *, round(on_hand_value * until_kg / on_hand_kg, 2)
              - round(on_hand_value * (until_kg - mass_kg) / on_hand_kg, 2) AS value
    FROM (SELECT *, sum(mass_kg) OVER (PARTITION BY balance_id ORDER BY n) AS until_kg
          FROM held
          WHERE mass_kg > 0 AND mass_kg <= held_kg AND pieces >= 0 AND pieces <= held_pieces
            AND (held_pieces = 0 OR (pieces = held_pieces) = (mass_kg = held_kg))) h
), ended AS (
    UPDATE inventory_reservation r
    SET status = CASE WHEN l.mass_kg = l.held_kg THEN 'issued' ELSE 'held' END,
        ended_at = CASE WHEN l.mass_kg = l.held_kg THEN %(recorded)s ELSE NULL END,
        pieces = CASE WHEN l.mass_kg = l.held_kg THEN r.pieces ELSE r.pieces - l.pieces END,
        mass_kg = CASE WHEN l.mass_kg = l.held_kg THEN r.mass_kg ELSE r.mass_kg - l.mass_kg END
    FROM lines l WHERE r.id = l.id
), taken AS (
    UPDATE inventory_balance b
    SET on_hand_pieces = b.on_hand_pieces - t.pieces, on_hand_kg = b.on_hand_kg - t.mass_kg,
        reserved_pieces = b.reserved_pieces - t.pieces, reserved_kg = b.reserved_kg - t.mass_kg,
        value = b.value - t.value
    FROM (SELECT balance_id, sum(pieces) AS pieces, sum(mass_kg) AS mass_kg, sum(value) AS value
          FROM lines GROUP BY balance_id) t
    WHERE b.id = t.balance_id
), head AS (
    INSERT INTO inventory_transaction
        (center_id, reason, reference, note, actor_id, effective_at, recorded_at, key, reverses_id)
    SELECT %(center)s, %(reason)s, %(reference)s, %(note)s, %(actor)s, %(effective)s,
           %(recorded)s, %(key)s, %(reverses)s
    WHERE (SELECT count(*) FROM lines) = %(count)s
      AND NOT EXISTS (SELECT FROM materialcenter_center
                      WHERE id = %(center)s AND books_closed_through >= %(day)s)
    RETURNING sequence
), written AS (
    INSERT INTO inventory_movement
        (center_id, transaction_id, lot_id, from_place_id, to_place_id, pieces, mass_kg, value)
    SELECT %(center)s, head.sequence, lot_id, place_id, %(outside)s, pieces, mass_kg, value
    FROM lines, head ORDER BY n
)
SELECT head.sequence, lot_id, material_id, place_id, %(outside)s::bigint, pieces, mass_kg, value,
       lines.id, holder_id
FROM head, lines ORDER BY n
"""


@step
def reserve(
    *,
    center_id: int,
    holder: str,
    wants: Sequence[Want],
    at: datetime,
    lot_ids: Sequence[int] | None = None,
) -> list[Held]:
    """Hold stock for wants, oldest receipt first, all of them or none.

    holder: what kind of document line holds, such as "order_line". lot_ids: only from
    these lots; None takes any that is saleable. Wants of one material are served in
    their order. Raises NotPositive, FractionOfPiece, NotEnoughStock (naming every
    material that is short and what is available).
    """
    _check_wants(center_id, wants)
    with connection.cursor() as cursor:
        cursor.execute(
            _RESERVE,
            {
                "center": center_id,
                "holder": holder,
                "holders": [w.holder_id for w in wants],
                "materials": [w.material_id for w in wants],
                "pieces": [w.pieces for w in wants],
                "masses": [w.mass_kg for w in wants],
                "lots": None if lot_ids is None else list(lot_ids),
                "at": at,
            },
        )
        held = [Held(*row) for row in cursor.fetchall()]
    _refuse_shortages(center_id, wants, held)
    watch(center_id=center_id, material_ids=(w.material_id for w in wants))
    return held


@step
def release(*, center_id: int, holder: str, holder_ids: Sequence[int], at: datetime) -> None:
    """Let go of everything the holders still hold; nothing held is no error."""
    with connection.cursor() as cursor:
        cursor.execute(
            _RELEASE,
            {"center": center_id, "holder": holder, "holders": list(holder_ids), "at": at},
        )
        material_ids = [row[0] for row in cursor.fetchall()]
    watch(center_id=center_id, material_ids=material_ids)


@step
def issue_reserved(entry: Entry, hand_outs: Sequence[HandOut], *, to_place_id: int) -> Posting:
    """Hand over what is reserved, wholly or in part; the rest stays held.

    The caller holds the lock of the reservations' document. Raises NotPositive,
    NothingReserved (not held any more, more than is held, or blocked meanwhile),
    PeriodClosed, InTheFuture. A known key posts nothing and gives the first posting.
    """
    if not hand_outs:
        raise NothingReserved
    known = open_gate(entry)
    if known is not None:
        return known
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                _HAND_OUT,
                {
                    "reservations": [h.reservation_id for h in hand_outs],
                    "pieces": [h.pieces for h in hand_outs],
                    "masses": [h.mass_kg for h in hand_outs],
                    "outside": to_place_id,
                    "count": len(hand_outs),
                    **head_of(entry),
                },
            )
            rows: list[Any] = cursor.fetchall()
    except IntegrityError as error:
        raise translated(error) from error
    if not rows:
        refuse_closed(entry)
        raise NothingReserved
    return Posting(sequence=rows[0][0], moved=tuple(Moved(*row[1:]) for row in rows))


def _check_wants(center_id: int, wants: Sequence[Want]) -> None:
    for want in wants:
        if want.pieces < 0 or want.mass_kg < 0 or (want.pieces == 0 and want.mass_kg == 0):
            raise NotPositive(field="quantity")
    codes = dict(
        Material.objects.filter(
            center_id=center_id, pk__in={w.material_id for w in wants if w.pieces == 0}
        )
        .exclude(unit=Material.Unit.KG)
        .values_list("pk", "code")
    )
    if codes:
        raise FractionOfPiece(field="quantity", material=next(iter(codes.values())))


def _refuse_shortages(center_id: int, wants: Sequence[Want], held: Sequence[Held]) -> None:
    got: dict[int, tuple[int, Decimal]] = {}
    for part in held:
        pieces, mass_kg = got.get(part.holder_id, (0, Decimal(0)))
        got[part.holder_id] = (pieces + part.pieces, mass_kg + part.mass_kg)
    short = [
        want.material_id
        for want in wants
        if got.get(want.holder_id, (0, Decimal(0)))[0] < want.pieces
        or (not want.pieces and got.get(want.holder_id, (0, Decimal(0)))[1] < want.mass_kg)
    ]
    if not short:
        return
    # What this call itself has just reserved comes back when the command is undone.
    taken = {
        material: sum(
            (got.get(w.holder_id, (0, Decimal(0)))[0] for w in wants if w.material_id == material),
            0,
        )
        for material in short
    }
    taken_kg = {
        material: sum(
            (
                got.get(w.holder_id, (0, Decimal(0)))[1]
                for w in wants
                if w.material_id == material
            ),
            Decimal(0),
        )
        for material in short
    }
    raise NotEnoughStock(faults=_shortages(center_id, short, taken, taken_kg))


def _shortages(
    center_id: int, short: Sequence[int], taken: dict[int, int], taken_kg: dict[int, Decimal]
) -> list[Fault]:
    free = {
        row["material_id"]: row
        for row in Balance.objects.filter(center_id=center_id, material_id__in=short)
        .saleable()
        .values("material_id")
        .annotate(
            pieces=Sum(F("on_hand_pieces") - F("reserved_pieces")),
            mass_kg=Sum(F("on_hand_kg") - F("reserved_kg")),
        )
        .order_by("material_id")
    }
    faults = []
    for material in Material.objects.filter(pk__in=short).order_by("code"):
        row = free.get(material.pk, {"pieces": 0, "mass_kg": Decimal(0)})
        if material.is_counted:
            available = f"{whole(row['pieces'] + taken[material.pk])} {material.get_unit_display()}"
        else:
            available = kg(row["mass_kg"] + taken_kg[material.pk])
        faults.append(
            Fault(
                code="not_enough_stock",
                sentence=_("%(material)s: only %(available)s available.")
                % {"material": material.code, "available": available},
                field=material.code,
            )
        )
    return faults
