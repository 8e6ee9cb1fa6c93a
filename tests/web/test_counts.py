"""The pages of stock counts: blind on the phone, figures for those who decide."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from inventory.models import Balance, CountEntry, CountLine, CountRule, Lot, StockCount
from tests.cast import Depot, receive_stock
from tests.inventory.counts import enter, open_racks
from tests.inventory.yard import send

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
SHEET, SCRAP = "SPHC-2-4X8", "SCRAP-HMS1"


@pytest.fixture
def lot(depot: Depot) -> Lot:
    """Seventy-three sheets of 37 kg on A-01."""
    return receive_stock(depot, SHEET, pieces=73, mass_kg=Decimal(2701))


def _page(client: Client, path: str, status: int = 200) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def _text(answer: Any) -> str:
    return str(answer.content.decode())


class TestCounting:
    def test_is_opened_walked_and_counted_blind(
        self, depot: Depot, sign_in: SignIn, lot: Lot
    ) -> None:
        wati = sign_in(depot, "wati")
        fields = {
            "scope": "racks",
            "racks": ["A-01", "A-02"],
            "recount_percent": "1",
            "recount_value": "500.000",
        }
        where = send(wati, "/counts/new/", **fields)["Location"]
        number = StockCount.objects.get().number
        assert where == f"/counts/{number}/"
        line = CountLine.objects.get()
        rack, own = f"{where}racks/A-01/", f"{where}lines/{line.pk}/"
        for path in (where, rack, own, f"{where}racks/A-02/"):
            words = strip_tags(_page(wati, path))
            assert "2,701" not in words
            assert not re.search(r"\b73\b", words)
        assert "On to A-02" in _page(wati, rack)
        assert "nothing listed" in _page(wati, where)
        found = wati.get(rack, {"lot": lot.number})
        assert found["Location"] == own
        sequence = line.lot.movements.get().transaction_id
        done = send(wati, own, pieces="73", mass_kg="", sequence=sequence)
        assert done["Location"] == rack
        assert CountEntry.objects.get().book_pieces == 73
        assert "counted already" in _page(wati, own)

    def test_asks_anew_for_what_moved_meanwhile(
        self, depot: Depot, sign_in: SignIn, lot: Lot
    ) -> None:
        wati = sign_in(depot, "wati")
        count = open_racks(depot)
        own = f"/counts/{count.number}/lines/{count.lines.get().pk}/"
        old = lot.movements.get().transaction_id
        send(
            wati,
            f"/lots/{lot.number}/move/",
            from_rack="A-01",
            to_rack="A-02",
            pieces="3",
            mass_kg="",
            on=timezone.localdate().isoformat(),
        )
        newest = lot.movements.latest("pk").transaction_id
        wati.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        refused = send(wati, own, pieces="73", mass_kg="", sequence=old)
        assert refused.status_code == 409
        assert "count it again" in _text(refused)
        assert f'name="sequence" value="{newest}"' in _text(refused)
        assert 'value="73"' not in _text(refused)
        assert send(wati, own, pieces="70", mass_kg="", sequence=newest).status_code == 302

    def test_leads_a_lot_that_is_not_listed_onto_the_list(
        self, depot: Depot, sign_in: SignIn, lot: Lot
    ) -> None:
        wati = sign_in(depot, "wati")
        other = receive_stock(depot, SCRAP, mass_kg=Decimal(10), rack="B-01", heat="")
        count = open_racks(depot)
        asked = wati.get(f"/counts/{count.number}/racks/A-01/", {"lot": other.number})
        page = _page(wati, asked["Location"])
        assert other.number in page
        where = send(wati, f"/counts/{count.number}/found/", lot=other.number, rack="A-01")
        line = CountLine.objects.get(is_found=True)
        assert where["Location"] == f"/counts/{count.number}/lines/{line.pk}/"
        assert 'name="pieces"' not in _page(wati, where["Location"])
        refused = send(wati, f"/counts/{count.number}/found/", lot="LOT-X", rack="A-01")
        assert refused.status_code == 422


class TestDeciding:
    def _counted(self, depot: Depot, lot: Lot) -> str:
        count = open_racks(depot, recount_percent=Decimal(100), recount_value=Decimal(10**11))
        enter(depot, count, lot, 71)
        return f"/counts/{count.number}/"

    def test_shows_differences_and_posts_them(
        self, depot: Depot, sign_in: SignIn, lot: Lot
    ) -> None:
        where = self._counted(depot, lot)
        wati, sinta = sign_in(depot, "wati"), sign_in(depot, "sinta")
        assert "Rp810,300" not in _page(wati, where)
        for path in (where, f"{where}approve/"):
            page = _page(sinta, path)
            assert "Rp810,300" in page
            assert "-74 kg" in page.replace("\u2212", "-")
        assert send(sinta, f"{where}approve/")["Location"] == where
        assert Balance.objects.get().on_hand_pieces == 71
        assert "Rp810,300" in _page(wati, where)
        assert send(sinta, f"{where}approve/").status_code == 409

    def test_sends_lines_back(self, depot: Depot, sign_in: SignIn, lot: Lot) -> None:
        where = self._counted(depot, lot)
        sinta = sign_in(depot, "sinta")
        line = CountLine.objects.get()
        assert lot.number in _page(sinta, f"{where}reject/")
        sent = send(sinta, f"{where}reject/", lines=[str(line.pk)], reason="Periksa lagi")
        assert sent["Location"] == where
        line.refresh_from_db()
        assert line.status == "to_recount"
        assert "Periksa lagi" in _page(sign_in(depot, "wati"), f"{where}lines/{line.pk}/")

    def test_cancels(self, depot: Depot, sign_in: SignIn, lot: Lot) -> None:
        where = self._counted(depot, lot)
        send(sign_in(depot, "sinta"), f"{where}cancel/", reason="Hujan")
        assert StockCount.objects.get().status == "cancelled"

    def test_gives_out_papers(self, depot: Depot, sign_in: SignIn, lot: Lot) -> None:
        where = self._counted(depot, lot)
        for name in ("sheet.pdf", "result.pdf"):
            answer = sign_in(depot, "wati").get(where + name)
            assert answer.content.startswith(b"%PDF-")

    def test_changes_how_often_stock_is_counted(self, depot: Depot, sign_in: SignIn) -> None:
        sinta = sign_in(depot, "sinta")
        assert 'value="80"' in _page(sinta, "/counts/rules/")
        fields = {"share_a": "70", "share_b": "90", "days_a": "7", "days_b": "30", "days_c": "90"}
        assert send(sinta, "/counts/rules/", **fields)["Location"] == "/counts/"
        assert CountRule.objects.get(value_class="A").every_days == 7
        wrong = send(sinta, "/counts/rules/", **{**fields, "share_b": "60"})
        assert wrong.status_code == 422


class TestLists:
    def test_say_what_to_do_first(self, depot: Depot, sign_in: SignIn) -> None:
        assert "Open one for some racks" in _page(sign_in(depot, "wati"), "/counts/")
        assert "opens one" in _page(sign_in(depot, "agus"), "/counts/")

    def test_take_the_same_number_of_statements_however_long(
        self, depot: Depot, sign_in: SignIn, lot: Lot
    ) -> None:
        sinta = sign_in(depot, "sinta")
        count = open_racks(depot)
        enter(depot, count, lot, 73)
        paths = ("/counts/", f"/counts/{count.number}/", f"/counts/{count.number}/racks/A-01/")
        taken: dict[str, list[int]] = {path: [] for path in paths}
        for turn in range(2):
            for path in paths:
                with CaptureQueriesContext(connection) as queries:
                    _page(sinta, path)
                taken[path].append(len(queries))
            if turn == 0:
                for n in range(5):
                    more = receive_stock(depot, SHEET, pieces=1, rack="B-01", heat=f"H{n}")
                    CountLine.objects.create(count=count, lot=more, place=depot.racks["A-01"])
                    enter(depot, count, more, 5)
                open_racks(depot, "B-01")
        assert all(first == second for first, second in taken.values()), taken

    def test_first_pages_say_what_waits(self, depot: Depot, sign_in: SignIn, lot: Lot) -> None:
        count = open_racks(depot)
        assert "Stock counts to go on with" in _page(sign_in(depot, "wati"), "/")
        enter(depot, count, lot, 73)
        assert "Stock counts to approve" in _page(sign_in(depot, "sinta"), "/")
        Balance.objects.update(received_on="2020-01-01")
        count.lines.update(is_open=False)
        assert "Due to be counted" in _page(sign_in(depot, "wati"), "/")
