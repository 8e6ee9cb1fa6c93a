"""The weighbridge's pages: what a clerk does there on a phone, and what others see."""

from collections.abc import Callable
from decimal import Decimal
from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.models import Scale, ScaleReading, VehicleTare, WeighTicket
from inventory.scales.simulator import Simulator, comma_frame
from inventory.services import ticketing
from orders.services.checking_purchases import PurchaseLine
from tests.cast import NOW, Depot
from tests.forms import forms_of
from tests.inventory.bridge import arrive, correct, deduct, head, make_scale, weigh_truck
from tests.inventory.yard import send
from tests.orders.purchases import sent

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
NEW = {"direction": "in", "vehicle": "g 1234 ab", "scale": "TB-1"}


def _page(client: Client, path: str) -> str:
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


class TestTicketPages:
    def test_lead_from_truck_to_paper(self, depot: Depot, sign_in: SignIn) -> None:
        make_scale(depot)
        wati = sign_in(depot, "wati")
        opened = send(wati, "/weigh-tickets/new/", **NEW, mass_kg="12.460")
        assert opened.status_code == 302, opened.content.decode()
        path = opened["Location"]
        assert "G 1234 AB" in _page(wati, "/weigh-tickets/")
        assert send(wati, f"{path}weigh/", mass_kg="5.120").status_code == 302
        shares = {"dirt_percent": "3", "moisture_percent": "2", "method": "additive"}
        assert send(wati, f"{path}deductions/", **shares).status_code == 302
        assert send(wati, f"{path}issue/").status_code == 302
        page = _page(wati, path)
        assert "6,973 kg" in page or "6.973 kg" in page
        assert wati.get(f"{path}document/").content.startswith(b"%PDF")
        assert wati.get(f"{path}document/?paper=narrow").content.startswith(b"%PDF")
        assert send(wati, f"{path}keep-tare/").status_code == 302
        assert "G 1234 AB" in _page(wati, "/tare-book/")

    def test_read_the_scale_and_keep_what_was_typed(
        self, depot: Depot, sign_in: SignIn, settings: Any
    ) -> None:
        settings.SCALE_NETWORKS = [ip_network("127.0.0.0/8")]
        wati = sign_in(depot, "wati")
        with Simulator(lambda: comma_frame(Decimal(12460))) as played:
            make_scale(depot, address=played.address)
            read = send(wati, "/weigh-tickets/new/", **NEW, read="1")
        (form,) = (f for f in forms_of(read.content.decode()) if "vehicle" in f.fields)
        reading = ScaleReading.objects.get()
        assert (form.fields["vehicle"], form.fields["reading"]) == ("g 1234 ab", str(reading.pk))
        assert "field-wrong" not in read.content.decode()
        opened = send(wati, "/weigh-tickets/new/", **NEW, reading=form.fields["reading"])
        assert opened.status_code == 302, opened.content.decode()
        ticket = WeighTicket.objects.get()
        assert (ticket.first_source, ticket.first_reading) == ("scale", reading)

    def test_say_why_the_scale_gives_no_weight(self, depot: Depot, sign_in: SignIn) -> None:
        make_scale(depot)
        answer = send(sign_in(depot, "wati"), "/weigh-tickets/new/", **NEW, read="1")
        assert answer.status_code == 409
        assert "TB-1" in answer.content.decode()

    def test_say_what_is_wrong_with_a_weight(self, depot: Depot, sign_in: SignIn) -> None:
        make_scale(depot)
        wati = sign_in(depot, "wati")
        for typed in ("", "12.470", "80.000"):
            answer = send(wati, "/weigh-tickets/new/", **NEW, mass_kg=typed)
            assert answer.status_code == 422
            assert "errorlist" in answer.content.decode()
        assert not WeighTicket.objects.exists()

    def test_flag_an_expired_tera_and_a_corrected_ticket(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        make_scale(depot, verified_until=None)
        number = weigh_truck(depot).number
        made = correct(depot, number)
        agus = sign_in(depot, "agus")
        page = _page(agus, f"/weigh-tickets/{number}/")
        for seen in ("tera expired", "did not hold", made.number):
            assert seen in page
        assert "tera expired" in _page(agus, "/scales/")
        assert number in _page(agus, f"/weigh-tickets/{made.number}/")
        for act in ("Correct</a>", "Issue ticket", "Keep tare"):
            assert act not in page

    def test_are_corrected_from_what_the_ticket_says(self, depot: Depot, sign_in: SignIn) -> None:
        make_scale(depot)
        number, wati = weigh_truck(depot).number, sign_in(depot, "wati")
        path = f"/weigh-tickets/{number}/correct/"
        (form,) = (f for f in forms_of(_page(wati, path)) if "first_kg" in f.fields)
        assert form.fields["first_kg"] == "12.460"
        answer = wati.post(path, form.sent(reason="Salah baca", method="additive", direction="in"))
        assert answer.status_code == 302, answer.content.decode()
        assert WeighTicket.objects.get(corrects__number=number).first_kg == 12460

    def test_show_with_the_purchase_order_they_belong_to(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        make_scale(depot)
        order = sent(depot, PurchaseLine("SPHC-2-4X8", Decimal(5), Decimal(10_000)))
        wrong = weigh_truck(depot, reference=order.number)
        made = correct(depot, wrong.number, head=head(reference=order.number))
        by = depot.person("wati")
        ticketing.issue_ticket(number=made.number, by=by, at=NOW)
        page = _page(sign_in(depot, "wati"), f"/purchase-orders/{order.number}/")
        assert made.number in page
        assert wrong.number not in page

    def test_show_an_agreed_share_to_its_last_decimal(self, depot: Depot, sign_in: SignIn) -> None:
        make_scale(depot)
        number = arrive(depot).number
        deduct(depot, number, "2.125", "0", "additive")
        assert "2.125 %" in _page(sign_in(depot, "agus"), f"/weigh-tickets/{number}/")

    def test_say_what_to_do_first(self, depot: Depot, sign_in: SignIn) -> None:
        for name in ("wati", "sinta"):
            person = sign_in(depot, name)
            for path in ("/weigh-tickets/", "/scales/", "/tare-book/"):
                assert "empty-title" in _page(person, path)

    def test_take_as_many_statements_however_long(self, depot: Depot, sign_in: SignIn) -> None:
        make_scale(depot)
        wati, counts = sign_in(depot, "wati"), []
        for n in range(2):
            for k in range(1 + 3 * n):
                arrive(depot, vehicle=f"G {n} {k}")
                weigh_truck(depot, vehicle=f"B {n} {k}")
            _page(wati, "/weigh-tickets/")
            with CaptureQueriesContext(connection) as caught:
                _page(wati, "/weigh-tickets/")
            counts.append(len(caught))
        assert counts[0] == counts[1]


class TestScalePages:
    def test_let_a_supervisor_keep_the_scales(self, depot: Depot, sign_in: SignIn) -> None:
        sinta = sign_in(depot, "sinta")
        fields = {
            "code": "tb-1",
            "name": "Jembatan timbang",
            "capacity_kg": "60.000",
            "division_kg": "20",
            "verified_until": "2027-03-31",
            "address": "tcp://192.168.1.20:4001",
            "is_active": "on",
        }
        assert send(sinta, "/scales/new/", **fields).status_code == 302
        assert "TB-1" in _page(sinta, "/scales/")
        changed = {**fields, "address": "http://evil.example/"}
        del changed["code"]
        answer = send(sinta, "/scales/TB-1/", **changed)
        assert answer.status_code == 422
        assert send(sinta, "/scales/TB-1/", **{**changed, "address": ""}).status_code == 302
        assert Scale.objects.get().address == ""

    def test_weigh_an_empty_vehicle(self, depot: Depot, sign_in: SignIn) -> None:
        make_scale(depot)
        fields = {"vehicle": "G 1 A", "scale": "TB-1", "mass_kg": "5.120"}
        assert send(sign_in(depot, "wati"), "/tare-book/new/", **fields).status_code == 302
        assert VehicleTare.objects.get().tare_kg == 5120
