"""Scanning and labels on the pages: the search, the photo, a scanner's typing, printing."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from inventory.forms.scanning import HeatField, LotField
from inventory.rules.labels import Label, write_label, write_rack_label
from materialcenter.web import form_token
from tests.cast import Depot, receive_stock
from tests.inventory.counts import open_racks
from tests.photos import photo_of
from tests.web.pages import send, text_of

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

    def test_leads_to_where_the_lot_is_still_to_be_counted_without_its_quantity(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5)
        wati = sign_in(depot, "wati")
        assert "5 " in text_of(wati.get("/scan/", {"code": lot.number}))
        count = open_racks(depot, "A-01")
        page = text_of(wati.get("/scan/", {"code": lot.number}))
        assert f"/counts/{count.number}/lines/{count.lines.get().pk}/" in page
        assert "On hand" not in page

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


class TestLots:
    def test_jump_to_the_lot_that_is_scanned_into_their_search(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5)
        wati = sign_in(depot, "wati")
        answer = wati.get("/lots/", {"q": label_of(lot)})
        assert (answer.status_code, answer["Location"]) == (302, f"/lots/{lot.number}/")
        part = wati.get("/lots/", {"q": lot.number.lower()}, headers={"HX-Request": "true"})
        assert (part.status_code, part["HX-Redirect"]) == (204, f"/lots/{lot.number}/")

    def test_narrow_to_the_rack_that_is_scanned(self, depot: Depot, sign_in: SignIn) -> None:
        answer = sign_in(depot, "wati").get("/lots/", {"q": write_rack_label("A-02")})
        assert answer["Location"] == "/lots/?rack=A-02"

    def test_are_still_searched_by_the_beginning_of_a_number(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5)
        answer = sign_in(depot, "wati").get("/lots/", {"q": lot.number[:-1].lower()})
        assert f"/lots/{lot.number}/" in text_of(answer)


class TestFields:
    def test_of_racks_and_heats_take_a_scanned_label(self, depot: Depot, sign_in: SignIn) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5, rack="A-01", heat="H1")
        sent = {
            "from_rack": "A-01",
            "to_rack": write_rack_label("A-02").lower(),
            "pieces": "2",
            "on": timezone.localdate().isoformat(),
        }
        answer = send(sign_in(depot, "wati"), f"/lots/{lot.number}/move/", sent)
        assert answer.status_code == 302
        assert lot.balances.get(place__code="A-02").on_hand_pieces == 2
        assert HeatField(max_length=40).clean(label_of(lot) + "\r") == "H1"

    def test_of_lots_take_a_whole_label_though_a_number_is_short(self) -> None:
        field = LotField(max_length=30)
        assert field.widget.attrs["maxlength"] == "600"
        long = write_label(Label("LOT-TGL-2026-00001", "H" * 40, "M" * 30, 1, Decimal(1)))
        assert field.clean(long) == "LOT-TGL-2026-00001"


class TestLabels:
    def test_come_as_pdf_at_once_where_they_are_few(self, depot: Depot, sign_in: SignIn) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5)
        wati = sign_in(depot, "wati")
        page = wati.get("/labels/", {"lot": lot.number})
        assert lot.number in text_of(page)
        answer = send(wati, "/labels/", {"lot": lot.number, "paper": "100x50"})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF")

    def test_are_printed_by_a_job_where_they_are_many(
        self, depot: Depot, sign_in: SignIn, celery_now: Callable[..., int]
    ) -> None:
        receive_stock(depot, "SPHC-2-4X8", pieces=70)
        wati = sign_in(depot, "wati")
        sent = {"paper": "a4-3x8", "bundle_pieces": "1", "once": form_token()}
        answers = [wati.post("/labels/", sent) for _ in range(2)]
        assert len({answer["Location"] for answer in answers}) == 1
        job = answers[0]["Location"]
        assert "hx-trigger" in text_of(wati.get(job))
        celery_now()
        page = text_of(wati.get(job))
        assert "hx-trigger" not in page
        (file,) = set(re.findall(r"/files/[0-9]+/", page))
        assert wati.get(file)["Content-Type"] == "application/pdf"
        assert sign_in(depot, "sari").get(file).status_code == 404

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"start": "15"}, "start"),
            ({"bundle_pieces": "0"}, "bundle_pieces"),
            ({"paper": "a3"}, "paper"),
        ],
    )
    def test_are_refused_at_their_field(
        self, depot: Depot, sign_in: SignIn, fields: dict[str, str], field: str
    ) -> None:
        receive_stock(depot, "SPHC-2-4X8", pieces=5)
        answer = send(sign_in(depot, "wati"), "/labels/", {"paper": "a4-2x7", **fields})
        assert answer.status_code == 422
        assert answer.context["form"].errors[field]

    def test_of_nothing_are_refused(self, depot: Depot, sign_in: SignIn) -> None:
        answer = send(sign_in(depot, "wati"), "/labels/", {"paper": "a4-2x7"})
        assert answer.status_code == 422
        assert answer.context["form"].non_field_errors()

    def test_of_racks_are_printed(self, depot: Depot, sign_in: SignIn) -> None:
        answer = send(sign_in(depot, "wati"), "/labels/", {"of": "racks", "paper": "a4-2x7"})
        assert answer.content.startswith(b"%PDF")

    def test_are_printed_over_the_api(
        self, depot: Depot, sign_in: SignIn, celery_now: Callable[..., int]
    ) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5)
        wati = sign_in(depot, "wati")
        asked = wati.post("/api/v1/labels", {"lots": [lot.number]}, content_type="application/json")
        assert (asked.status_code, asked.json()["files"]) == (201, [])
        celery_now()
        shown = wati.get(f"/api/v1/labels/{asked.json()['id']}").json()
        assert (shown["done"], shown["total"], len(shown["files"])) == (1, 1, 1)
        file = wati.get(f"/api/v1/files/{shown['files'][0]}")
        assert file.content.startswith(b"%PDF")

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({}, "nothing_to_label"),
            ({"lots": ["NONE"]}, "unknown_lot"),
            ({"bundle_pieces": 0}, "bundle_size_invalid"),
            ({"paper": "a3"}, "unknown_paper"),
            ({"start": 99}, "start_off_sheet"),
        ],
    )
    def test_are_refused_with_a_code(
        self, depot: Depot, sign_in: SignIn, body: dict[str, Any], code: str
    ) -> None:
        answer = sign_in(depot, "wati").post(
            "/api/v1/labels", body, content_type="application/json"
        )
        assert (answer.status_code, answer.json()["code"]) == (422, code)
