"""Giving up what a workshop will not pay: asked, approved by another, booked once."""

import threading
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from materialcenter.errors import Missing
from materialcenter.models import AuditEntry
from materialcenter.person import Person, WrongRole
from materialcenter.web import form_token
from orders.models import Invoice, Payment, WriteOff
from orders.reports.credit import exposure
from orders.reports.statement import Period, standings, statement_of
from orders.services import writing_off
from orders.services.paying import AmountNotPositive, NoSuchInvoice, PaidTooMuch, record_payment
from orders.services.printing_sales import NoReceipt, payment_receipt_pdf
from orders.services.writing_off import (
    OwnWriteOff,
    ReasonMissing,
    WriteOffDecided,
    WriteOffWaits,
    approve_write_off,
    ask_write_off,
    reject_write_off,
)
from tests.cast import NOW, Depot
from tests.harness.together import raised, together
from tests.orders.calling import SignIn, get, post

pytestmark = pytest.mark.django_db
TOTAL = 1_000_000


@pytest.fixture
def invoice(depot: Depot) -> Invoice:
    return Invoice.objects.create(
        center=depot.center,
        number="INV-1",
        workshop=depot.workshops["W0001"],
        issued_at=NOW,
        due_on=NOW.date(),
        net=TOTAL,
        total=TOTAL,
    )


def ask(depot: Depot, invoice: Invoice, amount: int = TOTAL, by: str = "fajar", **more: Any) -> Any:
    given = {"reason": "The workshop closed.", "at": NOW, **more}
    return ask_write_off(invoice_id=invoice.pk, amount=amount, by=depot.person(by), **given)


def approve(depot: Depot, asked: WriteOff, by: str = "sinta") -> WriteOff:
    return approve_write_off(write_off_id=asked.pk, by=depot.person(by), at=NOW)


def pay(depot: Depot, invoice: Invoice, amount: int) -> Payment:
    return record_payment(
        invoice_id=invoice.pk, amount=amount, method="cash", by=depot.person("fajar"), at=NOW
    )


class TestAskWriteOff:
    def test_books_nothing_yet(self, depot: Depot, invoice: Invoice) -> None:
        asked = ask(depot, invoice, 400_000)
        invoice.refresh_from_db()
        assert (asked.number, asked.status, invoice.paid) == ("HP-TGL-2026-00001", "asked", 0)
        assert AuditEntry.objects.get(action="write_off.asked").data["amount"] == 400_000

    def test_refuses_what_cannot_be(self, depot: Depot, stranger: Depot, invoice: Invoice) -> None:
        pay(depot, invoice, 1)
        wrong: tuple[tuple[type[Exception], dict[str, Any]], ...] = (
            (PaidTooMuch, {"amount": TOTAL}),
            (AmountNotPositive, {"amount": 0}),
            (ReasonMissing, {"reason": "  "}),
            (ReasonMissing, {"reason": "x" * 301}),
            (WrongRole, {"by": "wati"}),
            (WrongRole, {"by": "sari"}),
            (WrongRole, {"by": "agus"}),
        )
        for refusal, given in wrong:
            with pytest.raises(refusal):
                ask(depot, invoice, given.pop("amount", 100), **given)
        with pytest.raises(NoSuchInvoice):
            ask(stranger, invoice)
        assert not WriteOff.objects.exists()

    def test_waits_once_for_an_invoice(self, depot: Depot, invoice: Invoice) -> None:
        asked = ask(depot, invoice, 100)
        with pytest.raises(WriteOffWaits):
            ask(depot, invoice, 100)
        reject_write_off(write_off_id=asked.pk, by=depot.person("sinta"), at=NOW)
        assert ask(depot, invoice, 100).number.endswith("2")


class TestDecideOnWriteOff:
    def test_lowers_what_is_owed_and_all_that_follows(self, depot: Depot, invoice: Invoice) -> None:
        done = approve(depot, ask(depot, invoice, 400_000))
        invoice.refresh_from_db()
        payment = Payment.objects.get(invoice=invoice)
        assert (done.status, done.payment, payment.method) == ("approved", payment, "write_off")
        assert invoice.paid == 400_000
        assert exposure(invoice.workshop_id) == TOTAL - 400_000
        assert standings([invoice.workshop_id])[invoice.workshop_id].balance == TOTAL - 400_000
        read = statement_of(invoice.workshop, Period(NOW.date(), NOW.date()), limit=9)
        assert [(line.kind, line.credit) for line in read.lines][-1] == ("write_off", 400_000)
        assert read.closing == TOTAL - 400_000
        with pytest.raises(NoReceipt):
            payment_receipt_pdf(payment)
        assert AuditEntry.objects.filter(action="write_off.approved").exists()

    def test_is_never_done_by_who_asked(self, depot: Depot, invoice: Invoice) -> None:
        asked = ask(depot, invoice, by="sinta")
        for act in (approve_write_off, reject_write_off):
            with pytest.raises(OwnWriteOff):
                act(write_off_id=asked.pk, by=depot.person("sinta"), at=NOW)
            with pytest.raises(WrongRole):
                act(write_off_id=asked.pk, by=depot.person("fajar"), at=NOW)
        with transaction.atomic(), pytest.raises(IntegrityError):
            WriteOff.objects.filter(pk=asked.pk).update(decided_by=depot.users["sinta"])

    def test_is_not_there_for_another_center(
        self, depot: Depot, stranger: Depot, invoice: Invoice
    ) -> None:
        asked = ask(depot, invoice)
        with pytest.raises(Missing):
            approve(stranger, asked)

    def test_gives_up_no_more_than_is_open_then(self, depot: Depot, invoice: Invoice) -> None:
        asked = ask(depot, invoice)
        pay(depot, invoice, 1)
        with pytest.raises(PaidTooMuch):
            approve(depot, asked)
        asked.refresh_from_db()
        assert (asked.status, Payment.objects.count()) == ("asked", 1)

    def test_is_done_once(self, depot: Depot, invoice: Invoice) -> None:
        asked = ask(depot, invoice, 300_000)
        approve(depot, asked)
        with pytest.raises(WriteOffDecided):
            approve(depot, asked)
        with pytest.raises(WriteOffDecided):
            reject_write_off(write_off_id=asked.pk, by=depot.person("sinta"), at=NOW)
        assert Payment.objects.get().amount == 300_000

    def test_stays_owed_when_rejected(self, depot: Depot, invoice: Invoice) -> None:
        done = reject_write_off(
            write_off_id=ask(depot, invoice).pk, by=depot.person("sinta"), at=NOW
        )
        assert (done.status, exposure(invoice.workshop_id)) == ("rejected", TOTAL)


class TestConstraints:
    def test_are_kept_by_the_database(self, depot: Depot, invoice: Invoice) -> None:
        asked = ask(depot, invoice)
        for change in ({"status": "approved"}, {"amount": 0}):
            with transaction.atomic(), pytest.raises(IntegrityError):
                WriteOff.objects.filter(pk=asked.pk).update(**change)
        payment = pay(depot, invoice, 1)
        with transaction.atomic(), pytest.raises(IntegrityError):
            WriteOff.objects.filter(pk=asked.pk).update(payment=payment)


class TestThePages:
    def test_ask_and_decide(self, depot: Depot, invoice: Invoice, sign_in: SignIn) -> None:
        finance, supervisor = sign_in(depot, "fajar"), sign_in(depot, "sinta")
        url = reverse("invoice_write_off", args=[invoice.number])
        assert finance.get(url).status_code == 200
        sent = {"amount": "9.000.000", "reason": "Closed", "once": form_token()}
        assert finance.post(url, sent).status_code == 409
        assert finance.post(url, {**sent, "amount": "250.000"}).status_code == 302
        number = WriteOff.objects.get().number
        assert number in finance.get(reverse("invoice", args=[invoice.number])).content.decode()
        listed = reverse("write_offs")
        approving = reverse("write_off_approve", args=[number])
        assert approving in supervisor.get(listed, {"waiting": "1"}).content.decode()
        assert approving not in finance.get(listed).content.decode()
        assert supervisor.post(approving, {"once": form_token()}).status_code == 302
        again = supervisor.post(approving, {"once": form_token()})
        assert again.status_code == 409
        assert number in again.content.decode()
        payment = Payment.objects.get()
        receipt = reverse("payment_document", args=[payment.number])
        assert finance.get(receipt).status_code == 404
        for page in ("payments", "invoice"):
            args = [invoice.number] if page == "invoice" else []
            assert receipt not in finance.get(reverse(page, args=args)).content.decode()

    def test_list_at_a_constant_cost(
        self, depot: Depot, invoice: Invoice, sign_in: SignIn, django_assert_num_queries: Any
    ) -> None:
        for _n in range(3):
            asked = ask(depot, invoice, 10)
            approve(depot, asked)
        client = sign_in(depot, "agus")
        with django_assert_num_queries(5):
            client.get(reverse("write_offs"))


class TestTheRoutes:
    def test_ask_and_decide(self, depot: Depot, invoice: Invoice, sign_in: SignIn) -> None:
        finance, supervisor = sign_in(depot, "fajar"), sign_in(depot, "sinta")
        path = f"/invoices/{invoice.number}/write-offs"
        body = {"amount": 5_000, "reason": "Closed"}
        made = post(finance, path, body, **{"Idempotency-Key": "wo-1"})
        assert made.status_code == 201, made.content
        number = made.json()["number"]
        assert post(finance, path, body, **{"Idempotency-Key": "wo-2"}).status_code == 409
        rows = get(finance, "/write-offs?waiting=true").json()["items"]
        assert [row["number"] for row in rows] == [number]
        done = post(supervisor, f"/write-offs/{number}/approve", {}, **{"Idempotency-Key": "wo-3"})
        assert (done.status_code, done.json()["status"]) == (200, "approved")
        again = post(supervisor, f"/write-offs/{number}/reject", {}, **{"Idempotency-Key": "wo-4"})
        assert again.json()["code"] == "write_off_decided"
        assert get(finance, f"/write-offs/{number}").json()["payment"]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_books_a_write_off_once(self, depot: Depot, invoice: Invoice) -> None:
        asked = ask(depot, invoice, 300_000)
        outcomes = together([partial(approve, depot, asked)] * 4)
        assert [type(error) for error in raised(outcomes)] == [WriteOffDecided] * 3
        invoice.refresh_from_db()
        assert invoice.paid == Payment.objects.get().amount == 300_000

    def test_goes_wrong_without_the_lock(
        self, depot: Depot, invoice: Invoice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The twin: who only looks whether it waits gives up the money twice."""
        both_looked = threading.Barrier(2)

        def look(write_off_id: int, *, by: Person) -> WriteOff:
            found = WriteOff.objects.select_related("invoice__center").get(pk=write_off_id)
            both_looked.wait(10)
            return found

        asked = ask(depot, invoice, 300_000)
        monkeypatch.setattr(writing_off, "_lock_to_decide", look)
        assert raised(together([partial(approve, depot, asked)] * 2)) == []
        assert Payment.objects.count() == 2
