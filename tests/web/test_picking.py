"""Picking by scanning, handing over in part, and ordering a remnant, on pages and by API."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from inventory.models import Lot, Reservation
from materialcenter.web import form_token
from orders.models import Order, PickedPart
from tests.cast import Depot, receive_stock
from tests.inventory.yard import call
from tests.orders.calling import SignIn
from tests.orders.counter import BAR, SHEET, ask, cut_remnant, place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lot(depot: Depot) -> Lot:
    return receive_stock(depot, SHEET, pieces=5, heat="OLD")


@pytest.fixture
def order(depot: Depot, lot: Lot) -> Order:
    return place(depot, ask(SHEET, 3))


def send(client: Client, name: str, *args: Any, **typed: str) -> Any:
    return client.post(reverse(name, args=args), {"once": form_token(), **typed})


class TestPickListPage:
    def test_ticks_off_what_is_scanned(
        self, depot: Depot, sign_in: SignIn, lot: Lot, order: Order
    ) -> None:
        wati = sign_in(depot, "wati")
        page = wati.get(reverse("hand_over", args=[order.number])).content.decode()
        assert "0 dari 1" in page
        answer = send(wati, "order_confirm_part", order.number, scanned=lot.number)
        assert answer.status_code == 302
        assert "1 dari 1" in wati.get(answer["Location"]).content.decode()

    def test_says_at_the_field_what_is_not_on_the_list(
        self, depot: Depot, sign_in: SignIn, order: Order
    ) -> None:
        other = receive_stock(depot, BAR, pieces=1)
        wati = sign_in(depot, "wati")
        answer = send(wati, "order_confirm_part", order.number, scanned=other.number)
        assert answer.status_code == 422
        assert other.number in answer.content.decode()
        assert send(wati, "order_confirm_part", order.number, scanned="").status_code == 422
        assert not PickedPart.objects.exists()

    def test_hands_over_in_part_and_keeps_the_rest(
        self, depot: Depot, sign_in: SignIn, order: Order
    ) -> None:
        wati = sign_in(depot, "wati")
        held = Reservation.objects.get()
        answer = send(
            wati,
            "hand_over",
            order.number,
            receiver_name="Pak Slamet",
            rest="keep",
            **{f"part-{held.pk}": "1"},
        )
        assert answer.status_code == 302
        order.refresh_from_db()
        assert order.status == "placed"
        page = wati.get(reverse("order", args=[order.number])).content.decode()
        assert "Diserahkan sebagian" in page

    def test_is_not_for_buyers_nor_strangers(
        self, depot: Depot, stranger: Depot, sign_in: SignIn, lot: Lot, order: Order
    ) -> None:
        for cast, name, status in ((depot, "sari", 403), (stranger, "wati", 404)):
            answer = send(
                sign_in(cast, name), "order_confirm_part", order.number, scanned=lot.number
            )
            assert answer.status_code == status


class TestPickListRoute:
    def test_confirms_a_part_once_by_its_key(
        self, depot: Depot, sign_in: SignIn, lot: Lot, order: Order
    ) -> None:
        wati = sign_in(depot, "wati")
        path = f"/orders/{order.number}/confirm-part"
        for _ in range(2):
            answer = call(wati, path, {"scanned": lot.number}, **{"Idempotency-Key": "k1"})
            assert answer.status_code == 200
            assert answer.json()["held"][0]["picked_at"]
        again = call(wati, path, {"scanned": lot.number}, **{"Idempotency-Key": "k2"})
        assert (again.status_code, again.json()["code"]) == (409, "picked_already")

    def test_hands_over_in_part(self, depot: Depot, sign_in: SignIn, order: Order) -> None:
        wati = sign_in(depot, "wati")
        held = Reservation.objects.get()
        body = {
            "receiver_name": "Pak Slamet",
            "rest": "keep",
            "hand_outs": [{"reservation_id": held.pk, "pieces": 1}],
        }
        path = f"/orders/{order.number}"
        assert call(wati, f"{path}/hand-over", body, **{"Idempotency-Key": "a"}).status_code == 200
        shown = wati.get(f"/api/v1{path}").json()
        assert (shown["status"], len(shown["delivery_notes"])) == ("placed", 1)
        assert shown["held"][0]["pieces"] == 2


class TestOrderARemnant:
    def test_is_found_by_its_material_and_ordered_by_its_lot(
        self, depot: Depot, sign_in: SignIn, lot: Lot
    ) -> None:
        remnant = cut_remnant(depot, lot)
        sari = sign_in(depot, "sari")
        page = sari.get(reverse("order_new"), {"find": "SPHC"}).content.decode()
        assert f'name="quantity-{remnant.number}"' in page
        assert "900 × 600" in page
        answer = send(sari, "order_new", find="", **{f"quantity-{remnant.number}": "1"})
        assert answer.status_code == 302
        line = Order.objects.get().lines.get()
        assert (line.lot, line.pieces, line.mass_kg) == (remnant, 1, Decimal("8.478"))
        assert remnant.number in sari.get(answer["Location"]).content.decode()

    def test_goes_beside_whole_sheets_in_one_order(
        self, depot: Depot, sign_in: SignIn, lot: Lot
    ) -> None:
        remnant = cut_remnant(depot, lot)
        lines = [
            {"material": SHEET, "quantity": "2"},
            {"lot": remnant.number, "quantity": "2"},
        ]
        answer = call(
            sign_in(depot, "sari"), "/orders", {"lines": lines}, **{"Idempotency-Key": "k"}
        )
        assert answer.status_code == 201
        assert [line["lot"] for line in answer.json()["lines"]] == [None, remnant.number]

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            ({"lot": "whole", "quantity": "1"}, "lot_not_on_offer"),
            ({"lot": "NOTHING", "quantity": "1"}, "lot_not_on_offer"),
            ({"lot": "remnant", "material": BAR, "quantity": "1"}, "lot_of_other_material"),
            ({"lot": "remnant", "quantity": "1.5"}, "fraction_of_piece"),
            ({"lot": "remnant", "quantity": "3"}, "not_enough_stock"),
        ],
    )
    def test_refuses(
        self, depot: Depot, sign_in: SignIn, lot: Lot, line: dict[str, str], code: str
    ) -> None:
        numbers = {"whole": lot.number, "remnant": cut_remnant(depot, lot).number}
        asked = {**line, "lot": numbers.get(line["lot"], line["lot"])}
        answer = call(
            sign_in(depot, "sari"), "/orders", {"lines": [asked]}, **{"Idempotency-Key": "k"}
        )
        assert answer.json()["code"] == code
        assert not Order.objects.exists()
        assert not Reservation.objects.exists()
