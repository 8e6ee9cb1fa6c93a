"""Reserving, and letting go of what was reserved: one statement each.

A reservation is changed only by acts that hold its document's lock, and only under the
lock of its balance.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from django.db import IntegrityError
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from inventory.models import Balance, Material
from inventory.stock.errors import (
    NotEnoughStock,
    NotPositive,
    TooLight,
    WrongUnit,
    refuse_finer,
)
from inventory.stock.types import Held, Shortage, Want
from inventory.stock.watching import watch
from materialcenter.commands import Again, step
from materialcenter.errors import Fault, Missing
from materialcenter.formats import kg, quantity
from materialcenter.statements import run_prepared

# Wants and shelves are laid end to end per material; where they overlap, a want takes from
# a shelf. Nothing is taken unless every material's shelves are as long as its wants.
_RESERVE = """
WITH wanted AS (
    SELECT w.holder_id, w.material_id, w.n, m.unit <> 'kg' AS counted,
           CASE WHEN m.unit = 'kg' THEN w.mass_kg ELSE w.pieces END AS amount
    FROM unnest(%(holders)s::bigint[], %(materials)s::bigint[], %(pieces)s::int[],
                %(masses)s::numeric[]) WITH ORDINALITY
         AS w(holder_id, material_id, pieces, mass_kg, n)
    JOIN inventory_material m ON m.id = w.material_id AND m.center_id = %(center)s::bigint
), locked AS (
    SELECT b.id, b.lot_id, b.place_id, b.material_id, b.received_on,
           b.on_hand_pieces - b.reserved_pieces AS free_pieces,
           b.on_hand_kg - b.reserved_kg AS free_kg
    FROM inventory_balance b
    WHERE b.center_id = %(center)s::bigint AND b.material_id = ANY(%(materials)s::bigint[])
      AND b.on_hand_kg > 0 AND b.on_hand_kg > b.reserved_kg
      AND CASE WHEN %(lots)s::bigint[] IS NULL THEN b.is_saleable
               ELSE b.is_issuable AND b.lot_id = ANY(%(lots)s::bigint[]) END
    ORDER BY b.lot_id, b.place_id
    FOR NO KEY UPDATE OF b
), queue AS (
    SELECT holder_id, material_id, n, amount,
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
), fits AS (
    SELECT (SELECT count(*) FROM wanted) = %(count)s
           AND bool_and(COALESCE(s.until, 0) >= q.until) AS yes
    FROM (SELECT material_id, max(starts + amount) AS until FROM queue GROUP BY material_id) q
    LEFT JOIN (SELECT material_id, max(starts + amount) AS until
               FROM shelf GROUP BY material_id) s USING (material_id)
), met AS (
    SELECT q.holder_id, q.n, s.id, s.lot_id, s.place_id, s.received_on, s.counted,
           s.amount AS free, s.free_kg,
           GREATEST(q.starts, s.starts) - s.starts AS from_amount,
           LEAST(q.starts + q.amount, s.starts + s.amount) - s.starts AS to_amount
    FROM fits, queue q JOIN shelf s USING (material_id)
    WHERE fits.yes
      AND GREATEST(q.starts, s.starts) < LEAST(q.starts + q.amount, s.starts + s.amount)
), part AS (
    SELECT holder_id, n, received_on, id, lot_id, place_id,
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
SELECT %(center)s::bigint, lot_id, place_id, %(holder)s, holder_id, pieces, mass_kg, 'held',
       %(at)s::timestamptz
FROM part ORDER BY n, received_on, lot_id, place_id
RETURNING id, holder_id, lot_id, place_id, pieces, mass_kg
"""

_RELEASE = """
WITH held AS (
    SELECT r.id, r.pieces, r.mass_kg, b.id AS balance_id
    FROM inventory_reservation r
    JOIN inventory_balance b USING (lot_id, place_id)
    WHERE r.holder = %(holder)s AND r.holder_id = ANY(%(holders)s::bigint[])
      AND r.status = 'held' AND r.center_id = %(center)s::bigint
    ORDER BY b.lot_id, b.place_id, r.id
    FOR NO KEY UPDATE OF b, r
), ended AS (
    UPDATE inventory_reservation r SET status = 'released', ended_at = %(at)s::timestamptz
    FROM held WHERE r.id = held.id
)
UPDATE inventory_balance b
SET reserved_pieces = b.reserved_pieces - h.pieces, reserved_kg = b.reserved_kg - h.mass_kg
FROM (SELECT balance_id, sum(pieces) AS pieces, sum(mass_kg) AS mass_kg
      FROM held GROUP BY balance_id) h
WHERE b.id = h.balance_id
RETURNING b.material_id
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
    these lots, remnants among them; None takes any that is saleable. Wants of one material are served in
    their order. Returns the parts in the order of the wants, oldest receipt first.
    Raises NotPositive, TooFine, WrongUnit, Missing (a material of another center), TooLight,
    NotEnoughStock (naming every material that is short and what is available).
    """
    if not wants:
        return []
    if any(w.pieces < 0 or w.mass_kg < 0 or not (w.pieces or w.mass_kg) for w in wants):
        raise NotPositive(field="quantity")
    for want in wants:
        refuse_finer(want.mass_kg, field="quantity")
    asked = {
        "center": center_id,
        "holder": holder,
        "holders": [w.holder_id for w in wants],
        "materials": [w.material_id for w in wants],
        "pieces": [w.pieces for w in wants],
        "masses": [w.mass_kg for w in wants],
        "lots": None if lot_ids is None else list(lot_ids),
        "count": len(wants),
        "at": at,
    }
    held = _hold(wants, asked) or _hold_again(wants, asked)
    watch(center_id=center_id, material_ids=(w.material_id for w in wants))
    return held


def _hold(wants: Sequence[Want], asked: dict[str, Any]) -> list[Held]:
    """Hold all wants, or nothing and return nothing."""
    try:
        return [Held(*row) for row in run_prepared(_RESERVE, asked)]
    except IntegrityError as error:
        if "reservation_weighs_something" in str(error):
            raise TooLight(field="quantity") from error
        raise


def _hold_again(wants: Sequence[Want], asked: dict[str, Any]) -> list[Held]:
    """Look once more, then say what is short.

    While the first look waited for a lock, pieces may have moved to a rack that it did
    not see; this one begins later, and sees it.
    """
    _refuse_units(asked["center"], wants)
    held = _hold(wants, asked)
    if not held:
        _refuse_shortages(asked["center"], wants, asked["lots"])
    return held


@step
def release(*, center_id: int, holder: str, holder_ids: Sequence[int], at: datetime) -> None:
    """Let go of everything the holders still hold; nothing held is no error."""
    rows = run_prepared(
        _RELEASE,
        {"center": center_id, "holder": holder, "holders": list(holder_ids), "at": at},
    )
    watch(center_id=center_id, material_ids=(row[0] for row in rows))


def _refuse_units(center_id: int, wants: Sequence[Want]) -> None:
    materials = _materials(center_id, wants)
    for want in wants:
        material = materials[want.material_id]
        if not (want.pieces if material.is_counted else want.mass_kg):
            raise WrongUnit(
                field="quantity", material=material.code, unit=material.get_unit_display()
            )


def _materials(center_id: int, wants: Sequence[Want]) -> Mapping[int, Material]:
    wanted = {want.material_id for want in wants}
    found = Material.objects.filter(center_id=center_id).in_bulk(wanted)
    if len(found) < len(wanted):
        raise Missing(field="material")
    return found


def _refuse_shortages(
    center_id: int, wants: Sequence[Want], lot_ids: Sequence[int] | None
) -> NoReturn:
    free = _free(center_id, wants, lot_ids)
    faults, shortages = [], []
    for material in sorted(_materials(center_id, wants).values(), key=lambda m: m.code):
        mine = [want for want in wants if want.material_id == material.pk]
        pieces, mass_kg = free.get(material.pk, (0, Decimal(0)))
        if material.is_counted:
            is_short = sum(want.pieces for want in mine) > pieces
            available = quantity(pieces, material.unit)
        else:
            is_short = sum(want.mass_kg for want in mine) > mass_kg
            available = kg(mass_kg)
        if is_short:
            faults.append(_short(material, available))
            shortages.append(Shortage(material.pk, _asked_kg(material, mine), mass_kg))
    if not faults:
        raise Again
    refusal = NotEnoughStock(faults=faults)
    if lot_ids is None:
        refusal.shortages = tuple(shortages)
    raise refusal


def _asked_kg(material: Material, wants: Sequence[Want]) -> Decimal:
    if material.piece_mass_kg is None:
        return sum((want.mass_kg for want in wants), Decimal(0))
    return material.piece_mass_kg * sum(want.pieces for want in wants)


def _short(material: Material, available: str) -> Fault:
    return Fault(
        code="not_enough_stock",
        sentence=_("%(material)s: only %(available)s available.")
        % {"material": material.code, "available": available},
        field=material.code,
    )


def _free(
    center_id: int, wants: Sequence[Want], lot_ids: Sequence[int] | None
) -> dict[int, tuple[int, Decimal]]:
    rows = Balance.objects.filter(
        center_id=center_id, material_id__in={want.material_id for want in wants}
    )
    rows = rows.saleable() if lot_ids is None else rows.issuable().filter(lot_id__in=lot_ids)
    return {
        material_id: (pieces, mass_kg)
        for material_id, pieces, mass_kg in rows.values_list("material_id")
        .annotate(
            free_pieces=Sum(F("on_hand_pieces") - F("reserved_pieces")),
            free_kg=Sum(F("on_hand_kg") - F("reserved_kg")),
        )
        .order_by("material_id")
    }
