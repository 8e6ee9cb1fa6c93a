"""Matching suppliers' invoices as a depot does: jobs, done by two Celery processes.

- world.py: invoices with their orders, receipts and lots, written by SQL.
- workers.py: a broker and a worker of the benchmark's own.
- report.py: lines a second, statements per invoice and memory.
"""

from orders.management.benchmarks.matching.report import run

__all__ = ["run"]
