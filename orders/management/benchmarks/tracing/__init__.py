"""Tracing in a large ledger: the time, and whether a plan reads a large table from end to end.

- world.py: a depot with as many movements as asked for, written by SQL.
- report.py: heats, lots and delivered lines traced in it, as a table.
"""

from orders.management.benchmarks.tracing.report import run

__all__ = ["run"]
