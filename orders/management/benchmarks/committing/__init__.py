"""The last minute of a pool: commitments a second, from one connection and from many.

- world.py: an open pool with its workshops, materials and offers.
- ways.py: a bare insert, the act's own statement, and the whole act.
- report.py: all of them from 1, 8 and 50 connections, as a table of rates and ratios.
"""

from orders.management.benchmarks.committing.report import run

__all__ = ["run"]
