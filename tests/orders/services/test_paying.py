"""Payments on invoices, and deposits for pools."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from materialcenter.models import AuditEntry, Job
from materialcenter.person import WrongRole
from materialcenter.web import form_token
from orders.models import Invoice, Payment, Pool
from orders.reports.credit import deposit_left, exposure, left_deposits
from orders.services.opening import WrongState, cancel_pool
from orders.services.paying import (
    AmountNotPositive,
    DepositStillNeeded,
    DepositUsedUp,
    NoSuchInvoice,
    OverQrisCap,
    PaidTooMuch,
    UnknownMethod,
    record_deposit,
    record_payment,
    use_deposit,
)
from tests.cast import NOW, Depot, receive_stock
from tests.orders.calling import SignIn, post
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.pool_world import open_a_pool

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(depot: Depot) -> Invoice:
    receive_stock(depot, SHEET, pieces=5)
    return hand_over(depot, place(depot, ask(SHEET, 1))).invoice


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
        cancel_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
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


def called_off(depot: Depot) -> Pool:
    """Return a pool that was called off after sari's workshop paid Rp500.000 for it."""
    pool = open_a_pool(depot)
    record_deposit(
        pool_id=pool.pk,
        workshop_id=depot.workshops["W0001"].pk,
        amount=500_000,
        method="cash",
        by=depot.person("fajar"),
        at=NOW,
    )
    return cancel_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)


class TestUseDeposit:
    @pytest.fixture
    def pool(self, depot: Depot) -> Pool:
        return called_off(depot)

    def _use(self, depot: Depot, invoice: Invoice, pool: Pool, **changes: Any) -> Payment:
        asked = {"amount": 300_000, "by": depot.person("fajar"), "at": NOW, **changes}
        return use_deposit(invoice_id=invoice.pk, pool_id=pool.pk, **asked)

    def test_pays_an_invoice_from_what_is_left(
        self, depot: Depot, invoice: Invoice, pool: Pool
    ) -> None:
        sari = depot.person("sari")
        assert [row.left for row in left_deposits(sari)] == [500_000]
        payment = self._use(depot, invoice, pool)
        invoice.refresh_from_db()
        assert (payment.method, payment.pool, invoice.paid) == ("deposit", pool, 300_000)
        assert [row.left for row in left_deposits(sari)] == [200_000]
        assert AuditEntry.objects.get(action="deposit.used").data["pool"] == pool.number
        with pytest.raises(DepositUsedUp):
            self._use(depot, invoice, pool, amount=200_001)
        self._use(depot, invoice, pool, amount=200_000)
        assert left_deposits(sari) == []

    def test_pays_no_more_than_is_open(self, depot: Depot, invoice: Invoice, pool: Pool) -> None:
        pay(depot, invoice, invoice.total - 100_000)
        with pytest.raises(PaidTooMuch):
            self._use(depot, invoice, pool, amount=100_001)
        with pytest.raises(AmountNotPositive):
            self._use(depot, invoice, pool, amount=0)
        assert deposit_left(workshop_id=invoice.workshop_id, pool_id=pool.pk) == 500_000

    def test_uses_no_deposit_of_another_workshop(
        self, depot: Depot, invoice: Invoice, pool: Pool
    ) -> None:
        receive_stock(depot, SHEET, pieces=5, heat="B")
        other = hand_over(depot, place(depot, ask(SHEET, 1), by="rudi", workshop="W0002")).invoice
        with pytest.raises(DepositUsedUp):
            self._use(depot, other, pool)
        assert not left_deposits(depot.person("rudi"))

    def test_leaves_the_deposit_of_a_pool_that_runs(self, depot: Depot, invoice: Invoice) -> None:
        with pytest.raises(DepositStillNeeded):
            self._use(depot, invoice, open_a_pool(depot))

    @pytest.mark.parametrize("name", ["wati", "putri", "agus", "sari"])
    def test_refuses_another_role(
        self, depot: Depot, invoice: Invoice, pool: Pool, name: str
    ) -> None:
        with pytest.raises(WrongRole):
            self._use(depot, invoice, pool, by=depot.person(name))

    def test_hides_invoices_of_another_center(
        self, depot: Depot, stranger: Depot, invoice: Invoice, pool: Pool
    ) -> None:
        with pytest.raises(NoSuchInvoice):
            self._use(depot, invoice, pool, by=stranger.person("fajar"))

    def test_is_done_through_the_api(
        self, depot: Depot, invoice: Invoice, pool: Pool, sign_in: SignIn
    ) -> None:
        fajar = sign_in(depot, "fajar")
        listed = fajar.get("/api/v1/payments/left-deposits").json()["items"]
        assert listed == [{"workshop": "W0001", "pool": pool.number, "left": 500_000}]
        path = f"/invoices/{invoice.number}/use-deposit"
        done = post(fajar, path, {"pool": pool.number, "amount": 500_000})
        assert (done.status_code, done.json()["method"]) == (200, "deposit")
        again = post(fajar, path, {"pool": pool.number, "amount": 1})
        assert (again.status_code, again.json()["code"]) == (409, "deposit_used_up")

    def test_is_done_on_the_page_of_the_invoice(
        self, depot: Depot, invoice: Invoice, pool: Pool, sign_in: SignIn
    ) -> None:
        fajar = sign_in(depot, "fajar")
        assert "Rp500.000" in fajar.get(reverse("payments")).content.decode()
        page = reverse("invoice", args=[invoice.number])
        act = reverse("invoice_use_deposit", args=[invoice.number])
        assert act in fajar.get(page).content.decode()
        assert act not in sign_in(depot, "sari").get(page).content.decode()
        typed = {"pool": pool.number, "amount": "500.001"}
        over = fajar.post(act, {"once": form_token(), **typed})
        assert over.status_code == 409
        assert "Rp500.000" in over.content.decode()
        done = fajar.post(act, {"once": form_token(), **typed, "amount": "500.000"})
        assert done["Location"] == page
        assert act not in fajar.get(page).content.decode()


class TestUseDepositAtOnce:
    @pytest.mark.django_db(transaction=True)
    def test_never_uses_a_rupiah_twice(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=5)
        invoices = [hand_over(depot, place(depot, ask(SHEET, 1))).invoice for _ in range(2)]
        pool = called_off(depot)
        refused: list[str] = []

        def use(invoice: Invoice) -> None:
            try:
                use_deposit(
                    invoice_id=invoice.pk,
                    pool_id=pool.pk,
                    amount=400_000,
                    by=depot.person("fajar"),
                    at=NOW,
                )
            except DepositUsedUp as error:
                refused.append(error.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=use, args=(invoice,)) for invoice in invoices]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert refused == ["deposit_used_up"]
        assert Payment.objects.filter(method="deposit").count() == 1
