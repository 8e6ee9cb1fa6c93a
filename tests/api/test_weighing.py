"""The weighbridge's routes: scales, readings, tickets, the tare book."""

from collections.abc import Callable
from decimal import Decimal
from ipaddress import ip_network
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.models import Scale, ScaleReading, WeighTicket
from inventory.scales.simulator import Simulator, comma_frame
from materialcenter import jobs
from tests.cast import Depot
from tests.inventory.bridge import arrive, make_scale, weigh_truck
from tests.inventory.yard import call

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
TRUCK = {"direction": "in", "vehicle": "G 1234 AB", "scale": "TB-1"}


def _get(client: Client, path: str) -> Any:
    return client.get(f"/api/v1{path}")


class TestTickets:
    def test_go_from_the_first_weighing_to_the_paper(self, depot: Depot, sign_in: SignIn) -> None:
        make_scale(depot)
        wati = sign_in(depot, "wati")
        body = {**TRUCK, "supplier": "S01", "reference": "PO-1", "first": {"mass_kg": "12460"}}
        opened = call(wati, "/weigh-tickets", body)
        assert opened.status_code == 201, opened.content
        path = f"/weigh-tickets/{opened.json()['number']}"
        assert call(wati, f"{path}/second-weighing", {"mass_kg": "5120"}).status_code == 200
        shares = {"dirt_percent": "3", "moisture_percent": "2", "method": "sequential"}
        assert call(wati, f"{path}/deductions", shares, method="put").status_code == 200
        issued = call(wati, f"{path}/issue").json()
        assert (issued["net_kg"], issued["paid_kg"], issued["status"]) == (
            "7340.000",
            "6977.400",
            "issued",
        )
        assert issued["is_scale_expired"] is False
        jobs.run_due()
        assert _get(wati, path).json()["document"]
        for paper in ("a5", "narrow"):
            answer = _get(wati, f"{path}/document?paper={paper}")
            assert answer.content.startswith(b"%PDF")
        assert _get(wati, f"{path}/document?paper=a0").status_code == 422
        tare = call(wati, f"{path}/keep-tare").json()
        assert (tare["vehicle"], tare["tare_kg"]) == ("G 1234 AB", "5120.000")
        assert len(_get(wati, "/tare-book").json()["items"]) == 1

    def test_is_corrected_by_another(self, depot: Depot, sign_in: SignIn) -> None:
        make_scale(depot)
        number, wati = weigh_truck(depot).number, sign_in(depot, "wati")
        body = {
            **{name: TRUCK[name] for name in ("direction", "vehicle")},
            "first_kg": "12480",
            "second_kg": "5120",
            "reason": "Salah baca",
        }
        made = call(wati, f"/weigh-tickets/{number}/correct", body)
        assert made.status_code == 201, made.content
        assert made.json()["corrects"] == number
        assert (
            _get(wati, f"/weigh-tickets/{number}").json()["corrected_by"] == (made.json()["number"])
        )
        again = call(wati, f"/weigh-tickets/{number}/correct", body)
        assert (again.status_code, again.json()["code"]) == (409, "ticket_corrected_already")

    def test_flag_an_expired_tera(self, depot: Depot, sign_in: SignIn) -> None:
        make_scale(depot, verified_until=None)
        weigh_truck(depot)
        (row,) = _get(sign_in(depot, "agus"), "/weigh-tickets").json()["items"]
        assert row["is_scale_expired"] is True

    @pytest.mark.parametrize(
        ("first", "code"),
        [
            ({}, "weight_missing"),
            ({"mass_kg": "20", "from_tare_book": True}, "weight_missing"),
            ({"mass_kg": "12470"}, "weight_off_division"),
            ({"from_tare_book": True}, "tare_book_for_tare_only"),
            ({"reading": 99}, "unknown_reading"),
        ],
    )
    def test_take_one_weight_that_is_one(
        self, depot: Depot, sign_in: SignIn, first: dict[str, Any], code: str
    ) -> None:
        make_scale(depot)
        answer = call(sign_in(depot, "wati"), "/weigh-tickets", {**TRUCK, "first": first})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert not WeighTicket.objects.exists()

    def test_take_nobodys_word_for_the_scales(self, depot: Depot, sign_in: SignIn) -> None:
        make_scale(depot)
        first = {"mass_kg": "12460", "source": "scale"}
        answer = call(sign_in(depot, "wati"), "/weigh-tickets", {**TRUCK, "first": first})
        assert answer.status_code == 422
        assert not WeighTicket.objects.exists()

    def test_are_listed_with_as_many_statements_however_long(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        make_scale(depot)
        agus, counts = sign_in(depot, "agus"), []
        for n in range(2):
            for k in range(1 + 3 * n):
                arrive(depot, vehicle=f"G {n} {k}")
            _get(agus, "/weigh-tickets")
            with CaptureQueriesContext(
                connection,
            ) as caught:
                _get(agus, "/weigh-tickets")
            counts.append(len(caught))
        assert counts[0] == counts[1]


class TestReading:
    def test_is_the_scales_own_and_comes_again_for_the_same_key(
        self, depot: Depot, sign_in: SignIn, settings: Any
    ) -> None:
        settings.SCALE_NETWORKS = [ip_network("127.0.0.0/8")]
        wati = sign_in(depot, "wati")
        key: dict[str, Any] = {"Idempotency-Key": "timbang-1"}
        with Simulator(lambda: comma_frame(Decimal(12460))) as played:
            make_scale(depot, address=played.address)
            read = call(wati, "/scales/TB-1/readings", **key)
            again = call(wati, "/scales/TB-1/readings", **key)
        assert read.status_code == 201, read.content
        assert read.json()["mass_kg"] == "12460.000"
        assert again.json() == read.json()
        assert ScaleReading.objects.count() == 1
        body = {**TRUCK, "first": {"reading": read.json()["id"]}}
        assert call(wati, "/weigh-tickets", body).json()["first"]["source"] == "scale"

    def test_says_why_there_is_none(self, depot: Depot, sign_in: SignIn) -> None:
        make_scale(depot, address="tcp://127.0.0.1:6379")
        make_scale(depot, "TB-2")
        wati = sign_in(depot, "wati")
        for code, why in (("TB-1", "scale_address_not_allowed"), ("TB-2", "scale_read_by_eye")):
            answer = call(wati, f"/scales/{code}/readings")
            assert (answer.status_code, answer.json()["code"]) == (409, why)

    def test_takes_no_address_of_a_caller(self, depot: Depot, sign_in: SignIn) -> None:
        make_scale(depot)
        wati = sign_in(depot, "wati")
        answer = call(wati, "/scales/TB-1", {"address": "tcp://10.0.0.1:80"}, method="put")
        assert answer.status_code in {403, 422}
        assert Scale.objects.get().address == ""
