"""Payables on their page, by the API and as files: what is open, by age, by supplier."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import python_calamine
import time_machine
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orders.models import SupplierInvoice
from orders.reports.payables import payables_ageing
from tests.cast import NOW, Depot
from tests.orders.payable_world import TODAY, payable
from tests.orders.purchases import bill, sent

pytestmark = pytest.mark.django_db
SignIn = Callable[[Depot, str], Client]


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    """Set the clock that pages and routes read to the cast's day."""
    with time_machine.travel(NOW, tick=True):
        yield


def _statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


class TestPayables:
    def test_are_what_is_open_by_age_and_supplier(self, depot: Depot, sign_in: SignIn) -> None:
        payable(depot, "IN-TIME", due=0)
        part = payable(depot, "LATE", due=-1)
        payable(depot, "OLD", due=-91, supplier="S02")
        paid = payable(depot, "PAID", due=-40)
        bill(depot, sent(depot), (1, "100", 10_000), number="NOT-LET-PASS")
        SupplierInvoice.objects.filter(pk=paid.pk).update(paid=F("total"))
        SupplierInvoice.objects.filter(pk=part.pk).update(paid=100_000, credited=10_000)
        ageing = payables_ageing(depot.person("agus"), on=TODAY)
        assert [(row.code, row.amounts) for row in ageing.suppliers] == [
            ("S01", (1_110_000, 1_000_000, 0, 0, 0)),
            ("S02", (0, 0, 0, 0, 1_110_000)),
        ]
        assert (ageing.total, ageing.late, ageing.count) == (3_220_000, 2_110_000, 3)
        fajar = sign_in(depot, "fajar")
        answer = fajar.get("/api/v1/payables").json()
        assert [row["number"] for row in answer["items"]] == ["OLD", "LATE", "IN-TIME"]
        assert (answer["items"][1]["open"], answer["items"][1]["days_until"]) == (1_000_000, 30)
        sums = fajar.get("/api/v1/payables/ageing").json()
        assert [age["amount"] for age in sums["ages"]] == [1_110_000, 1_000_000, 0, 0, 1_110_000]
        need = fajar.get("/api/v1/payables/cash-need").json()
        assert need["weeks"][0] == {"begins_on": "2026-08-31", "amount": 3_220_000}
        assert need["later"] == 0
        page = fajar.get("/payables/").content.decode()
        assert page.count("<figure") == 2
        assert page.index("OLD") < page.index("LATE") < page.index("IN-TIME")
        assert "PAID" not in page
        assert "<svg" in page
        only = fajar.get("/payables/?supplier=S02").content.decode()
        assert "OLD" in only
        assert "LATE" not in only
        assert fajar.get("/payables/?supplier=S99").status_code == 404

    def test_are_given_out_as_files(self, depot: Depot, sign_in: SignIn) -> None:
        payable(depot, "F-1", due=-1)
        fajar = sign_in(depot, "fajar")
        book = BytesIO(fajar.get("/payables/?as=xlsx").content)
        rows = python_calamine.load_workbook(book).get_sheet_by_index(0).to_python()
        assert (rows[1][2], rows[1][8]) == ("F-1", 1_110_000)
        assert "F-1" in fajar.get("/payables/?as=csv").content.decode()
        assert fajar.get("/payables/?as=pdf").status_code == 404

    def test_turn_pages_by_due_day(self, depot: Depot, sign_in: SignIn) -> None:
        for n, due in enumerate((5, -3, 5, 1)):
            payable(depot, f"P{n}", due=due)
        fajar, seen, cursor = sign_in(depot, "fajar"), [], ""
        while True:
            answer = fajar.get(f"/api/v1/payables?limit=1&cursor={cursor}").json()
            seen += [row["number"] for row in answer["items"]]
            cursor = answer["next_cursor"]
            if not cursor:
                break
        assert seen == ["P1", "P3", "P0", "P2"]
        for bad in ("x", "2026-13-01_1", "2026-09-01_"):
            answer = fajar.get(f"/api/v1/payables?cursor={bad}")
            assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")

    def test_take_the_same_statements_for_one_and_for_many(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        fajar, paths = sign_in(depot, "fajar"), ("/payables/", "/api/v1/payables")
        payable(depot, "Q0")
        few = [_statements(fajar, path) for path in paths]
        for n, supplier in enumerate(("S01", "S02", "S02"), start=1):
            payable(depot, f"Q{n}", supplier=supplier)
        assert [_statements(fajar, path) for path in paths] == few

    def test_are_for_finance_and_show_a_stranger_nothing(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        payable(depot, "MINE")
        for name in ("wati", "putri", "sari"):
            assert sign_in(depot, name).get("/payables/").status_code == 403
            assert sign_in(depot, name).get("/api/v1/payables").status_code == 403
        client = sign_in(stranger, "fajar")
        client.cookies["django_language"] = "en"
        page = client.get("/payables/").content.decode()
        assert "MINE" not in page
        assert "No supplier is owed anything" in page
