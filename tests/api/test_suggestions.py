"""Suggestions of reordering by the API: listed, taken once, by purchasers of the center."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from orders.models import PurchaseOrder
from orders.services.suggesting import suggest_for_alert
from tests.cast import NOW, Depot
from tests.orders.calling import SignIn, post
from tests.orders.low_stock import run_low
from tests.orders.pool_world import make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    """Set the clock that the routes read to the cast's day."""
    with time_machine.travel(NOW, tick=True):
        yield


class TestReorderSuggestions:
    def _alert(self, depot: Depot) -> int:
        make_offer(depot, "S01", "SPHC-2-4X8", {0: 11_200})
        alert_id = run_low(depot).pk
        suggest_for_alert(alert_id=alert_id, at=NOW)
        return alert_id

    def test_are_listed_and_taken(self, depot: Depot, sign_in: SignIn) -> None:
        alert_id, putri = self._alert(depot), sign_in(depot, "putri")
        (listed,) = putri.get("/api/v1/reorder-suggestions").json()["items"]
        assert (listed["alert"], listed["answer"], listed["quantity"]) == (
            alert_id,
            "purchase_order",
            52,
        )
        taken = post(putri, f"/alerts/{alert_id}/take", {}, **{"Idempotency-Key": "t"})
        again = post(putri, f"/alerts/{alert_id}/take", {}, **{"Idempotency-Key": "t"})
        assert (taken.status_code, again.json()) == (200, taken.json())
        assert taken.json()["reference"] == PurchaseOrder.objects.get().number
        late = post(putri, f"/alerts/{alert_id}/take")
        assert (late.status_code, late.json()["code"]) == (409, "alert_already_taken")

    def test_are_kept_quiet_for_a_reason_of_one_line(self, depot: Depot, sign_in: SignIn) -> None:
        alert_id, putri = self._alert(depot), sign_in(depot, "putri")
        until = (NOW + timedelta(days=3)).date().isoformat()
        asked = {"until": until, "reason": "x" * 201}
        long = post(putri, f"/alerts/{alert_id}/snooze", asked)
        assert (long.status_code, long.json()["code"]) == (422, "invalid_input")
        quiet = post(putri, f"/alerts/{alert_id}/snooze", asked | {"reason": "x" * 200})
        assert (quiet.status_code, quiet.json()["snoozed_until"]) == (200, until)

    def test_are_for_purchasers_of_the_center(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        alert_id = self._alert(depot)
        for name in ("wati", "fajar", "agus", "sari"):
            assert post(sign_in(depot, name), f"/alerts/{alert_id}/take").status_code == 403
        other = sign_in(stranger, "putri")
        assert post(other, f"/alerts/{alert_id}/take").status_code == 404
        assert other.get("/api/v1/reorder-suggestions").json()["items"] == []
        assert not PurchaseOrder.objects.exists()
