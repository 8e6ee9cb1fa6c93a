"""The pages of buying."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.models import Lot
from materialcenter.web import form_token
from orders.models import Offer, PurchaseOrder, Receipt, SupplierInvoice
from orders.services.matching import match_invoice
from orders.services.suggesting import suggest_for_alert
from tests.cast import NOW, Depot
from tests.orders.low_stock import run_low
from tests.orders.pool_world import make_offer
from tests.orders.purchases import SCRAP, SHEETS, bill, draft, pieces, receive, sent

pytestmark = pytest.mark.django_db
SignIn = Callable[[Depot, str], Client]


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    """Set the clock that the pages read to the cast's day."""
    with time_machine.travel(NOW, tick=True):
        yield


def _send(client: Client, path: str, **fields: Any) -> Any:
    client.cookies["django_language"] = "en"
    return client.post(path, {"once": form_token(), **fields})


def _page(client: Client, path: str) -> str:
    client.cookies["django_language"] = "en"
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def _statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


class TestOffers:
    FIELDS = {
        "supplier": "S01",
        "weight_basis": "table",
        "pack": "5",
        "rows": "3",
        "r0-from_kg": "",
        "r0-price_per_kg": "11.200",
        "r1-from_kg": "500",
        "r1-price_per_kg": "10.800",
        "r2-from_kg": "",
        "r2-price_per_kg": "",
    }

    def test_are_entered_by_hand_with_their_prices(self, depot: Depot, sign_in: SignIn) -> None:
        answer = _send(sign_in(depot, "putri"), "/offers/SPHC-2-4X8/enter/", **self.FIELDS)
        assert (answer.status_code, answer["Location"]) == (302, "/offers/SPHC-2-4X8/")
        tiers = Offer.objects.get().tiers.values_list("from_kg", "price_per_kg")
        assert [(int(kg), int(price)) for kg, price in tiers] == [(0, 11_200), (500, 10_800)]
        page = _page(sign_in(depot, "agus"), "/offers/SPHC-2-4X8/")
        assert "Rp11,988" in page

    def test_show_a_refusal_at_the_form(self, depot: Depot, sign_in: SignIn) -> None:
        answer = _send(
            sign_in(depot, "putri"),
            "/offers/SPHC-2-4X8/enter/",
            **{**self.FIELDS, "r1-price_per_kg": "11.300", "rows": "3"},
        )
        assert answer.status_code == 422
        assert "is higher than the one before" in answer.content.decode()
        assert not Offer.objects.exists()

    def test_keep_what_was_typed_when_a_row_is_asked_for(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        answer = _send(
            sign_in(depot, "putri"), "/offers/SPHC-2-4X8/enter/", **self.FIELDS, more="1"
        )
        page = answer.content.decode()
        assert (answer.status_code, page.count('name="r3-price_per_kg"')) == (200, 1)
        assert 'value="10.800"' in page
        assert "errorlist" not in page

    def test_are_listed_in_a_constant_number_of_statements(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        putri = sign_in(depot, "putri")
        make_offer(depot, "S01", "SPHC-2-4X8", {0: 11_200})
        few = _statements(putri, "/offers/")
        for code in ("S45C-D25", "SCRAP-HMS1"):
            for supplier in ("S01", "S02"):
                make_offer(depot, supplier, code, {0: 11_200, 500: 11_000})
        assert _statements(putri, "/offers/") == few


class TestPurchaseOrders:
    FIELDS = {
        "supplier": "S01",
        "expected_on": "",
        "freight": "Rp 250.000",
        "note": "",
        "rows": "2",
        "r0-material": "SPHC-2-4X8",
        "r0-quantity": "100",
        "r0-price_per_kg": "10.000",
        "r0-weight_basis": "table",
        "r0-over_receipt_percent": "5",
        "r1-material": "",
        "r1-quantity": "",
        "r1-price_per_kg": "",
        "r1-weight_basis": "table",
        "r1-over_receipt_percent": "5",
    }

    def test_are_drafted_once_however_often_the_form_is_sent(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        putri = sign_in(depot, "putri")
        fields = {"once": form_token(), **self.FIELDS}
        answers = [putri.post("/purchase-orders/new/", fields) for _again in range(2)]
        order = PurchaseOrder.objects.get()
        assert {a["Location"] for a in answers} == {f"/purchase-orders/{order.number}/"}
        assert (order.freight, order.lines.get().pieces) == (250_000, 100)

    def test_name_what_is_wrong_at_its_line(self, depot: Depot, sign_in: SignIn) -> None:
        answer = _send(
            sign_in(depot, "putri"),
            "/purchase-orders/new/",
            **{
                **self.FIELDS,
                "r1-material": "NO-SUCH",
                "r1-quantity": "1,5",
                "r1-price_per_kg": "1",
            },
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "There is no material NO-SUCH." in page
        assert not PurchaseOrder.objects.exists()

    @pytest.mark.parametrize("typed", [{"r0-over_receipt_percent": "1.000"}, {"rows": "1" * 5000}])
    def test_refuse_figures_that_cannot_be_kept(
        self, depot: Depot, sign_in: SignIn, typed: dict[str, str]
    ) -> None:
        fields = {**self.FIELDS, **typed}
        answer = _send(sign_in(depot, "putri"), "/purchase-orders/new/", **fields)
        assert answer.status_code == 422
        assert not PurchaseOrder.objects.exists()

    def test_offer_what_is_next_to_who_may(self, depot: Depot, sign_in: SignIn) -> None:
        path = f"/purchase-orders/{draft(depot).number}/"
        assert "Approve" in _page(sign_in(depot, "putri"), path)
        assert "What is next" not in _page(sign_in(depot, "agus"), path)
        assert "What is next" not in _page(sign_in(depot, "wati"), path)
        order = sent(depot)
        page = _page(sign_in(depot, "wati"), f"/purchase-orders/{order.number}/")
        assert f"/purchase-orders/{order.number}/receive/" in page
        assert "Cancel the order" not in page

    def test_go_through_their_acts(self, depot: Depot, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        order = draft(depot)
        base = f"/purchase-orders/{order.number}"
        assert _send(putri, f"{base}/approve/").status_code == 302
        assert _send(putri, f"{base}/send/").status_code == 302
        assert _send(putri, f"{base}/confirm/", expected_on="20/09/2026").status_code == 302
        refused = _send(putri, f"{base}/cancel/", **{"cancel-reason": ""})
        assert refused.status_code == 422
        assert _send(putri, f"{base}/cancel/", **{"cancel-reason": "Batal"}).status_code == 302
        order.refresh_from_db()
        assert (order.status, order.note) == ("cancelled", "Batal")

    def test_say_why_an_approval_needs_another(self, depot: Depot, sign_in: SignIn) -> None:
        depot.center.order_approval_limit = 1
        depot.center.save()
        order = draft(depot)
        answer = _send(sign_in(depot, "putri"), f"/purchase-orders/{order.number}/approve/")
        assert answer.status_code == 403
        assert "supervisor who did not write it" in answer.content.decode()

    def test_refuse_a_month_first_date(self, depot: Depot, sign_in: SignIn) -> None:
        order = sent(depot)
        answer = _send(
            sign_in(depot, "putri"),
            f"/purchase-orders/{order.number}/confirm/",
            expected_on="09/20/2026",
        )
        assert answer.status_code == 422
        assert "month first" in answer.content.decode()

    def test_ask_again_until_the_mail_is_out(self, depot: Depot, sign_in: SignIn) -> None:
        order = sent(depot)
        path = f"/purchase-orders/{order.number}/"
        putri = sign_in(depot, "putri")
        part = putri.get(path, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert 'hx-trigger="every 3s"' in part
        PurchaseOrder.objects.update(sent_at=NOW)
        assert "hx-trigger" not in putri.get(path, headers={"HX-Request": "true"}).content.decode()

    def test_give_out_their_pdf(self, depot: Depot, sign_in: SignIn) -> None:
        order = draft(depot)
        answer = sign_in(depot, "fajar").get(f"/purchase-orders/{order.number}/document/")
        assert answer.content.startswith(b"%PDF")
        assert "attachment" in answer["Content-Disposition"]

    def test_are_listed_in_a_constant_number_of_statements(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        putri = sign_in(depot, "putri")
        draft(depot)
        few = _statements(putri, "/purchase-orders/")
        for _more in range(3):
            draft(depot)
        assert _statements(putri, "/purchase-orders/") == few


class TestReceive:
    def _fields(self, **changes: str) -> dict[str, str]:
        return {
            "supplier_note": "SJ 889",
            "vehicle": "G 1234 AB",
            "received_at": "",
            "rows": "2",
            "r0-order_line": "1",
            "r0-heat": "C90085",
            "r0-pieces": "60",
            "r0-mass_kg": "2.790",
            "r0-rack": "A-01",
            "r1-order_line": "2",
            **changes,
        }

    def test_takes_in_what_was_typed_and_leaves_empty_rows(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        order = sent(depot, SHEETS, SCRAP)
        path = f"/purchase-orders/{order.number}/receive/"
        answer = _send(sign_in(depot, "wati"), path, **self._fields())
        receipt = Receipt.objects.get()
        assert answer["Location"] == f"/receipts/{receipt.number}/"
        lot = Lot.objects.get()
        assert (lot.heat, int(lot.received_kg)) == ("C90085", 2790)
        page = _page(sign_in(depot, "agus"), f"/receipts/{receipt.number}/")
        assert "2,790 kg" in page
        assert "C90085" in page

    def test_starts_with_a_row_for_each_open_line_and_adds_heats(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        order = sent(depot, SHEETS, SCRAP)
        wati = sign_in(depot, "wati")
        path = f"/purchase-orders/{order.number}/receive/"
        page = _page(wati, path)
        assert [page.count(f'name="r{n}-heat"') for n in range(3)] == [1, 1, 0]
        more = _send(wati, path, **self._fields(), more="1").content.decode()
        assert 'name="r2-heat"' in more
        assert 'value="C90085"' in more
        assert not Receipt.objects.exists()

    def test_names_what_is_wrong_at_its_heat(self, depot: Depot, sign_in: SignIn) -> None:
        order = sent(depot, SHEETS, SCRAP)
        answer = _send(
            sign_in(depot, "wati"),
            f"/purchase-orders/{order.number}/receive/",
            **self._fields(**{"r0-rack": "", "r0-heat": ""}),
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Choose the rack where it lies." in page
        assert "Enter the heat number" in page
        assert not Receipt.objects.exists()

    def test_tells_a_clerk_who_may_take_more_in(self, depot: Depot, sign_in: SignIn) -> None:
        order = sent(depot)
        fields = self._fields(**{"r0-pieces": "110", "r0-mass_kg": "5.115", "rows": "1"})
        answer = _send(
            sign_in(depot, "wati"), f"/purchase-orders/{order.number}/receive/", **fields
        )
        assert answer.status_code == 403
        assert "5 % more allowed" in answer.content.decode()

    def test_is_a_clerks_page_on_an_order_that_was_sent(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        order = draft(depot)
        path = f"/purchase-orders/{order.number}/receive/"
        assert sign_in(depot, "wati").get(path).status_code == 409
        assert sign_in(depot, "putri").get(path).status_code == 403

    def test_keeps_a_certificate(self, depot: Depot, sign_in: SignIn) -> None:
        receipt = receive(depot, sent(depot), pieces(60))
        file = SimpleUploadedFile("mtc.pdf", b"%PDF-1.7 certificate\n%%EOF\n")
        path = f"/receipts/{receipt.number}/certificates/"
        answer = _send(sign_in(depot, "wati"), path, heat="C90085", file=file)
        assert answer.status_code == 302
        assert Lot.objects.get().certificate_id is not None
        wrong = SimpleUploadedFile("mtc.pdf", b"<html></html>")
        answer = _send(sign_in(depot, "wati"), path, heat="C90085", file=wrong)
        assert answer.status_code == 422

    def test_lists_receipts_in_a_constant_number_of_statements(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        wati, order = sign_in(depot, "wati"), sent(depot)
        receive(depot, order, pieces(10))
        few = _statements(wati, "/receipts/")
        for n in range(3):
            receive(depot, order, pieces(5, heat=f"D{n}"))
            sent(depot)
        assert _statements(wati, "/receipts/") == few


class TestSupplierInvoices:
    def _fields(self, **changes: str) -> dict[str, str]:
        return {
            "supplier": "S01",
            "number": "INV-001",
            "invoiced_on": "01/09/2026",
            "due_on": "",
            "freight": "",
            "tax": "110.000",
            "total": "1.110.000",
            "rows": "1",
            "r0-order_line": "1",
            "r0-mass_kg": "100",
            "r0-price_per_kg": "10.000",
            "r0-amount": "",
            **changes,
        }

    def test_are_entered_as_the_paper_says(self, depot: Depot, sign_in: SignIn) -> None:
        order, fajar = sent(depot), sign_in(depot, "fajar")
        assert order.number in _page(fajar, "/supplier-invoices/new/")
        path = f"/supplier-invoices/new/?order={order.number}"
        assert "Agreed Rp10,000/kg" in _page(fajar, path)
        answer = _send(fajar, path, **self._fields())
        invoice = SupplierInvoice.objects.get()
        assert answer["Location"] == f"/supplier-invoices/{invoice.pk}/"
        assert (invoice.net, invoice.status) == (1_000_000, "entered")
        page = _page(fajar, f"/supplier-invoices/{invoice.pk}/")
        assert 'hx-trigger="every 2s"' in page

    def test_show_what_does_not_add_up_at_its_field(self, depot: Depot, sign_in: SignIn) -> None:
        order, fajar = sent(depot), sign_in(depot, "fajar")
        path = f"/supplier-invoices/new/?order={order.number}"
        answer = _send(fajar, path, **self._fields(total="1.000.000"))
        assert answer.status_code == 422
        assert "add up to Rp1,110,000, not Rp1,000,000" in answer.content.decode()
        _send(fajar, path, **self._fields())
        answer = _send(fajar, path, **self._fields(number="inv 001"))
        assert answer.status_code == 409
        assert "was entered already" in answer.content.decode()

    def test_name_each_difference_and_let_another_decide(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        invoice = bill(depot, sent(depot), (1, "100", 10_000))
        match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
        path = f"/supplier-invoices/{invoice.pk}/"
        own = _page(sign_in(depot, "fajar"), path)
        assert "100 kg for Rp1,000,000 billed, and none of it was received." in own
        assert "somebody else decides" in own
        assert "Release to pay" not in own
        sinta = sign_in(depot, "sinta")
        assert "Release to pay" in _page(sinta, path)
        assert _send(sinta, f"{path}release/", reason="").status_code == 422
        assert _send(sinta, f"{path}release/", reason="Diambil sopir").status_code == 302
        invoice.refresh_from_db()
        assert invoice.status == "released"
        late = _send(sinta, f"{path}refuse/", reason="x")
        assert late.status_code == 409

    def test_are_for_finance(self, depot: Depot, sign_in: SignIn) -> None:
        for name in ("wati", "putri", "sari"):
            assert sign_in(depot, name).get("/supplier-invoices/").status_code == 403
        assert sign_in(depot, "agus").get("/supplier-invoices/new/").status_code == 403

    def test_are_listed_in_a_constant_number_of_statements(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        fajar, order = sign_in(depot, "fajar"), sent(depot)
        bill(depot, order, (1, "10", 10_000))
        few = _statements(fajar, "/supplier-invoices/")
        for n in range(3):
            bill(depot, order, (1, "10", 10_000), number=f"N{n}")
        assert _statements(fajar, "/supplier-invoices/") == few


class TestStrangers:
    def test_find_nothing(self, depot: Depot, stranger: Depot, sign_in: SignIn) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(10))
        invoice = bill(depot, order, (1, "10", 10_000))
        make_offer(depot, "S01", "SPHC-2-4X8", {0: 11_200})
        sinta = sign_in(stranger, "sinta")
        for path in (
            f"/purchase-orders/{order.number}/",
            f"/purchase-orders/{order.number}/document/",
            f"/purchase-orders/{order.number}/receive/",
            f"/receipts/{receipt.number}/",
            f"/receipts/{receipt.number}/document/",
            f"/supplier-invoices/{invoice.pk}/",
            f"/supplier-invoices/new/?order={order.number}",
        ):
            assert sinta.get(path).status_code == 404, path
        assert "PT Baja" not in sinta.get("/offers/SPHC-2-4X8/").content.decode()


class TestTakeSuggestion:
    def test_goes_to_the_document_that_came_of_it(self, depot: Depot, sign_in: SignIn) -> None:
        make_offer(depot, "S01", "SPHC-2-4X8", {0: 11_200})
        alert_id = run_low(depot).pk
        suggest_for_alert(alert_id=alert_id, at=NOW)
        assert f"/alerts/{alert_id}/take/" in _page(sign_in(depot, "putri"), "/alerts/")
        assert "Order 52 sheets" in _page(sign_in(depot, "putri"), "/alerts/")
        assert f"/alerts/{alert_id}/take/" not in _page(sign_in(depot, "agus"), "/alerts/")
        answer = _send(sign_in(depot, "putri"), f"/alerts/{alert_id}/take/")
        order = PurchaseOrder.objects.get()
        assert answer["Location"] == f"/purchase-orders/{order.number}/"
        again = _send(sign_in(depot, "putri"), f"/alerts/{alert_id}/take/")
        assert again.status_code == 409
        assert sign_in(depot, "wati").post(f"/alerts/{alert_id}/take/").status_code == 403
