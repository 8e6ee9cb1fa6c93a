"""The bank's statement: brought in once, its lines taken once or set aside."""

import threading
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from materialcenter.errors import Missing
from materialcenter.models import AuditEntry, ImportRun
from materialcenter.person import Person, WrongRole
from materialcenter.web import form_token
from orders.models import BankLine, BankMatch, Invoice, Payment
from orders.services import taking_bank_lines
from orders.services.paying import PaidTooMuch, lock_invoice
from orders.services.taking_bank_lines import (
    BadParts,
    BankLineDecided,
    LinePart,
    PartsRefused,
    ReasonNeeded,
    ignore_bank_line,
    share_bank_line,
    take_bank_line,
)
from tests.cast import NOW, Depot
from tests.harness.together import raised, together
from tests.orders.calling import SignIn, get, post
from tests.tegal import bring_bytes

pytestmark = pytest.mark.django_db
HEAD = "Tanggal;Keterangan;Debit;Kredit;Saldo"
ROWS = (
    "05/09/2026;TRSF INV-TGL-2026-00001 SLAMET;;400.000;1.400.000",
    "05/09/2026;SETOR TUNAI;;400.000;",
    "05/09/2026;SETOR TUNAI;;400.000;",
    "06/09/2026;BIAYA ADM;15.000;;1.385.000",
    "06/09/2026;PAJAK;1.000;0;1.384.000",
)


@pytest.fixture
def invoice(depot: Depot) -> Invoice:
    return Invoice.objects.create(
        center=depot.center,
        number="INV-TGL-2026-00001",
        workshop=depot.workshops["W0001"],
        issued_at=NOW,
        due_on=NOW.date(),
        net=1_000_000,
        total=1_000_000,
    )


@pytest.fixture
def second(depot: Depot, invoice: Invoice) -> Invoice:
    """Another open invoice of the same workshop."""
    return Invoice.objects.create(
        center=depot.center,
        number="INV-TGL-2026-00002",
        workshop=depot.workshops["W0001"],
        issued_at=NOW,
        due_on=NOW.date(),
        net=300_000,
        total=300_000,
    )


@pytest.fixture
def line(depot: Depot, invoice: Invoice) -> BankLine:
    return BankLine.objects.create(
        center=depot.center,
        booked_on=NOW.date(),
        amount=700_000,
        text=f"TRSF {invoice.number}",
        fingerprint="a",
    )


def bring(depot: Depot, *rows: str, name: str = "mutasi.csv") -> Any:
    content = "\n".join((HEAD, *rows)).encode()
    return bring_bytes(depot, "bank_statement", name, content, by="fajar")


def take(depot: Depot, line: BankLine, invoice: Invoice, by: str = "fajar") -> Payment:
    return take_bank_line(bank_line_id=line.pk, invoice_id=invoice.pk, by=depot.person(by), at=NOW)


class TestBringAStatement:
    def test_keeps_money_that_came_in_each_line_once(self, depot: Depot) -> None:
        first = bring(depot, *ROWS)
        assert first.run.status == ImportRun.Status.APPLIED, first.faults
        assert BankLine.objects.count() == 3
        bring(depot, *ROWS, "07/09/2026;TRSF SUBUR;;50.000;1.435.000", name="mutasi-2.csv")
        assert sorted(BankLine.objects.values_list("amount", flat=True)) == [
            50_000,
            400_000,
            400_000,
            400_000,
        ]

    def test_names_what_cannot_be_read(self, depot: Depot) -> None:
        shown = bring(depot, "05/13/2026;TRSF;;400.000;1", "05/09/2026;TRSF;;-5;1")
        assert shown.run.status == ImportRun.Status.FAULTY
        assert not BankLine.objects.exists()


class TestTakeBankLine:
    def test_pays_the_invoice_by_transfer(
        self, depot: Depot, invoice: Invoice, line: BankLine
    ) -> None:
        payment = take(depot, line, invoice)
        invoice.refresh_from_db()
        line.refresh_from_db()
        assert (payment.method, invoice.paid, line.status) == ("transfer", 700_000, "matched")
        assert BankMatch.objects.get().payment == payment
        assert AuditEntry.objects.filter(action="bank_line.taken").exists()
        with pytest.raises(BankLineDecided):
            take(depot, line, invoice)
        assert Payment.objects.count() == 1

    def test_refuses_and_changes_nothing(
        self, depot: Depot, stranger: Depot, invoice: Invoice, line: BankLine
    ) -> None:
        BankLine.objects.filter(pk=line.pk).update(amount=1_000_001)
        with pytest.raises(PaidTooMuch):
            take(depot, line, invoice)
        for name in ("wati", "agus", "sari"):
            with pytest.raises(WrongRole):
                take(depot, line, invoice, by=name)
        with pytest.raises(Missing):
            take(stranger, line, invoice)
        line.refresh_from_db()
        assert (line.status, Payment.objects.count()) == ("open", 0)

    def test_sets_aside_what_is_not_ours(self, depot: Depot, line: BankLine) -> None:
        by = depot.person("sinta")
        with pytest.raises(ReasonNeeded):
            ignore_bank_line(bank_line_id=line.pk, reason=" ", by=by, at=NOW)
        assert ignore_bank_line(bank_line_id=line.pk, reason="Interest", by=by, at=NOW).status == (
            "ignored"
        )
        with pytest.raises(BankLineDecided):
            ignore_bank_line(bank_line_id=line.pk, reason="Interest", by=by, at=NOW)


def share(depot: Depot, line: BankLine, by: str = "fajar", **parts: int) -> list[Payment]:
    """Share a line: the last digit of an invoice's number, and what goes to it."""
    chosen = [LinePart(f"INV-TGL-2026-0000{key[1:]}", amount) for key, amount in parts.items()]
    return share_bank_line(bank_line_id=line.pk, parts=chosen, by=depot.person(by), at=NOW)


class TestShareBankLine:
    def test_pays_all_in_one_act_to_the_rupiah(
        self, depot: Depot, invoice: Invoice, second: Invoice, line: BankLine
    ) -> None:
        payments = share(depot, line, n2=300_000, n1=400_000)
        assert [paid.invoice_id for paid in payments] == [second.pk, invoice.pk]
        assert list(Invoice.objects.order_by("pk").values_list("paid", flat=True)) == [
            400_000,
            300_000,
        ]
        line.refresh_from_db()
        assert (line.status, line.matches.count()) == ("matched", 2)
        told = AuditEntry.objects.get(action="bank_line.shared").data
        assert sum(told["parts"].values()) == told["amount"] == 700_000
        with pytest.raises(BankLineDecided):
            share(depot, line, n1=700_000)

    def test_names_everything_in_the_way_and_changes_nothing(
        self, depot: Depot, stranger: Depot, invoice: Invoice, second: Invoice, line: BankLine
    ) -> None:
        for parts, codes in (
            ({"n1": 400_000, "n2": 300_001}, ["payment_over_open", "bank_line_exceeded"]),
            ({"n1": 400_001, "n2": 300_000}, ["bank_line_exceeded"]),
            ({"n1": 399_999, "n2": 300_000}, ["bank_line_left_over"]),
        ):
            with pytest.raises(PartsRefused) as refusal:
                share(depot, line, "fajar", **parts)
            assert [fault.code for fault in refusal.value.faults] == codes
        Invoice.objects.filter(pk=second.pk).update(workshop=depot.workshops["W0002"])
        with pytest.raises(PartsRefused) as refusal:
            share(depot, line, n1=400_000, n2=300_000)
        assert refusal.value.faults[0].code == "bank_line_several_workshops"
        for parts in ({}, {"n1": 0}, {"n1": 700_001, "n2": -1}):
            with pytest.raises(BadParts):
                share(depot, line, "fajar", **parts)
        for name in ("wati", "agus", "sari"):
            with pytest.raises(WrongRole):
                share(depot, line, by=name, n1=700_000)
        with pytest.raises(Missing):
            share(depot, line, n9=700_000)
        with pytest.raises(Missing):
            share(stranger, line, n1=1)
        line.refresh_from_db()
        assert (line.status, Payment.objects.count()) == ("open", 0)

    def test_has_a_suggestion_a_page_and_a_route(
        self,
        depot: Depot,
        invoice: Invoice,
        second: Invoice,
        line: BankLine,
        sign_in: SignIn,
        django_assert_num_queries: Any,
    ) -> None:
        client = sign_in(depot, "fajar")
        BankLine.objects.filter(pk=line.pk).update(amount=1_300_000)
        (row,) = get(client, "/bank-lines").json()["items"]
        assert [bill["open"] for bill in row["together"]] == [1_000_000, 300_000]
        path = reverse("bank_line_share", args=[line.pk])
        assert f"{path}?workshop=W0001" in client.get(reverse("bank_lines")).content.decode()
        assert client.get(path).status_code == 200
        with django_assert_num_queries(7):
            page = client.get(f"{path}?workshop=W0001").content.decode()
        assert 'value="1.000.000"' in page
        over = {f"amount-{invoice.number}": "1.000.001", f"amount-{second.number}": "300.000"}
        refused = client.post(f"{path}?workshop=W0001", {**over, "once": form_token()})
        assert (refused.status_code, Payment.objects.count()) == (409, 0)
        right = {**over, f"amount-{invoice.number}": "1000000", "once": form_token()}
        assert client.post(f"{path}?workshop=W0001", right).status_code == 302
        assert Payment.objects.count() == 2
        BankLine.objects.filter(pk=line.pk).update(status="open")
        body = {"parts": [{"invoice": invoice.number, "amount": 1}]}
        late = post(client, f"/bank-lines/{line.pk}/share", body, **{"Idempotency-Key": "bs-1"})
        assert (late.status_code, late.json()["code"]) == (409, "bank_line_refused")
        Invoice.objects.update(paid=0)
        body = {
            "parts": [
                {"invoice": invoice.number, "amount": 1_000_000},
                {"invoice": second.number, "amount": 300_000},
            ]
        }
        done = post(client, f"/bank-lines/{line.pk}/share", body, **{"Idempotency-Key": "bs-2"})
        assert [paid["amount"] for paid in done.json()["payments"]] == [1_000_000, 300_000]


class TestThePage:
    def test_takes_with_one_click(
        self,
        depot: Depot,
        invoice: Invoice,
        line: BankLine,
        sign_in: SignIn,
        django_assert_num_queries: Any,
    ) -> None:
        client, url = sign_in(depot, "fajar"), reverse("bank_lines")
        client.get(url)
        with django_assert_num_queries(6):
            page = client.get(url).content.decode()
        assert f'value="{invoice.number}"' in page
        taking = reverse("bank_line_take", args=[line.pk])
        wrong = client.post(taking, {"invoice": "INV-9", "once": form_token()})
        assert wrong.status_code == 404
        sent = {"invoice": invoice.number, "once": form_token()}
        assert client.post(taking, sent).status_code == 302
        again = client.post(taking, {**sent, "once": form_token()})
        assert again.status_code == 409
        assert taking not in client.get(url).content.decode()

    def test_is_read_alone_by_an_auditor(
        self, depot: Depot, line: BankLine, sign_in: SignIn
    ) -> None:
        page = sign_in(depot, "agus").get(reverse("bank_lines")).content.decode()
        assert reverse("bank_line_take", args=[line.pk]) not in page

    def test_has_routes_alike(
        self, depot: Depot, invoice: Invoice, line: BankLine, sign_in: SignIn
    ) -> None:
        client = sign_in(depot, "fajar")
        (row,) = get(client, "/bank-lines").json()["items"]
        assert row["suggestions"][0]["invoice"] == invoice.number
        path = f"/bank-lines/{row['bank_line_id']}"
        body = {"invoice": invoice.number}
        done = post(client, f"{path}/take", body, **{"Idempotency-Key": "bl-1"})
        assert (done.status_code, done.json()["amount"]) == (200, 700_000)
        late = post(client, f"{path}/ignore", {"reason": "x"}, **{"Idempotency-Key": "bl-2"})
        assert late.json()["code"] == "bank_line_decided"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_takes_a_line_once(self, depot: Depot, invoice: Invoice, line: BankLine) -> None:
        BankLine.objects.filter(pk=line.pk).update(amount=200_000)
        outcomes = together([partial(take, depot, line, invoice)] * 4)
        assert [type(error) for error in raised(outcomes)] == [BankLineDecided] * 3
        assert Payment.objects.get().amount == 200_000

    def test_goes_wrong_without_the_lock(
        self, depot: Depot, invoice: Invoice, line: BankLine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The twin: who read the line before the invoice was locked takes it twice."""
        both_looked = threading.Barrier(2)
        looked: dict[int, BankLine] = {}

        def look_first(invoice_id: int, *, by: Person) -> Invoice:
            looked[threading.get_ident()] = BankLine.objects.get(pk=line.pk)
            both_looked.wait(10)
            return lock_invoice(invoice_id, by=by)

        def as_looked(bank_line_id: int, *, by: Person) -> BankLine:
            return looked[threading.get_ident()]

        BankLine.objects.filter(pk=line.pk).update(amount=200_000)
        monkeypatch.setattr(taking_bank_lines, "lock_invoice", look_first)
        monkeypatch.setattr(taking_bank_lines, "_lock_line", as_looked)
        assert raised(together([partial(take, depot, line, invoice)] * 2)) == []
        assert Payment.objects.count() == 2

    def test_shares_two_lines_over_the_same_invoices_never_over_what_is_open(
        self, depot: Depot, invoice: Invoice, second: Invoice, line: BankLine
    ) -> None:
        other = _twin_of(line)
        clerks = [
            partial(share, depot, line, n1=400_000, n2=300_000),
            partial(share, depot, other, "sinta", n2=300_000, n1=400_000),
        ]
        assert [type(error) for error in raised(together(clerks))] == [PartsRefused]
        assert sum(Payment.objects.values_list("amount", flat=True)) == 700_000
        assert BankLine.objects.filter(status="open").count() == 1

    def test_shares_too_much_without_the_lock(
        self,
        depot: Depot,
        invoice: Invoice,
        second: Invoice,
        line: BankLine,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The twin: who read the invoices without their locks pays them twice."""
        other, both_looked = _twin_of(line), threading.Barrier(2)

        def unlocked(numbers: Any, *, by: Person) -> dict[str, Invoice]:
            rows = Invoice.objects.select_related("center").filter(number__in=numbers)
            found = {row.number: row for row in rows}
            both_looked.wait(10)
            return found

        monkeypatch.setattr(taking_bank_lines, "_lock_invoices", unlocked)
        clerks = [partial(share, depot, one, n1=400_000, n2=300_000) for one in (line, other)]
        assert raised(together(clerks)) == []
        assert sum(Payment.objects.values_list("amount", flat=True)) == 1_400_000


def _twin_of(line: BankLine) -> BankLine:
    return BankLine.objects.create(
        center=line.center,
        booked_on=line.booked_on,
        amount=line.amount,
        text=line.text,
        fingerprint="b",
    )
