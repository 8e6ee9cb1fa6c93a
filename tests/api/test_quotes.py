"""The routes of firm quotes, price questions and kept wishes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.models import KeptWish
from orders.services.opening import cancel_pool
from tests.cast import Depot
from tests.orders.calling import SignIn, get, post
from tests.orders.quote_world import (
    BAR,
    SHEET,
    asked_now,
    everybody_commits,
    give_offers,
    new_pool,
    question_now,
)

pytestmark = pytest.mark.django_db(transaction=True)
RAISED = {"lines": [{"material": SHEET, "pack": 5, "tiers": [{"price_per_kg": "10950.00"}]}]}


class TestQuoteRequests:
    def test_are_shown_answered_and_kept_with_their_quotation(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool, of_sheets, of_bars = asked_now(depot)
        putri = sign_in(depot, "putri")
        listed = get(putri, f"/pools/{pool.number}/quote-requests").json()
        assert [row["number"] for row in listed["items"]] == [of_bars, of_sheets]
        waiting = get(putri, f"/pools/{pool.number}/waiting").json()
        assert (waiting["waits"], waiting["suppliers"]) == (True, ["S02", "S01"])
        answer = post(putri, f"/quote-requests/{of_sheets}/answer", {**RAISED, "reference": "Q-9"})
        assert answer.status_code == 200
        body = answer.json()
        assert (body["status"], body["reference"]) == ("answered", "Q-9")
        assert body["lines"][0]["price_per_kg"] == "10950.00"
        file = SimpleUploadedFile("q.pdf", b"%PDF-1.7\n1 0 obj\n", "application/pdf")
        for status in (201, 409):
            kept = putri.post(f"/api/v1/quote-requests/{of_sheets}/quotation", {"file": file})
            assert kept.status_code == status
            file.seek(0)
        stand = post(putri, f"/quote-requests/{of_bars}/stand", {"reference": "Pak Hadi"})
        assert stand.json()["status"] == "answered"
        paper = get(putri, f"/quote-requests/{of_sheets}/document")
        assert paper.content.startswith(b"%PDF")

    def test_refuse_with_every_fault(self, depot: Depot, sign_in: SignIn) -> None:
        _pool, of_sheets, _bars = asked_now(depot)
        putri = sign_in(depot, "putri")
        yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
        body = {
            "lines": [
                {"material": BAR, "tiers": [{"price_per_kg": "0"}]},
                {"material": SHEET, "pack": 0, "tiers": [], "valid_until": yesterday},
            ]
        }
        refused = post(putri, f"/quote-requests/{of_sheets}/answer", body)
        assert refused.status_code == 422
        assert [(f["code"], f["field"]) for f in refused.json()["faults"]] == [
            ("material_not_asked", "lines.0.material"),
            ("price_not_positive", "lines.0.tiers.0.price_per_kg"),
            ("pack_not_positive", "lines.1.pack"),
            ("no_tiers", "lines.1.tiers"),
            ("quote_expired", "lines.1.valid_until"),
        ]
        assert (
            post(putri, f"/quote-requests/{of_sheets}/decline", {"reason": " "}).status_code == 422
        )
        assert post(putri, f"/quote-requests/{of_sheets}/answer", RAISED).status_code == 200
        again = post(putri, f"/quote-requests/{of_sheets}/answer", RAISED)
        assert (again.status_code, again.json()["code"]) == (409, "quote_answered_already")

    def test_are_asked_of_one_more_supplier(self, depot: Depot, sign_in: SignIn) -> None:
        pool, _sheets, _bars = asked_now(depot)
        putri = sign_in(depot, "putri")
        asked = {"supplier": "S01", "materials": [SHEET]}
        refused = post(putri, f"/pools/{pool.number}/quote-requests", asked)
        assert (refused.status_code, refused.json()["code"]) == (409, "supplier_asked_already")

    def test_are_hidden_from_buyers(self, depot: Depot, sign_in: SignIn) -> None:
        pool, of_sheets, _bars = asked_now(depot)
        sari = sign_in(depot, "sari")
        assert get(sari, f"/quote-requests/{of_sheets}").status_code == 403
        waiting = get(sari, f"/pools/{pool.number}/waiting").json()
        assert (waiting["requests"], waiting["suppliers"]) == (2, [])


class TestPriceQuestions:
    def test_are_answered_once_by_the_member(self, depot: Depot, sign_in: SignIn) -> None:
        pool, question_id = question_now(depot)
        sari = sign_in(depot, "sari")
        (mine,) = get(sari, f"/price-questions?pool={pool.number}&answer=waiting").json()["items"]
        assert (mine["id"], mine["price_per_kg"], mine["price_cap"]) == (
            question_id,
            "10950.00",
            "10900.00",
        )
        assert mine["more"] == round(mine["amount"] * 50 / 10950)
        assert get(sign_in(depot, "rudi"), "/price-questions").json()["items"] == []
        stays = post(sari, f"/price-questions/{question_id}/answer", {"answer": "stays"})
        assert (stays.status_code, stays.json()["answer"]) == (200, "stays")
        again = post(sari, f"/price-questions/{question_id}/answer", {"answer": "leaves"})
        assert (again.status_code, again.json()["code"]) == (409, "price_answered_already")

    def test_are_read_with_as_many_statements_for_many_as_for_one(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        question_now(depot)
        _same_statements(sign_in(depot, "putri"), "/price-questions")


class TestKeptWishes:
    def test_are_listed_and_dropped_by_their_workshop(self, depot: Depot, sign_in: SignIn) -> None:
        give_offers(depot)
        pool = new_pool(depot, at=timezone.now())
        everybody_commits(depot, pool, at=timezone.now())
        cancel_pool(pool_id=pool.pk, reason="No", by=depot.person("putri"), at=timezone.now())
        sari = sign_in(depot, "sari")
        mine = get(sari, "/kept-wishes").json()["items"]
        assert {row["material"] for row in mine} == {SHEET, BAR}
        dropped = post(sari, f"/kept-wishes/{mine[0]['id']}/drop")
        assert dropped.json()["dropped_at"] is not None
        assert len(get(sari, "/kept-wishes").json()["items"]) == 1
        assert len(get(sari, "/kept-wishes?settled=true").json()["items"]) == 2
        others = KeptWish.objects.exclude(workshop__code="W0001").first()
        assert others is not None
        assert post(sari, f"/kept-wishes/{others.pk}/drop").status_code == 404
        _same_statements(sign_in(depot, "putri"), "/kept-wishes")


def _same_statements(client: Any, path: str) -> None:
    """Read a list with one and with all items in as many statements."""
    counts = set()
    get(client, path)
    for limit in (1, 50):
        with CaptureQueriesContext(connection) as statements:
            assert get(client, f"{path}?limit={limit}").status_code == 200
        counts.add(len(statements))
    assert len(counts) == 1
