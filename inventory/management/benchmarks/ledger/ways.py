"""Handing over one line: the least SQL that reads and writes the same, and the door.

Each way takes a connection of its process and gives a function from a number that was
never used before and a target (a reservation, or a lot and its rack) to nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection

from inventory import stock
from inventory.management.benchmarks.ledger.world import PIECE_KG, World
from inventory.stock.handing_out import _HAND_OUT
from materialcenter.commands import run_in_transaction

HandOver = Callable[[int, Any], None]
Way = Callable[[World, datetime, str], HandOver]

# Each of these does in one statement what the door does: the reservation, what is free, the
# books and the key are checked, and balance, transaction and movement are written.
_RAW_RESERVED = """
WITH r AS (
    SELECT id, lot_id, place_id, pieces, mass_kg FROM inventory_reservation
    WHERE id = %(target)s AND status = 'held' FOR NO KEY UPDATE
), b AS (
    UPDATE inventory_balance b
    SET on_hand_pieces = on_hand_pieces - r.pieces, on_hand_kg = on_hand_kg - r.mass_kg,
        reserved_pieces = reserved_pieces - r.pieces, reserved_kg = reserved_kg - r.mass_kg,
        value = value - round(value * r.mass_kg / on_hand_kg, 2)
    FROM r WHERE b.lot_id = r.lot_id AND b.place_id = r.place_id AND b.is_issuable
    RETURNING old.value - new.value AS value
), e AS (
    UPDATE inventory_reservation SET status = 'issued', ended_at = %(at)s
    FROM r WHERE inventory_reservation.id = r.id
), t AS (
    INSERT INTO inventory_transaction
        (center_id, reason, reference, note, actor_id, effective_at, recorded_at, key)
    SELECT %(center)s, 'issue', %(key)s, '', %(actor)s, %(at)s, %(at)s, %(key)s
    FROM b
    WHERE NOT EXISTS (SELECT FROM materialcenter_center
                      WHERE id = %(center)s AND books_closed_through >= %(day)s)
    RETURNING sequence
)
INSERT INTO inventory_movement
    (center_id, transaction_id, lot_id, from_place_id, to_place_id, pieces, mass_kg, value)
SELECT %(center)s, t.sequence, r.lot_id, r.place_id, %(outside)s, r.pieces, r.mass_kg, b.value
FROM t, b, r
RETURNING transaction_id
"""

_RAW_DIRECT = """
WITH b AS (
    UPDATE inventory_balance
    SET on_hand_pieces = on_hand_pieces - 1, on_hand_kg = on_hand_kg - %(mass)s,
        value = value - round(value * %(mass)s / on_hand_kg, 2)
    WHERE lot_id = %(lot)s AND place_id = %(place)s AND is_issuable
      AND on_hand_pieces - reserved_pieces >= 1 AND on_hand_kg - reserved_kg >= %(mass)s
    RETURNING old.value - new.value AS value
), t AS (
    INSERT INTO inventory_transaction
        (center_id, reason, reference, note, actor_id, effective_at, recorded_at, key)
    SELECT %(center)s, 'issue', %(key)s, '', %(actor)s, %(at)s, %(at)s, %(key)s
    FROM b
    WHERE NOT EXISTS (SELECT FROM materialcenter_center
                      WHERE id = %(center)s AND books_closed_through >= %(day)s)
    RETURNING sequence
), j AS (
    INSERT INTO materialcenter_job
        (center_id, task, arguments, language, created_at, due_at, attempts, error, done, total)
    SELECT %(center)s, 'inventory.tasks.watch_materials', %(job)s::jsonb, 'id', %(at)s, %(at)s,
           0, '', 0, 0
    FROM t
)
INSERT INTO inventory_movement
    (center_id, transaction_id, lot_id, from_place_id, to_place_id, pieces, mass_kg, value)
SELECT %(center)s, t.sequence, %(lot)s, %(place)s, %(outside)s, 1, %(mass)s, b.value
FROM t, b
RETURNING transaction_id
"""


def raw_reserved(world: World, at: datetime, run: str) -> HandOver:
    """Hand a reservation over by one prepared statement and a commit."""
    return _raw(_RAW_RESERVED, world, at, run, lambda target: {"target": target})


def raw_direct(world: World, at: datetime, run: str) -> HandOver:
    """Issue a piece of a lot by one prepared statement and a commit."""
    job = f'{{"material_ids": [{world.material_id}]}}'
    return _raw(
        _RAW_DIRECT,
        world,
        at,
        run,
        lambda target: {"lot": target[0], "place": target[1], "mass": PIECE_KG, "job": job},
    )


def _raw(
    statement: str,
    world: World,
    at: datetime,
    run: str,
    given: Callable[[Any], dict[str, Any]],
) -> HandOver:
    session = _session()
    cursor = session.cursor()
    head = {
        "center": world.center_id,
        "actor": world.user_id,
        "outside": world.outside_id,
        "at": at,
        "day": at.date(),
    }

    def hand_over(n: int, target: Any) -> None:
        cursor.execute(statement, {**head, **given(target), "key": f"{run}-{n}"}, prepare=True)
        if cursor.fetchone() is None:
            raise RuntimeError("nothing was handed over")
        session.commit()

    return hand_over


def door_reserved(world: World, at: datetime, run: str) -> HandOver:
    """Hand a reservation over through the door, in a command's transaction."""

    def hand_over(n: int, target: Any) -> None:
        entry = _entry(world, at, f"{run}-{n}")
        parts = [stock.HandOut(target)]
        run_in_transaction(lambda: stock.issue_reserved(entry, parts, to_place_id=world.outside_id))

    return hand_over


def door_direct(world: World, at: datetime, run: str) -> HandOver:
    """Issue a piece of a lot through the door, in a command's transaction."""

    def hand_over(n: int, target: Any) -> None:
        entry = _entry(world, at, f"{run}-{n}")
        moves = [stock.Move(target[0], target[1], world.outside_id, 1)]
        run_in_transaction(lambda: stock.post(entry, moves, only_sound=True))

    return hand_over


def statement_alone(world: World, at: datetime, run: str) -> HandOver:
    """Run the door's statement for reservations without Django and checks."""
    session = _session()
    cursor = session.cursor()
    head = {
        "center": world.center_id,
        "reason": "issue",
        "reference": "",
        "note": "",
        "actor": world.user_id,
        "effective": at,
        "day": at.date(),
        "recorded": at,
        "reverses": None,
        "outside": world.outside_id,
        "count": 1,
    }

    def hand_over(n: int, target: Any) -> None:
        asked = {"reservations": [target], "pieces": [None], "masses": [None]}
        cursor.execute(_HAND_OUT, {**head, **asked, "key": f"{run}-{n}"}, prepare=True)
        if cursor.fetchone() is None:
            raise RuntimeError("nothing was handed over")
        session.commit()

    return hand_over


def _session() -> "psycopg.Connection[Any]":
    """Open a connection with Django's parameters and none of its layers."""
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    return psycopg.connect(**parameters)


def _entry(world: World, at: datetime, key: str) -> stock.Entry:
    return stock.Entry(
        center_id=world.center_id,
        reason="issue",
        reference=key,
        actor_id=world.user_id,
        effective_at=at,
        recorded_at=at,
        key=key,
    )
