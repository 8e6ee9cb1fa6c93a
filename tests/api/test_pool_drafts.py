"""The routes of a pool's draft, of its steps, and of filling packs up."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from orders.models import Pool
from orders.services.freezing import close_due_pool
from tests.cast import NOW, Depot
from tests.orders.low_stock import run_low
from tests.orders.pool_world import both_commit, make_offer, open_a_pool

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
SHEET, BAR = "SPHC-2-4X8", "S45C-D25"


def _send(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.generic(
        method, f"/api/v1{path}", json.dumps(body or {}), content_type="application/json"
    )


def _conditions(**also: Any) -> dict[str, Any]:
    deadline = timezone.now() + timedelta(days=9)
    return {"title": "Oktober", "deadline_at": deadline.isoformat(), **also}


class TestDrafts:
    def test_are_made_changed_opened_and_repeated(self, depot: Depot, sign_in: SignIn) -> None:
        for code in (SHEET, BAR):
            make_offer(depot, "S01", code, {0: 11200, 500: 10800}, pack=5)
        alert, putri = run_low(depot), sign_in(depot, "putri")
        body = _conditions(
            materials=[{"material": SHEET, "depot_quantity": 52}, {"material": BAR}],
            alerts=[alert.pk],
            topping_up_hours=24,
            asks_quotes=True,
        )
        made = _send(putri, "POST", "/pools", body)
        assert made.status_code == 201, made.content
        number = made.json()["number"]
        assert (made.json()["topping_up_hours"], made.json()["asks_quotes"]) == (24, True)
        alert.refresh_from_db()
        assert alert.taken_reference == number
        # With the 11 % that this center cannot reclaim
        sheet = next(
            one
            for one in putri.get(f"/api/v1/pools/{number}/choices").json()
            if one["material"] == SHEET
        )
        assert sheet["depot_quantity"] == 52
        assert sheet["quantities"][0]["prices"][0]["price_per_kg"] == "12432.00"
        assert _send(putri, "DELETE", f"/pools/{number}/materials/{BAR}").status_code == 200
        last = _send(putri, "DELETE", f"/pools/{number}/materials/{SHEET}")
        assert (last.status_code, last.json()["code"]) == (422, "last_material")
        chosen = _conditions(audience="chosen", invited=["W0001"])
        assert _send(putri, "PUT", f"/pools/{number}/conditions", chosen).status_code == 200
        assert _send(putri, "POST", f"/pools/{number}/open").json()["audience"] == "chosen"
        assert sign_in(depot, "rudi").get(f"/api/v1/pools/{number}").status_code == 404
        again = _send(putri, "POST", f"/pools/{number}/repeat")
        assert (again.status_code, again.json()["status"]) == (201, "draft")

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"deposit_rule": "half"}, "rule_unknown"),
            ({"topping_up_hours": 200}, "hours_out_of_range"),
            ({"audience": "chosen", "invited": ["W9999"]}, "workshop_unknown"),
            ({"pickup_until": "2020-01-01"}, "pickup_before_deadline"),
            ({"deadline_at": "2020-01-01T00:00:00Z"}, "deadline_in_the_past"),
        ],
    )
    def test_name_by_a_code_what_is_wrong(
        self, depot: Depot, sign_in: SignIn, wrong: dict[str, Any], code: str
    ) -> None:
        make_offer(depot, "S01", SHEET, {0: 11200})
        body = _conditions(materials=[{"material": SHEET}]) | wrong
        answer = _send(sign_in(depot, "putri"), "POST", "/pools", body)
        assert answer.status_code == 422
        said = answer.json()
        assert code in {said["code"], *(fault["code"] for fault in said.get("faults", ()))}
        assert not Pool.objects.exists()


class TestSteps:
    def test_are_read_by_members_with_their_reasons(self, depot: Depot, sign_in: SignIn) -> None:
        pool, putri = open_a_pool(depot), sign_in(depot, "putri")
        later = (timezone.now() + timedelta(days=40)).isoformat()
        path = f"/pools/{pool.number}"
        unsaid = _send(putri, "POST", f"{path}/extend", {"deadline_at": later, "reason": " "})
        assert (unsaid.status_code, unsaid.json()["code"]) == (422, "reason_missing")
        body = {"deadline_at": later, "reason": "Banjir"}
        assert _send(putri, "POST", f"{path}/extend", body).status_code == 200
        assert _send(putri, "POST", f"{path}/cancel", {"reason": "Tutup"}).status_code == 200
        steps = sign_in(depot, "sari").get(f"/api/v1{path}/steps").json()
        assert [(one["kind"], one["reason"]) for one in steps] == [
            ("opened", ""),
            ("extended", "Banjir"),
            ("cancelled", "Tutup"),
        ]


class TestToppingUp:
    def test_refuses_what_does_not_help_by_a_code(self, depot: Depot, sign_in: SignIn) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        now = timezone.now()
        Pool.objects.filter(pk=pool.pk).update(
            topping_up_hours=24, deadline_at=max(NOW, now) - timedelta(minutes=1)
        )
        close_due_pool(pool_id=pool.pk, by=depot.person("putri"), at=now)
        rudi, path = sign_in(depot, "rudi"), f"/pools/{pool.number}/commitments"
        wish = {"workshop": "W0002", "material": SHEET, "minimum": 3}
        less = _send(rudi, "POST", path, {**wish, "quantity": 5})
        assert (less.status_code, less.json()["code"]) == (409, "topping_up_takes_back")
        few = _send(rudi, "POST", path, {**wish, "quantity": 6})
        assert (few.status_code, few.json()["code"]) == (409, "topping_up_changes_nothing")
        assert "4 " in few.json()["detail"].replace("\xa0", " ")
        assert _send(rudi, "POST", path, {**wish, "quantity": 10}).status_code == 201
