"""What an order and a year in stock cost, and the quantities that come of it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from inventory.models import ReorderAlert
from materialcenter.models import AuditEntry, Center
from materialcenter.web import form_token
from orders.models import PurchaseOrder
from orders.services.suggesting import suggest_for_alert, take_suggestion
from tests.cast import NOW, Depot
from tests.orders.low_stock import run_low
from tests.orders.pool_world import make_offer

pytestmark = pytest.mark.django_db
SignIn = Callable[[Depot, str], Client]
CODE = "SPHC-2-4X8"
JSON = "application/json"


def _suggested(depot: Depot, daily_mean_kg: int = 80) -> ReorderAlert:
    make_offer(depot, "S01", CODE, {0: 11_200, 1000: 10_800, 6000: 9_000}, pack=5)
    make_offer(depot, "S02", CODE, {0: 10_500}, pack=5)
    alert = run_low(depot, daily_mean_kg=daily_mean_kg)
    suggest_for_alert(alert_id=alert.pk, at=NOW)
    alert.refresh_from_db()
    return alert


class TestSetOrderCosts:
    def test_is_done_by_page_and_api_and_noted(self, depot: Depot, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        body = {"order_cost": 200_000, "holding_percent": "25.5"}
        assert putri.put("/api/v1/order-costs", body, JSON).status_code == 200
        typed = {"once": form_token(), "order_cost": "300.000", "holding_percent": "18,5"}
        assert putri.post("/order-costs/", typed).status_code == 302
        shown = putri.get("/api/v1/order-costs").json()
        assert (shown["order_cost"], Decimal(shown["holding_percent"])) == (
            300_000,
            Decimal("18.5"),
        )
        kept = AuditEntry.objects.filter(action="center.order_costs_set").latest("pk")
        assert kept.data["before"] == {"order_cost": 200_000, "holding_percent": "25.5"}

    @pytest.mark.parametrize(
        ("body", "code", "field"),
        [
            ({"order_cost": -1, "holding_percent": "20"}, "order_cost_invalid", "order_cost"),
            (
                {"order_cost": 1, "holding_percent": "0"},
                "holding_percent_invalid",
                "holding_percent",
            ),
            (
                {"order_cost": 1, "holding_percent": "101"},
                "holding_percent_invalid",
                "holding_percent",
            ),
            (
                {"order_cost": 1, "holding_percent": "5.25"},
                "holding_percent_invalid",
                "holding_percent",
            ),
        ],
    )
    def test_refuses_what_no_order_costs(
        self, depot: Depot, sign_in: SignIn, body: dict[str, Any], code: str, field: str
    ) -> None:
        refused = sign_in(depot, "putri").put("/api/v1/order-costs", body, JSON)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
        assert refused.json()["faults"][0]["field"] == field
        assert Center.objects.get(pk=depot.center.pk).order_cost == 150_000


class TestSuggestion:
    def test_orders_up_to_a_price_break_that_pays(self, depot: Depot, sign_in: SignIn) -> None:
        alert = _suggested(depot)
        assert alert.suggestion is not None
        facts = alert.suggestion
        assert (facts["reason"], facts["supplier"], facts["quantity"]) == (
            "more_is_cheaper",
            "S01",
            130,
        )
        first, second = facts["compared"]
        assert (first["landed_per_kg"], second["landed_per_kg"]) == ("9990.00", "11655.00")
        assert first["yearly_cost"] < second["yearly_cost"]
        (shown,) = sign_in(depot, "putri").get("/api/v1/reorder-suggestions").json()["items"]
        assert [one["supplier"] for one in shown["compared"]] == ["S01", "S02"]
        assert shown["saving_per_year"] == facts["saving_per_year"] > 40_000_000
        take_suggestion(alert_id=alert.pk, by=depot.person("putri"), at=NOW)
        line = PurchaseOrder.objects.get().lines.get()
        assert (line.pieces, line.price_per_kg) == (130, Decimal("9000.00"))

    def test_stops_at_what_is_missing_where_keeping_costs_much(self, depot: Depot) -> None:
        Center.objects.filter(pk=depot.center.pk).update(holding_percent=100, order_cost=0)
        alert = _suggested(depot, daily_mean_kg=25)
        assert alert.suggestion is not None
        assert Decimal(alert.suggestion["mass_kg"]) < 6000

    def test_is_shown_with_its_offers_where_it_is_explained(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        _suggested(depot)
        shown = sign_in(depot, "putri").get(f"/stock/{CODE}/why/").content.decode()
        assert "9.000" in shown
        assert "10.500" in shown
        assert "/take/" in shown
        assert "/take/" not in sign_in(depot, "agus").get(f"/stock/{CODE}/why/").content.decode()
