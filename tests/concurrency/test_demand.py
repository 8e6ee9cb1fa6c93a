"""Several workers fold the ledger and plan at once while goods leave."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction

from inventory import stock, tasks
from inventory.models import DemandDay, Place, ReorderAlert, ReorderPlan
from inventory.services import demanding
from materialcenter.commands import run_in_transaction
from tests.cast import Depot, entry, receive_stock
from tests.harness.together import PATIENCE_S, raised, together

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = "SPHC-2-4X8"
SHEET_KG = Decimal("46.659")


class TestFolding:
    def test_counts_every_issue_once_while_goods_leave(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=60)
        with transaction.atomic():
            target = stock.outside(depot.center.pk, Place.Kind.WORKSHOP)

        def issue(n: int) -> None:
            move = stock.Move(lot.pk, depot.racks["A-01"].pk, target, 1)
            run_in_transaction(lambda: stock.post(entry(depot, f"i{n}", reason="issue"), [move]))

        def act(n: int) -> None:
            if n % 2:
                issue(n)
            else:
                demanding.fold_ledger(center_id=depot.center.pk)

        outcomes = together([lambda n=n: act(n) for n in range(24)])  # type: ignore[misc]
        assert raised(outcomes) == []
        demanding.fold_ledger(center_id=depot.center.pk)
        assert DemandDay.objects.get().issued_kg == 12 * SHEET_KG

    def test_counts_twice_when_nobody_holds_the_days(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        with transaction.atomic():
            target = stock.outside(depot.center.pk, Place.Kind.WORKSHOP)
            stock.post(
                entry(depot, "i", reason="issue"),
                [stock.Move(lot.pk, depot.racks["A-01"].pk, target, 1)],
            )
        read = threading.Barrier(4)

        def fold_unlocked() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT max(sequence) FROM inventory_transaction")
                read.wait(PATIENCE_S)
                cursor.execute(
                    "INSERT INTO inventory_demandday AS d"
                    " (day, issued_kg, pool_kg, material_id, center_id)"
                    " VALUES ('2026-09-01', 46.659, 0, %s, %s)"
                    " ON CONFLICT (center_id, material_id, day)"
                    " DO UPDATE SET issued_kg = d.issued_kg + EXCLUDED.issued_kg",
                    [lot.material_id, depot.center.pk],
                )

        assert raised(together([fold_unlocked] * 4)) == []
        assert DemandDay.objects.get().issued_kg == 4 * SHEET_KG


class TestPlanning:
    def test_changes_nothing_the_second_time_however_many_plan(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=60)
        with transaction.atomic():
            target = stock.outside(depot.center.pk, Place.Kind.WORKSHOP)
            stock.post(
                entry(depot, "i", reason="issue"),
                [stock.Move(lot.pk, depot.racks["A-01"].pk, target, 50)],
            )
        tasks.plan_materials(of_center_id=depot.center.pk)
        first = _plans()
        alerts = ReorderAlert.objects.count()
        outcomes = together(
            [lambda: tasks.plan_materials(of_center_id=depot.center.pk) for _n in range(6)]
        )
        assert raised(outcomes) == []
        assert (_plans(), ReorderAlert.objects.count()) == (first, alerts)


def _plans() -> list[tuple[str, Decimal, Decimal]]:
    return list(
        ReorderPlan.objects.order_by("material__code").values_list(
            "material__code", "reorder_point_kg", "order_up_to_kg"
        )
    )
