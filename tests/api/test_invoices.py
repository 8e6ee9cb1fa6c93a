"""The routes of delivery notes, invoices and payments."""

import io
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from inventory.models import Lot
from materialcenter.services.filing import file_away
from orders.models import Invoice, Payment
from orders.rules.qris import amount_of, bill_number_of, parse_payload
from tests.cast import NOW, Depot, receive_stock
from tests.orders.calling import SignIn, get, post
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.rules.test_qris import static_payload

pytestmark = pytest.mark.django_db(transaction=True)


def bill(depot: Depot, sheets: int = 1, *, workshop: str = "W0001", by: str = "sari") -> Invoice:
    return hand_over(depot, place(depot, ask(SHEET, sheets), by=by, workshop=workshop)).billed()


@pytest.fixture
def stocked(depot: Depot) -> Depot:
    receive_stock(depot, SHEET, pieces=100, mass_kg=Decimal(4600))
    return depot


class TestInvoices:
    def test_show_lines_ways_to_pay_and_payments(self, stocked: Depot, sign_in: SignIn) -> None:
        stocked.center.qris_payload = static_payload()
        stocked.center.bank_account = "BRI 0123"
        stocked.center.save()
        invoice = bill(stocked, 2)
        fajar = sign_in(stocked, "fajar")
        paid = post(
            fajar, "/payments", {"invoice": invoice.number, "amount": 154_600, "method": "cash"}
        )
        assert (paid.status_code, paid.json()["amount"]) == (201, 154_600)
        shown = get(sign_in(stocked, "sari"), f"/invoices/{invoice.number}").json()
        assert (shown["total"], shown["paid"], shown["open"]) == (1_154_600, 154_600, 1_000_000)
        assert shown["lines"][0]["amount"] == 1_154_600
        assert [p["number"] for p in shown["payments"]] == [paid.json()["number"]]
        fields = parse_payload(shown["qris_payload"])
        assert (amount_of(fields), bill_number_of(fields)) == (1_000_000, invoice.number)

    def test_are_listed_to_their_own_alone_with_constant_statements(
        self, stocked: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        sari = sign_in(stocked, "sari")
        counts = []
        for n in (1, 5):
            for _ in range(n):
                bill(stocked)
            for path in ("/invoices", "/deliveries", "/payments", "/invoices?unpaid=true"):
                with CaptureQueriesContext(connection) as queries:
                    get(sari, path)
                counts.append(len(queries))
        assert counts[:4] == counts[4:]
        number = Invoice.objects.earliest("pk").number
        assert len(get(sari, "/invoices").json()["items"]) == 6
        assert get(sign_in(stocked, "rudi"), "/invoices").json()["items"] == []
        assert get(sign_in(stocked, "rudi"), f"/invoices/{number}").status_code == 404
        assert get(sign_in(stranger, "fajar"), f"/invoices/{number}").status_code == 404
        assert get(sign_in(stranger, "fajar"), "/invoices").json()["items"] == []

    def test_are_summed_by_age(self, stocked: Depot, sign_in: SignIn) -> None:
        bill(stocked)
        classes = get(sign_in(stocked, "fajar"), "/invoices/ageing").json()["classes"]
        assert [(c["days_from"], c["days_until"]) for c in classes] == [
            (None, 0),
            (1, 30),
            (31, 60),
            (61, 90),
            (91, None),
        ]
        assert sum(c["count"] for c in classes) == 1
        assert sum(c["amount"] for c in classes) == 577_300

    def test_give_their_pdf_before_and_after_it_is_kept(
        self, stocked: Depot, sign_in: SignIn
    ) -> None:
        from materialcenter import jobs

        invoice = bill(stocked)
        sari = sign_in(stocked, "sari")
        path = f"/invoices/{invoice.number}/document"
        before = get(sari, path)
        jobs.run_due()
        after = get(sari, path)
        assert before.content == after.content
        assert after["Content-Type"] == "application/pdf"
        assert invoice.number in PdfReader(io.BytesIO(after.content)).pages[0].extract_text()
        assert get(sign_in(stocked, "rudi"), path).status_code == 404


class TestPayments:
    def test_are_taken_once_per_key(self, stocked: Depot, sign_in: SignIn) -> None:
        invoice = bill(stocked)
        fajar = sign_in(stocked, "fajar")
        given = {"invoice": invoice.number, "amount": 1000, "method": "transfer"}
        answers = [post(fajar, "/payments", given, **{"Idempotency-Key": "p"}) for _ in range(2)]
        assert answers[0].json() == answers[1].json()
        assert Payment.objects.count() == 1
        number = answers[0].json()["number"]
        assert get(fajar, f"/payments/{number}/document").content.startswith(b"%PDF")
        assert get(sign_in(stocked, "sari"), f"/payments/{number}").json()["amount"] == 1000
        assert get(sign_in(stocked, "rudi"), f"/payments/{number}").status_code == 404

    @pytest.mark.parametrize(
        ("amount", "method", "status", "code"),
        [
            (0, "cash", 422, "amount_not_positive"),
            (1, "deposit", 422, "payment_method_unknown"),
            (577_301, "cash", 409, "payment_over_open"),
            (10**20, "cash", 422, "invalid_input"),
        ],
    )
    def test_refuse_what_is_no_payment(
        self, stocked: Depot, sign_in: SignIn, amount: int, method: str, status: int, code: str
    ) -> None:
        invoice = bill(stocked)
        given = {"invoice": invoice.number, "amount": amount, "method": method}
        answer = post(sign_in(stocked, "fajar"), "/payments", given)
        assert (answer.status_code, answer.json()["code"]) == (status, code)

    def test_are_closed_to_buyers_purchasers_auditors_and_strangers(
        self, stocked: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        invoice = bill(stocked)
        given = {"invoice": invoice.number, "amount": 1, "method": "cash"}
        for name in ("sari", "putri", "agus"):
            assert post(sign_in(stocked, name), "/payments", given).status_code == 403
        assert post(sign_in(stranger, "fajar"), "/payments", given).status_code == 404


class TestDeliveries:
    def test_open_the_certificate_to_who_got_the_steel(
        self, stocked: Depot, sign_in: SignIn
    ) -> None:
        with transaction.atomic():
            certificate = file_away(
                center_id=stocked.center.pk,
                name="sertifikat.pdf",
                media_type="application/pdf",
                content=b"%PDF-1.7 heat C90085",
                subject="Lot",
                subject_id=None,
                by=stocked.person("wati"),
                at=NOW,
            )
        Lot.objects.update(certificate=certificate)
        note = bill(stocked).delivery_notes.get()
        sari = sign_in(stocked, "sari")
        line = get(sari, f"/deliveries/{note.number}").json()["lines"][0]
        assert line["has_certificate"]
        path = f"/deliveries/{note.number}/certificates/1"
        assert get(sari, path).content == b"%PDF-1.7 heat C90085"
        assert get(sari, f"/deliveries/{note.number}/certificates/2").status_code == 404
        assert get(sign_in(stocked, "rudi"), path).status_code == 404
        document = get(sari, f"/deliveries/{note.number}/document")
        assert document.content.startswith(b"%PDF")
