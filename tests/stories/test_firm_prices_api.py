"""A pool at firm prices through the API: asked, confirmed, raised, declined; stayed, left; rolled over.

Three suppliers are asked. One lets its offer stand, one raises its price, one declines. Of two
members whose highest price is under the raised one, one stays and one leaves. What nobody
delivers is found again in the next pool.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from materialcenter import jobs
from materialcenter.models import Supplier
from orders import tasks as order_tasks
from tests.cast import Depot
from tests.harness.mail import Postbox
from tests.orders.pool_world import make_offer
from tests.stories.hands import Hand, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
WIB = ZoneInfo("Asia/Jakarta")
SHEET, BAR, SCRAP = "SPHC-2-4X8", "S45C-D25", "SCRAP-HMS1"
MONDAY = datetime(2026, 9, 7, 8, tzinfo=WIB)
CLOSES = datetime(2026, 9, 9, 17, tzinfo=WIB)


def _offers(depot: Depot) -> None:
    depot.center.is_vat_registered = True
    depot.center.save()
    depot.suppliers["S03"] = Supplier.objects.create(
        center=depot.center,
        code="S03",
        name="PT Ketiga",
        email="s03@supplier.example.id",
        lead_time_days=7,
        lead_time_spread_days=1,
    )
    make_offer(depot, "S01", SHEET, {0: 11200, 500: 10800}, pack=5)
    make_offer(depot, "S02", BAR, {0: 16000})
    make_offer(depot, "S03", SCRAP, {0: 6000})


def _pool(putri: Hand, title: str, closes: datetime, *materials: str) -> str:
    body = {
        "title": title,
        "deadline_at": closes.isoformat(),
        "materials": [{"material": code} for code in materials],
        "asks_quotes": True,
    }
    number: str = putri.post("/pools", body)["number"]
    putri.post(f"/pools/{number}/open")
    return number


def _wants(hand: Hand, pool: str, workshop: str, material: str, quantity: int, **more: Any) -> None:
    body = {"workshop": workshop, "material": material, "quantity": quantity, **more}
    hand.post(f"/pools/{pool}/commitments", body)


def _beat() -> None:
    """Do what the beat and its workers do now."""
    order_tasks.perform_due_pools()
    order_tasks.price_due_pools()
    jobs.run_due()


class TestFirmPrices:
    def test_are_asked_answered_agreed_to_and_ordered(self, depot: Depot, postbox: Postbox) -> None:
        _offers(depot)
        with time_machine.travel(MONDAY) as clock:
            putri, sari, rudi = (signed_in(depot.users[n]) for n in ("putri", "sari", "rudi"))
            pool = _pool(putri, "September", CLOSES, SHEET, BAR, SCRAP)
            _wants(sari, pool, "W0001", SHEET, 10, price_cap="10900.00")
            _wants(rudi, pool, "W0002", SHEET, 5, price_cap="10850.00")
            _wants(sari, pool, "W0001", BAR, 8)
            _wants(rudi, pool, "W0002", SCRAP, 100)
            clock.move_to(CLOSES)
            _beat()
            requests = self._asked(putri, pool, postbox)
            putri.post(f"/quote-requests/{requests['S02']}/stand", {"reference": "Pak Hadi"})
            putri.post(f"/quote-requests/{requests['S03']}/decline", {"reason": "No trucks"})
            raised = {"material": SHEET, "pack": 5, "tiers": [{"price_per_kg": "10950.00"}]}
            answer = {"lines": [raised], "reference": "Q-12"}
            putri.post(f"/quote-requests/{requests['S01']}/answer", answer)
            _beat()
            self._members_answer(sari, rudi, pool, postbox)
            _beat()
            self._is_ordered(putri, sari, pool, requests)
            clock.move_to(CLOSES + timedelta(days=7))
            following = _pool(putri, "October", CLOSES + timedelta(days=20), SCRAP)
            _beat()
            (own,) = rudi.all(f"/pools/{following}/commitments")
            assert (own["material"], own["quantity"]) == (SCRAP, 100)
            (kept,) = rudi.all("/kept-wishes", settled="true")
            assert (kept["reason"], kept["pool"]) == ("declined", following)
            assert any(following in str(m["Subject"]) for m in postbox.to("rudi.tgl@example.id"))

    def _asked(self, putri: Hand, pool: str, postbox: Postbox) -> dict[str, str]:
        """See that each supplier was asked by mail; return the requests' numbers."""
        assert putri.get(f"/pools/{pool}")["status"] == "frozen"
        waiting = putri.get(f"/pools/{pool}/waiting")
        assert sorted(waiting["suppliers"]) == ["S01", "S02", "S03"]
        rows = putri.all(f"/pools/{pool}/quote-requests")
        for row in rows:
            (mail,) = postbox.to(f"{row['supplier'].lower()}@supplier.example.id")
            assert row["number"] in mail["Subject"]
            putri.paper(f"/quote-requests/{row['number']}/document")
        return {row["supplier"]: row["number"] for row in rows}

    def _members_answer(self, sari: Hand, rudi: Hand, pool: str, postbox: Postbox) -> None:
        """Have sari stay and rudi leave, each asked by mail."""
        for hand, name, answer in ((sari, "sari", "stays"), (rudi, "rudi", "leaves")):
            (question,) = hand.all("/price-questions", pool=pool, answer="waiting")
            assert question["price_per_kg"] == "10950.00"
            told = postbox.to(f"{name}.tgl@example.id")[-1].get_content()
            assert f"/price-questions/{question['id']}/" in told
            hand.post(f"/price-questions/{question['id']}/answer", {"answer": answer})

    def _is_ordered(self, putri: Hand, sari: Hand, pool: str, requests: dict[str, str]) -> None:
        """See the price that holds, and order."""
        assert putri.get(f"/pools/{pool}")["status"] == "quoted"
        progress = {m["material"]: m for m in sari.get(f"/pools/{pool}/progress")["materials"]}
        assert progress[SHEET]["price_per_kg"] == "10950.00"
        assert progress[SHEET]["own"][0]["planned"] == 10
        assert (progress[SHEET]["ordered"], progress[SHEET]["left_out"]) == (10, 1)
        assert progress[SCRAP]["price_per_kg"] is None
        numbers = putri.post(f"/pools/{pool}/order")["purchase_orders"]
        orders = [putri.get(f"/purchase-orders/{number}") for number in numbers]
        of_sheets = next(order for order in orders if order["supplier"] == "S01")
        assert of_sheets["lines"][0]["price_per_kg"] == "10950.00"
        assert "Q-12" in of_sheets["note"]
        assert requests["S01"] in of_sheets["note"]
