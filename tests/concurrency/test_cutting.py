"""Two at the saw with the same last sheet: one cuts it, the other is told."""

import threading
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection

from inventory import stock
from inventory.models import Balance, CutJob, Lot
from inventory.services import planning_cuts
from inventory.services.checking import check_ledger
from inventory.services.cutting import CutInto
from tests.cast import Depot, receive_stock
from tests.harness.together import PATIENCE_S, raised, together
from tests.inventory.services.test_cutting import ask, cut

pytestmark = pytest.mark.django_db(transaction=True)
REMNANT = CutInto("remnant", "A-02", 1, Decimal(1200), Decimal(1000))


@pytest.fixture
def lot(depot: Depot) -> Lot:
    """One sheet on A-01."""
    return receive_stock(depot, "SPHC-2-4X8", pieces=1, mass_kg=Decimal("46.000"))


@pytest.fixture
def twin(depot: Depot) -> Iterator[None]:
    """A sheet and its cuts, without lock or check."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE twin (sheets int, cuts int)")
        cursor.execute("INSERT INTO twin VALUES (1, 0)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE twin")


class TestCutting:
    def test_cuts_the_last_sheet_once(self, depot: Depot, lot: Lot) -> None:
        outcomes = together([lambda: cut(depot, lot, REMNANT) for _ in range(6)])
        refusals = raised(outcomes)
        assert len(refusals) == 5
        assert all(isinstance(refusal, stock.NotEnoughStock) for refusal in refusals)
        assert CutJob.objects.count() == 1
        assert Balance.objects.get(lot=lot).on_hand_kg == 0
        assert list(check_ledger()) == []

    def test_gives_numbers_without_gaps(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5, key="five")
        assert raised(together([lambda: cut(depot, lot, REMNANT) for _ in range(5)])) == []
        numbers = sorted(CutJob.objects.values_list("number", flat=True))
        assert numbers == [f"CT-TGL-2026-{n:05d}" for n in range(1, 6)]
        assert list(check_ledger()) == []

    def test_would_cut_it_twice_by_looking_first(self, depot: Depot, twin: None) -> None:
        looked = threading.Barrier(2)

        def by_looking_first() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT sheets FROM twin")
                sheets = cursor.fetchone()[0]
                looked.wait(PATIENCE_S)
                if sheets >= 1:
                    cursor.execute("UPDATE twin SET sheets = %s, cuts = cuts + 1", [sheets - 1])

        assert raised(together([by_looking_first, by_looking_first])) == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT cuts FROM twin")
            assert cursor.fetchone()[0] == 2


class TestPlanning:
    def test_keeps_one_answer_of_two_workers(self, depot: Depot) -> None:
        plan = ask(depot)
        work = [lambda: planning_cuts.compute_plan(plan_id=plan.pk) for _ in range(2)]
        assert raised(together(work)) == []
        plan.refresh_from_db()
        assert plan.status == "planned"
