"""How long clearing and sharing take as a pool grows, and what memory they need."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from orders.management.benchmarks.pooling.large_pools import (
    APPETITE,
    COUNTER,
    HARD,
    Hardness,
    offers,
    short_delivery,
    wishes,
)
from orders.rules.clearing import clear
from orders.rules.sharing import share_pieces

FULL, QUICK = (1_000, 10_000, 100_000), (200,)
AIM_S, AIM_SIZE = 0.2, 10_000
_ROUNDS = 5
_MEGABYTE = 1 << 20
_WIDTHS = (28, 11, 9, 9, 8, 10, 9)


@dataclass(frozen=True)
class Measured:
    """What a rule took at one size: the median of some rounds, and the most memory at once."""

    seconds: float
    memory_mb: float


def measure(say: Callable[[str], object], *, sizes: tuple[int, ...]) -> None:
    """Print a line for each kind of pool, size and rule; growth is against the size before."""
    say(_row("pool", "rule", "wishes", "ms", "growth", "us a wish", "MB"))
    for hardness in HARD:
        before: dict[str, float] = {}
        for size in sizes:
            for rule, found in _both(size, hardness):
                say(_told(hardness.name, rule, size, found, before.get(rule)))
                before[rule] = found.seconds


def _both(size: int, hardness: Hardness) -> Iterator[tuple[str, Measured]]:
    asked = wishes(size, hardness)
    offered = offers(sum(one.quantity for one in asked))
    yield (
        "clear",
        _measure(lambda: clear(offered, asked, depot_appetite=APPETITE, counter_price=COUNTER)),
    )
    came, claims = short_delivery(asked)
    yield "share", _measure(lambda: share_pieces(came, claims))


def _measure(work: Callable[[], object]) -> Measured:
    times = []
    gc.collect()  # once, since it takes as long as all that lies in memory is large
    for _round in range(_ROUNDS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    tracemalloc.start()
    try:
        work()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return Measured(median(times), peak / _MEGABYTE)


def _told(name: str, rule: str, size: int, found: Measured, before: float | None) -> str:
    missed = size <= AIM_SIZE and found.seconds >= AIM_S
    growth = f"{found.seconds / before:.1f} x" if before else ""
    return _row(
        name,
        rule,
        str(size),
        f"{found.seconds * 1000:.1f}",
        growth,
        f"{found.seconds / size * 1e6:.1f}",
        f"{found.memory_mb:.1f}",
    ) + (f"  over the aim of {AIM_S} s" if missed else "")


def _row(*cells: str) -> str:
    return "  ".join(
        cell.ljust(width) if place < 2 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    ).rstrip()
