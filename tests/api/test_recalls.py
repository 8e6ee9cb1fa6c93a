"""Traces and recalls through the API."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.models import Lot
from orders.models import Recall, RecallItem
from tests.cast import Depot
from tests.orders.calling import SignIn, get, post
from tests.orders.recall_world import HEAT, Heat, make_heat, recall

pytestmark = pytest.mark.django_db


@pytest.fixture
def heat(depot: Depot) -> Heat:
    return make_heat(depot)


BODY = {"heats": [HEAT], "reason": "Retak", "wanted": "Pisahkan"}


class TestTraces:
    def test_follow_a_heat_to_every_workshop(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        answer = get(sign_in(depot, "agus"), f"/traces/heats/{HEAT.lower()}").json()
        assert answer["fates"]["came_kg"] == "1840.000"
        parts = {name: float(kg) for name, kg in answer["fates"].items()}
        assert sum(parts.values()) == 2 * parts["came_kg"]
        assert {line["workshop"] for line in answer["deliveries"]} == {"W0001", "W0002"}
        assert [lot["depth"] for lot in answer["lots"]] == [0, 1, 1, 2, 1]

    def test_take_a_heat_with_any_letters(self, depot: Depot, heat: Heat, sign_in: SignIn) -> None:
        Lot.objects.filter(heat=HEAT).update(heat="C 9/00&85?")
        answer = get(sign_in(depot, "wati"), "/traces/heats/C%209%2F00%2685%3F")
        assert (answer.status_code, answer.json()["name"]) == (200, "C 9/00&85?")

    def test_lead_a_buyer_back_without_the_supplier(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        note = heat.notes[0].number
        own = get(sign_in(depot, "sari"), f"/traces/deliveries/{note}/1")
        assert own.json()["chain"][0]["heat"] == HEAT
        assert (own.json()["chain"][0]["supplier"], own.json()["origin"]) == ("", None)
        assert get(sign_in(depot, "rudi"), f"/traces/deliveries/{note}/1").status_code == 404

    @pytest.mark.parametrize("path", [f"heats/{HEAT}", "lots/LOT-TGL-2026-00001"])
    def test_come_as_paper(self, depot: Depot, heat: Heat, sign_in: SignIn, path: str) -> None:
        answer = get(sign_in(depot, "wati"), f"/traces/documents/{path}")
        assert answer.content.startswith(b"%PDF")


class TestRecalls:
    def test_are_started_once_per_key(self, depot: Depot, heat: Heat, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        key = {"Idempotency-Key": "once"}
        first = post(putri, "/recalls", BODY, **key)
        again = post(putri, "/recalls", BODY, **key)
        assert (first.status_code, again.json()) == (201, first.json())
        assert Recall.objects.count() == 1
        assert {one["workshop"] for one in first.json()["notices"]} == {"W0001", "W0002"}
        assert {lot["quality"] for lot in first.json()["lots"]} == {"quarantined"}

    def test_show_who_has_what_before(self, depot: Depot, heat: Heat, sign_in: SignIn) -> None:
        answer = post(sign_in(depot, "putri"), "/recalls/preview", {"heats": [HEAT]})
        assert [one["mass_kg"] for one in answer.json()["holders"]] == ["138.000", "92.000"]
        assert not Recall.objects.exists()

    def test_refuse_with_a_code_for_every_heat(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        answer = post(sign_in(depot, "putri"), "/recalls", {**BODY, "heats": ["A", "B"]})
        assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_keep_back")
        assert [fault["code"] for fault in answer.json()["faults"]] == ["heat_unknown"] * 2
        recall(depot, HEAT)
        answer = post(sign_in(depot, "putri"), "/recalls", BODY)
        assert (answer.status_code, answer.json()["code"]) == (409, "kept_back_already")

    def test_are_answered_reminded_and_closed(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        found = recall(depot, HEAT)
        item = RecallItem.objects.get(notice__workshop__code="W0001")
        path = f"/recalls/{found.number}"
        body = {"items": [{"item": item.pk, "held": "1", "passed": "1"}]}
        answer = post(sign_in(depot, "sari"), f"{path}/answers", body).json()
        (line,) = answer["notices"][0]["items"]
        assert (line["held_kg"], line["used_kg"], line["passed_kg"]) == ("46.000",) * 3
        assert answer["lots"] == answer["reserved"] == []
        wati = sign_in(depot, "wati")
        assert post(wati, f"{path}/remind").status_code == 200
        assert post(wati, f"{path}/remind").json()["code"] == "recall_reminded_already"
        sinta = sign_in(depot, "sinta")
        closing = post(sinta, f"{path}/close", {"outcome": "Selesai"})
        assert (closing.status_code, closing.json()["code"]) == (409, "recall_answers_missing")
        closing = post(sinta, f"{path}/close", {"outcome": "Selesai", "despite": "Tutup"})
        assert closing.json()["status"] == "closed"

    def test_take_as_many_statements_however_many_there_are(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        agus = sign_in(depot, "agus")

        def statements(path: str) -> int:
            with CaptureQueriesContext(connection) as seen:
                assert get(agus, path).status_code == 200
            return len(seen)

        recall(depot, lots=[heat.remnant.number])
        few = statements("/recalls")
        recall(depot, HEAT)
        assert statements("/recalls") == few
        assert statements("/recalls/RC-TGL-2026-00002") <= 14

    def test_come_as_paper_for_staff(self, depot: Depot, heat: Heat, sign_in: SignIn) -> None:
        found: Any = recall(depot, HEAT)
        path = f"/recalls/{found.number}/document"
        assert get(sign_in(depot, "agus"), path).content.startswith(b"%PDF")
        assert get(sign_in(depot, "sari"), path).status_code == 403
