"""The routes and pages that lower a supplier's invoice."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orders.models import Receipt, SupplierCredit, SupplierInvoice
from orders.services.matching import match_invoice
from tests.cast import NOW, Depot
from tests.orders.purchases import bill, pieces, receive, sent

pytestmark = pytest.mark.django_db
SignIn = Callable[[Depot, str], Client]


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    """Set the clock that pages and routes read to the cast's day."""
    with time_machine.travel(NOW, tick=True):
        yield


def _held(depot: Depot, number: str = "INV-001") -> SupplierInvoice:
    order = sent(depot)
    receive(depot, order, pieces(10))
    invoice = bill(depot, order, (1, "500", 10_000), number=number)
    return match_invoice(supplier_invoice_id=invoice.pk, at=NOW)


def _post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def _send(client: Client, path: str, **fields: str) -> Any:
    client.cookies["django_language"] = "en"
    return client.post(path, {**fields, "once": uuid.uuid4().hex})


def _page(client: Client, path: str) -> str:
    client.cookies["django_language"] = "en"
    return str(client.get(path).content.decode())


class TestDebitNoteByApi:
    def test_is_drafted_seen_and_booked_by_another(self, depot: Depot, sign_in: SignIn) -> None:
        invoice = _held(depot)
        path = f"/supplier-invoices/{invoice.pk}"
        drafted = _post(sign_in(depot, "fajar"), f"{path}/debit-note")
        assert drafted.status_code == 201, drafted.content
        note = drafted.json()
        (line,) = note["lines"]
        assert (line["billed_line_no"], line["mass_kg"], line["amount"]) == (1, "33.410", 334_100)
        assert (note["net"], note["tax"], note["amount"]) == (334_100, 36_751, 370_851)
        own = _post(sign_in(depot, "fajar"), f"{path}/debit-note/book", amount=note["amount"])
        assert (own.status_code, own.json()["code"]) == (403, "decided_by_another")
        sinta = sign_in(depot, "sinta")
        other = _post(sinta, f"{path}/debit-note/book", amount=1)
        assert (other.status_code, other.json()["code"]) == (409, "debit_note_out_of_date")
        booked = _post(sinta, f"{path}/debit-note/book", amount=note["amount"])
        assert (booked.status_code, booked.json()["status"]) == (200, "booked")
        listed = sign_in(depot, "agus").get(f"/api/v1{path}/credits").json()["items"]
        assert [row["number"] for row in listed] == [note["number"]]


class TestCreditNoteByApiAndPage:
    def test_lowers_its_invoice_once(self, depot: Depot, sign_in: SignIn) -> None:
        invoice = _held(depot)
        path = f"/supplier-invoices/{invoice.pk}/credit-notes"
        body = {
            "number": "NK-1",
            "dated_on": NOW.date().isoformat(),
            "reason": "Kurang kirim",
            "lines": [{"billed_line_no": 1, "mass_kg": "33.41", "amount": 334_100}],
            "tax": 36_751,
            "total": 370_851,
        }
        fajar = sign_in(depot, "fajar")
        wrong = _post(fajar, path, **{**body, "tax": 0, "total": 334_100})
        faults = wrong.json()["faults"]
        assert (wrong.status_code, [f["code"] for f in faults]) == (422, ["vat_does_not_follow"])
        entered = _post(fajar, path, **body)
        assert (entered.status_code, entered.json()["amount"]) == (201, 370_851)
        again = _post(fajar, path, **body | {"number": "nk 1", "lines": []})
        assert again.status_code == 422

    def test_is_typed_on_a_page(self, depot: Depot, sign_in: SignIn) -> None:
        invoice = _held(depot)
        fajar, address = sign_in(depot, "fajar"), f"/supplier-invoices/{invoice.pk}/"
        assert "Enter a credit note" in _page(fajar, address)
        assert "Billed: 500 kg" in _page(fajar, f"{address}credit-note/")
        fields = {
            "number": "NK-1",
            "dated_on": NOW.date().isoformat(),
            "reason": "Kurang kirim",
            "rows": "1",
            "r0-line_no": "1",
            "r0-mass_kg": "33,41",
            "r0-amount": "334.100",
            "tax": "36.751",
            "total": "370.851",
        }
        wrong = _send(fajar, f"{address}credit-note/", **fields | {"r0-mass_kg": "501"})
        assert wrong.status_code == 422
        assert "more kg than are left" in wrong.content.decode()
        answer = _send(fajar, f"{address}credit-note/", **fields)
        assert (answer.status_code, answer["Location"]) == (302, address)
        assert "NK-1" in _page(fajar, address)


class TestHeldInvoicePage:
    def test_shows_side_by_side_and_leads_out_by_a_debit_note(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        invoice = _held(depot)
        address = f"/supplier-invoices/{invoice.pk}/"
        sinta = sign_in(depot, "sinta")
        page = _page(sinta, address)
        for words in (
            "4,665.9",
            "466.59",
            "500 kg",
            "33.41 kg",
            Receipt.objects.get().number,
        ):
            assert words in page, words
        assert "Release to pay" in page
        assert "Draft the debit note" in page
        assert "Book the debit note" not in page
        answer = _send(sinta, f"{address}debit-note/")
        assert (answer.status_code, answer["Location"]) == (302, f"{address}#debit-note")
        assert "Book the debit note" in _page(sinta, address)
        wrong = _send(sinta, f"{address}debit-note/book/", amount="1")
        assert wrong.status_code == 409
        assert "Draft it anew" in wrong.content.decode()
        amount = str(SupplierCredit.objects.get().amount)
        assert _send(sinta, f"{address}debit-note/book/", amount=amount).status_code == 302
        page = _page(sinta, address)
        assert "ND-TGL-2026-00001" in page
        assert "Approved to pay" in page
        again = _send(sinta, f"{address}debit-note/")
        assert again.status_code == 409

    def test_asks_a_constant_number_of_statements(self, depot: Depot, sign_in: SignIn) -> None:
        agus, counts = sign_in(depot, "agus"), []
        order = sent(depot)
        receive(depot, order, pieces(10))
        for lines, number in (((1, "500", 10_000),), "A"), (((1, "50", 10_000),) * 4, "B"):
            invoice = bill(depot, order, *lines, number=number)
            match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
            agus.get(f"/supplier-invoices/{invoice.pk}/")
            with CaptureQueriesContext(
                connection,
            ) as asked:
                agus.get(f"/supplier-invoices/{invoice.pk}/")
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 20


class TestTheList:
    def test_narrows_and_takes_the_same_statements_for_one_and_for_many(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        fajar, agus = sign_in(depot, "fajar"), sign_in(depot, "agus")
        page, route = "/supplier-credits/", "/api/v1/supplier-credits"
        assert "No debit or credit note yet" in _page(agus, page)

        def counted() -> list[int]:
            counts = []
            for path in (page, route):
                agus.get(path)
                with CaptureQueriesContext(connection) as seen:
                    assert agus.get(path).status_code == 200
                counts.append(len(seen))
            return counts

        drafted = _post(fajar, f"/supplier-invoices/{_held(depot).pk}/debit-note").json()["number"]
        few = counted()
        _post(fajar, f"/supplier-invoices/{_held(depot, 'INV-002').pk}/debit-note")
        credit = {
            "number": "NK-1",
            "dated_on": NOW.date().isoformat(),
            "reason": "Kurang kirim",
            "lines": [{"billed_line_no": 1, "mass_kg": "33.41", "amount": 334_100}],
            "tax": 36_751,
            "total": 370_851,
        }
        third = _held(depot, "INV-003").pk
        assert _post(fajar, f"/supplier-invoices/{third}/credit-notes", **credit).status_code == 201
        assert counted() == few
        found = agus.get(route, {"limit": 2}).json()
        assert found["items"][0]["number"] == "NK-1"
        rest = agus.get(route, {"cursor": found["next_cursor"]}).json()["items"]
        assert [row["number"] for row in rest] == [drafted]
        for asked, count in (
            ({"kind": "credit_note"}, 1),
            ({"status": "draft"}, 2),
            ({"kind": "debit_note", "status": "booked"}, 0),
            ({"supplier": "S01"}, 3),
            ({"supplier": "S02"}, 0),
        ):
            assert len(agus.get(route, asked).json()["items"]) == count
        assert "NK-1" not in _page(agus, f"{page}?kind=debit_note")
        assert "No note is like that" in _page(agus, f"{page}?supplier=S02")
        assert sign_in(stranger, "agus").get(route).json()["items"] == []
        assert sign_in(depot, "putri").get(page).status_code == 403
