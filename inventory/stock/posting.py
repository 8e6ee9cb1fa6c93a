"""Writing a transaction: one statement, however many lines.

It holds the center's books (closing a period waits for it, and it for closing), locks the
racks it loads that have a capacity, then the balances by (lot, place), takes, puts, and
writes transaction, movements and the job that looks at reorder points; or it writes nothing
when a line does not fit, the day is closed, or the key is known.
"""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from inventory.models import Movement, Transaction
from inventory.stock.carrying import refuse_overload
from inventory.stock.errors import (
    AlreadyReversed,
    InTheFuture,
    NotPositive,
    PeriodClosed,
    TooLight,
    refuse_finer,
)
from inventory.stock.explaining import explain_posting
from inventory.stock.types import Entry, Move, Moved, Posting
from inventory.stock.watching import TASK
from materialcenter import jobs
from materialcenter.commands import Again, step
from materialcenter.formats import day
from materialcenter.models import Center
from materialcenter.statements import run_prepared

_KNOWN = """
SELECT sequence FROM inventory_transaction WHERE center_id = %s::bigint AND key = %s
"""

# A row that is locked is read as it was last committed, and not as it was when the
# statement began: so the books are those of this moment, and stay so until the end.
HEAD = """
books AS (
    SELECT books_closed_through FROM materialcenter_center
    WHERE id = %(center)s::bigint
    FOR SHARE
), fits AS (
    SELECT count(*) = %(count)s
           AND NOT EXISTS (SELECT FROM inventory_transaction
                           WHERE center_id = %(center)s::bigint AND key = %(key)s)
           AND NOT EXISTS (SELECT FROM books WHERE books_closed_through >= %(day)s)
           AS yes
    FROM lines
), head AS (
    INSERT INTO inventory_transaction
        (center_id, reason, reference, note, actor_id, effective_at, recorded_at, key, reverses_id)
    SELECT %(center)s::bigint, %(reason)s, %(reference)s, %(note)s, %(actor)s::bigint,
           %(effective)s::timestamptz, %(recorded)s::timestamptz, %(key)s, %(reverses)s::bigint
    FROM fits WHERE yes
    RETURNING sequence
)"""

# What comes from outside may make a balance, so its lot is held until the end: nobody puts
# the lot into quarantine in between. Lots are locked before balances. Rows are locked by
# lists and never by a join: a row that changed while it was waited for is looked at again,
# and there a join with IN (SELECT ...) loses it in silence.
_LINES = """
WITH asked AS (
    SELECT a.*, l.material_id, l.received_on, l.cost_per_kg, l.received_pieces > 0 AS counted,
           f.kind = 'rack' AS from_rack, t.kind = 'rack' AS to_rack
    FROM unnest(%(lots)s::bigint[], %(froms)s::bigint[], %(tos)s::bigint[], %(pieces)s::int[],
                %(masses)s::numeric[], %(values)s::numeric[])
         WITH ORDINALITY AS a(lot_id, from_id, to_id, pieces, mass_kg, value, n)
    JOIN inventory_lot l ON l.id = a.lot_id AND l.center_id = %(center)s::bigint
    JOIN inventory_place f ON f.id = a.from_id AND f.center_id = %(center)s::bigint
    JOIN inventory_place t ON t.id = a.to_id AND t.center_id = %(center)s::bigint
), incoming AS (
    SELECT l.id, l.is_issuable AS issuable, l.is_saleable AS saleable
    FROM inventory_lot l
    WHERE l.id = ANY(ARRAY(SELECT lot_id FROM asked WHERE NOT from_rack))
    ORDER BY l.id
    FOR SHARE OF l
), limited AS (
    SELECT id FROM inventory_place
    WHERE id = ANY(%(tos)s::bigint[]) AND kind = 'rack' AND capacity_kg IS NOT NULL
      AND (SELECT count(*) FROM incoming) >= 0
    ORDER BY id
    FOR NO KEY UPDATE
), locked AS (
    SELECT b.id, b.lot_id, b.place_id, b.is_issuable, b.is_saleable, b.value,
           b.on_hand_pieces, b.on_hand_kg,
           b.on_hand_pieces - b.reserved_pieces AS free_pieces,
           b.on_hand_kg - b.reserved_kg AS free_kg
    FROM inventory_balance b
    WHERE b.lot_id = ANY(%(lots)s::bigint[])
      AND b.place_id = ANY(%(froms)s::bigint[] || %(tos)s::bigint[])
      AND (SELECT count(*) FROM limited) >= 0
    ORDER BY b.lot_id, b.place_id
    FOR NO KEY UPDATE OF b
), weighed AS (
    SELECT a.n, a.lot_id, a.from_id, a.to_id, a.material_id, a.received_on, a.counted,
           COALESCE(b.is_issuable, i.issuable) AS issuable,
           COALESCE(b.is_saleable, i.saleable) AS saleable, a.from_rack, a.to_rack, a.pieces,
           COALESCE(a.mass_kg,
                    CASE WHEN a.pieces = b.free_pieces THEN b.free_kg
                         ELSE round(b.free_kg * a.pieces / NULLIF(b.free_pieces, 0), 3)
                    END) AS mass_kg,
           a.value AS given_value, a.cost_per_kg,
           b.id AS balance_id, b.on_hand_kg, b.value AS on_hand_value, b.free_pieces, b.free_kg
    FROM asked a
    LEFT JOIN locked b ON a.from_rack AND b.lot_id = a.lot_id AND b.place_id = a.from_id
    LEFT JOIN incoming i ON NOT a.from_rack AND i.id = a.lot_id
), summed AS (
    SELECT *, sum(pieces) OVER source AS all_pieces, sum(mass_kg) OVER source AS all_kg,
           sum(mass_kg) OVER (source ORDER BY n) AS until_kg
    FROM weighed
    WINDOW source AS (PARTITION BY lot_id, from_id)
), lines AS (
    SELECT *, CASE WHEN from_rack
                   THEN round(on_hand_value * until_kg / on_hand_kg, 2)
                        - round(on_hand_value * (until_kg - mass_kg) / on_hand_kg, 2)
                   ELSE COALESCE(given_value, round(cost_per_kg * mass_kg, 2)) END AS value
    FROM summed s
    WHERE mass_kg > 0 AND (counted OR pieces = 0)
      AND (NOT from_rack
           OR (received_on <= %(day)s AND all_pieces <= free_pieces AND all_kg <= free_kg
               AND (issuable OR NOT %(sound)s)
               AND (NOT counted OR (free_pieces = all_pieces) = (free_kg = all_kg))))
      AND (NOT to_rack OR NOT counted OR pieces > 0
           OR EXISTS (SELECT FROM locked k
                      WHERE k.lot_id = s.lot_id AND k.place_id = s.to_id AND k.on_hand_pieces > 0))
),"""

_WRITES = """, taken AS (
    UPDATE inventory_balance b
    SET on_hand_pieces = b.on_hand_pieces - t.pieces, on_hand_kg = b.on_hand_kg - t.mass_kg,
        value = b.value - t.value
    FROM (SELECT balance_id, sum(pieces) AS pieces, sum(mass_kg) AS mass_kg, sum(value) AS value
          FROM lines, fits WHERE yes AND from_rack GROUP BY balance_id) t
    WHERE b.id = t.balance_id
), put AS (
    INSERT INTO inventory_balance AS b
        (center_id, material_id, received_on, is_issuable, is_saleable, lot_id, place_id,
         on_hand_pieces, on_hand_kg, reserved_pieces, reserved_kg, value)
    SELECT %(center)s::bigint, material_id, received_on, bool_and(issuable), bool_and(saleable),
           lot_id, to_id,
           sum(pieces), sum(mass_kg), 0, 0, sum(value)
    FROM lines, fits WHERE yes AND to_rack
    GROUP BY lot_id, to_id, material_id, received_on ORDER BY lot_id, to_id
    ON CONFLICT (lot_id, place_id) DO UPDATE
    SET on_hand_pieces = b.on_hand_pieces + EXCLUDED.on_hand_pieces,
        on_hand_kg = b.on_hand_kg + EXCLUDED.on_hand_kg, value = b.value + EXCLUDED.value
), written AS (
    INSERT INTO inventory_movement
        (center_id, transaction_id, lot_id, from_place_id, to_place_id, pieces, mass_kg, value)
    SELECT %(center)s::bigint, head.sequence, lot_id, from_id, to_id, pieces, mass_kg, value
    FROM lines, head ORDER BY n
), told AS ("""

# What changes where something is and not how much is available needs no look.
_TOLD = jobs.insertion(
    arguments="(SELECT jsonb_build_object('material_ids', jsonb_agg(DISTINCT material_id))"
    " FROM lines)",
    source="FROM head WHERE %(is_told)s",
)

_ANSWER = """)
SELECT head.sequence, (SELECT count(*) FROM limited) > 0, lot_id, material_id, from_id, to_id,
       pieces, mass_kg, value
FROM head, lines ORDER BY n
"""

_POST = _LINES + HEAD + _WRITES + _TOLD + _ANSWER


@step
def post(entry: Entry, moves: Sequence[Move], *, only_sound: bool = False) -> Posting:
    """Write one transaction; everything that changes stock comes through here.

    moves: at least one; what leaves a rack must be free there. A place may not be both
    source and target of the same lot. only_sound: refuse lots that are quarantined,
    rejected or consigned.
    Raises NotPositive, TooFine, NotEnoughStock, LotBlocked, LotConsigned, WrongUnit,
    PiecesAndMassDisagree, PeriodClosed, InTheFuture, BeforeArrival, RackOverloaded, Missing.
    A known key posts nothing and gives the first posting.
    """
    _check_moves(moves)
    refuse_future(entry)
    rows = _write(entry, moves, only_sound=only_sound)
    if not rows:
        known = known_posting(entry)
        if known is not None:
            return known
        refuse_closed(entry)
        explain_posting(entry, moves, only_sound=only_sound)
    moved = tuple(Moved(*row[2:]) for row in rows)
    if rows[0][1]:
        refuse_overload(center_id=entry.center_id, moved=moved)
    return Posting(sequence=rows[0][0], moved=moved)


def refuse_future(entry: Entry) -> None:
    """Raise InTheFuture when the entry is dated ahead."""
    if entry.effective_at > entry.recorded_at:
        raise InTheFuture(field="effective_at")


def known_posting(entry: Entry) -> Posting | None:
    """Return what was posted under the entry's key, if anything was."""
    for (sequence,) in run_prepared(_KNOWN, [entry.center_id, entry.key]):
        return _first_posting(sequence)
    return None


def _first_posting(sequence: int) -> Posting:
    moved = tuple(
        Moved(*row)
        for row in Movement.objects.filter(transaction_id=sequence)
        .order_by("pk")
        .values_list(
            "lot_id",
            "lot__material_id",
            "from_place_id",
            "to_place_id",
            "pieces",
            "mass_kg",
            "value",
        )
    )
    return Posting(sequence=sequence, moved=moved, is_repeated=True)


def refuse_closed(entry: Entry) -> None:
    """Raise PeriodClosed when the entry's day is in the closed books."""
    through = Center.objects.values_list("books_closed_through", flat=True).get(pk=entry.center_id)
    if through is not None and timezone.localdate(entry.effective_at) <= through:
        raise PeriodClosed(field="effective_at", through=day(through))


def write_head(sql: str, entry: Entry, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement that holds HEAD; return its rows, none when it wrote nothing."""
    try:
        return run_prepared(sql, {**parameters, **_head_of(entry)})
    except IntegrityError as error:
        raise _translated(error) from error


def _write(entry: Entry, moves: Sequence[Move], *, only_sound: bool) -> list[tuple[Any, ...]]:
    return write_head(
        _POST,
        entry,
        {
            "lots": [m.lot_id for m in moves],
            "froms": [m.from_place_id for m in moves],
            "tos": [m.to_place_id for m in moves],
            "pieces": [m.pieces for m in moves],
            "masses": [m.mass_kg for m in moves],
            "values": [m.value for m in moves],
            "sound": only_sound,
            "count": len(moves),
            "is_told": entry.reason != Transaction.Reason.TRANSFER,
            **jobs.insertion_values(TASK, center_id=entry.center_id),
        },
    )


def _head_of(entry: Entry) -> dict[str, Any]:
    return {
        "center": entry.center_id,
        "reason": entry.reason,
        "reference": entry.reference,
        "note": entry.note,
        "actor": entry.actor_id,
        "effective": entry.effective_at,
        "day": timezone.localdate(entry.effective_at),
        "recorded": entry.recorded_at,
        "key": entry.key,
        "reverses": entry.reverses_id,
    }


def _translated(error: IntegrityError) -> Exception:
    """Turn the constraints' refusals into what they mean; give any other back."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if name == "transaction_key_once":
        return Again()
    if name == "inventory_transaction_reverses_id_key":
        return AlreadyReversed()
    if name == "balance_empty_is_worth_nothing":
        return TooLight(field="pieces")
    return error


def _check_moves(moves: Sequence[Move]) -> None:
    if not moves:
        raise ValueError("a transaction moves something")
    sources = [(m.lot_id, m.from_place_id) for m in moves]
    # What has a value comes from outside, where nothing lies: the bench gives and takes.
    racks = {(m.lot_id, m.from_place_id) for m in moves if m.value is None}
    if not racks.isdisjoint((m.lot_id, m.to_place_id) for m in moves):
        raise ValueError("a place cannot be source and target of a lot at once")
    unweighed = [(m.lot_id, m.from_place_id) for m in moves if m.mass_kg is None]
    if any(sources.count(source) > 1 for source in set(unweighed)):
        raise ValueError("lines that share a source must be weighed")
    for move in moves:
        if move.pieces < 0 or (move.mass_kg is None and move.pieces == 0):
            raise NotPositive(field="pieces")
        if move.mass_kg is not None and move.mass_kg <= 0:
            raise NotPositive(field="mass_kg")
        refuse_finer(move.mass_kg)
