"""Prove the books from the papers, and name what differs."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from orders.models import JournalEntry
from orders.services.booking import check_books, write_all_books


class Command(BaseCommand):
    """`manage.py check_books`: exit code 1 when something differs; it mends nothing."""

    help = (
        "Prove the trial balance, the control accounts and every entry from the papers;"
        " --write first books what still waits, as the job does."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to book first what waits, which a worker does every few minutes."""
        parser.add_argument("--write", action="store_true", help="book first what waits")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each difference and how long it took."""
        started = time.perf_counter()
        if options["write"]:
            self.stdout.write(f"{write_all_books(at=timezone.now())} entries written.")
        count = 0
        for difference in check_books(at=timezone.now()):
            count += 1
            self.stdout.write(str(difference))
        taken = time.perf_counter() - started
        entries = JournalEntry.objects.count()
        if count:
            raise CommandError(f"{count} differences in {entries} entries ({taken:.1f} s).")
        self.stdout.write(f"The books are right: {entries} entries proved in {taken:.1f} s.")
