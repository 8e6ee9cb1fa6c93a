"""Orders changed and called off at once: never more than was agreed, one revision at a time."""

import threading
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from materialcenter.commands import command
from orders.models import BlanketOrderLine, PurchaseOrder, PurchaseOrderRevision
from orders.services.calling_off import Call, call_off
from orders.services.checking_purchases import PurchaseLine
from orders.services.checking_revisions import RevisedLine, Revision
from orders.services.purchasing import write_purchase_order
from orders.services.revising_purchases import revise_purchase_order
from orders.services.taking_from_blankets import MoreThanAgreed
from tests.cast import NOW, Depot
from tests.harness.together import raised, together
from tests.orders.blanket_world import SCRAP, running
from tests.orders.purchases import sent

pytestmark = pytest.mark.django_db(transaction=True)


class TestCallOff:
    def test_two_at_once_never_take_more_than_was_agreed(self, depot: Depot) -> None:
        blanket = running(depot, SCRAP)
        call = partial(
            call_off,
            blanket_order_id=blanket.pk,
            calls=[Call("SCRAP-HMS1", Decimal(6000))],
            by=depot.person("putri"),
            at=NOW,
        )
        outcomes = together([call, call])
        assert [type(error) for error in raised(outcomes)] == [MoreThanAgreed], outcomes
        assert BlanketOrderLine.objects.get().called_kg == 6000
        assert PurchaseOrder.objects.count() == 1

    def test_two_at_once_both_take_without_the_lock(self, depot: Depot) -> None:
        blanket = running(depot, SCRAP)
        both_read = threading.Barrier(2)

        @command
        def call_without_lock() -> PurchaseOrder:
            line = BlanketOrderLine.objects.get(blanket_order=blanket)
            both_read.wait(30)
            assert line.called_kg + 6000 <= line.agreed_kg
            line.called_kg += 6000
            line.save(update_fields=["called_kg"])
            return write_purchase_order(
                supplier_id=blanket.supplier_id,
                lines=[PurchaseLine("SCRAP-HMS1", Decimal(6000), Decimal(5_500))],
                expected_on=date(2026, 9, 9),
                blanket_order_id=blanket.pk,
                by=depot.person("putri"),
                at=NOW,
            )

        outcomes = together([call_without_lock, call_without_lock])
        assert not raised(outcomes), outcomes
        assert BlanketOrderLine.objects.get().called_kg == 6000
        assert PurchaseOrder.objects.count() == 2


class TestRevisePurchaseOrder:
    def test_two_at_once_make_two_revisions_one_after_the_other(self, depot: Depot) -> None:
        order = sent(depot)
        revise = [
            partial(
                revise_purchase_order,
                purchase_order_id=order.pk,
                revision=Revision([RevisedLine(1, Decimal(pieces), Decimal(10_000))]),
                reason="Lain",
                by=depot.person("putri"),
                at=NOW,
            )
            for pieces in (80, 90)
        ]
        outcomes = together(revise)
        assert not raised(outcomes), outcomes
        first, second = PurchaseOrderRevision.objects.order_by("revision")
        assert (first.before["lines"][0]["pieces"], second.revision) == (100, 2)
        assert second.before["lines"][0]["pieces"] in {80, 90}
        assert PurchaseOrder.objects.get().revision == 2
