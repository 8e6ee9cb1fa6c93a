"""Acts have told what they bring about, at the moment they do, each by one job."""

from datetime import timedelta

import pytest
import time_machine

from inventory.models import StockCount
from inventory.services.opening_counts import Scope, open_count
from inventory.services.quarantining import quarantine_lot
from materialcenter import jobs
from materialcenter.models import Center, Job, Notice
from orders.models import Invoice
from orders.services.batching_payments import Chosen, draft_payment_batch
from orders.services.committing import commit
from orders.services.confirming_purchases import confirm_purchase_order
from orders.services.matching import match_invoice
from orders.services.picking import confirm_order_part
from orders.services.standing import watch_pools
from orders.services.writing_off import ask_write_off
from tests.cast import NOW, Depot, receive_stock
from tests.orders.counter import ask, hand_over, place
from tests.orders.payable_world import banked, payable
from tests.orders.pool_world import open_a_pool, wish
from tests.orders.purchases import bill, next_week, sent
from tests.orders.recall_world import recall

pytestmark = pytest.mark.django_db
SHEET = "SPHC-2-4X8"


def abouts() -> list[str]:
    """List what waits to be told, in the order in which it came up."""
    waiting = Job.objects.filter(task=jobs.TELL_NEWS).order_by("pk")
    return [job.arguments["about"] for job in waiting]


class TestActs:
    def test_tell_the_buyer_when_the_last_part_is_picked(self, depot: Depot) -> None:
        first = receive_stock(depot, SHEET, pieces=2)
        second = receive_stock(depot, SHEET, pieces=5, heat="C2", rack="A-02")
        order = place(depot, ask(SHEET, 3))
        for lot, expected in ((first, []), (second, ["order_ready"])):
            confirm_order_part(
                order_id=order.pk, scanned=lot.number, by=depot.person("wati"), at=NOW
            )
            assert abouts() == expected

    def test_tell_the_clerks_and_the_buyers_of_an_order(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=5)
        with time_machine.travel(NOW, tick=False):
            place(depot, ask(SHEET, 3))
            jobs.run_due(at=NOW)
        told = Notice.objects.values_list("kind", "user__username").order_by("kind")
        assert list(told) == [("order.placed", "sari"), ("order.to_pick", "wati")]

    def test_tell_of_purchases_bills_and_payments(self, depot: Depot) -> None:
        banked(depot)
        Center.objects.update(order_approval_limit=1_000_000)
        order = sent(depot, expected_on=next_week())
        confirm_purchase_order(
            purchase_order_id=order.pk,
            expected_on=next_week() + timedelta(days=3),
            by=depot.person("putri"),
            at=NOW,
        )
        assert abouts() == ["approve_purchase", "promised_late"]
        invoice = bill(depot, order, (1, "100", 10_000))
        match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
        due = payable(depot, "INV-2")
        draft_payment_batch(
            pay_on=NOW.date() + timedelta(days=1),
            chosen=[Chosen(due.pk, due.total)],
            by=depot.person("sinta"),
            at=NOW,
        )
        assert abouts()[2:] == ["bill_held", "approve_purchase", "bill_held", "batch_waits"]

    def test_tell_of_counts_lots_recalls_and_write_offs(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=5)
        hand_over(depot, place(depot, ask(SHEET, 1)))
        ask_write_off(
            invoice_id=Invoice.objects.get().pk,
            amount=1000,
            reason="Pindah",
            by=depot.person("fajar"),
            at=NOW,
        )
        sinta = depot.person("sinta")
        open_count(scope=Scope(StockCount.Scope.RACKS, ("A-01",)), by=sinta, at=NOW)
        quarantine_lot(lot_number=lot.number, reason="Karat", by=depot.person("wati"), at=NOW)
        recall(depot, lot.heat)
        assert abouts() == ["approve_write_off", "count_opened", "judge_lot", "recall_opened"]

    def test_tell_the_members_when_more_kg_reach_the_next_price(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        for quantity, expected in ((5, []), (10, []), (50, ["pool_price"]), (5, ["pool_price"])):
            commit(
                pool_id=pool.pk,
                wish=wish(depot, quantity=quantity),
                by=depot.person("sari"),
                at=NOW,
            )
            watch_pools(at=NOW)
            watch_pools(at=NOW)
            assert abouts() == expected
        assert Job.objects.get(task=jobs.TELL_NEWS).arguments["mark"] == "10350.00"
