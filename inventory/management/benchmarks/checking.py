"""Proving the ledger and its seal as the ledger grows: time, its growth, and memory."""

import resource
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection, transaction

from inventory.management.benchmarks.ledger.world import World, build_world
from inventory.management.benchmarks.scratch import scratch_database
from inventory.models import Movement, Place
from inventory.services.checking import Difference, check_ledger
from inventory.services.sealing import check_seal, seal_ledger

Say = Callable[[str], object]

FULL = (100_000, 1_000_000)
QUICK = (1_000, 10_000)

# A piece of each lot goes to another rack and comes back, over and over.
_TRANSACTIONS = """
INSERT INTO inventory_transaction
    (center_id, reason, reference, note, actor_id, effective_at, recorded_at, key)
SELECT %(center)s, 'transfer', 'benchmark', '', %(user)s, %(at)s, %(at)s, 'move-' || n
FROM generate_series(%(first)s::int, %(last)s::int) n
"""

_MOVEMENTS = """
INSERT INTO inventory_movement
    (center_id, transaction_id, lot_id, from_place_id, to_place_id, pieces, mass_kg, value)
SELECT %(center)s, t.sequence, l.lot_id,
       CASE WHEN t.n %% 2 = 0 THEN l.place_id ELSE %(rack)s END,
       CASE WHEN t.n %% 2 = 0 THEN %(rack)s ELSE l.place_id END, 1, 46.659, 510916.05
FROM (SELECT sequence, split_part(key, '-', 2)::int AS n FROM inventory_transaction
      WHERE reference = 'benchmark') t
JOIN unnest(%(lots)s::bigint[], %(places)s::bigint[]) WITH ORDINALITY
     AS l(lot_id, place_id, i) ON l.i = (t.n / 2) %% %(count)s + 1
WHERE t.n BETWEEN %(first)s AND %(last)s
ORDER BY t.sequence
"""


def run(say: Say, *, quick: bool, at: datetime) -> None:
    """Measure and print. quick: a hundredth of the work, to see that it runs."""
    with scratch_database(), TemporaryDirectory() as folder:
        heads = Path(folder) / "heads.txt"
        world = build_world(spread=1_000, at=at)
        taken = {size: _measure(say, world, size, heads, at) for size in (QUICK if quick else FULL)}
        small, large = taken
        for n, what in enumerate(("check_ledger", "check_ledger --seal")):
            growth = taken[large][n] / taken[small][n]
            say(f"{what}: {growth:.1f} times the time for {large // small} times the movements")


def _measure(say: Say, world: World, size: int, heads: Path, at: datetime) -> tuple[float, float]:
    """Grow the ledger to `size` movements, seal it, prove it; return the proofs' seconds."""
    _grow(world, size, at)
    started = time.perf_counter()
    blocks = seal_ledger(center_id=world.center_id, at=at, heads=heads)
    sealing = time.perf_counter() - started
    proving = _prove(check_ledger())
    unsealing = _prove(check_seal(heads))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    say(
        f"{size} movements: proved in {proving:.1f} s, {blocks} blocks sealed in {sealing:.1f} s,"
        f" the seal proved in {unsealing:.1f} s; {most} MB at most"
    )
    return proving, unsealing


def _prove(differences: Iterator[Difference]) -> float:
    started = time.perf_counter()
    for difference in differences:
        raise RuntimeError(f"the benchmark's ledger is wrong: {difference}")
    return time.perf_counter() - started


def _grow(world: World, size: int, at: datetime) -> None:
    """Write as many single moves as are missing, an even number, by one statement."""
    there = Movement.objects.count()
    rack, _made = Place.objects.get_or_create(center_id=world.center_id, code="ELSEWHERE")
    asked: dict[str, Any] = {
        "center": world.center_id,
        "user": world.user_id,
        "at": at,
        "first": there + there % 2,
        "last": size + size % 2 - 1,
        "rack": rack.pk,
        "lots": [lot for lot, _place in world.lots],
        "places": [place for _lot, place in world.lots],
        "count": len(world.lots),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TRANSACTIONS, asked)
        cursor.execute(_MOVEMENTS, asked)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
