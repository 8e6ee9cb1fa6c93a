"""Every way from 1, 8 and 50 connections, in one run on one server, as a table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from time import perf_counter

from inventory.management.benchmarks.ledger.racing import rate_of
from inventory.management.benchmarks.scratch import scratch_database
from orders.management.benchmarks.committing import ways
from orders.management.benchmarks.committing.world import World, build_world
from orders.services.checking_pools import check_pools
from orders.services.tallying import fold_tallies

Say = Callable[[str], object]

WAYS: tuple[tuple[str, ways.Way], ...] = (
    ("a bare insert", ways.bare_insert),
    ("the act's statement", ways.statement_alone),
    ("the whole act", ways.whole_act),
    ("with credit and deposit", ways.act_with_credit),
)


@dataclass(frozen=True)
class Amount:
    """How much is measured: commitments of a connection, and rounds."""

    each: dict[int, int]
    rounds: int


FULL = Amount(each={1: 400, 8: 100, 50: 30}, rounds=3)
QUICK = Amount(each={1: 40, 8: 20}, rounds=1)


def run(say: Say, *, quick: bool, at: datetime) -> None:
    """Measure and print. quick: a fraction of the work, to see that it runs."""
    amount = QUICK if quick else FULL
    with scratch_database():
        world = build_world(at=at)
        say(_row("a commitment", "connections", "/s", "of bare"))
        for connections, each in amount.each.items():
            for name, rate, ratio in measure(world, connections, each, amount.rounds, at):
                say(_row(name, str(connections), f"{rate:.0f}", f"{ratio:.2f}"))
        _fold_and_prove(say, world)


def measure(
    world: World, connections: int, each: int, rounds: int, at: datetime
) -> list[tuple[str, float, float]]:
    """Return each way's name, its median rate, and its part of the bare insert's.

    A round runs the ways right after each other, so that the machine is in the same mood; the
    ratio is the median of the rounds' ratios.
    """
    found = [
        [
            rate_of(way, world, world.wishes(connections * each), processes=connections, at=at)
            for _name, way in WAYS
        ]
        for _round in range(rounds)
    ]
    return [
        (name, median(r[n] for r in found), median(r[n] / r[0] for r in found))
        for n, (name, _way) in enumerate(WAYS)
    ]


def _fold_and_prove(say: Say, world: World) -> None:
    """Say how long adding up takes, and stop where a sum is not what stands."""
    start = perf_counter()
    folded = sum(fold_tallies(pool_id=pool.pk) for pool in (world.free, world.strict))
    say(f"{folded} changes added up in {(perf_counter() - start) * 1000:.0f} ms")
    for difference in check_pools():
        raise RuntimeError(str(difference))
    say("every sum is what stands")


def _row(*cells: str) -> str:
    widths = (24, 11, 7, 7)
    return "  ".join(
        cell.ljust(width) if n == 0 else cell.rjust(width)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ).rstrip()
