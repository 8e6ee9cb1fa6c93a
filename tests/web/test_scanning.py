"""Scanning on the pages: the search, the photo, and a hand scanner's typing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from inventory.rules.labels import Label, write_label, write_rack_label
from tests.cast import Depot, receive_stock
from tests.photos import photo_of
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]


def label_of(lot: Any) -> str:
    return write_label(
        Label(lot.number, lot.heat, lot.material.code, lot.received_pieces, lot.received_kg)
    )


def take_photo(client: Client, content: bytes, **fields: str) -> Any:
    return client.post(
        "/scan/photo/",
        {
            "target": "id_code",
            "next": "/scan/",
            "photo-id_code": SimpleUploadedFile("a.jpg", content),
            **fields,
        },
    )


class TestScan:
    @pytest.mark.parametrize("end", ["", "\r\n"])
    def test_shows_what_can_be_done_with_the_scanned_lot(
        self, depot: Depot, sign_in: SignIn, end: str
    ) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5)
        wati = sign_in(depot, "wati")
        for typed in (label_of(lot).lower() + end, lot.number.lower() + end):
            page = text_of(wati.get("/scan/", {"code": typed}))
            assert f"/lots/{lot.number}/move/" in page
            assert f"/lots/{lot.number}/quarantine/" in page

    def test_offers_an_auditor_no_act(self, depot: Depot, sign_in: SignIn) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5)
        page = text_of(sign_in(depot, "agus").get("/scan/", {"code": lot.number}))
        assert f"/lots/{lot.number}/" in page
        assert "/move/" not in page

    def test_leads_from_a_rack_to_what_lies_there(self, depot: Depot, sign_in: SignIn) -> None:
        answer = sign_in(depot, "wati").get("/scan/", {"code": write_rack_label("A-01")})
        assert (answer.status_code, answer["Location"]) == (302, "/lots/?rack=A-01")

    def test_says_that_there_is_no_such_lot(self, depot: Depot, sign_in: SignIn) -> None:
        page = text_of(sign_in(depot, "wati").get("/scan/", {"code": "lot-1"}))
        assert "LOT-1" in page

    def test_finds_no_lot_of_another_center(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5)
        page = text_of(sign_in(stranger, "wati").get("/scan/", {"code": lot.number}))
        assert f"/lots/{lot.number}/" not in page

    def test_takes_six_queries_at_the_most(
        self, depot: Depot, sign_in: SignIn, django_assert_max_num_queries: Any
    ) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5)
        wati = sign_in(depot, "wati")
        wati.get("/scan/")
        with django_assert_max_num_queries(7):
            wati.get("/scan/", {"code": lot.number})


class TestScanPhoto:
    def test_comes_back_with_the_field_filled(self, depot: Depot, sign_in: SignIn) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5)
        answer = take_photo(sign_in(depot, "wati"), photo_of(label_of(lot)))
        assert answer["Location"] == f"/scan/?code={lot.number}"

    def test_fills_a_form_of_an_act_and_keeps_what_stood_behind_the_question_mark(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5)
        wati = sign_in(depot, "wati")
        move = f"/lots/{lot.number}/move/?pieces=2&to_rack=A-01"
        photo = SimpleUploadedFile("a.jpg", photo_of(write_rack_label("A-02")))
        sent = {"target": "id_to_rack", "next": move, "part-id_to_rack": "rack"}
        answer = wati.post("/scan/photo/", {**sent, "photo-id_to_rack": photo})
        assert answer["Location"] == f"/lots/{lot.number}/move/?pieces=2&to_rack=A-02"
        page = text_of(wati.get(answer["Location"]))
        assert '<option value="A-02" selected>' in page

    def test_says_what_is_wrong_with_the_photo(self, depot: Depot, sign_in: SignIn) -> None:
        wati = sign_in(depot, "wati")
        answer = take_photo(wati, photo_of())
        assert answer["Location"] == "/scan/"
        assert "message-error" in text_of(wati.get("/scan/"))

    def test_asks_for_a_photo(self, depot: Depot, sign_in: SignIn) -> None:
        wati = sign_in(depot, "wati")
        wati.post("/scan/photo/", {"target": "id_code", "next": "/scan/"})
        assert "message-error" in text_of(wati.get("/scan/"))

    @pytest.mark.parametrize(
        "address",
        ["https://evil.example/", "//evil.example/", "/\\evil.example", "", "javascript:1"],
    )
    def test_never_leads_away_from_the_site(
        self, depot: Depot, sign_in: SignIn, address: str
    ) -> None:
        answer = take_photo(sign_in(depot, "wati"), photo_of("1"), next=address)
        assert answer["Location"] == "/scan/?code=1"


class TestReadScan:
    def test_answers_with_the_text_and_the_label(self, depot: Depot, sign_in: SignIn) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5, heat="H1")
        photo = SimpleUploadedFile("a.jpg", photo_of(label_of(lot)))
        answer = sign_in(depot, "wati").post("/api/v1/scans", {"photo": photo})
        assert answer.status_code == 200
        said = answer.json()
        assert said["text"] == label_of(lot)
        assert said["label"]["lot"] == lot.number
        assert (said["label"]["heat"], said["label"]["pieces"]) == ("H1", 5)

    def test_answers_with_any_other_code(self, depot: Depot, sign_in: SignIn) -> None:
        photo = SimpleUploadedFile("a.jpg", photo_of("7A-3391"))
        answer = sign_in(depot, "wati").post("/api/v1/scans", {"photo": photo})
        assert answer.json() == {"text": "7A-3391", "label": None}

    def test_refuses_a_photo_without_a_code(self, depot: Depot, sign_in: SignIn) -> None:
        photo = SimpleUploadedFile("a.jpg", photo_of())
        answer = sign_in(depot, "wati").post("/api/v1/scans", {"photo": photo})
        assert (answer.status_code, answer.json()["code"]) == (422, "no_code_found")
