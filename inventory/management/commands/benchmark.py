"""Measure a part of the system against the least that it could cost."""

from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

# Named and not imported, so that a subject may stand in any app. Each has run(say, quick, at),
# and may name the OPTIONS of its own that run takes as well.
SUBJECTS = {
    "committing": "orders.management.benchmarks.committing",
    "cutting": "inventory.management.benchmarks.cutting",
    "checking": "inventory.management.benchmarks.checking",
    "ledger": "inventory.management.benchmarks.ledger",
    "planning": "inventory.management.benchmarks.planning",
    "matching": "orders.management.benchmarks.matching",
    "pooling": "orders.management.benchmarks.pooling",
    "reordering": "inventory.management.benchmarks.reordering",
    "tracing": "orders.management.benchmarks.tracing",
}


class Command(BaseCommand):
    """`manage.py benchmark SUBJECT`, in a scratch database that is dropped afterwards."""

    help = "Print ratios measured in one run on one server."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the subject and how much to measure."""
        parser.add_argument("subject", choices=sorted(SUBJECTS))
        parser.add_argument("--quick", action="store_true", help="only see that it runs")
        parser.add_argument(
            "--compare", type=int, metavar="POOLS", help="pooling: small pools against every plan"
        )
        parser.add_argument(
            "--tegal", action="store_true", help="pooling: clear the demo's 676 lines"
        )
        parser.add_argument("--demand", type=Path, help="reordering: a CSV of demand per period")
        parser.add_argument("--lead-time", type=int, nargs="+", default=[1, 3], help="periods")
        parser.add_argument("--targets", type=float, nargs="+", default=[90, 95, 98], help="%%")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the benchmark."""
        subject = import_module(SUBJECTS[options["subject"]])
        own = {name: options[name] for name in getattr(subject, "OPTIONS", ())}
        subject.run(self.stdout.write, quick=options["quick"], at=timezone.now(), **own)
