"""A supplier's statement: every event once, a running balance, agreeing with what is open."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orders.models import SupplierInvoice
from orders.reports.statement import Period
from orders.reports.supplier_statement import supplier_statement
from orders.services.paying_suppliers import pay_supplier_invoice
from tests.cast import NOW, Depot
from tests.orders.payable_world import TODAY, banked, day, payable
from tests.orders.purchases import bill, sent

pytestmark = pytest.mark.django_db
SignIn = Callable[[Depot, str], Client]
FULL = 1_110_000


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    """Set the clock that pages and routes read to the cast's day."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def paid_in_part(depot: Depot) -> Depot:
    """Owe S01 an old invoice and a new one that was paid in part and early."""
    banked(depot, "S01", percent="2", days=10)
    old = payable(depot, "OLD")
    SupplierInvoice.objects.filter(pk=old.pk).update(invoiced_on=day(-100))
    new = payable(depot, "NEW")
    pay_supplier_invoice(
        supplier_invoice_id=new.pk,
        closes=110_000,
        paid_on=TODAY,
        reference="TRF",
        by=depot.person("sinta"),
        at=NOW,
    )
    payable(depot, "OTHER", supplier="S02")
    bill(depot, sent(depot), (1, "100", 10_000), number="NOT-LET-PASS")
    return depot


class TestSupplierStatement:
    def test_runs_a_balance_that_agrees_with_what_is_open(self, paid_in_part: Depot) -> None:
        supplier = paid_in_part.suppliers["S01"]
        read = supplier_statement(supplier, Period(day(-30), TODAY), limit=10)
        assert [(row.kind, row.charge, row.credit, row.balance) for row in read.lines] == [
            ("invoice", FULL, 0, 2 * FULL),
            ("payment", 0, 107_800, 2 * FULL - 107_800),
            ("discount", 0, 2_200, 2 * FULL - 110_000),
        ]
        assert (read.opening, read.closing) == (FULL, 2 * FULL - 110_000)
        assert (read.open, read.difference) == (read.closing, 0)
        before = supplier_statement(supplier, Period(date(2026, 1, 1), day(-50)), limit=10)
        assert (before.opening, before.closing, len(before.lines)) == (0, FULL, 1)

    def test_tells_when_the_events_do_not_explain_what_is_open(self, paid_in_part: Depot) -> None:
        SupplierInvoice.objects.filter(number="OLD").update(paid=7)
        supplier = paid_in_part.suppliers["S01"]
        assert supplier_statement(supplier, Period(TODAY, TODAY), limit=9).difference == -7

    def test_turns_pages_and_is_given_out(self, paid_in_part: Depot, sign_in: SignIn) -> None:
        fajar, seen, cursor = sign_in(paid_in_part, "fajar"), [], ""
        path = "/api/v1/supplier-statements/S01"
        for _page in range(3):
            answer = fajar.get(f"{path}?limit=1&cursor={cursor}").json()
            seen += [line["kind"] for line in answer["lines"]]
            cursor = answer["next_cursor"]
        assert (seen, cursor) == (["invoice", "payment", "discount"], "")
        assert fajar.get(f"{path}?cursor=x").json()["code"] == "cursor_invalid"
        reversed_days = f"{path}?since=2026-09-01&until=2026-08-01"
        assert fajar.get(reversed_days).json()["code"] == "period_reversed"
        fajar.cookies["django_language"] = "en"
        page = "/supplier-statements/S01/"
        fajar.get(page)
        with CaptureQueriesContext(connection) as queries:
            text = fajar.get(page).content.decode()
        assert len(queries) <= 8
        assert "Early-payment discount on invoice NEW" in text
        assert "The balance agrees" in text
        assert "Payment of invoice NEW" in fajar.get(f"{page}?as=csv").content.decode()
        assert fajar.get(f"{page}?as=xlsx").content[:2] == b"PK"
        assert fajar.get(f"{page}?as=pdf").status_code == 404
        assert fajar.get(f"{page}?since=2026-09-01&until=2026-08-01").status_code == 422

    def test_is_for_finance_of_the_center(
        self, paid_in_part: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        for name in ("wati", "putri", "sari"):
            answer = sign_in(paid_in_part, name).get("/supplier-statements/S01/")
            assert answer.status_code == 403
        text = sign_in(stranger, "fajar").get("/supplier-statements/S01/").content.decode()
        assert "NEW" not in text
