"""One commitment: the least that could be written, the act's own statement, and the act.

Each way takes a connection of its process and gives a function from a number and a wish to
nothing; each call is a transaction of its own, durable when it returns.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection

from orders.management.benchmarks.committing.world import BARE, World
from orders.models import Pool
from orders.services.committing import Wish, commit

Take = Callable[[int, Wish], None]
Way = Callable[[World, datetime, str], Take]

_BARE = f"""
INSERT INTO {BARE} (center_id, pool_id, workshop_id, material_id, quantity, minimum, maximum,
                    price_cap, committed_at, committed_by_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, NULL, %s, %s)
"""  # noqa: S608 - the name is this benchmark's own
_STATEMENT = """
SELECT commitment_id FROM orders_commit(
    %s, ARRAY[%s::bigint], ARRAY[%s::bigint], ARRAY[%s::int], ARRAY[%s::int], ARRAY[%s::int],
    ARRAY[NULL::numeric], ARRAY[%s::timestamptz], %s, %s, false)
"""


def bare_insert(world: World, at: datetime, run: str) -> Take:
    """Insert a row of the same shape, by one prepared statement and a commit."""
    session = _session()
    cursor = session.cursor()

    def take(n: int, wish: Wish) -> None:
        amounts = (wish.quantity, wish.minimum, wish.maximum)
        material_id = world.material_ids[wish.material]
        head = (world.by.center_id, world.free.pk, wish.workshop_id, material_id)
        cursor.execute(_BARE, (*head, *amounts, at, world.by.user_id), prepare=True)
        session.commit()

    return take


def statement_alone(world: World, at: datetime, run: str) -> Take:
    """Run the statement through which the act writes, and commit, without Django and checks."""
    session = _session()
    cursor = session.cursor()

    def take(n: int, wish: Wish) -> None:
        amounts = (wish.quantity, wish.minimum, wish.maximum)
        head = (world.free.pk, wish.workshop_id, world.material_ids[wish.material])
        cursor.execute(_STATEMENT, (*head, *amounts, at, world.by.user_id, at), prepare=True)
        if cursor.fetchone() is None:
            raise RuntimeError("the pool took nothing")
        session.commit()

    return take


def whole_act(world: World, at: datetime, run: str) -> Take:
    """Commit as the page and the API do, to a pool that asks no deposit."""
    return _act(world, world.free, at)


def act_with_credit(world: World, at: datetime, run: str) -> Take:
    """Commit as the page and the API do, to a pool that looks at credit and deposit."""
    return _act(world, world.strict, at)


def _act(world: World, pool: Pool, at: datetime) -> Take:
    def take(n: int, wish: Wish) -> None:
        commit(pool_id=pool.pk, wish=wish, by=world.by, at=at)

    return take


def _session() -> "psycopg.Connection[Any]":
    """Open a connection with Django's parameters and none of its layers."""
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    return psycopg.connect(**parameters)
