"""Prove the sums and snapshots of pools from their commitments, and name what differs."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orders.models import Commitment
from orders.services.checking_pools import check_pools


class Command(BaseCommand):
    """`manage.py check_pools`: exit code 1 when something differs; it mends nothing."""

    help = "Prove every pool's sums and what stood when it closed from the commitments alone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each difference and how long it took."""
        started = time.perf_counter()
        count = 0
        for difference in check_pools():
            count += 1
            self.stdout.write(str(difference))
        taken = time.perf_counter() - started
        commitments = Commitment.objects.count()
        if count:
            raise CommandError(f"{count} differences in {commitments} commitments ({taken:.1f} s).")
        self.stdout.write(
            f"The pools are right: {commitments} commitments proved in {taken:.1f} s."
        )
