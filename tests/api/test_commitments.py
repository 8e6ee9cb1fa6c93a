"""The routes of commitments: what they refuse, with which data, and what a deposit would be."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.models import Commitment, Pool
from orders.services.paying import record_deposit
from tests.cast import Depot
from tests.orders.calling import get, post
from tests.orders.pool_world import open_a_pool, open_another

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]

WISH: dict[str, Any] = {"workshop": "W0001", "material": "SPHC-2-4X8", "quantity": 8}


@pytest.fixture
def pool(depot: Depot) -> Pool:
    """Open a pool that asks for half of what goes over the credit, by the real clock."""
    depot.center.bank_account = "Bank Contoh 123"
    depot.center.save()
    workshop = depot.workshops["W0001"]
    workshop.credit_limit = 6_000_000
    workshop.save()
    made = open_a_pool(depot, deposit_percent=50)
    made.deadline_at = timezone.now() + timedelta(days=3)
    made.save()
    return made


class TestCommit:
    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"quantity": 1.5}, "quantity_not_whole"),
            ({"minimum": 0.5}, "quantity_not_whole"),
            ({"minimum": 9, "maximum": 8}, "minimum_over_maximum"),
            ({"price_cap": "10349.99"}, "price_cap_under_every_offer"),
        ],
    )
    def test_names_what_is_wrong(
        self, depot: Depot, pool: Pool, sign_in: SignIn, wrong: dict[str, Any], code: str
    ) -> None:
        address = f"/pools/{pool.number}/commitments"
        answer = post(sign_in(depot, "sari"), address, {**WISH, **wrong})
        assert answer.status_code == 422
        assert code in {fault["code"] for fault in answer.json()["faults"]}
        assert not Commitment.objects.exists()

    def test_takes_what_is_whole_however_it_is_written(
        self, depot: Depot, pool: Pool, sign_in: SignIn
    ) -> None:
        wish = {**WISH, "quantity": 2.0, "price_cap": "11000"}
        made = post(sign_in(depot, "sari"), f"/pools/{pool.number}/commitments", wish).json()
        assert (made["quantity"], made["minimum"], made["maximum"]) == (2, 2, 2)
        kept = get(sign_in(depot, "sari"), f"/pools/{pool.number}/commitments").json()["items"]
        moments = [datetime.fromisoformat(row.pop("committed_at")) for row in (made, *kept)]
        assert (kept, moments[1:]) == ([made], moments[:1])

    def test_is_refused_to_whom_the_pool_is_not_for(
        self, depot: Depot, pool: Pool, sign_in: SignIn
    ) -> None:
        Pool.objects.update(audience="chosen")
        address = f"/pools/{pool.number}/commitments"
        assert post(sign_in(depot, "sari"), address, WISH).status_code == 404
        answer = post(sign_in(depot, "putri"), address, WISH)
        assert (answer.status_code, answer.json()["code"]) == (403, "workshop_not_invited")


class TestDeposit:
    def test_is_asked_told_with_how_to_pay_it_and_then_enough(
        self, depot: Depot, pool: Pool, sign_in: SignIn
    ) -> None:
        sari, other = sign_in(depot, "sari"), open_another(pool)
        assert post(sari, f"/pools/{other.number}/commitments", WISH).status_code == 201
        refused = post(sari, f"/pools/{pool.number}/commitments", WISH)
        amounts = {"limit": 6_000_000, "used": 4_684_564, "needed": 1_684_564, "paid": 0}
        assert (refused.status_code, refused.json()["code"]) == (409, "deposit_needed")
        assert refused.json()["data"] == {**amounts, "missing": 1_684_564}
        answer = self._ask(sari, pool)
        assert answer.items() >= {**amounts, "missing": 1_684_564, "worth": 4_684_564}.items()
        assert answer["reference"] == f"{pool.number}/W0001"
        assert answer["bank_account"] == "Bank Contoh 123"
        record_deposit(
            pool_id=pool.pk,
            workshop_id=depot.workshops["W0001"].pk,
            amount=1_684_564,
            method="transfer",
            by=depot.person("fajar"),
            at=timezone.now(),
        )
        assert self._ask(sari, pool).items() >= {"missing": 0, "bank_account": ""}.items()
        assert post(sari, f"/pools/{pool.number}/commitments", WISH).status_code == 201
        now = get(sari, f"/pools/{pool.number}/deposits/W0001").json()
        assert (now["needed"], now["paid"], now["missing"]) == (1_684_564, 1_684_564, 0)

    def test_is_told_of_own_workshops_and_the_pools_materials_alone(
        self, depot: Depot, stranger: Depot, pool: Pool, sign_in: SignIn
    ) -> None:
        sari = sign_in(depot, "sari")
        address = f"/pools/{pool.number}/deposits"
        for asked in ("W0002", "W0001?material=S45C-D25", "%C2%B2"):
            assert get(sari, f"{address}/{asked}").status_code == 404
        for asked in ("W0001?quantity=-1", "W0001?quantity=1.5", "W0001?price_cap=x"):
            assert get(sari, f"{address}/{asked}").status_code == 422
        assert get(sign_in(stranger, "putri"), f"{address}/W0001").status_code == 404

    def test_takes_the_same_number_of_statements_however_much_is_wanted(
        self, depot: Depot, pool: Pool, sign_in: SignIn
    ) -> None:
        sari = sign_in(depot, "sari")
        counts = []
        for _n in range(2):
            with CaptureQueriesContext(connection) as queries:
                self._ask(sari, pool)
            counts.append(len(queries))
            address = f"/pools/{open_another(pool).number}/commitments"
            assert post(sari, address, {**WISH, "quantity": 1}).status_code == 201
        assert counts[0] == counts[1]

    @staticmethod
    def _ask(client: Client, pool: Pool) -> dict[str, Any]:
        address = f"/pools/{pool.number}/deposits/W0001"
        answer: dict[str, Any] = get(client, f"{address}?material=SPHC-2-4X8&quantity=8").json()
        return answer
