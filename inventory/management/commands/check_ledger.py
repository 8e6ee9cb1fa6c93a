"""Prove the ledger from nothing, and name what differs."""

import time
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from inventory.models import Movement
from inventory.services.checking import Difference, check_ledger
from inventory.services.sealing import check_seal


class Command(BaseCommand):
    """`manage.py check_ledger`: exit code 1 when something differs; it mends nothing."""

    help = "Prove balances, reservations and transactions from the movements alone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many differences to print, and whether to prove the seal too."""
        parser.add_argument(
            "--most", type=int, default=200, help="print no more differences than this"
        )
        parser.add_argument(
            "--seal", action="store_true", help="also prove the chain of sealed blocks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each difference and how long it took."""
        started = time.perf_counter()
        count = 0
        for difference in _differences(with_seal=options["seal"]):
            count += 1
            if count <= options["most"]:
                self.stdout.write(str(difference))
        taken = time.perf_counter() - started
        movements = Movement.objects.count()
        if count:
            raise CommandError(f"{count} differences in {movements} movements ({taken:.1f} s).")
        self.stdout.write(f"The ledger is right: {movements} movements proved in {taken:.1f} s.")


def _differences(*, with_seal: bool) -> Iterator[Difference]:
    seal = check_seal(settings.SEAL_HEADS_PATH) if with_seal else iter(())
    return chain(check_ledger(), seal)
