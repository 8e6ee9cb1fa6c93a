"""The pools' pages."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from materialcenter.web import form_token
from orders.models import Commitment, Pool
from tests.cast import Depot
from tests.orders.pool_world import both_commit, make_offer, open_a_pool

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]


def _live_pool(depot: Depot) -> Pool:
    pool = open_a_pool(depot)
    pool.deadline_at = timezone.now() + timedelta(days=3)
    pool.save()
    return pool


class TestPoolPages:
    def test_tell_a_buyer_what_the_own_part_is_and_no_other_name(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = _live_pool(depot)
        both_commit(depot, pool)
        page = sign_in(depot, "sari").get(f"/pools/{pool.number}/").content.decode()
        assert "W0001" in page
        assert "W0002" not in page
        assert "PT Baja Contoh" not in page

    def test_give_htmx_the_inner_part_alone(self, depot: Depot, sign_in: SignIn) -> None:
        pool = _live_pool(depot)
        answer = sign_in(depot, "sari").get(
            f"/pools/{pool.number}/", headers={"HX-Request": "true"}
        )
        assert b"<html" not in answer.content
        assert b'id="pool"' in answer.content

    def test_take_a_commitment_once_however_often_it_is_sent(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = _live_pool(depot)
        client = sign_in(depot, "sari")
        typed = {
            "once": form_token(),
            "workshop": "W0001",
            "quantity": "12",
            "minimum": "6",
            "maximum": "",
            "price_cap": "11.500",
        }
        for _again in range(2):
            answer = client.post(f"/pools/{pool.number}/commit/SPHC-2-4X8/", typed)
            assert answer.status_code == 302
        made = Commitment.objects.get()
        assert (made.quantity, made.minimum, made.maximum, made.price_cap) == (
            12,
            6,
            12,
            Decimal(11500),
        )

    def test_show_what_is_wrong_beside_the_field(self, depot: Depot, sign_in: SignIn) -> None:
        pool = _live_pool(depot)
        typed = {
            "once": form_token(),
            "workshop": "W0001",
            "quantity": "3",
            "minimum": "5",
        }
        answer = sign_in(depot, "sari").post(f"/pools/{pool.number}/commit/SPHC-2-4X8/", typed)
        assert answer.status_code == 422
        assert b"field-wrong" in answer.content
        assert not Commitment.objects.exists()

    def test_withdraw_a_commitment(self, depot: Depot, sign_in: SignIn) -> None:
        pool = _live_pool(depot)
        both_commit(depot, pool)
        typed = {
            "once": form_token(),
            "workshop": "W0001",
            "quantity": "10",
            "withdraw": "1",
        }
        sign_in(depot, "sari").post(f"/pools/{pool.number}/commit/SPHC-2-4X8/", typed)
        assert [c.workshop.code for c in Commitment.objects.standing()] == ["W0002"]

    def test_let_staff_commit_for_the_workshop_whose_code_they_type(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = _live_pool(depot)
        putri = sign_in(depot, "putri")
        address = f"/pools/{pool.number}/commit/SPHC-2-4X8/"
        page = putri.get(address).content.decode()
        assert 'name="workshop"' in page
        assert depot.workshops["W0002"].name not in page
        typed = {"once": form_token(), "workshop": "w0002", "quantity": "5"}
        unknown = putri.post(address, {**typed, "workshop": "W9999"})
        assert unknown.status_code == 422
        assert putri.post(address, typed).status_code == 302
        assert Commitment.objects.get().workshop == depot.workshops["W0002"]
        again = putri.get(address, {"workshop": "W0002"}).content.decode()
        assert 'name="quantity" value="5"' in again

    def test_draft_a_pool_from_offers(self, depot: Depot, sign_in: SignIn) -> None:
        make_offer(depot, "S01", "SPHC-2-4X8", {0: 11000})
        client = sign_in(depot, "putri")
        assert b"SPHC-2-4X8" in client.get("/pools/new/").content
        deadline = timezone.localtime() + timedelta(days=3)
        answer = client.post(
            "/pools/new/",
            {
                "once": form_token(),
                "title": "Oktober",
                "deadline_at": deadline.strftime("%Y-%m-%dT%H:%M"),
                "materials": ["SPHC-2-4X8"],
            },
        )
        assert answer.status_code == 302
        assert Pool.objects.get().title == "Oktober"

    def test_let_a_purchaser_run_it_and_say_when_it_cannot_be(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = _live_pool(depot)
        client = sign_in(depot, "putri")
        freeze = f"/pools/{pool.number}/freeze/"
        assert client.post(freeze, {"once": form_token()}).status_code == 302
        refused = client.post(f"/pools/{pool.number}/order/", {"once": form_token()})
        assert refused.status_code == 409
        assert b'role="alert"' in refused.content

    def test_are_not_broken_by_a_digit_that_is_no_number(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = _live_pool(depot)
        address = f"/pools/{pool.number}/commit/SPHC-2-4X8/"
        for typed in ("\u00b2", "9" * 5000):
            page = sign_in(depot, "putri").get(address, {"workshop": typed})
            assert page.status_code == 200

    @pytest.mark.parametrize("name", ["sari", "wati", "fajar", "agus"])
    def test_are_run_by_purchasers_only(self, depot: Depot, sign_in: SignIn, name: str) -> None:
        pool = _live_pool(depot)
        answer = sign_in(depot, name).post(f"/pools/{pool.number}/freeze/", {"once": form_token()})
        assert answer.status_code == 403

    def test_are_not_there_for_another_centers_people(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        pool = _live_pool(depot)
        client = sign_in(stranger, "putri")
        for path in ("", "commitments/", "shares/", "commit/SPHC-2-4X8/"):
            assert client.get(f"/pools/{pool.number}/{path}").status_code == 404
