"""Pages and routes of settling suppliers from what was received."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from materialcenter import jobs
from materialcenter.models import Supplier
from orders.models import SettledReceiptLine, SupplierInvoice
from orders.services.settling import settle_receipt
from tests.cast import NOW, Depot
from tests.orders.purchases import BARS, SHEETS, pieces, receive, sent
from tests.web.pages import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier(depot: Depot) -> Supplier:
    """S01, which is settled on receipt and has two receipts, nothing started yet."""
    found = depot.suppliers["S01"]
    found.settles_on_receipt = True
    found.save()
    order = sent(depot, SHEETS, BARS, freight=100_000)
    receive(depot, order, pieces(40))
    receive(depot, order, pieces(60, heat="D2"))
    return found


def _client(depot: Depot, name: str) -> Client:
    client = Client()
    client.force_login(
        depot.users[name], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


class TestSettlementPages:
    def test_show_the_dry_run_then_settle_what_was_seen(
        self, depot: Depot, supplier: Supplier, django_assert_max_num_queries: object
    ) -> None:
        fajar = _client(depot, "fajar")
        assert "S01" in fajar.get("/settlements/").content.decode()
        with django_assert_max_num_queries(22):  # type: ignore[operator]
            page = fajar.get("/settlements/S01/").content.decode()
        for told in ("GR-TGL-2026-00001", "GR-TGL-2026-00002", "51.902.490", "100.000"):
            assert told in page
        start = {"since": NOW.date().isoformat(), "total": "1"}
        refused = send(fajar, "/settlements/S01/start/", start)
        assert (refused.status_code, "51.902.490" in refused.content.decode()) == (409, True)
        taken = send(fajar, "/settlements/S01/start/", {**start, "total": "51902490"})
        assert (taken.status_code, taken["Location"]) == (302, "/settlements/S01/")
        jobs.run_due()
        assert sum(SupplierInvoice.objects.values_list("total", flat=True)) == 51_902_490
        page = fajar.get("/settlements/S01/").content.decode()
        assert "ERS-TGL-2026-00002" in page
        assert send(fajar, "/settlements/S01/stop/").status_code == 302

    def test_call_one_off(self, depot: Depot, supplier: Supplier) -> None:
        Supplier.objects.update(settled_since=NOW.date())
        jobs.run_due()
        invoice = SupplierInvoice.objects.earliest("pk")
        address = f"/supplier-invoices/{invoice.pk}/"
        assert "/cancel/" not in _client(depot, "fajar").get(address).content.decode()
        sinta = _client(depot, "sinta")
        assert "/cancel/" in sinta.get(address).content.decode()
        assert send(sinta, f"{address}cancel/", {"reason": " "}).status_code == 422
        assert send(sinta, f"{address}cancel/", {"reason": "Harga salah"}).status_code == 302
        assert not SettledReceiptLine.objects.get(invoice=invoice).is_live
        refused = send(sinta, f"{address}cancel/", {"reason": "Harga salah"})
        assert refused.status_code == 409
        jobs.run_due()
        assert "never mailed" not in sinta.get(address).content.decode()
        fajar, number = _client(depot, "fajar"), "GR-TGL-2026-00001"
        page = fajar.get("/settlements/S01/").content.decode()
        assert page.count("Harga salah") == page.count(f"/again/{number}/") == 1
        again = f"/settlements/S01/again/{number}/"
        assert "/again/" not in _client(depot, "agus").get("/settlements/S01/").content.decode()
        assert [send(fajar, again).status_code for _twice in "12"] == [302, 409]
        jobs.run_due()
        assert SupplierInvoice.objects.filter(status="approved").count() == 2


class TestSettlementRoutes:
    def test_do_what_the_pages_do(self, depot: Depot, supplier: Supplier) -> None:
        fajar, api = _client(depot, "fajar"), "/api/v1/settlements"
        assert fajar.get(api).json()["items"] == [
            {"supplier": "S01", "name": supplier.name, "since": None}
        ]
        seen = fajar.get(f"{api}/S01").json()
        assert (seen["settlements"], seen["total"], seen["mass_kg"]) == (2, 51_902_490, "4665.900")
        assert seen["receipts"][0]["lines"][0]["material"] == "SPHC-2-4X8"
        body = {"since": (NOW.date() - timedelta(days=1)).isoformat(), "total": seen["total"]}
        keyed: dict[str, Any] = {
            "content_type": "application/json",
            "headers": {"Idempotency-Key": "k1"},
        }
        answers = [fajar.post(f"{api}/S01/start", body, **keyed).status_code for _twice in "12"]
        assert answers == [200, 200]
        keyed["headers"] = {"Idempotency-Key": "k2"}
        again = fajar.post(f"{api}/S01/start", body, **keyed)
        assert (again.status_code, again.json()["code"]) == (409, "settling_started_already")
        jobs.run_due()
        rows = fajar.get(f"{api}/S01/settlements").json()["items"]
        assert {(row["origin"], row["status"]) for row in rows} == {("settlement", "approved")}
        keyed["headers"] = {"Idempotency-Key": "k3"}
        cancel = f"/api/v1/supplier-invoices/{rows[0]['id']}/cancel"
        gone = _client(depot, "sinta").post(cancel, {"reason": "Salah"}, **keyed)
        assert (gone.status_code, gone.json()["status"]) == (200, "refused")
        (held,) = fajar.get(f"{api}/S01").json()["receipts"]
        assert (held["held_back"]["reason"], held["net"] > 0) == ("Salah", True)
        keyed["headers"] = {"Idempotency-Key": "k5"}
        again = fajar.post(f"{api}/S01/again/{held['receipt']}", {}, **keyed)
        assert (again.status_code, again.json()["settlements"]) == (200, 1)
        keyed["headers"] = {"Idempotency-Key": "k6"}
        again = fajar.post(f"{api}/S01/again/{held['receipt']}", {}, **keyed)
        assert (again.status_code, again.json()["code"]) == (409, "receipt_not_held_back")
        keyed["headers"] = {"Idempotency-Key": "k4"}
        assert fajar.post(f"{api}/S01/stop", {}, **keyed).json()["since"] is None


class TestSettleReceiptsCommand:
    def test_tells_and_settles_what_was_started(
        self, depot: Depot, supplier: Supplier, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("settle_receipts")
        call_command("settle_receipts", "--dry-run", "--supplier", "S01")
        assert not SupplierInvoice.objects.exists()
        Supplier.objects.update(settled_since=NOW.date())
        call_command("settle_receipts")
        told = capsys.readouterr().out
        assert "GR-TGL-2026-00001 → ERS-TGL-2026-00001" in told
        assert SupplierInvoice.objects.count() == 2
        receipt_id = SettledReceiptLine.objects.earliest("pk").receipt_line.receipt_id
        assert settle_receipt(receipt_id=receipt_id, at=NOW) is None
