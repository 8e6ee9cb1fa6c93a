"""Reorder suggestions at once: worked out once, told once, taken once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from inventory import stock
from inventory.models import ReorderAlert
from materialcenter.models import Notice
from orders.models import PurchaseOrder
from orders.services.suggesting import Taken, suggest_for_alert, take_suggestion
from orders.services.taking_together import take_together
from tests.cast import NOW, Depot
from tests.harness.together import together
from tests.orders.low_stock import run_low
from tests.orders.pool_world import make_offer

pytestmark = pytest.mark.django_db(transaction=True)


def _take(depot: Depot, alert: ReorderAlert) -> Callable[[], Taken]:
    return lambda: take_suggestion(alert_id=alert.pk, by=depot.person("putri"), at=NOW)


def _alert(depot: Depot) -> ReorderAlert:
    make_offer(depot, "S01", "SPHC-2-4X8", {0: 11_200})
    return run_low(depot)


class TestSuggestForAlert:
    def test_tells_the_purchasers_once_however_many_work_on_it(self, depot: Depot) -> None:
        alert = _alert(depot)
        together([lambda: suggest_for_alert(alert_id=alert.pk, at=NOW) for _again in range(6)])
        assert Notice.objects.filter(kind="orders.runs_low").count() == 1


class TestTakeSuggestion:
    def test_two_at_once_draft_one_order(self, depot: Depot) -> None:
        alert = _alert(depot)
        answers = together([_take(depot, alert) for _again in range(4)])
        assert sum(isinstance(a, Taken) for a in answers) == 1
        assert sum(isinstance(a, stock.AlertTaken) for a in answers) == 3
        assert PurchaseOrder.objects.count() == 1

    def test_two_at_once_draft_two_without_the_lock(
        self, depot: Depot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        alert = _alert(depot)
        both_read = threading.Barrier(2)

        def read_without_lock(*, alert_id: int, center_id: int) -> Any:
            found = ReorderAlert.objects.get(pk=alert_id, center_id=center_id)
            both_read.wait(30)
            return stock.LowStock(
                alert_id=found.pk,
                center_id=found.center_id,
                material_id=found.material_id,
                position_kg=found.position_kg,
                reorder_point_kg=found.reorder_point_kg,
                wanted_kg=found.wanted_kg,
                level=found.level,
                daily_mean_kg=found.daily_mean_kg,
                suggestion=found.suggestion,
            )

        monkeypatch.setattr(stock, "lock_alert", read_without_lock)
        answers = together([_take(depot, alert) for _again in range(2)])
        assert all(isinstance(a, Taken) for a in answers), answers
        assert PurchaseOrder.objects.count() == 2


class TestTakeTogether:
    def test_two_at_once_draft_one_order(self, depot: Depot) -> None:
        make_offer(depot, "S01", "SPHC-2-4X8", {0: 11_200})
        make_offer(depot, "S01", "S45C-D25", {0: 14_200})
        run_low(depot)
        run_low(depot, "S45C-D25")
        with time_machine.travel(NOW):
            answers = together(
                [
                    lambda: take_together(supplier_code="S01", by=depot.person("putri"), at=NOW)
                    for _again in range(4)
                ]
            )
        assert sum(isinstance(a, PurchaseOrder) for a in answers) == 1
        assert PurchaseOrder.objects.get().lines.count() == 2
        assert ReorderAlert.objects.filter(taken_as="purchase_order").count() == 2
