"""The pools' routes."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.models import Commitment, Pool
from orders.services.committing import commit
from tests.cast import NOW, Depot
from tests.orders.pool_world import both_commit, make_offer, open_a_pool, wish

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]


def _post(client: Client, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    return client.post(
        f"/api/v1{path}",
        json.dumps(body or {}),
        content_type="application/json",
        headers=headers,
    )


def _live(pool: Pool) -> Pool:
    """Give the pool a deadline after the real clock, which the routes read."""
    pool.deadline_at = timezone.now() + timedelta(days=3)
    pool.save()
    return pool


REASON = {"reason": "No supplier keeps the price"}
ACTS: dict[str, dict[str, str] | None] = {
    **dict.fromkeys(("open", "freeze", "clear", "order", "allocate"), None),
    "cancel": REASON,
}


class TestPools:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"title": " "},
            {"deadline_at": "2099-09-01T08:00:00"},
            {"deposit_percent": "33.33333"},
            {"materials": [{"material": "SPHC-2-4X8", "depot_quantity": n} for n in (3, 5)]},
        ],
    )
    def test_refuse_what_nobody_could_mean(
        self, depot: Depot, sign_in: SignIn, wrong: dict[str, Any]
    ) -> None:
        make_offer(depot, "S01", "SPHC-2-4X8", {0: 11000})
        body = {
            "title": "Oktober",
            "deadline_at": (timezone.now() + timedelta(days=5)).isoformat(),
            "materials": [{"material": "SPHC-2-4X8"}],
            **wrong,
        }
        assert _post(sign_in(depot, "putri"), "/pools", body).status_code == 422
        assert not Pool.objects.exists()

    def test_take_a_later_closing_time_only_with_its_zone(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = _live(open_a_pool(depot))
        later = {"deadline_at": "2099-09-01T08:00:00"}
        answer = _post(sign_in(depot, "putri"), f"/pools/{pool.number}/extend", later)
        assert answer.status_code == 422

    def test_are_drafted_opened_and_closed_by_a_purchaser(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        make_offer(depot, "S01", "SPHC-2-4X8", {0: 11000})
        putri = sign_in(depot, "putri")
        body = {
            "title": "Oktober",
            "deadline_at": (timezone.now() + timedelta(days=5)).isoformat(),
            "materials": [{"material": "SPHC-2-4X8", "depot_quantity": 4}],
        }
        made = _post(putri, "/pools", body, **{"Idempotency-Key": "k1"})
        again = _post(putri, "/pools", body, **{"Idempotency-Key": "k1"})
        assert (made.status_code, again.json()) == (201, made.json())
        assert Pool.objects.count() == 1
        number = made.json()["number"]
        assert _post(putri, f"/pools/{number}/open").json()["status"] == "open"
        assert _post(putri, f"/pools/{number}/freeze").json()["status"] == "frozen"
        assert _post(putri, f"/pools/{number}/clear").json()["status"] == "quoted"

    def test_refuse_an_unknown_field(self, depot: Depot, sign_in: SignIn) -> None:
        answer = _post(sign_in(depot, "putri"), "/pools", {"title": "x", "is_superuser": True})
        assert answer.status_code == 422
        assert answer["Content-Type"] == "application/problem+json"

    def test_are_not_there_for_another_centers_people(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        pool = open_a_pool(depot)
        client = sign_in(stranger, "putri")
        for path in ("", "/progress", "/commitments", "/shares"):
            assert client.get(f"/api/v1/pools/{pool.number}{path}").status_code == 404
        for act, body in ACTS.items():
            assert _post(client, f"/pools/{pool.number}/{act}", body).status_code == 404

    def test_are_run_by_purchasers_only(self, depot: Depot, sign_in: SignIn) -> None:
        pool = open_a_pool(depot)
        for name in ("sari", "wati", "fajar", "agus"):
            for act, body in ACTS.items():
                answer = _post(sign_in(depot, name), f"/pools/{pool.number}/{act}", body)
                assert answer.status_code == 403, (name, act)
                assert answer.json()["code"] == "wrong_role"

    def test_take_the_same_number_of_statements_however_many(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        client = sign_in(depot, "putri")
        counts: list[int] = []
        for _n in range(2):
            open_a_pool(depot) if not counts else _more_pools(depot, 5)
            with CaptureQueriesContext(connection) as queries:
                assert client.get("/api/v1/pools").status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1]


def _more_pools(depot: Depot, count: int) -> None:
    for n in range(count):
        Pool.objects.create(
            center=depot.center,
            number=f"X-{n}",
            title="x",
            status="open",
            deadline_at=NOW,
            created_at=NOW,
        )


class TestCommitments:
    def test_are_taken_from_a_buyer_and_shown_to_the_buyer_alone(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = _live(open_a_pool(depot))
        both_commit(depot, pool)
        sari = sign_in(depot, "sari")
        made = _post(
            sari,
            f"/pools/{pool.number}/commitments",
            {"workshop": "W0001", "material": "SPHC-2-4X8", "quantity": 12, "minimum": 6},
        )
        assert made.status_code == 201
        rows = sari.get(f"/api/v1/pools/{pool.number}/commitments").json()["items"]
        assert [(r["workshop"], r["quantity"], r["minimum"]) for r in rows] == [("W0001", 12, 6)]
        progress = sari.get(f"/api/v1/pools/{pool.number}/progress").json()
        assert "W0002" not in json.dumps(progress)
        assert progress["members"] == 2

    def test_are_refused_for_another_workshop(self, depot: Depot, sign_in: SignIn) -> None:
        pool = _live(open_a_pool(depot))
        answer = _post(
            sign_in(depot, "sari"),
            f"/pools/{pool.number}/commitments",
            {"workshop": "W0002", "material": "SPHC-2-4X8", "quantity": 1},
        )
        assert answer.status_code == 404
        assert not Commitment.objects.exists()

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"quantity": 0, "minimum": 1}, "quantity_not_positive"),
            ({"quantity": -3}, "quantity_not_positive"),
            ({"quantity": 3, "minimum": 5}, "minimum_over_quantity"),
            ({"quantity": 3, "maximum": 2}, "quantity_over_maximum"),
            ({"quantity": 3, "price_cap": "0"}, "price_cap_not_positive"),
        ],
    )
    def test_name_what_is_wrong_and_change_nothing(
        self, depot: Depot, sign_in: SignIn, body: dict[str, Any], code: str
    ) -> None:
        pool = _live(open_a_pool(depot))
        answer = _post(
            sign_in(depot, "sari"),
            f"/pools/{pool.number}/commitments",
            {"workshop": "W0001", "material": "SPHC-2-4X8", **body},
        )
        assert answer.status_code == 422
        assert code in {fault["code"] for fault in answer.json()["faults"]}
        assert not Commitment.objects.exists()

    def test_refuse_a_fraction_of_a_sheet(self, depot: Depot, sign_in: SignIn) -> None:
        pool = _live(open_a_pool(depot))
        answer = _post(
            sign_in(depot, "sari"),
            f"/pools/{pool.number}/commitments",
            {"workshop": "W0001", "material": "SPHC-2-4X8", "quantity": 1.5},
        )
        assert answer.status_code == 422
        assert answer.json()["faults"][0]["field"].endswith("quantity")

    def test_are_refused_once_the_pool_is_closed(self, depot: Depot, sign_in: SignIn) -> None:
        pool = open_a_pool(depot)  # its deadline is long past by the real clock
        Pool.objects.filter(pk=pool.pk).update(deadline_at=NOW)
        answer = _post(
            sign_in(depot, "sari"),
            f"/pools/{pool.number}/commitments",
            {"workshop": "W0001", "material": "SPHC-2-4X8", "quantity": 1},
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "pool_closed")

    def test_take_the_same_number_of_statements_however_many(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = open_a_pool(depot, "SPHC-2-4X8", "S45C-D25")
        client = sign_in(depot, "putri")
        counts = []
        for names in (("W0001", "sari"), ("W0002", "rudi")):
            for material in ("SPHC-2-4X8", "S45C-D25"):
                commit(
                    pool_id=pool.pk,
                    wish=wish(depot, names[0], material=material),
                    by=depot.person(names[1]),
                    at=NOW,
                )
            for path in ("commitments", "progress"):
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(f"/api/v1/pools/{pool.number}/{path}").status_code == 200
                counts.append(len(queries))
        assert counts[:2] == counts[2:]
