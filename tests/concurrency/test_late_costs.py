"""Two clerks of finance with the same bill: it is shared once."""

import threading
from functools import partial
from typing import Any

import pytest

from inventory import stock
from inventory.models import LandedCost
from inventory.services import landing
from materialcenter.models import Supplier
from tests.cast import Depot, receive_stock
from tests.harness.together import raised, together
from tests.inventory.services.test_landing import SHEET, add, values

pytestmark = pytest.mark.django_db(transaction=True)


class TestAddLateCost:
    def test_takes_a_bill_once_however_many_enter_it(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        before = values()
        writings = ("EKS-001", "eks 001", "EKS/001", "Eks001")
        answers = together([partial(add, depot, [lot], bill_number=text) for text in writings])
        assert sum(isinstance(answer, LandedCost) for answer in answers) == 1
        assert all(isinstance(e, landing.EnteredAlready) for e in raised(answers)), answers
        assert values() == before + LandedCost.objects.get().on_stock

    def test_is_shared_by_two_at_once_without_the_lock(
        self, depot: Depot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        both_read = threading.Barrier(2)
        shared: list[int] = []
        revalue = stock.revalue

        def find_without_lock(code: str, by: Any) -> Supplier:
            return Supplier.objects.visible_to(by).get(code=code)

        def share_when_both_looked(*entry: Any, **shares: Any) -> Any:
            both_read.wait(30)
            shared.append(1)
            return revalue(*entry, **shares)

        monkeypatch.setattr(landing, "_lock_supplier", find_without_lock)
        monkeypatch.setattr(stock, "revalue", share_when_both_looked)
        together([partial(add, depot, [lot]) for _n in range(2)])
        assert len(shared) == 2
        assert LandedCost.objects.count() == 1, "the key of the transaction is the last bar"
