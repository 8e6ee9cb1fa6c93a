"""Pages and routes of goods that went back, and of limits."""

import json
import uuid
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdf
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orders.models import MatchLimits, Receipt, ReceiptLimit, SupplierReturn
from orders.services.matching import match_invoice
from tests.cast import NOW, Depot
from tests.orders.purchases import BARS, SHEETS, bill, pieces, receive, sent

pytestmark = pytest.mark.django_db
SignIn = Callable[[Depot, str], Client]


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    """Set the clock that pages and routes read to the cast's day."""
    with time_machine.travel(NOW, tick=True):
        yield


def _api(client: Client, path: str, method: str = "post", **body: Any) -> Any:
    send = getattr(client, method)
    return send(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def _send(client: Client, path: str, **fields: str) -> Any:
    client.cookies["django_language"] = "en"
    return client.post(path, {**fields, "once": uuid.uuid4().hex})


def _page(client: Client, path: str) -> str:
    client.cookies["django_language"] = "en"
    return str(client.get(path).content.decode())


def _came(depot: Depot) -> Receipt:
    order = sent(depot, SHEETS, BARS)
    heat = pieces(50, line=2, heat="S1", mass_kg=Decimal(1150), rack="A-02")
    return receive(depot, order, pieces(100), heat)


class TestReturnPages:
    def test_send_goods_back_from_their_receipt(self, depot: Depot, sign_in: SignIn) -> None:
        receipt, wati = _came(depot), sign_in(depot, "wati")
        form = f"/receipts/{receipt.number}/return/"
        shown = _page(wati, form)
        assert shown.count("<fieldset") == 2
        rows = {
            "rows": "2",
            "r0-line_no": "1",
            "r0-rack": "A-01",
            "r0-pieces": "101",
            "r1-line_no": "2",
            "r1-rack": "A-02",
        }
        refused = _send(wati, form, **rows, reason="Karat")
        assert refused.status_code == 422
        assert "Only 100 of what came are left to go back." in refused.content.decode()
        done = _send(wati, form, **{**rows, "r0-pieces": "4"}, reason="Karat")
        note = SupplierReturn.objects.get()
        assert done.headers["Location"] == f"/supplier-returns/{note.number}/"
        assert "Karat" in _page(wati, done.headers["Location"])
        assert note.number in _page(wati, "/supplier-returns/")
        assert "sent back" in _page(wati, f"/receipts/{receipt.number}/")
        paper = wati.get(f"/supplier-returns/{note.number}/document/").content
        text = pypdf.PdfReader(BytesIO(paper)).pages[0].extract_text()
        assert "SPHC-2-4X8" in text
        assert "RETURN OF GOODS" in text.upper()

    def test_say_so_where_nothing_is_left_to_go_back(self, depot: Depot, sign_in: SignIn) -> None:
        receipt, wati = _came(depot), sign_in(depot, "wati")
        form = f"/receipts/{receipt.number}/return/"
        rows = {
            "rows": "2",
            "r0-line_no": "1",
            "r0-rack": "A-01",
            "r0-pieces": "100",
            "r1-line_no": "2",
            "r1-rack": "A-02",
            "r1-pieces": "50",
        }
        assert _send(wati, form, **rows, reason="Karat").status_code == 302
        assert "Nothing of this receipt lies free" in _page(wati, form)

    def test_need_as_many_statements_for_one_as_for_many(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        counts = []
        for more in range(2):
            _send_by_api(depot, sign_in, _came(depot))
            client = sign_in(depot, "agus")
            counts.append(
                [
                    _counted(client, path)
                    for path in ("/supplier-returns/", "/api/v1/supplier-returns", "/limits/")
                ]
            )
            ReceiptLimit.objects.create(
                center=depot.center,
                supplier=depot.suppliers["S01"],
                material=[None, *depot.materials.values()][more],
                over_percent=1,
            )
        assert counts[0] == counts[1]


def _counted(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def _send_by_api(depot: Depot, sign_in: SignIn, receipt: Receipt) -> Any:
    answer = _api(
        sign_in(depot, "putri"),
        "/supplier-returns",
        supplier="S01",
        reason="Karat",
        lines=[
            {"receipt": receipt.number, "line_no": 1, "rack": "A-01", "pieces": 2},
            {
                "receipt": receipt.number,
                "line_no": 2,
                "rack": "A-02",
                "pieces": 1,
                "mass_kg": "23.1",
            },
        ],
    )
    assert answer.status_code == 201, answer.content
    return answer.json()


class TestReturnRoutes:
    def test_send_back_list_and_show(self, depot: Depot, sign_in: SignIn) -> None:
        receipt = _came(depot)
        note = _send_by_api(depot, sign_in, receipt)
        assert note["purchase_order"] == receipt.purchase_order.number  # type: ignore[union-attr]
        assert [(line["pieces"], line["mass_kg"]) for line in note["lines"]] == [
            (2, "93.000"),
            (1, "23.100"),
        ]
        agus = sign_in(depot, "agus")
        listed = agus.get("/api/v1/supplier-returns?supplier=S01").json()["items"]
        assert [(row["number"], row["mass_kg"]) for row in listed] == [(note["number"], "116.100")]
        of_order = f"/api/v1/supplier-returns?purchase_order={note['purchase_order']}"
        assert len(agus.get(of_order).json()["items"]) == 1
        shown = agus.get(f"/api/v1/supplier-returns/{note['number']}").json()
        assert (shown["lines"], shown["returned_by"]) == (note["lines"], note["returned_by"])
        paper = agus.get(f"/api/v1/supplier-returns/{note['number']}/document")
        assert paper.content.startswith(b"%PDF")

    def test_name_what_is_refused(self, depot: Depot, sign_in: SignIn) -> None:
        receipt = _came(depot)
        line = {"receipt": receipt.number, "line_no": 1, "rack": "A-01", "pieces": 1}
        putri = sign_in(depot, "putri")
        answer = _api(putri, "/supplier-returns", supplier="S02", reason="Karat", lines=[line])
        assert answer.status_code == 422
        assert answer.json()["faults"][0]["code"] == "receipt_of_another_supplier"
        fajar = sign_in(depot, "fajar")
        answer = _api(fajar, "/supplier-returns", supplier="S01", reason="Karat", lines=[line])
        assert answer.status_code == 403


class TestLimits:
    def test_are_kept_by_a_supervisor_and_read_by_others(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        sinta = sign_in(depot, "sinta")
        typed = {"supplier": "S01", "material": SHEETS.material, "over_percent": "2,5"}
        assert _send(sinta, "/limits/receipts/", **typed).status_code == 302
        limit = ReceiptLimit.objects.get()
        shown = _page(sign_in(depot, "putri"), "/limits/")
        assert SHEETS.material in shown
        assert "/limits/receipts/" not in shown
        refused = _send(sinta, "/limits/receipts/", **{**typed, "over_percent": "101"})
        assert refused.status_code == 422
        assert _send(sinta, f"/limits/receipts/{limit.pk}/drop/").status_code == 302
        assert not ReceiptLimit.objects.exists()
        figures = {"price_percent": "1", "quantity_kg": "2", "freight_rupiah": "0"}
        told = {**figures, "vat_rupiah": "1", "price_under_percent": "3"}
        assert _send(sinta, "/limits/invoices/", **told).status_code == 302
        assert MatchLimits.objects.get().price_under_percent == 3
        assert _send(sinta, "/limits/invoices/", **figures).status_code == 422

    def test_are_kept_by_the_api_as_well(self, depot: Depot, sign_in: SignIn) -> None:
        sinta = sign_in(depot, "sinta")
        answer = _api(
            sinta, "/receipt-limits", supplier="", material="", over_percent="1", over_kg="9"
        )
        limit = answer.json()
        assert (answer.status_code, limit["over_kg"]) == (201, "9.000")
        agus = sign_in(depot, "agus")
        assert agus.get("/api/v1/receipt-limits").json() == [limit]
        left = _api(sinta, f"/receipt-limits/{limit['id']}", "delete")
        assert (left.status_code, left.json()) == (200, [])
        before = agus.get("/api/v1/match-limits").json()
        assert (before["price_rupiah"], before["price_under_rupiah"]) == (100, 100)
        put = _api(sinta, "/match-limits", "put", **{**before, "quantity_under_kg": "5"})
        assert put.json()["quantity_under_kg"] == "5.000"
        wrong = _api(sinta, "/match-limits", "put", vat_rupiah=1)
        assert (wrong.status_code, wrong.json()["code"]) == (422, "match_limits_invalid")

    def test_below_are_told_on_the_invoice(self, depot: Depot, sign_in: SignIn) -> None:
        order = sent(depot)
        receive(depot, order, pieces(10))
        invoice = bill(depot, order, (1, "10", 9_000))
        match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
        fajar = sign_in(depot, "fajar")
        shown = _page(fajar, f"/supplier-invoices/{invoice.pk}/")
        assert "Below the agreed price" in shown
        assert "only told" in shown
        answer = fajar.get(f"/api/v1/supplier-invoices/{invoice.pk}").json()
        assert (answer["status"], answer["lines"][0]["result"]) == ("approved", "under_price")
        assert [(row["is_told"], row["holds"]) for row in answer["differences"]] == [(True, False)]
