"""The benchmark's ledger adds up, and no trace in it reads a large table from end to end."""

import pytest
from django.utils import timezone

from orders.management.benchmarks.tracing.report import measure_all
from orders.management.benchmarks.tracing.world import PER_LOT, found_depot, grow

pytestmark = pytest.mark.django_db(transaction=True)


class TestTracing:
    def test_reads_no_large_table_from_end_to_end(self) -> None:
        person = found_depot()
        lots = 20_000 // PER_LOT
        grow(person.center_id, first=0, last=lots, at=timezone.now())
        found = dict(measure_all(person, lots))
        assert {name: one.scanned for name, one in found.items()} == dict.fromkeys(found, ())
        assert {name: (one.lots, one.lines) for name, one in found.items()} == {
            "a usual heat": (20, 70),
            "a heat of 200 receipts": (800, 2800),
            "a cut lot, both ways": (2, 1),
            "a delivered piece, back": (2, 1),
        }
