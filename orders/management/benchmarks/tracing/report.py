"""Traces measured at one size of the ledger after the other, as a table."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection

from inventory.management.benchmarks.scratch import scratch_database
from materialcenter.person import Person
from orders.management.benchmarks.tracing.world import (
    LARGE,
    LOTS_OF_LARGE,
    LOTS_PER_HEAT,
    PER_LOT,
    found_depot,
    grow,
)
from orders.reports.tracing import Trace, trace_delivery, trace_heat, trace_lot

Say = Callable[[str], object]

FULL, QUICK = (100_000, 1_000_000), (10_000,)
ROUNDS = 9
AIM_S = 1.0
LARGE_TABLES = frozenset(
    {
        "inventory_lot",
        "inventory_transaction",
        "inventory_movement",
        "inventory_balance",
        "orders_order",
        "orders_deliverynote",
        "orders_deliverynoteline",
        "orders_receiptline",
    }
)
_SCAN = re.compile(r"Seq Scan on (\w+)")


@dataclass(frozen=True)
class Measured:
    """How long a trace takes, how much it finds, and which large tables it reads wholly."""

    seconds: float
    lots: int
    lines: int
    statements: int
    scanned: tuple[str, ...]


def run(say: Say, *, quick: bool, at: datetime) -> None:
    """Measure and print, at 100 000 and 1 000 000 movements. quick: at 10 000 alone."""
    say(_row("trace of", "movements", "lots", "lines", "ms", "statements", "scans whole"))
    with scratch_database():
        person = found_depot()
        written = 0
        for size in QUICK if quick else FULL:
            grow(person.center_id, first=written, last=size // PER_LOT, at=at)
            written = size // PER_LOT
            for name, found in measure_all(person, written):
                say(_told(name, size, found))


def _told(name: str, size: int, found: Measured) -> str:
    late = "" if found.seconds < AIM_S else f"  over the aim of {AIM_S} s"
    return (
        _row(
            name,
            f"{size}",
            f"{found.lots}",
            f"{found.lines}",
            f"{found.seconds * 1000:.1f}",
            f"{found.statements}",
            ", ".join(found.scanned) or "none",
        )
        + late
    )


def measure_all(person: Person, written: int) -> Iterator[tuple[str, Measured]]:
    """Trace in a depot of so many received lots; each trace's name and what it took."""
    middle = max(written // 2, LOTS_OF_LARGE)
    usual = f"H{middle // LOTS_PER_HEAT}"
    yield "a usual heat", _measure(lambda: _size(trace_heat(person, usual)))
    yield "a heat of 200 receipts", _measure(lambda: _size(trace_heat(person, LARGE)))
    cut = f"L{middle * 4 + 2}"
    yield "a cut lot, both ways", _measure(lambda: _size(trace_lot(person, cut)))
    note = f"SJ{middle * 2 + 2}"
    yield "a delivered piece, back", _measure(lambda: _chain(person, note))


def _size(trace: Trace) -> tuple[int, int]:
    if trace.family.missing_kg:
        raise RuntimeError("the benchmark's ledger does not add up")
    return len(trace.family.lots), len(trace.deliveries)


def _chain(person: Person, note: str) -> tuple[int, int]:
    return len(trace_delivery(person, note, 6).chain), 1


def _measure(trace: Callable[[], tuple[int, int]]) -> Measured:
    seen: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        lots, lines = trace()
    times = []
    for _round in range(ROUNDS):
        start = perf_counter()
        trace()
        times.append(perf_counter() - start)
    scanned = sorted({table for sql, params in seen for table in scanned_whole(sql, params)})
    return Measured(median(times), lots, lines, len(seen), tuple(scanned))


def scanned_whole(sql: str, params: Any) -> set[str]:
    """Name the large tables that a statement's plan reads from end to end."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    return set(_SCAN.findall(plan)) & LARGE_TABLES


def _row(*cells: str) -> str:
    widths = (24, 10, 6, 6, 8, 11, 1)
    return "  ".join(
        cell.ljust(width) if n in {0, 6} else cell.rjust(width)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ).rstrip()
