"""Two trucks at once: their deliveries are counted one after the other."""

import threading
from functools import partial
from typing import Any

import pytest
from django.db.models import Sum

from inventory.models import Balance
from orders.models import PurchaseOrder, PurchaseOrderLine, Receipt, ReceiptLine
from orders.services import receiving
from orders.services.checking_deliveries import OverReceipt
from tests.cast import Depot
from tests.harness.together import together
from tests.orders.purchases import pieces, receive, sent

pytestmark = pytest.mark.django_db(transaction=True)


def _received() -> int:
    return ReceiptLine.objects.aggregate(sum=Sum("pieces"))["sum"] or 0


class TestReceiveDelivery:
    def test_two_at_once_cannot_pass_the_limit_at_once(self, depot: Depot) -> None:
        order = sent(depot)
        answers = together(
            [partial(receive, depot, order, pieces(60, heat=f"H{n}")) for n in range(4)]
        )
        assert sum(isinstance(a, Receipt) for a in answers) == 1
        assert sum(isinstance(a, OverReceipt) for a in answers) == 3
        assert _received() == 60
        assert Balance.objects.get().on_hand_pieces == 60

    def test_parts_within_the_limit_all_count(self, depot: Depot) -> None:
        order = sent(depot)
        answers = together(
            [partial(receive, depot, order, pieces(25, heat=f"H{n}")) for n in range(4)]
        )
        assert all(isinstance(a, Receipt) for a in answers), answers
        order.refresh_from_db()
        assert (order.status, order.lines.get().received_pieces) == ("received", 100)
        numbers = sorted(Receipt.objects.values_list("number", flat=True))
        assert numbers == [f"GR-TGL-2026-0000{n}" for n in range(1, 5)]

    def test_two_pass_the_limit_together_without_the_lock(
        self, depot: Depot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        order = sent(depot)
        both_read = threading.Barrier(2)

        def read_without_lock(*, purchase_order_id: int, by: Any) -> Any:
            found = PurchaseOrder.objects.visible_to(by).get(pk=purchase_order_id)
            lines = list(PurchaseOrderLine.objects.filter(purchase_order=found))
            both_read.wait(30)
            return found, lines

        monkeypatch.setattr(receiving, "lock_purchase_order", read_without_lock)
        answers = together(
            [partial(receive, depot, order, pieces(60, heat=f"H{n}")) for n in range(2)]
        )
        assert all(isinstance(a, Receipt) for a in answers), answers
        assert _received() == 120
        assert order.lines.get().received_pieces == 60
