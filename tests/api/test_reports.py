"""The accountant's routes: reports, their files, late costs and open months."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from tests.cast import Depot, receive_stock
from tests.inventory.yard import call, issue

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
SHEET = "SPHC-2-4X8"


def get(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == status, answer.content
    return answer.json()


class TestReports:
    def test_say_what_the_stock_is_worth(self, depot: Depot, sign_in: SignIn) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        agus = sign_in(depot, "agus")
        (row,) = get(agus, "/reports/stock-value")
        assert (row["material"], row["pieces"], row["mass_kg"]) == (SHEET, 10, "466.590")
        assert row["value"] == "5109160.50"
        (mine,) = get(agus, "/reports/stock-value/lots?limit=1")["items"]
        assert (mine["lot"], mine["quality"]) == (lot.number, "ok")
        assert get(agus, "/reports/stock-value?on=2026-08-31") == []
        get(agus, "/reports/stock-value?on=2126-08-31", status=422)

    def test_page_lots_and_cards_by_cursor(self, depot: Depot, sign_in: SignIn) -> None:
        lots = [receive_stock(depot, SHEET, pieces=4, heat=f"H{n}") for n in range(3)]
        for n in range(3):
            issue(depot, lots[0], 1, key=f"out-{n}")
        agus = sign_in(depot, "agus")
        first = get(agus, "/reports/stock-value/lots?limit=2")
        rest = get(agus, f"/reports/stock-value/lots?limit=2&cursor={first['next_cursor']}")
        assert [row["lot"] for row in first["items"] + rest["items"]] == [
            lot.number for lot in lots
        ]
        assert rest["next_cursor"] == ""
        path = f"/reports/lots/{lots[0].number}/card?since=2026-08-01&limit=3"
        card = get(agus, path)
        more = get(agus, f"{path}&cursor={card['next_cursor']}")
        lines = card["items"] + more["items"]
        assert [line["balance"]["pieces"] for line in lines] == [4, 3, 2, 1]
        assert card["closing"] == lines[-1]["balance"]
        get(agus, "/reports/stock-value/lots?cursor=x", status=422)

    def test_answer_the_rest(self, depot: Depot, sign_in: SignIn) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        issue(depot, lot, 4, key="out")
        agus = sign_in(depot, "agus")
        assert (
            get(agus, f"/reports/materials/{SHEET}/card?since=2026-08-01")["came"]["pieces"] == 10
        )
        assert len(get(agus, "/reports/ageing")[0]["mass_kg"]) == 5
        assert get(agus, "/reports/slow-movers?days=700")[0]["lately_kg"] == "186.636"
        assert len(get(agus, "/reports/losses?since=2026-08-01&until=2026-09-30")) == 2
        get(agus, "/reports/slow-movers?days=0", status=422)
        months = get(agus, "/periods/months")
        assert months[0]["opening_kg"] == "0.000" or Decimal(months[0]["opening_kg"]) == 0

    def test_give_files(self, depot: Depot, sign_in: SignIn) -> None:
        receive_stock(depot, SHEET, pieces=10)
        agus = sign_in(depot, "agus")
        answer = agus.get("/api/v1/reports/file?report=stock-value-by-lot&ending=xlsx")
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        assert len(book.get_sheet_by_index(0).to_python()) == 3
        assert agus.get("/api/v1/reports/file?ending=pdf").content.startswith(b"%PDF")
        assert agus.get("/api/v1/reports/file?ending=exe").status_code == 422

    @pytest.mark.parametrize(
        "path",
        [
            "/reports/stock-value",
            "/reports/stock-value/lots?limit=200",
            f"/reports/materials/{SHEET}/card?limit=200",
            "/reports/ageing",
            "/reports/slow-movers",
            "/reports/losses",
            "/late-costs",
            "/periods/months",
        ],
    )
    def test_ask_no_more_of_more(self, depot: Depot, sign_in: SignIn, path: str) -> None:
        receive_stock(depot, SHEET, pieces=1, heat="first")
        client, counts = sign_in(depot, "agus"), []
        for n in range(2):
            with CaptureQueriesContext(connection) as queries:
                get(client, path)
            counts.append(len(queries))
            for k in range(5):
                receive_stock(depot, SHEET, pieces=1, heat=f"H{n}{k}")
        assert counts[0] == counts[1]


class TestLateCosts:
    def test_are_shared_and_shown(self, depot: Depot, sign_in: SignIn) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        issue(depot, lot, 4, key="out")
        fajar = sign_in(depot, "fajar")
        body = {
            "supplier": "S02",
            "bill_number": "EKS-1",
            "amount": 100_000,
            "lots": [lot.number],
            "note": "Truk",
        }
        made = call(fajar, "/late-costs", body, **{"Idempotency-Key": "k1"})
        assert made.status_code == 201, made.content
        shown = made.json()
        assert (shown["on_stock"], shown["on_gone"]) == ("60000.00", "40000.00")
        assert call(fajar, "/late-costs", body, **{"Idempotency-Key": "k1"}).json() == shown
        refused = call(fajar, "/late-costs", body, **{"Idempotency-Key": "k2"})
        assert (refused.status_code, refused.json()["code"]) == (409, "late_cost_entered_already")
        assert get(fajar, "/late-costs")["items"][0]["bill_number"] == "EKS-1"
        assert get(fajar, f"/late-costs/{shown['id']}")["shares"] == shown["shares"]
