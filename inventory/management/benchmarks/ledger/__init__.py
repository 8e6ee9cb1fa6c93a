"""Handing over one line through the door, against the least hand-written SQL.

- world.py: the depot that is handed over from.
- ways.py: handing over by hand-written SQL, and through the door.
- racing.py: how many a second, from one process or several.
- http.py: the same over HTTP, through the web server and the API.
- report.py: everything in one run, as a table.
"""

from inventory.management.benchmarks.ledger.report import run

__all__ = ["run"]
