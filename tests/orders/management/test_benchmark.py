"""The benchmarks measure what they say: traces read no large table whole, pools clear as every plan does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.management.benchmarks.pooling.comparing import compare_pools
from orders.management.benchmarks.pooling.growth import measure
from orders.management.benchmarks.pooling.large_pools import HARD
from orders.management.benchmarks.pooling.tegal_pool import tell
from orders.management.benchmarks.tracing.report import measure_all
from orders.management.benchmarks.tracing.world import PER_LOT, found_depot, grow
from orders.reports.pools import terms_of
from tests.cast import NOW, Depot
from tests.orders.pool_world import both_commit, open_a_pool


@pytest.mark.django_db(transaction=True)
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


class TestPooling:
    def test_tells_of_every_kind_of_pool_and_both_rules(self) -> None:
        lines: list[str] = []

        measure(lines.append, sizes=(40, 80))

        told = [(line[:28].strip(), line.split()[-5]) for line in lines[1:]]
        assert len(told) == len(HARD) * 2 * 2
        assert {name for name, _size in told} == {hardness.name for hardness in HARD}

    def test_finds_what_every_plan_finds(self) -> None:
        lines: list[str] = []

        found = compare_pools(lines.append, pools=40)

        assert (found.pools, found.largest_gap, found.wrongly_unreached) == (40, 0, 0)
        assert found.with_minimums
        assert lines[-1] == "as wanted"

    @pytest.mark.django_db
    def test_prints_each_material_and_all_of_a_pool(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        lines: list[str] = []

        tell(lines.append, terms_of(pool, on=NOW.date() + timedelta(days=1)), takes_part=False)

        assert lines[1].split()[:3] == ["SPHC-2-4X8", "2", "2"]
        assert lines[2].split()[:3] == ["all", "2", "2"]
        assert lines[2].split()[-1] == "Rp1.224.799"
