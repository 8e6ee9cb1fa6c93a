"""Purchase orders on their pages, by the API and as files: open, late, changed, called off."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdf
import pytest
import python_calamine
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.models import ExpectedSupply
from materialcenter.models import AuditEntry, Center
from materialcenter.web import form_token
from orders.models import BlanketOrder, PurchaseOrder
from orders.reports.open_purchases import open_purchases
from orders.services.checking_purchases import BadPurchaseOrder
from orders.services.confirming_purchases import confirm_purchase_order
from tests.cast import NOW, Depot
from tests.orders.blanket_world import running
from tests.orders.purchases import BARS, SCRAP, SHEETS, draft, pieces, receive, sent, table_kg

pytestmark = pytest.mark.django_db
SignIn = Callable[[Depot, str], Client]
TODAY = NOW.date()
JSON = "application/json"


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    """Set the clock that pages and routes read to the cast's day."""
    with time_machine.travel(NOW, tick=True):
        yield


def _statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def _late(order: PurchaseOrder, days: int) -> None:
    PurchaseOrder.objects.filter(pk=order.pk).update(expected_on=TODAY - timedelta(days=days))


class TestOpenPurchases:
    def test_add_up_what_is_open_late_and_part_received(
        self, depot: Depot, sign_in: SignIn, stranger: Depot
    ) -> None:
        draft(depot)
        part, late = sent(depot), sent(depot, SCRAP)
        sent(stranger)
        receive(depot, part, pieces(40))
        _late(late, 3)
        found = open_purchases(depot.person("putri"), on=TODAY)
        assert (found.open_count, found.late_count, found.part_count) == (2, 1, 1)
        assert found.most_days_late == 3
        rest = table_kg(depot, "SPHC-2-4X8", 100) - table_kg(depot, "SPHC-2-4X8", 40)
        assert found.open_kg == rest + Decimal("2500.5")
        assert found.open_rupiah == round(rest * 10_000 + Decimal("2500.5") * 5_400)
        putri = sign_in(depot, "putri")
        answer = putri.get("/api/v1/purchase-orders/open").json()
        assert (answer["late_count"], Decimal(answer["open_kg"])) == (1, found.open_kg)
        rows = putri.get("/api/v1/purchase-orders?status=late").json()["items"]
        assert [(row["number"], row["days_late"]) for row in rows] == [(late.number, 3)]
        for status, numbers in (
            ("open", [late.number, part.number]),
            ("late", [late.number]),
            ("partly_received", [part.number]),
        ):
            page = putri.get(f"/purchase-orders/?status={status}").content.decode()
            assert [n for n in (late.number, part.number) if f">{n}<" in page] == numbers
        assert 'href="/purchase-orders/?status=late"' in putri.get("/").content.decode()

    def test_come_as_files(self, depot: Depot, sign_in: SignIn) -> None:
        late = sent(depot, SCRAP)
        sent(depot)
        _late(late, 3)
        putri = sign_in(depot, "putri")
        book = putri.get("/purchase-orders/?status=late&as=xlsx")
        sheet = python_calamine.CalamineWorkbook.from_filelike(BytesIO(book.content))
        cells = [cell for row in sheet.get_sheet_by_index(0).to_python() for cell in row]
        assert {late.number, 2500.5} <= set(cells)
        text = putri.get("/purchase-orders/?as=csv").content.decode("utf-8-sig")
        assert text.count("PO-TGL-2026-") == 2
        assert putri.get("/purchase-orders/?as=exe").status_code == 404

    def test_ask_as_much_for_one_as_for_many(self, depot: Depot, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        sent(depot)
        running(depot)
        paths = (
            "/purchase-orders/",
            "/purchase-orders/?as=csv",
            "/api/v1/purchase-orders",
            "/blanket-orders/",
            "/api/v1/blanket-orders",
        )
        before = [_statements(putri, path) for path in paths]
        for _n in range(3):
            sent(depot, SHEETS, BARS)
            running(depot)
        assert [_statements(putri, path) for path in paths] == before


class TestConfirmation:
    def test_keeps_a_day_for_each_line_and_what_was_promised_before(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        order = sent(depot, SHEETS, BARS)
        asked_on = order.asked_on or TODAY
        putri = sign_in(depot, "putri")
        later, latest = asked_on + timedelta(days=2), asked_on + timedelta(days=5)
        address = f"/api/v1/purchase-orders/{order.number}/confirm"
        body = {
            "expected_on": str(later),
            "lines": [{"line_no": 2, "promised_on": str(latest)}],
        }
        answer = putri.post(address, body, content_type=JSON).json()
        assert [line["promised_on"] for line in answer["lines"]] == [str(later), str(latest)]
        assert (answer["expected_on"], answer["asked_on"]) == (str(latest), str(asked_on))
        due = ExpectedSupply.objects.order_by("holder_id").values_list("due_on", flat=True)
        assert list(due) == [later, latest]
        page = putri.get(f"/purchase-orders/{order.number}/").content.decode()
        assert page.count("lebih lambat dari permintaan") == 2
        typed = {"once": form_token(), "expected_on": str(later), "line_2": ""}
        done = putri.post(f"/purchase-orders/{order.number}/confirm/", typed)
        assert done.status_code == 302
        kept = AuditEntry.objects.get(action="purchase_order.promise_changed")
        assert kept.data["promised"] == {"2": [str(latest), str(later)]}
        assert PurchaseOrder.objects.get(pk=order.pk).status == "confirmed"

    def test_refuses_days_in_the_past_and_lines_that_are_complete(self, depot: Depot) -> None:
        order = sent(depot, SHEETS, BARS)
        receive(depot, order, pieces(100))
        with pytest.raises(BadPurchaseOrder) as refusal:
            confirm_purchase_order(
                purchase_order_id=order.pk,
                expected_on=TODAY - timedelta(days=1),
                promised={1: TODAY, 2: TODAY - timedelta(days=1)},
                by=depot.person("putri"),
                at=NOW,
            )
        assert [(fault.field, fault.code) for fault in refusal.value.faults] == [
            ("expected_on", "date_in_the_past"),
            ("line_1", "line_unknown"),
            ("line_2", "date_in_the_past"),
        ]
        assert not order.lines.exclude(promised_on=None).exists()


class TestRevisionPages:
    def test_show_before_and_after_and_have_it_approved(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        order = sent(depot)
        Center.objects.filter(pk=depot.center.pk).update(order_approval_limit=1_000_000)
        putri, sinta = sign_in(depot, "putri"), sign_in(depot, "sinta")
        shown = f"/purchase-orders/{order.number}/"
        typed = {
            "once": form_token(),
            "reason": "Harga naik",
            "expected_on": str(order.expected_on),
            "freight": "0",
            "rows": "1",
            "r0-line_no": "1",
            "r0-quantity": "120",
            "r0-price_per_kg": "9.950",
        }
        wrong = putri.post(f"{shown}revise/", {**typed, "r0-quantity": "100.000.000"})
        assert wrong.status_code == 422
        typed["once"] = form_token()
        assert putri.post(f"{shown}revise/", typed)["Location"] == shown
        page = putri.get(shown).content.decode()
        assert "120 lembar" in page
        assert "Setujui perubahan" not in page
        assert "Setujui perubahan" in sinta.get(shown).content.decode()
        assert f"{order.number} ·" in sinta.get("/").content.decode()
        answer = putri.get(f"/api/v1{shown}revisions").json()["proposed"]
        (line,) = answer["lines"]
        assert (Decimal(line["quantity_before"]), Decimal(line["quantity_after"])) == (
            Decimal(100),
            Decimal(120),
        )
        done = sinta.post(f"{shown}revise/approve/", {"once": form_token()})
        assert done["Location"] == shown
        assert ">Revisi 1<" in putri.get(shown).content.decode()
        (kept,) = putri.get(f"/api/v1{shown}revisions").json()["revisions"]
        assert (kept["revision"], kept["reason"], kept["has_document"]) == (1, "Harga naik", False)

    def test_are_made_and_dropped_by_the_api(self, depot: Depot, sign_in: SignIn) -> None:
        order = sent(depot)
        putri, sinta = sign_in(depot, "putri"), sign_in(depot, "sinta")
        assert putri.put("/api/v1/approval-limit", {"limit": 1}, JSON).status_code == 403
        assert sinta.put("/api/v1/approval-limit", {"limit": 1}, JSON).json() == {"limit": 1}
        typed = {"once": form_token(), "limit": "2.000"}
        assert sinta.post("/approval-limit/", typed).status_code == 302
        assert putri.get("/api/v1/approval-limit").json() == {"limit": 2000}
        kept = AuditEntry.objects.filter(action="center.approval_limit_set").latest("pk")
        assert (kept.data["before"], kept.data["after"]) == (1, 2000)
        address = f"/api/v1/purchase-orders/{order.number}/revisions"
        asked = {"freight": 9_000, "reason": "Ongkos"}
        assert putri.post(address, asked, JSON).json()["freight"] == 0
        refused = putri.post(f"{address}/approve", {}, JSON)
        assert (refused.status_code, refused.json()["code"]) == (403, "approval_by_another_needed")
        assert "Rp2.000" in refused.json()["detail"]
        assert putri.post(f"{address}/drop", {}, JSON).status_code == 200
        assert putri.post(f"{address}/drop", {}, JSON).json()["code"] == "no_revision_proposed"


class TestBlanketOrderPages:
    def test_go_from_writing_to_a_call_off(self, depot: Depot, sign_in: SignIn) -> None:
        putri, sinta = sign_in(depot, "putri"), sign_in(depot, "sinta")
        typed = {
            "once": form_token(),
            "supplier": "S01",
            "reference": "K-1",
            "valid_from": str(TODAY),
            "valid_until": str(TODAY + timedelta(days=30)),
            "rows": "1",
            "r0-material": "SPHC-2-4X8",
            "r0-agreed_kg": "10.000",
            "r0-price_per_kg": "10.900",
            "r0-weight_basis": "table",
        }
        shown = putri.post("/blanket-orders/new/", typed)["Location"]
        blanket = BlanketOrder.objects.get()
        assert shown == f"/blanket-orders/{blanket.number}/"
        own = putri.post(f"{shown}approve/", {"once": form_token()})
        assert (own.status_code, "disetujui orang lain" in own.content.decode()) == (403, True)
        assert sinta.post(f"{shown}approve/", {"once": form_token()})["Location"] == shown
        call = {
            "once": form_token(),
            "rows": "1",
            "r0-material": "SPHC-2-4X8",
            "r0-quantity": "900",
        }
        over = putri.post(f"{shown}call-off/", call)
        assert (over.status_code, "tersisa 10.000 kg" in over.content.decode()) == (409, True)
        done = putri.post(f"{shown}call-off/", {**call, "once": form_token(), "r0-quantity": "20"})
        order = PurchaseOrder.objects.get()
        assert done["Location"] == f"/purchase-orders/{order.number}/"
        answer = putri.get(f"/api/v1/blanket-orders/{blanket.number}").json()
        assert answer["call_offs"] == [order.number]
        assert Decimal(answer["lines"][0]["called_kg"]) == order.lines.get().mass_kg

    def test_are_worked_by_the_api_and_printed(self, depot: Depot, sign_in: SignIn) -> None:
        putri, sinta = sign_in(depot, "putri"), sign_in(depot, "sinta")
        line = {"material": "SCRAP-HMS1", "agreed_kg": "9000", "price_per_kg": "5500"}
        asked = {
            "supplier": "S01",
            "valid_from": str(TODAY),
            "valid_until": str(TODAY),
            "lines": [line],
        }
        written = putri.post("/api/v1/blanket-orders", asked, JSON).json()
        assert written["actions"] == ["close"]
        address = f"/api/v1/blanket-orders/{written['number']}"
        assert sinta.post(f"{address}/approve", {}, JSON).json()["status"] == "running"
        call = {"lines": [{"material": "SCRAP-HMS1", "quantity": "400"}]}
        called = putri.post(f"{address}/call-offs", call, JSON)
        assert (called.status_code, called.json()["blanket_order"]) == (201, written["number"])
        paper = putri.get(f"{address}/document").content
        text = pypdf.PdfReader(BytesIO(paper)).pages[0].extract_text()
        assert all(found in text for found in ("Kontrak payung", "9.000 kg", "SCRAP-HMS1"))
        assert putri.post(f"{address}/close", {}, JSON).json()["status"] == "closed"
        refused = putri.post(f"{address}/call-offs", call, JSON)
        assert refused.json()["code"] == "not_in_this_state"
