"""The pages of firm prices, of the question to members, and of kept wishes."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from materialcenter.web import form_token
from orders.models import KeptWish, PriceQuestion, QuoteLine, QuoteRequest
from orders.services.opening import cancel_pool
from tests.cast import Depot
from tests.orders.calling import SignIn
from tests.orders.quote_world import (
    SHEET,
    asked_now,
    everybody_commits,
    give_offers,
    new_pool,
    question_now,
)

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {
    "rows": "1",
    "r0-material": SHEET,
    "r0-price_per_kg": "11.000",
    "r0-weight_basis": "table",
    "r0-pack": "5",
    "r0-from_kg_2": "500",
    "r0-price_per_kg_2": "10.950",
    "reference": "Q-1",
}


class TestQuotePages:
    def test_say_what_is_waited_for_from_whom_and_until_when(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool, of_sheets, _bars = asked_now(depot)
        staff = sign_in(depot, "putri").get(f"/pools/{pool.number}/").content.decode()
        assert of_sheets in staff
        assert "PT Baja Contoh S01" in staff
        buyer = sign_in(depot, "sari").get(f"/pools/{pool.number}/").content.decode()
        assert "PT Baja Contoh" not in buyer
        assert 'id="waits"' in buyer

    def test_take_firm_prices_once_with_the_quotation(self, depot: Depot, sign_in: SignIn) -> None:
        _pool, of_sheets, _bars = asked_now(depot)
        putri = sign_in(depot, "putri")
        assert putri.get(f"/quote-requests/{of_sheets}/answer/").status_code == 200
        typed: dict[str, Any] = {"once": form_token(), **TYPED}
        for _again in range(2):
            file = SimpleUploadedFile("q.pdf", b"%PDF-1.7\n1 0 obj\n", "application/pdf")
            sent = {**typed, "document": file}
            assert putri.post(f"/quote-requests/{of_sheets}/answer/", sent).status_code == 302
        made = QuoteRequest.objects.get(number=of_sheets)
        assert (made.status, made.document_id is not None) == ("answered", True)
        offer = QuoteLine.objects.get(request=made).offer
        assert offer is not None
        assert [tier.price_per_kg for tier in offer.tiers.all()] == [11_000, 10_950]

    def test_show_what_is_wrong_beside_the_field(self, depot: Depot, sign_in: SignIn) -> None:
        _pool, of_sheets, of_bars = asked_now(depot)
        putri = sign_in(depot, "putri")
        wrong = {**TYPED, "once": form_token(), "r0-pack": "0", "r0-price_per_kg_2": ""}
        answer = putri.post(f"/quote-requests/{of_sheets}/answer/", wrong)
        assert answer.status_code == 422
        assert b"field-wrong" in answer.content
        reason = putri.post(f"/quote-requests/{of_bars}/decline/", {"once": form_token()})
        assert reason.status_code == 422
        asked = putri.post(
            f"/pools/{_pool.number}/quotes/ask/",
            {"once": form_token(), "supplier": "S01", "materials": [SHEET]},
        )
        assert asked.status_code == 409
        assert QuoteRequest.objects.filter(status="asked").count() == 2

    def test_note_a_supplier_who_confirms_or_declines_by_phone(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool, of_sheets, of_bars = asked_now(depot)
        putri = sign_in(depot, "putri")
        for number, act, typed in (
            (of_sheets, "stand", {"reference": "Pak Hadi"}),
            (of_bars, "decline", {"reason": "No bars"}),
        ):
            answer = putri.post(f"/quote-requests/{number}/{act}/", {"once": form_token(), **typed})
            assert answer["Location"] == f"/pools/{pool.number}/quotes/"
        assert set(QuoteRequest.objects.values_list("status", flat=True)) == {
            "answered",
            "declined",
        }

    def test_are_read_with_few_statements(self, depot: Depot, sign_in: SignIn) -> None:
        pool, question = question_now(depot)
        putri, sari = sign_in(depot, "putri"), sign_in(depot, "sari")
        for client, path, most in (
            (putri, f"/pools/{pool.number}/quotes/", 22),
            (putri, f"/quote-requests/{QuoteRequest.objects.first()}/", 20),
            (sari, f"/price-questions/{question}/", 14),
            (sari, "/kept-wishes/", 12),
        ):
            client.get(path)
            with CaptureQueriesContext(connection) as statements:
                assert client.get(path).status_code == 200
            assert len(statements) <= most, path


class TestToday:
    def test_shows_whom_a_purchaser_waits_for_and_what_a_buyer_is_asked(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        _pool, of_sheets, _bars = asked_now(depot)
        putri, sari = sign_in(depot, "putri"), sign_in(depot, "sari")
        assert f"/quote-requests/{of_sheets}/" in putri.get("/").content.decode()
        assert "/price-questions/" not in sari.get("/").content.decode()


class TestPriceQuestionPage:
    def test_asks_with_two_buttons_and_takes_one_answer(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool, question = question_now(depot)
        sari = sign_in(depot, "sari")
        for path in (f"/pools/{pool.number}/", "/"):
            assert f"/price-questions/{question}/" in sari.get(path).content.decode()
        page = sari.get(f"/price-questions/{question}/").content.decode()
        assert 'value="stays"' in page
        assert 'value="leaves"' in page
        typed = {"once": form_token(), "answer": "stays"}
        for _again in range(2):
            assert sari.post(f"/price-questions/{question}/", typed).status_code == 302
        assert PriceQuestion.objects.get().answer == "stays"
        other = {"once": form_token(), "answer": "leaves"}
        assert sari.post(f"/price-questions/{question}/", other).status_code == 409
        assert 'value="stays"' not in sari.get(f"/price-questions/{question}/").content.decode()


class TestKeptWishPage:
    def test_lists_the_own_wishes_and_drops_one(self, depot: Depot, sign_in: SignIn) -> None:
        sari = sign_in(depot, "sari")
        empty = sari.get("/kept-wishes/").content.decode()
        assert 'class="empty' in empty
        give_offers(depot)
        now = timezone.now()
        pool = new_pool(depot, at=now)
        everybody_commits(depot, pool, at=now)
        cancel_pool(pool_id=pool.pk, reason="No", by=depot.person("putri"), at=now)
        page = sari.get("/kept-wishes/").content.decode()
        assert SHEET in page
        assert "SCRAP-HMS1" not in page
        kept = KeptWish.objects.get(material=depot.materials[SHEET], workshop__code="W0001")
        answer = sari.post(f"/kept-wishes/{kept.pk}/drop/", {"once": form_token()})
        assert answer["Location"] == "/kept-wishes/"
        assert KeptWish.objects.waiting().filter(workshop__code="W0001").count() == 1
