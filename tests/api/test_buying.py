"""The routes of buying: offers, purchase orders, receipts, suppliers' invoices, suggestions."""

import json
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.models import Lot
from orders.models import Offer, PurchaseOrder, Receipt, SupplierInvoice
from orders.services.matching import match_invoice
from tests.cast import NOW, Depot
from tests.orders.pool_world import make_offer
from tests.orders.purchases import bill, draft, pieces, receive, sent

pytestmark = pytest.mark.django_db


SignIn = Callable[[Depot, str], Client]


ORDER = {
    "supplier": "S01",
    "lines": [{"material": "SPHC-2-4X8", "quantity": "100", "price_per_kg": "10000"}],
    "freight": 250000,
}


HEAT = {"order_line": 1, "heat": "C90085", "pieces": 60, "mass_kg": "2790", "rack": "A-01"}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    """Set the clock that the routes read to the cast's day."""
    with time_machine.travel(NOW, tick=True):
        yield


def _post(client: Client, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    return client.post(
        f"/api/v1{path}",
        json.dumps(body or {}),
        content_type="application/json",
        headers=headers,
    )


def _pdf_text(answer: Any) -> str:
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    reader = pypdf.PdfReader(BytesIO(answer.content))
    return "\n".join(page.extract_text() for page in reader.pages)


def _statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


class TestOffers:
    BODY = {
        "supplier": "S01",
        "material": "SPHC-2-4X8",
        "pack": 5,
        "tiers": [
            {"from_kg": "0", "price_per_kg": "11200"},
            {"from_kg": "500", "price_per_kg": "10800"},
        ],
    }

    def test_are_entered_and_listed_at_landed_cost(self, depot: Depot, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        made = _post(putri, "/offers", self.BODY)
        assert made.status_code == 201
        assert made.json()["tiers"][1] == {
            "from_kg": "500.000",
            "price_per_kg": "10800.00",
            "landed_per_kg": "11988.00",
            "quantity": 15,
        }
        (listed,) = putri.get("/api/v1/offers?material=SPHC-2-4X8").json()["items"]
        assert listed["is_cheapest"] is True
        _post(putri, "/offers", self.BODY)
        (history,) = putri.get("/api/v1/offers?replaced=true").json()["items"]
        assert history["id"] == made.json()["id"]

    def test_are_refused_with_every_fault(self, depot: Depot, sign_in: SignIn) -> None:
        tiers = [{"from_kg": "0", "price_per_kg": "1"}, {"from_kg": "9", "price_per_kg": "2"}]
        answer = _post(sign_in(depot, "putri"), "/offers", {**self.BODY, "pack": 0, "tiers": tiers})
        assert answer.status_code == 422
        assert [f["code"] for f in answer.json()["faults"]] == ["pack_not_positive", "tiers_rise"]
        assert not Offer.objects.exists()

    def test_are_for_buyers_of_the_center_alone(self, depot: Depot, sign_in: SignIn) -> None:
        for name in ("wati", "fajar", "sari"):
            assert sign_in(depot, name).get("/api/v1/offers").status_code == 403
        assert _post(sign_in(depot, "agus"), "/offers", self.BODY).status_code == 403

    def test_take_a_constant_number_of_statements(self, depot: Depot, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        make_offer(depot, "S01", "SPHC-2-4X8", {0: 11_200})
        few = _statements(putri, "/api/v1/offers")
        for code in ("S45C-D25", "SCRAP-HMS1"):
            for supplier in ("S01", "S02"):
                make_offer(depot, supplier, code, {0: 11_200, 500: 11_000})
        assert _statements(putri, "/api/v1/offers") == few


class TestPurchaseOrders:
    def test_go_from_draft_to_confirmed(self, depot: Depot, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        made = _post(putri, "/purchase-orders", ORDER, **{"Idempotency-Key": "a"})
        again = _post(putri, "/purchase-orders", ORDER, **{"Idempotency-Key": "a"})
        assert (made.status_code, made.json()) == (201, again.json())
        number = made.json()["number"]
        assert made.json()["actions"] == ["approve", "cancel", "change"]
        assert _post(putri, f"/purchase-orders/{number}/approve").json()["status"] == "approved"
        assert _post(putri, f"/purchase-orders/{number}/send").json()["status"] == "sent"
        answer = _post(putri, f"/purchase-orders/{number}/confirm", {"expected_on": "2026-09-20"})
        assert (answer.json()["status"], answer.json()["expected_on"]) == (
            "confirmed",
            "2026-09-20",
        )
        assert PurchaseOrder.objects.count() == 1

    def test_show_ordered_received_and_billed(self, depot: Depot, sign_in: SignIn) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(60))
        invoice = bill(depot, order, (1, "100", 10_000))
        shown = sign_in(depot, "agus").get(f"/api/v1/purchase-orders/{order.number}").json()
        (line,) = shown["lines"]
        assert (line["pieces"], line["received_pieces"], line["billed_kg"]) == (
            100,
            60,
            "100.000",
        )
        assert shown["receipts"] == [receipt.number]
        assert shown["supplier_invoices"] == [invoice.pk]
        assert shown["actions"] == []

    def test_name_every_fault_of_a_draft(self, depot: Depot, sign_in: SignIn) -> None:
        line = {"material": "SPHC-2-4X8", "quantity": "1.5", "price_per_kg": "0"}
        answer = _post(sign_in(depot, "putri"), "/purchase-orders", {**ORDER, "lines": [line]})
        assert answer.status_code == 422
        assert [f["field"] for f in answer.json()["faults"]] == [
            "lines.0.quantity",
            "lines.0.price_per_kg",
        ]

    def test_give_out_a_preview_and_then_what_was_sent(self, depot: Depot, sign_in: SignIn) -> None:
        order = draft(depot)
        text = _pdf_text(
            sign_in(depot, "wati").get(f"/api/v1/purchase-orders/{order.number}/document")
        )
        assert order.number in text

    def test_refuse_a_state_and_a_stranger_and_a_role(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        order = draft(depot)
        conflict = _post(sign_in(depot, "putri"), f"/purchase-orders/{order.number}/send")
        assert (conflict.status_code, conflict.json()["code"]) == (409, "not_in_this_state")
        other = sign_in(stranger, "putri")
        assert other.get(f"/api/v1/purchase-orders/{order.number}").status_code == 404
        for act in ("approve", "send", "cancel", "close"):
            path = f"/purchase-orders/{order.number}/{act}"
            body = {"reason": "x"} if act in {"cancel", "close"} else {}
            assert _post(other, path, body).status_code == 404
            for name in ("wati", "fajar", "agus", "sari"):
                assert _post(sign_in(depot, name), path, body).status_code == 403

    def test_take_a_constant_number_of_statements(self, depot: Depot, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        draft(depot)
        few = _statements(putri, "/api/v1/purchase-orders")
        for _more in range(4):
            draft(depot)
        assert _statements(putri, "/api/v1/purchase-orders") == few


class TestReceipts:
    def test_take_a_delivery_in_once_per_key(self, depot: Depot, sign_in: SignIn) -> None:
        order, wati = sent(depot), sign_in(depot, "wati")
        path = f"/purchase-orders/{order.number}/receipts"
        body = {"supplier_note": "SJ 1", "vehicle": "G 1 A", "lines": [HEAT]}
        made = _post(wati, path, body, **{"Idempotency-Key": "truck-1"})
        again = _post(wati, path, body, **{"Idempotency-Key": "truck-1"})
        assert (made.status_code, again.json()) == (201, made.json())
        assert Receipt.objects.count() == 1
        (line,) = made.json()["lines"]
        assert line["lot"] == Lot.objects.get().number
        assert (line["weight_difference_kg"], line["is_in_standard"]) == ("-9.540", True)
        (row,) = wati.get("/api/v1/receipts").json()["items"]
        assert (row["number"], row["mass_kg"]) == (made.json()["number"], "2790.000")

    def test_name_every_line_that_is_wrong(self, depot: Depot, sign_in: SignIn) -> None:
        order = sent(depot)
        answer = _post(
            sign_in(depot, "wati"),
            f"/purchase-orders/{order.number}/receipts",
            {"lines": [{**HEAT, "rack": "Z"}, {**HEAT, "mass_kg": "0"}]},
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "delivery_invalid")
        assert [f["field"] for f in answer.json()["faults"]] == [
            "lines.0.rack",
            "lines.1.mass_kg",
        ]

    def test_leave_what_is_over_the_limit_to_a_supervisor(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        order = sent(depot)
        path = f"/purchase-orders/{order.number}/receipts"
        body = {"lines": [{**HEAT, "pieces": 110, "mass_kg": "5115"}]}
        answer = _post(sign_in(depot, "wati"), path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "over_receipt")
        assert _post(sign_in(depot, "sinta"), path, body).status_code == 201

    def test_refuse_a_day_ahead_and_a_time_without_a_zone(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        order, wati = sent(depot), sign_in(depot, "wati")
        path = f"/purchase-orders/{order.number}/receipts"
        for moment in ("2027-01-01T00:00:00Z", "2026-08-30T10:00:00"):
            answer = _post(wati, path, {"received_at": moment, "lines": [HEAT]})
            assert answer.status_code == 422

    def test_keep_a_certificate_for_a_heat(self, depot: Depot, sign_in: SignIn) -> None:
        receipt = receive(depot, sent(depot), pieces(60), pieces(40, heat="D1"))
        wati = sign_in(depot, "wati")
        answer = wati.post(
            f"/api/v1/receipts/{receipt.number}/certificates/d1",
            {"file": SimpleUploadedFile("mtc.pdf", b"%PDF-1.7 certificate\n%%EOF\n")},
            headers={"Idempotency-Key": "cert"},
        )
        assert answer.status_code == 201, answer.content
        assert [lot.certificate_id is not None for lot in Lot.objects.order_by("heat")] == [
            False,
            True,
        ]
        for name, content in (("mtc.pdf", b"<html>"), ("mtc.html", b"<html>")):
            refused = wati.post(
                f"/api/v1/receipts/{receipt.number}/certificates/d1",
                {"file": SimpleUploadedFile(name, content)},
            )
            assert refused.status_code == 422
        unknown = wati.post(
            f"/api/v1/receipts/{receipt.number}/certificates/XX",
            {"file": SimpleUploadedFile("mtc.pdf", b"%PDF-1.7 certificate\n%%EOF\n")},
        )
        assert unknown.status_code == 404

    def test_are_written_as_pdf_with_both_weights(self, depot: Depot, sign_in: SignIn) -> None:
        rejected = pieces(60, rejected_pieces=1, rejected_kg=Decimal("46.5"), reject_reason="Karat")
        receipt = receive(depot, sent(depot), rejected)
        text = _pdf_text(sign_in(depot, "wati").get(f"/api/v1/receipts/{receipt.number}/document"))
        for written in (receipt.number, "C90085", "2.790 kg", "Karat", "SJ 889", "G 1234 AB"):
            assert written in text

    def test_are_hidden_from_strangers_and_other_roles(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(60))
        other = sign_in(stranger, "wati")
        for path in ("", "/document"):
            assert other.get(f"/api/v1/receipts/{receipt.number}{path}").status_code == 404
        path = f"/purchase-orders/{order.number}/receipts"
        assert _post(other, path, {"lines": [HEAT]}).status_code == 404
        for name in ("putri", "fajar", "agus", "sari"):
            assert _post(sign_in(depot, name), path, {"lines": [HEAT]}).status_code == 403
        assert sign_in(depot, "sari").get("/api/v1/receipts").status_code == 403

    def test_take_a_constant_number_of_statements(self, depot: Depot, sign_in: SignIn) -> None:
        wati, order = sign_in(depot, "wati"), sent(depot)
        receive(depot, order, pieces(10))
        few = _statements(wati, "/api/v1/receipts")
        for n in range(3):
            receive(depot, order, pieces(5, heat=f"D{n}"), pieces(5, heat=f"E{n}"))
        assert _statements(wati, "/api/v1/receipts") == few


class TestSupplierInvoices:
    def _body(self, order: PurchaseOrder, **changes: Any) -> dict[str, Any]:
        line = {
            "purchase_order": order.number,
            "order_line": 1,
            "mass_kg": "100",
            "price_per_kg": "10000",
            "amount": 1000000,
        }
        return {
            "supplier": "S01",
            "number": "INV-1",
            "invoiced_on": "2026-09-01",
            "lines": [line],
            "net": 1000000,
            "tax": 110000,
            "total": 1110000,
            **changes,
        }

    def test_are_entered_matched_and_released_by_another(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        order = sent(depot)
        fajar = sign_in(depot, "fajar")
        made = _post(fajar, "/supplier-invoices", self._body(order))
        assert (made.status_code, made.json()["status"]) == (201, "entered")
        invoice_id = made.json()["id"]
        match_invoice(supplier_invoice_id=invoice_id, at=NOW)
        shown = fajar.get(f"/api/v1/supplier-invoices/{invoice_id}").json()
        (difference,) = shown["differences"]
        assert (shown["status"], difference["kind"], difference["rupiah"]) == (
            "held",
            "not_received",
            1_000_000,
        )
        assert "100 kg" in difference["sentence"]
        own = _post(fajar, f"/supplier-invoices/{invoice_id}/release", {"reason": "x"})
        assert (own.status_code, own.json()["code"]) == (403, "decided_by_another")
        released = _post(
            sign_in(depot, "sinta"), f"/supplier-invoices/{invoice_id}/release", {"reason": "ok"}
        )
        assert (released.json()["status"], released.json()["decided_by"]) == ("released", "Sinta")

    def test_are_refused_when_they_do_not_add_up_or_are_known(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        order, fajar = sent(depot), sign_in(depot, "fajar")
        wrong = _post(fajar, "/supplier-invoices", self._body(order, net=1, total=1))
        assert wrong.status_code == 422
        assert {f["code"] for f in wrong.json()["faults"]} == {
            "net_does_not_add_up",
            "total_does_not_add_up",
        }
        assert _post(fajar, "/supplier-invoices", self._body(order)).status_code == 201
        again = _post(fajar, "/supplier-invoices", self._body(order, number="inv 1"))
        assert (again.status_code, again.json()["code"]) == (409, "supplier_invoice_known")
        assert SupplierInvoice.objects.count() == 1

    def test_are_hidden_from_strangers_and_other_roles(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        invoice = bill(depot, sent(depot), (1, "100", 10_000))
        path = f"/api/v1/supplier-invoices/{invoice.pk}"
        assert sign_in(stranger, "fajar").get(path).status_code == 404
        for act in ("release", "refuse"):
            body = {"reason": "x"}
            answer = _post(
                sign_in(stranger, "sinta"), f"/supplier-invoices/{invoice.pk}/{act}", body
            )
            assert answer.status_code == 404
        for name in ("wati", "putri", "sari"):
            assert sign_in(depot, name).get(path).status_code == 403
        assert sign_in(depot, "agus").get(path).status_code == 200

    def test_take_a_constant_number_of_statements(self, depot: Depot, sign_in: SignIn) -> None:
        fajar, order = sign_in(depot, "fajar"), sent(depot)
        bill(depot, order, (1, "10", 10_000))
        few = _statements(fajar, "/api/v1/supplier-invoices")
        for n in range(3):
            bill(depot, order, (1, "10", 10_000), number=f"N{n}")
        assert _statements(fajar, "/api/v1/supplier-invoices") == few
