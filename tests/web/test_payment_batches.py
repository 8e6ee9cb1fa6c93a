"""Pages and routes of paying suppliers: choosing, approving, the bank's file, booking."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from materialcenter.models import AuditEntry, Supplier
from orders.models import PaymentBatch, SupplierInvoice, SupplierPayment
from tests.cast import NOW, Depot
from tests.orders.payable_world import TODAY, banked, payable
from tests.web.pages import send, text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Depot, str], Client]
FULL = 1_110_000


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    """Set the clock that pages and routes read to the cast's day."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def english(sign_in: SignIn) -> SignIn:
    """Sign people in who read English."""

    def signed_in(depot: Depot, name: str) -> Client:
        client = sign_in(depot, name)
        client.cookies["django_language"] = "en"
        return client

    return signed_in


def _post(client: Client, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(f"/api/v1{path}", json.dumps(body or {}), content_type="application/json")


def _statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


class TestPagesOfPayment:
    def test_lead_from_what_is_due_to_the_bank(self, depot: Depot, english: SignIn) -> None:
        banked(depot, percent="2", days=10)
        soon, part, _later = payable(depot, "A", due=3), payable(depot, "B"), payable(depot, "C")
        SupplierInvoice.objects.filter(pk=part.pk).update(due_on=TODAY)
        fajar, sinta = english(depot, "fajar"), english(depot, "sinta")
        page = text_of(fajar.get("/payment-batches/new/"))
        assert page.index(f"pick_{part.pk}") < page.index(f"pick_{soon.pk}")
        assert f"pick_{_later.pk}" not in page
        assert f"pick_{_later.pk}" in text_of(fajar.get("/payment-batches/new/?until=2026-12-31"))
        fields = {
            "pay_on": "01/09/2026",
            f"pick_{soon.pk}": "on",
            f"amount_{soon.pk}": "",
            f"pick_{part.pk}": "on",
            f"amount_{part.pk}": "9.999.999",
        }
        refused = send(fajar, "/payment-batches/new/", fields)
        assert refused.status_code == 409
        assert "Only Rp1,110,000 is open on invoice B" in text_of(refused)
        assert send(fajar, "/payment-batches/new/", {"pay_on": "01/09/2026"}).status_code == 422
        done = send(fajar, "/payment-batches/new/", {**fields, f"amount_{part.pk}": "500.000"})
        batch = PaymentBatch.objects.get()
        address = done["Location"]
        assert address == f"/payment-batches/{batch.number}/"
        assert "somebody else approves it" in text_of(fajar.get(address))
        assert send(fajar, f"{address}approve/").status_code == 403
        assert fajar.get(f"{address}file/").status_code == 409
        assert send(sinta, f"{address}approve/").status_code == 302
        file = fajar.get(f"{address}file/").content.decode("utf-8-sig").splitlines()
        first, supplier = batch.payments.order_by("pk")[0], depot.suppliers["S01"]
        assert file[0] == "bank,account,holder,amount,reference"
        account, holder = supplier.bank_account, supplier.bank_holder
        assert file[1] == f"BCA,{account},{holder},490000,{first.number} B"
        assert first.invoice_id == part.pk
        late = send(fajar, f"{address}pay/", {"paid_on": "02/09/2026", "reference": "X"})
        assert late.status_code == 422
        booked = send(fajar, f"{address}pay/", {"paid_on": "01/09/2026", "reference": "X"})
        assert booked.status_code == 302
        part.refresh_from_db()
        assert (part.paid, part.credited) == (490_000, 10_000)
        assert batch.number in text_of(english(depot, "agus").get("/payment-batches/?status=paid"))

    def test_take_payments_out_and_cancel(self, depot: Depot, english: SignIn) -> None:
        banked(depot)
        invoice, fajar = payable(depot, "A", due=0), english(depot, "fajar")
        fields = {"pay_on": "01/09/2026", f"pick_{invoice.pk}": "on"}
        address = send(fajar, "/payment-batches/new/", fields)["Location"]
        assert "being paid" in text_of(fajar.get("/payables/"))
        number = SupplierPayment.objects.get().number
        assert send(fajar, f"/supplier-payments/{number}/drop/").status_code == 302
        assert send(fajar, f"/supplier-payments/{number}/drop/").status_code == 409
        assert send(fajar, f"{address}cancel/").status_code == 302
        assert send(fajar, f"{address}cancel/").status_code == 409

    def test_book_one_payment(self, depot: Depot, english: SignIn) -> None:
        invoice = payable(depot, "A")
        path, sinta = f"/supplier-invoices/{invoice.pk}/pay/", english(depot, "sinta")
        fields = {"closes": "110.000", "paid_on": "01/09/2026", "reference": "TRF 1"}
        assert send(english(depot, "fajar"), path, fields).status_code == 403
        assert send(sinta, path, {**fields, "closes": "1.110.001"}).status_code == 409
        assert send(sinta, path, fields)["Location"] == f"/supplier-invoices/{invoice.pk}/"
        assert path in text_of(sinta.get(f"/supplier-invoices/{invoice.pk}/"))
        invoice.refresh_from_db()
        assert invoice.paid == 110_000

    def test_name_suppliers_without_an_account(self, depot: Depot, english: SignIn) -> None:
        banked(depot)
        invoice, fajar = payable(depot, "A", due=0), english(depot, "fajar")
        fields = {"pay_on": "01/09/2026", f"pick_{invoice.pk}": "on"}
        address = send(fajar, "/payment-batches/new/", fields)["Location"]
        Supplier.objects.filter(pk=invoice.supplier_id).update(bank_account="")
        answer = send(english(depot, "sinta"), f"{address}approve/")
        assert answer.status_code == 409
        assert "S01" in text_of(answer)
        assert PaymentBatch.objects.get().status == "draft"

    def test_tell_of_an_account_that_changed_after_approval(
        self, depot: Depot, english: SignIn
    ) -> None:
        banked(depot)
        invoice, fajar = payable(depot, "A", due=0), english(depot, "fajar")
        fields = {"pay_on": "01/09/2026", f"pick_{invoice.pk}": "on"}
        address = send(fajar, "/payment-batches/new/", fields)["Location"]
        send(english(depot, "sinta"), f"{address}approve/")
        approved = invoice.supplier.bank_account
        assert "changed after approval" not in text_of(fajar.get(address))
        Supplier.objects.filter(pk=invoice.supplier_id).update(bank_account="999")
        page = text_of(fajar.get(address))
        assert "changed after approval" in page
        assert page.index(approved) < page.index("999")
        row = fajar.get(f"/api/v1{address.rstrip('/')}").json()["payments"][0]
        assert (row["bank_account"], row["account_changed"]) == (approved, True)
        content = fajar.get(f"{address}file/").content
        assert approved in content.decode()
        assert "999" not in content.decode()
        told = AuditEntry.objects.get(action="payment_batch.exported")
        assert told.data["sha256"] == hashlib.sha256(content).hexdigest()

    def test_take_the_same_statements_for_one_and_for_many(
        self, depot: Depot, english: SignIn
    ) -> None:
        banked(depot)
        fajar = english(depot, "fajar")

        def counted() -> list[int]:
            rows = [payable(depot, f"N{SupplierInvoice.objects.count()}", due=0)]
            rows.append(payable(depot, f"N{SupplierInvoice.objects.count()}", due=0))
            chosen = [{"supplier_invoice_id": row.pk, "closes": 1} for row in rows]
            body = {"pay_on": "2026-09-01", "chosen": chosen[:1] if first else chosen}
            number = _post(fajar, "/payment-batches", body).json()["number"]
            paths = ("/payment-batches/", f"/payment-batches/{number}/", "/payment-batches/new/")
            return [_statements(fajar, path) for path in (*paths, "/api/v1/payment-batches")]

        first = True
        few = counted()
        first = False
        assert counted() == few


class TestRoutesOfPayment:
    def test_draft_approve_and_pay(self, depot: Depot, sign_in: SignIn) -> None:
        banked(depot)
        invoice = payable(depot, "A")
        fajar, sinta = sign_in(depot, "fajar"), sign_in(depot, "sinta")
        chosen = [{"supplier_invoice_id": invoice.pk, "closes": FULL}]
        over = [{**chosen[0], "closes": FULL + 1}]
        refused = _post(fajar, "/payment-batches", {"pay_on": "2026-09-01", "chosen": over})
        assert (refused.status_code, refused.json()["code"]) == (409, "payment_refused")
        assert refused.json()["faults"][0]["code"] == "payment_over_open"
        made = _post(fajar, "/payment-batches", {"pay_on": "2026-09-01", "chosen": chosen}).json()
        path = f"/payment-batches/{made['number']}"
        assert (made["status"], made["count"], made["amount"]) == ("draft", 1, FULL)
        own = _post(fajar, f"{path}/approve")
        assert (own.status_code, own.json()["code"]) == (403, "approved_by_another")
        assert _post(sinta, f"{path}/approve").json()["status"] == "approved"
        assert fajar.get(f"/api/v1{path}/file").status_code == 200
        paid = _post(fajar, f"{path}/pay", {"paid_on": "2026-09-01", "reference": "BCA"}).json()
        assert (paid["status"], paid["payments"][0]["reference"]) == ("paid", "BCA")
        again = _post(
            sinta,
            f"/supplier-invoices/{invoice.pk}/payments",
            {"closes": 1, "paid_on": "2026-09-01", "reference": "x"},
        )
        assert again.json()["faults"][0]["code"] == "payment_over_open"
        number = paid["payments"][0]["number"]
        assert _post(fajar, f"/supplier-payments/{number}/drop").status_code == 409
        assert _post(fajar, f"{path}/cancel").status_code == 409
        assert fajar.get("/api/v1/payment-batches?status=paid").json()["items"][0]["count"] == 1
