"""The routes of orders: placing, following, picking, handing over."""

import base64
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.models import Balance, UnmetDemand
from orders.models import DeliveryNote, Order
from tests.cast import Depot, receive_stock
from tests.orders.calling import SignIn, get, post
from tests.orders.counter import BAR, PNG, SCRAP, SHEET

pytestmark = pytest.mark.django_db(transaction=True)


def body(*lines: tuple[str, Any], **more: Any) -> dict[str, Any]:
    return {"lines": [{"material": code, "quantity": str(q)} for code, q in lines], **more}


@pytest.fixture
def stocked(depot: Depot) -> Depot:
    receive_stock(depot, SHEET, pieces=20, mass_kg=Decimal(920))
    receive_stock(depot, SCRAP, mass_kg=Decimal(500))
    return depot


class TestPlace:
    def test_reserves_for_the_buyers_one_workshop(self, stocked: Depot, sign_in: SignIn) -> None:
        answer = post(sign_in(stocked, "sari"), "/orders", body((SHEET, 2), (SCRAP, "10.5")))
        assert answer.status_code == 201
        order = answer.json()
        assert (order["workshop"], order["status"], order["held"]) == ("W0001", "placed", [])
        assert order["lines"][0] == {
            "line_no": 1,
            "material": SHEET,
            "lot": None,
            "unit": "sheet",
            "pieces": 2,
            "mass_kg": "92.000",
            "price_per_kg": "12550.00",
            "amount": 1_154_600,
        }
        assert order["bill"]["total"] == 1_154_600 + 69_300

    def test_needs_to_know_for_which_workshop_when_staff_orders(
        self, stocked: Depot, sign_in: SignIn
    ) -> None:
        wati = sign_in(stocked, "wati")
        assert post(wati, "/orders", body((SHEET, 1))).json()["code"] == "workshop_needed"
        assert post(wati, "/orders", body((SHEET, 1), workshop="W0002")).status_code == 201

    def test_gives_the_first_answer_to_the_same_key(self, stocked: Depot, sign_in: SignIn) -> None:
        sari = sign_in(stocked, "sari")
        key = {"Idempotency-Key": "k1"}
        first = post(sari, "/orders", body((SHEET, 2)), **key)
        again = post(sari, "/orders", body((SHEET, 2)), **key)
        other = post(sari, "/orders", body((SHEET, 3)), **key)
        assert (again.status_code, again.json()) == (201, first.json())
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
        assert Order.objects.count() == 1

    @pytest.mark.parametrize(
        ("quantity", "code"),
        [
            (0, "quantity_not_positive"),
            (-1, "quantity_not_positive"),
            ("1.5", "fraction_of_piece"),
            ("1e-30", "fraction_of_piece"),
            ("1e30", "quantity_too_large"),
        ],
    )
    def test_refuses_a_quantity_that_cannot_be(
        self, stocked: Depot, sign_in: SignIn, quantity: Any, code: str
    ) -> None:
        answer = post(sign_in(stocked, "sari"), "/orders", body((SHEET, quantity)))
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert answer["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize(
        "line",
        [
            {"material": SHEET},
            {"material": SHEET, "quantity": "many"},
            {"material": SHEET, "quantity": "NaN"},
            {"material": f"{SHEET}\x00", "quantity": "1"},
            {"material": SHEET, "quantity": "1", "price": "1"},
        ],
    )
    def test_refuses_another_shape(
        self, stocked: Depot, sign_in: SignIn, line: dict[str, str]
    ) -> None:
        answer = post(sign_in(stocked, "sari"), "/orders", {"lines": [line]})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")

    def test_names_every_shortage(self, stocked: Depot, sign_in: SignIn) -> None:
        sari = sign_in(stocked, "sari")
        sari.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        answer = post(sari, "/orders", body((SHEET, 21), (BAR, 1)))
        assert (answer.status_code, answer.json()["code"]) == (409, "not_enough_stock")
        assert {fault["field"] for fault in answer.json()["faults"]} == {SHEET, BAR}
        assert f"{SHEET}: only 20 sheets available." in {
            fault["sentence"] for fault in answer.json()["faults"]
        }
        assert not Order.objects.exists()

    @pytest.mark.parametrize("key", [None, "again"])
    def test_notes_what_was_not_there_once_a_day(
        self, stocked: Depot, sign_in: SignIn, key: str | None
    ) -> None:
        client = sign_in(stocked, "sari")
        for _try in range(2):
            headers = {} if key is None else {"Idempotency-Key": key}
            assert post(client, "/orders", body((SHEET, 21)), **headers).status_code == 409
        row = UnmetDemand.objects.get()
        piece_kg = Decimal("46.659")
        assert (row.workshop.code, row.asked_kg, row.had_kg) == (
            "W0001",
            21 * piece_kg,
            Decimal(920),
        )
        assert post(client, "/orders", body((SHEET, 20))).status_code == 201
        assert UnmetDemand.objects.get().had_kg == 920

    def test_is_closed_to_other_roles_and_hides_other_workshops(
        self, stocked: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        asked = body((SHEET, 1), workshop="W0001")
        assert post(sign_in(stocked, "fajar"), "/orders", asked).status_code == 403
        assert post(sign_in(stocked, "agus"), "/orders", asked).status_code == 403
        assert post(sign_in(stocked, "rudi"), "/orders", asked).status_code == 404
        oki = post(sign_in(stranger, "sari"), "/orders", asked)
        assert oki.json()["code"] == "material_unknown" or oki.status_code == 409
        assert not Order.objects.filter(workshop=stocked.workshops["W0001"]).exists()


class TestFollow:
    def test_lists_the_own_orders_in_pages_with_constant_statements(
        self, stocked: Depot, sign_in: SignIn
    ) -> None:
        sari, rudi = sign_in(stocked, "sari"), sign_in(stocked, "rudi")
        counts = []
        for n in (1, 6):
            for _ in range(n):
                post(sari, "/orders", body((SHEET, 1)))
            with CaptureQueriesContext(connection) as queries:
                found = get(sari, "/orders").json()
            counts.append(len(queries))
        assert counts[0] == counts[1]
        assert len(found["items"]) == 7
        page = get(sari, "/orders?limit=5").json()
        rest = get(sari, f"/orders?limit=5&cursor={page['next_cursor']}").json()
        assert len(page["items"] + rest["items"]) == 7
        assert rest["next_cursor"] == ""
        assert get(rudi, "/orders").json()["items"] == []
        assert len(get(sign_in(stocked, "agus"), "/orders?status=placed").json()["items"]) == 7

    def test_shows_an_order_to_its_own_buyers_and_the_staff_alone(
        self, stocked: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        number = post(sign_in(stocked, "sari"), "/orders", body((SHEET, 2))).json()["number"]
        assert get(sign_in(stocked, "sari"), f"/orders/{number}").json()["held"] == []
        (held,) = get(sign_in(stocked, "wati"), f"/orders/{number}").json()["held"]
        assert (held["place"], held["heat"], held["pieces"]) == ("A-01", "C90085", 2)
        assert get(sign_in(stocked, "rudi"), f"/orders/{number}").status_code == 404
        assert get(sign_in(stranger, "wati"), f"/orders/{number}").status_code == 404
        bodies: dict[str, dict[str, Any]] = {
            "hand-over": {"receiver_name": "x"},
            "swap-lot": {"reservation_id": 1, "lot": "x"},
        }
        for act in ("cancel", "pick", "hand-over", "swap-lot"):
            given = bodies.get(act)
            path = f"/orders/{number}/{act}"
            assert post(sign_in(stranger, "wati"), path, given).status_code == 404
            assert post(sign_in(stocked, "agus"), path, given).status_code == 403

    def test_cancels(self, stocked: Depot, sign_in: SignIn) -> None:
        sari = sign_in(stocked, "sari")
        number = post(sari, "/orders", body((SHEET, 2))).json()["number"]
        assert post(sign_in(stocked, "rudi"), f"/orders/{number}/cancel").status_code == 404
        assert post(sari, f"/orders/{number}/cancel").json()["status"] == "cancelled"
        assert post(sari, f"/orders/{number}/cancel").json()["code"] == "order_state"
        assert set(Balance.objects.values_list("reserved_kg", flat=True)) == {Decimal(0)}


class TestHandOver:
    @pytest.fixture
    def number(self, stocked: Depot, sign_in: SignIn) -> str:
        answer = post(sign_in(stocked, "sari"), "/orders", body((SHEET, 2), (SCRAP, 100)))
        return str(answer.json()["number"])

    def test_picks_and_hands_over_in_parts_signed_and_paid(
        self, stocked: Depot, sign_in: SignIn, number: str
    ) -> None:
        wati = sign_in(stocked, "wati")
        picked = post(wati, f"/orders/{number}/pick").json()
        assert picked["status"] == "picking"
        ids = {part["material"]: part["reservation_id"] for part in picked["held"]}
        answer = post(
            wati,
            f"/orders/{number}/hand-over",
            {
                "receiver_name": "Pak Slamet",
                "vehicle": "G 1234 XY",
                "signature_png": base64.b64encode(PNG).decode(),
                "hand_outs": [
                    {"reservation_id": ids[SHEET], "pieces": 1},
                    {"reservation_id": ids[SCRAP], "mass_kg": "99.5"},
                ],
                "payment": {"amount": 500_000, "method": "cash"},
            },
            **{"Idempotency-Key": "h1"},
        )
        assert answer.status_code == 200, answer.json()
        done = answer.json()
        assert (done["total"], done["paid"]) == (577_300 + 656_700, 500_000)
        note = get(sign_in(stocked, "sari"), f"/deliveries/{done['delivery_note']}").json()
        assert [(x["material"], x["pieces"], x["mass_kg"]) for x in note["lines"]] == [
            (SHEET, 1, "46.000"),
            (SCRAP, 0, "99.500"),
        ]
        assert (note["order"], note["invoice"]) == (number, done["invoice"])
        order = get(sign_in(stocked, "sari"), f"/orders/{number}").json()
        assert (order["status"], order["invoice"]) == ("handed_over", done["invoice"])

    def test_twice_by_the_same_key_hands_over_once(
        self, stocked: Depot, sign_in: SignIn, number: str
    ) -> None:
        wati = sign_in(stocked, "wati")
        given, key = {"receiver_name": "Pak Slamet"}, {"Idempotency-Key": "h1"}
        first = post(wati, f"/orders/{number}/hand-over", given, **key)
        again = post(wati, f"/orders/{number}/hand-over", given, **key)
        third = post(wati, f"/orders/{number}/hand-over", given)
        assert first.json() == again.json()
        assert third.json()["code"] == "order_state"
        assert DeliveryNote.objects.count() == 1

    def test_says_what_must_be_paid_now(self, stocked: Depot, sign_in: SignIn, number: str) -> None:
        workshop = stocked.workshops["W0001"]
        workshop.credit_limit = 1_000_000
        workshop.save()
        path = f"/orders/{number}/hand-over"
        answer = post(sign_in(stocked, "wati"), path, {"receiver_name": "Pak Slamet"})
        assert (answer.status_code, answer.json()["code"]) == (409, "over_credit_limit")
        assert answer.json()["data"] == {
            "limit": 1_000_000,
            "owed": 0,
            "total": 1_814_600,
            "due_now": 814_600,
        }
        assert "Rp814.600" in answer.json()["detail"]

    def test_refuses_a_signature_that_is_none(
        self, stocked: Depot, sign_in: SignIn, number: str
    ) -> None:
        for bad in ("???", base64.b64encode(b"<svg onload=x>").decode()):
            answer = post(
                sign_in(stocked, "wati"),
                f"/orders/{number}/hand-over",
                {"receiver_name": "x", "signature_png": bad},
            )
            assert answer.json()["code"] == "signature_unreadable"

    def test_swaps_a_lot_by_its_number(self, stocked: Depot, sign_in: SignIn, number: str) -> None:
        wati = sign_in(stocked, "wati")
        other = receive_stock(stocked, SHEET, pieces=5, mass_kg=Decimal(235), heat="NEW")
        held = get(wati, f"/orders/{number}").json()["held"]
        part = next(x for x in held if x["material"] == SHEET)
        answer = post(
            wati,
            f"/orders/{number}/swap-lot",
            {"reservation_id": part["reservation_id"], "lot": other.number},
        )
        assert {x["heat"] for x in answer.json()["held"]} == {"NEW", "C90085"}
        gone = post(
            wati,
            f"/orders/{number}/swap-lot",
            {"reservation_id": part["reservation_id"], "lot": other.number},
        )
        assert (gone.status_code, gone.json()["code"]) == (404, "not_held")

    def test_lists_what_waits_by_rack(self, stocked: Depot, sign_in: SignIn, number: str) -> None:
        receive_stock(stocked, BAR, pieces=5, rack="A-02")
        bars = post(sign_in(stocked, "sari"), "/orders", body((BAR, 1))).json()["number"]
        wati = sign_in(stocked, "wati")
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                found = get(wati, "/pick-ups").json()["items"]
            counts.append(len(queries))
            post(sign_in(stocked, "sari"), "/orders", body((SHEET, 1)))
        assert [entry["number"] for entry in found[:1]] == [number]
        assert found[-1]["number"] == bars
        assert found[-1]["first_rack"] == "A-02"
        assert counts[0] == counts[1]
        assert get(sign_in(stocked, "sari"), "/pick-ups").status_code == 403

    def test_lists_what_waits_page_by_page(
        self, stocked: Depot, sign_in: SignIn, number: str
    ) -> None:
        sari, wati = sign_in(stocked, "sari"), sign_in(stocked, "wati")
        for _ in range(3):
            post(sari, "/orders", body((SHEET, 1)))
        everything = [entry["number"] for entry in get(wati, "/pick-ups").json()["items"]]
        seen: list[str] = []
        cursor = ""
        while True:
            page = get(wati, f"/pick-ups?limit=3&cursor={cursor}").json()
            seen += [entry["number"] for entry in page["items"]]
            cursor = page["next_cursor"]
            if not cursor:
                break
            assert len(page["items"]) == 3
        assert (len(seen), seen) == (4, everything)
        refused = get(wati, "/pick-ups?cursor=x")
        assert (refused.status_code, refused.json()["code"]) == (422, "cursor_invalid")
