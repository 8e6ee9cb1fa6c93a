"""Cutting over the API."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from inventory.models import CutJob, Lot, Material
from materialcenter import jobs
from tests.cast import Depot, receive_stock
from tests.inventory.services.test_cutting import cut
from tests.inventory.yard import call

pytestmark = pytest.mark.django_db
SHEET, SCRAP = "SPHC-2-4X8", "SCRAP-HMS1"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def lot(depot: Depot) -> Lot:
    """Ten sheets on A-01, and scrap that is booked at Rp 5,000 a kg."""
    Material.objects.filter(code=SCRAP).update(fixed_value_per_kg=Decimal(5000))
    return receive_stock(depot, SHEET, pieces=10, mass_kg=Decimal("460.000"))


@pytest.fixture
def wati(depot: Depot, client: Client) -> Client:
    """The clerk."""
    client.force_login(depot.users["wati"], BACKEND)
    return client


def body(lot: Lot, **changes: Any) -> dict[str, Any]:
    return {
        "lot": lot.number,
        "from_rack": "A-01",
        "pieces": 1,
        "outputs": [
            {
                "kind": "remnant",
                "rack": "A-02",
                "pieces": 1,
                "length_mm": "1200",
                "width_mm": "1000",
            },
            {"kind": "scrap", "rack": "B-01", "material": SCRAP},
        ],
        **changes,
    }


class TestCuts:
    def test_cut_and_answer_the_same_again(self, wati: Client, lot: Lot) -> None:
        first = call(wati, "/cuts", body(lot), **{"Idempotency-Key": "one"})
        again = call(wati, "/cuts", body(lot), **{"Idempotency-Key": "one"})
        assert first.status_code == 201
        assert again.json() == first.json()
        assert CutJob.objects.count() == 1
        shown = first.json()
        out = sum(Decimal(line["mass_kg"]) for line in shown["outputs"])
        assert out + Decimal(shown["kerf_kg"]) == Decimal(shown["mass_kg"])

    def test_refuse_with_a_code(self, wati: Client, lot: Lot) -> None:
        large = body(lot)
        large["outputs"][0]["length_mm"] = "2500"
        heavy = body(lot)
        heavy["outputs"][0]["mass_kg"] = "99"
        for asked, code in (
            (large, "remnant_larger_than_parent"),
            (heavy, "cut_weighs_more"),
        ):
            answer = call(wati, "/cuts", asked, **{"Idempotency-Key": code})
            assert (answer.status_code, answer.json()["code"]) == (422, code)

    def test_list_in_as_many_statements_whatever_their_number(
        self, wati: Client, depot: Depot, lot: Lot, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(4):
            cut(depot, lot)
        with django_assert_max_num_queries(8):
            listed = wati.get("/api/v1/cuts").json()
        assert len(listed["items"]) == 4

    def test_find_remnants_by_size(self, wati: Client, depot: Depot, lot: Lot) -> None:
        cut(depot, lot)
        found = wati.get("/api/v1/remnants?length_mm=600&width_mm=900&thickness_mm=2&grade=SPHC")
        assert len(found.json()["items"]) == 1
        none = wati.get("/api/v1/remnants?length_mm=600&width_mm=1300")
        assert none.json()["items"] == []


class TestPlans:
    def test_are_asked_computed_and_read(self, wati: Client) -> None:
        asked = call(
            wati,
            "/cut-plans",
            {"material": "S45C-D25", "cuts": [{"length_mm": "1450", "pieces": 7}]},
            **{"Idempotency-Key": "plan"},
        )
        assert asked.status_code == 201
        number = asked.json()["number"]
        assert asked.json()["status"] == "waiting"
        jobs.run_due()
        shown = wati.get(f"/api/v1/cut-plans/{number}").json()
        assert (shown["status"], shown["is_proven"]) == ("planned", True)
        assert shown["result"]["new_pieces"] == 2
        assert wati.get(f"/api/v1/cut-plans/{number}/document").content.startswith(b"%PDF")
