"""Many workers cross a reorder point at once, and one alert is raised."""

import threading
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection, transaction

from inventory import stock
from inventory.models import Place, ReorderAlert
from inventory.services import reordering
from materialcenter.commands import run_in_transaction
from materialcenter.models import Job
from tests.cast import NOW, Depot, entry, receive_stock
from tests.harness.together import PATIENCE_S, raised, together

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = "SPHC-2-4X8"


@pytest.fixture
def scratch(depot: Depot) -> Iterator[None]:
    """Alerts without a unique index: what the twin races on."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE twin_alert (material_id bigint)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE twin_alert")


def _watch(depot: Depot) -> list[int]:
    return reordering.watch_materials(
        center_id=depot.center.pk, material_ids=[depot.materials[SHEET].pk], at=NOW
    )


class TestWatching:
    def test_raises_one_alert_when_twenty_cross_the_point(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=30)
        reordering.set_reorder_point(
            material_code=SHEET,
            reorder_point_kg=Decimal(1000),
            order_up_to_kg=Decimal(2000),
            by=depot.person("putri"),
            at=NOW,
        )
        with transaction.atomic():
            target = stock.outside(depot.center.pk, Place.Kind.WORKSHOP)

        def issue_and_watch(n: int) -> list[int]:
            move = stock.Move(lot.pk, depot.racks["A-01"].pk, target, 1)
            run_in_transaction(lambda: stock.post(entry(depot, f"i{n}", reason="issue"), [move]))
            return _watch(depot)

        outcomes = together([lambda n=n: issue_and_watch(n) for n in range(20)])  # type: ignore[misc]
        assert raised(outcomes) == []
        assert sum(len(ids) for ids in outcomes) == 1
        assert ReorderAlert.objects.standing().count() == 1
        assert Job.objects.filter(task=settings.ON_REORDER_ALERT).count() == 1

    def test_raises_many_when_it_looks_and_then_writes(self, depot: Depot, scratch: None) -> None:
        looked = threading.Barrier(20)

        def watch_unlocked() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM twin_alert")
                (standing,) = cursor.fetchone()
                looked.wait(PATIENCE_S)
                if not standing:
                    cursor.execute("INSERT INTO twin_alert VALUES (1)")

        together([watch_unlocked] * 20)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM twin_alert")
            assert cursor.fetchone()[0] > 1

    def test_ends_right_when_some_take_and_some_bring(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=60)
        reordering.set_reorder_point(
            material_code=SHEET,
            reorder_point_kg=Decimal(2500),
            order_up_to_kg=Decimal(5000),
            by=depot.person("putri"),
            at=NOW,
        )
        with transaction.atomic():
            target = stock.outside(depot.center.pk, Place.Kind.WORKSHOP)

        def take(n: int) -> None:
            move = stock.Move(lot.pk, depot.racks["A-01"].pk, target, 3)
            run_in_transaction(lambda: stock.post(entry(depot, f"i{n}", reason="issue"), [move]))
            _watch(depot)

        def bring(n: int) -> None:
            receive_stock(depot, SHEET, pieces=3, heat=f"H{n}")
            _watch(depot)

        jobs = [lambda n=n: (take if n % 2 else bring)(n) for n in range(16)]
        assert raised(together(jobs)) == []
        # 60 sheets weigh 2 799.540 kg; the last one to look saw them all.
        assert ReorderAlert.objects.standing().count() == 0
