"""Matching measured: lines a second by two processes, statements per invoice, memory."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from inventory.management.benchmarks.scratch import scratch_database
from materialcenter import jobs
from materialcenter.models import Job
from materialcenter.tasks import run_job
from orders.management.benchmarks.matching.workers import Crew, crew
from orders.management.benchmarks.matching.world import (
    DEAR,
    PER_ORDER,
    Depot,
    found_depot,
    write_invoices,
)
from orders.models import SupplierInvoice
from orders.services.matching import match_invoice

Say = Callable[[str], object]

FULL, QUICK, WARM_UP = 10_000, 100, 20
LINES = 5
COUNTED = (1, 5, 50)
PROCESSES = 2
_TASK = "orders.tasks.match_supplier_invoice"
_PAUSE_S = 0.2


@dataclass(frozen=True)
class Matched:
    """How long all took, and the most that one process held of memory."""

    seconds: float
    memory_kb: int


def run(say: Say, *, quick: bool, at: datetime) -> None:
    """Measure and print: 10 000 invoices of 5 lines. quick: 100 of them."""
    invoices = QUICK if quick else FULL
    with scratch_database() as database_url:
        depot = found_depot()
        write_invoices(depot, first=0, last=invoices, lines=LINES, at=at)
        with crew(database_url, processes=PROCESSES) as workers:
            _finish(workers, _write_jobs(depot, range(1, WARM_UP + 1)))
            matched = _finish(workers, _write_jobs(depot, range(WARM_UP + 1, invoices + 1)))
        _prove(invoices)
        lines = (invoices - WARM_UP) * LINES
        say(f"{invoices} invoices of {LINES} lines, {PROCESSES} Celery processes")
        say(f"  {matched.seconds:.1f} s, {lines / matched.seconds:.0f} lines a second")
        say(f"  {matched.memory_kb / 1024:.0f} MB in the largest process")
        for count in COUNTED:
            last = invoices + PER_ORDER
            write_invoices(depot, first=invoices, last=last, lines=count, at=at)
            say(f"  {count} lines: {statements_of(last, at=at)} statements an invoice")
            invoices = last


def _write_jobs(depot: Depot, invoices: range) -> int:
    """Have these invoices matched later; return the last job's id."""
    with transaction.atomic():
        for n in invoices:
            last = jobs.later(_TASK, center_id=depot.center, supplier_invoice_id=n)
    return last


def _finish(workers: Crew, last: int) -> Matched:
    """Send all that is due as beat does, until the workers have finished the jobs up to `last`."""
    start, memory = time.perf_counter(), 0
    while Job.objects.filter(pk__lte=last, finished_at=None, failed_at=None).exists():
        for job_id in jobs.take_due(at=datetime.now().astimezone()):
            run_job.apply_async((job_id,), connection=workers.broker)
        memory = max(memory, workers.memory_kb())
        time.sleep(_PAUSE_S)
    return Matched(time.perf_counter() - start, memory)


def _prove(invoices: int) -> None:
    """Raise RuntimeError unless exactly those are held that bill too much."""
    held = SupplierInvoice.objects.filter(status=SupplierInvoice.Status.HELD).count()
    passed = SupplierInvoice.objects.filter(status=SupplierInvoice.Status.APPROVED).count()
    if (passed, held) != (invoices - invoices // DEAR, invoices // DEAR):
        raise RuntimeError(f"{passed} invoices passed and {held} are held")


def statements_of(supplier_invoice_id: int, *, at: datetime) -> int:
    """Count the statements in which an invoice is matched."""
    count = 0

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counting):
        match_invoice(supplier_invoice_id=supplier_invoice_id, at=at)
    return count
