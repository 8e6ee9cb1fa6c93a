"""Payments on invoices, and deposits for pools."""

import pytest

from materialcenter.models import AuditEntry, Job
from materialcenter.person import WrongRole
from orders.models import Invoice, Payment
from orders.reports.credit import deposit_left, exposure
from orders.services.opening import WrongState, cancel_pool
from orders.services.paying import (
    AmountNotPositive,
    NoSuchInvoice,
    OverQrisCap,
    PaidTooMuch,
    UnknownMethod,
    record_deposit,
    record_payment,
)
from tests.cast import NOW, Depot, receive_stock
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.pool_world import open_a_pool

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(depot: Depot) -> Invoice:
    receive_stock(depot, SHEET, pieces=5)
    return hand_over(depot, place(depot, ask(SHEET, 1))).billed()


def pay(
    depot: Depot, invoice: Invoice, amount: int, method: str = "transfer", by: str = "fajar"
) -> Payment:
    return record_payment(
        invoice_id=invoice.pk, amount=amount, method=method, by=depot.person(by), at=NOW
    )


class TestRecordPayment:
    @pytest.mark.parametrize("name", ["fajar", "wati", "sinta"])
    def test_lowers_what_is_open(self, depot: Depot, invoice: Invoice, name: str) -> None:
        payment = pay(depot, invoice, 100_000, by=name)
        invoice.refresh_from_db()
        assert (payment.number, invoice.paid) == ("PAY-TGL-2026-00001", 100_000)
        assert exposure(invoice.workshop_id) == invoice.total - 100_000
        assert AuditEntry.objects.get(action="payment.taken").data["amount"] == 100_000
        assert Job.objects.filter(task="orders.tasks.send_payment_receipt").count() == 1

    def test_may_take_all_and_not_a_rupiah_more(self, depot: Depot, invoice: Invoice) -> None:
        with pytest.raises(PaidTooMuch):
            pay(depot, invoice, invoice.total + 1)
        pay(depot, invoice, invoice.total)
        with pytest.raises(PaidTooMuch):
            pay(depot, invoice, 1)
        assert Payment.objects.count() == 1

    @pytest.mark.parametrize("name", ["putri", "agus", "sari"])
    def test_refuses_another_role(self, depot: Depot, invoice: Invoice, name: str) -> None:
        with pytest.raises(WrongRole):
            pay(depot, invoice, 1, by=name)

    def test_hides_the_invoices_of_another_center(self, stranger: Depot, invoice: Invoice) -> None:
        with pytest.raises(NoSuchInvoice):
            pay(stranger, invoice, 1)

    @pytest.mark.parametrize(
        ("amount", "method", "refusal"),
        [
            (0, "cash", AmountNotPositive),
            (-5, "cash", AmountNotPositive),
            (5, "deposit", UnknownMethod),
            (5, "barter", UnknownMethod),
            (10_000_001, "qris", OverQrisCap),
        ],
    )
    def test_refuses_what_is_no_payment(
        self, depot: Depot, invoice: Invoice, amount: int, method: str, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            pay(depot, invoice, amount, method)
        assert not Payment.objects.exists()


class TestRecordDeposit:
    def test_is_kept_for_the_pool(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        record_deposit(
            pool_id=pool.pk,
            workshop_id=depot.workshops["W0001"].pk,
            amount=500_000,
            method="cash",
            by=depot.person("fajar"),
            at=NOW,
        )
        left = deposit_left(workshop_id=depot.workshops["W0001"].pk, pool_id=pool.pk)
        assert left == 500_000
        assert deposit_left(workshop_id=depot.workshops["W0002"].pk, pool_id=pool.pk) == 0

    def test_is_not_taken_for_a_pool_that_is_over(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        cancel_pool(pool_id=pool.pk, reason="No offer", by=depot.person("putri"), at=NOW)
        with pytest.raises(WrongState):
            record_deposit(
                pool_id=pool.pk,
                workshop_id=depot.workshops["W0001"].pk,
                amount=500_000,
                method="cash",
                by=depot.person("fajar"),
                at=NOW,
            )
        assert not Payment.objects.exists()
