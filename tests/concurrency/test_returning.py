"""Two clerks send the same goods back at once."""

import threading
from collections import Counter

import pytest
from django.db import transaction

from inventory.models import Balance
from orders.models import SupplierReturn, SupplierReturnLine
from orders.services import returning
from orders.services.checking_returns import GoingBack
from tests.cast import NOW, Depot
from tests.harness.together import together
from tests.orders.purchases import pieces, receive, sent

pytestmark = pytest.mark.django_db(transaction=True)


class TestReturningAtOnce:
    def test_never_sends_back_more_than_came(self, depot: Depot) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(10))

        def send_back() -> SupplierReturn:
            return returning.return_to_supplier(
                supplier_id=depot.suppliers["S01"].pk,
                lines=[GoingBack(receipt.number, 1, "A-01", 6)],
                reason="Karat",
                by=depot.person("wati"),
                returned_at=NOW,
                at=NOW,
            )

        kinds = Counter(type(outcome).__name__ for outcome in together([send_back] * 4))
        assert kinds["SupplierReturn"] == 1
        assert kinds["BadReturn"] + kinds["NotEnoughStock"] == 3
        assert SupplierReturnLine.objects.get().pieces == 6
        assert order.lines.get().received_pieces == 4
        assert Balance.objects.get().on_hand_pieces == 4

    def test_takes_too_much_off_the_order_when_nothing_is_locked(self, depot: Depot) -> None:
        order = sent(depot)
        receive(depot, order, pieces(10))
        (line,) = order.lines.all()
        both = threading.Barrier(2)

        def take_off_what_was_read() -> None:
            with transaction.atomic():
                read = order.lines.get().received_pieces
                both.wait(30)
                order.lines.update(received_pieces=read - 6)

        together([take_off_what_was_read] * 2)
        line.refresh_from_db()
        assert line.received_pieces == 4, "both took six of ten, and one of them was lost"
