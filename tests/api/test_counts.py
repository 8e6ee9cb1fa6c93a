"""The routes of stock counts: a count from opening to posting, and what it keeps to itself."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.models import Balance, CountLine, Lot, StockCount
from inventory.rules.labels import Label, write_label
from tests.cast import Depot, receive_stock
from tests.inventory.yard import call

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
SHEET = "SPHC-2-4X8"


@pytest.fixture
def lot(depot: Depot) -> Lot:
    """Ten sheets of 50 kg on A-01."""
    return receive_stock(depot, SHEET, pieces=10, mass_kg=Decimal(500))


def _get(client: Client, path: str) -> Any:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def _open(client: Client, **more: Any) -> str:
    answer = call(client, "/counts", {"scope": "racks", "racks": ["A-01"], **more})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["number"])


def _count(client: Client, number: str, pieces: int, **more: Any) -> Any:
    (line,) = _get(client, f"/counts/{number}/lines?rack=A-01")["items"]
    body = {"pieces": pieces, "sequence": line["sequence"], **more}
    return call(client, f"/counts/{number}/lines/{line['id']}/entries", body)


class TestCounts:
    def test_go_from_opening_to_posting(self, depot: Depot, sign_in: SignIn, lot: Lot) -> None:
        wati, sinta = sign_in(depot, "wati"), sign_in(depot, "sinta")
        number = _open(wati, recount_percent="20", recount_value="1000000000")
        assert _count(wati, number, 9).json()["status"] == "counted"
        result = _get(sinta, f"/counts/{number}/result")
        assert (result["differing"], result["missing_kg"], result["net"]) == (
            1,
            "50.000",
            "-547500.00",
        )
        answer = call(sinta, f"/counts/{number}/approve")
        assert answer.status_code == 200, answer.content
        assert answer.json()["status"] == "approved"
        assert answer.json()["sequence"]
        assert Balance.objects.get().on_hand_pieces == 9
        again = call(sinta, f"/counts/{number}/approve")
        assert (again.status_code, again.json()["code"]) == (409, "count_over")
        assert _get(wati, f"/counts/{number}/result")["net"] == "-547500.00"

    def test_tell_who_counts_nothing_of_the_books(
        self, depot: Depot, sign_in: SignIn, lot: Lot
    ) -> None:
        wati, sinta = sign_in(depot, "wati"), sign_in(depot, "sinta")
        number = _open(wati)
        line_id = CountLine.objects.get().pk
        for client in (wati, sinta):
            for path in ("", "/lines", f"/lines/{line_id}"):
                said = client.get(f"/api/v1/counts/{number}{path}").content.decode()
                assert "500.000" not in said
                assert '"found": {' not in said
        assert _count(wati, number, 8).json()["found"] is None
        assert _get(sinta, f"/counts/{number}/lines/{line_id}")["found"] is None
        assert _count(wati, number, 8).json()["code"] == "recount_by_another"
        assert _count(sinta, number, 8).json()["found"]["difference_pieces"] == -2
        assert _get(wati, f"/counts/{number}/lines/{line_id}")["found"] is None
        assert _get(wati, f"/counts/{number}/result")["lines"] == 0

    def test_refuse_what_was_shown_before_a_move(
        self, depot: Depot, sign_in: SignIn, lot: Lot
    ) -> None:
        wati = sign_in(depot, "wati")
        number = _open(wati)
        (line,) = _get(wati, f"/counts/{number}/lines")["items"]
        move = {"lot": lot.number, "from_rack": "A-01", "to_rack": "A-02", "pieces": 4}
        assert call(wati, "/movements", move).status_code == 201
        body = {"pieces": 10, "sequence": line["sequence"]}
        answer = call(wati, f"/counts/{number}/lines/{line['id']}/entries", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "moved_while_counting")
        assert _count(wati, number, 6).status_code == 201

    def test_take_labels_as_they_are_scanned(self, depot: Depot, sign_in: SignIn, lot: Lot) -> None:
        wati = sign_in(depot, "wati")
        number = _open(wati)
        label = write_label(Label(lot.number, lot.heat, SHEET, 10, Decimal(500)))
        found = wati.get(f"/api/v1/counts/{number}/lines", {"lot": label}).json()["items"]
        assert [line["lot"] for line in found] == [lot.number]
        answer = call(wati, f"/counts/{number}/lines", {"lot": label, "rack": "A-02"})
        assert answer.status_code == 201
        assert (answer.json()["is_found"], answer.json()["rack"]) == (True, "A-02")
        again = call(wati, f"/counts/{number}/lines", {"lot": label, "rack": "A-02"})
        assert again.json()["code"] == "on_the_list"

    def test_are_sent_back_and_cancelled(self, depot: Depot, sign_in: SignIn, lot: Lot) -> None:
        wati, sinta = sign_in(depot, "wati"), sign_in(depot, "sinta")
        number = _open(wati)
        line = _count(wati, number, 10).json()
        body = {"lines": [line["id"]], "reason": "Periksa"}
        answer = call(sinta, f"/counts/{number}/reject", body)
        assert answer.json()["status"] == "counting"
        assert call(wati, f"/counts/{number}/cancel", {"reason": "x"}).status_code == 403
        answer = call(sinta, f"/counts/{number}/cancel", {"reason": "Hujan"})
        assert answer.json()["status"] == "cancelled"

    def test_enter_once_per_key(self, depot: Depot, sign_in: SignIn, lot: Lot) -> None:
        wati = sign_in(depot, "wati")
        number = _open(wati)
        (line,) = _get(wati, f"/counts/{number}/lines")["items"]
        path = f"/counts/{number}/lines/{line['id']}/entries"
        body = {"pieces": 10, "sequence": line["sequence"]}
        first = call(wati, path, body, **{"Idempotency-Key": "k"})
        second = call(wati, path, body, **{"Idempotency-Key": "k"})
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.content == second.content

    def test_keep_a_period_from_being_closed(self, depot: Depot, sign_in: SignIn, lot: Lot) -> None:
        number = _open(sign_in(depot, "wati"))
        StockCount.objects.update(opened_at="2026-01-31T03:00:00Z")
        answer = call(sign_in(depot, "fajar"), "/periods", {"through": "2026-01-31"})
        assert (answer.status_code, answer.json()["code"]) == (409, "counts_open")
        assert number in answer.json()["detail"]

    def test_give_out_their_papers(self, depot: Depot, sign_in: SignIn, lot: Lot) -> None:
        wati = sign_in(depot, "wati")
        number = _open(wati)
        for path in ("sheet", "document"):
            answer = wati.get(f"/api/v1/counts/{number}/{path}")
            assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")

    def test_are_listed_with_the_same_number_of_statements(
        self, depot: Depot, sign_in: SignIn, lot: Lot
    ) -> None:
        sinta = sign_in(depot, "sinta")
        number = _open(sinta)
        taken: dict[str, set[int]] = {}
        for turn in range(2):
            for path in ("/counts", f"/counts/{number}/lines", "/counts/due"):
                with CaptureQueriesContext(connection) as queries:
                    _get(sinta, path)
                taken.setdefault(path, set()).add(len(queries))
            if turn == 0:
                count = StockCount.objects.get(number=number)
                for n in range(5):
                    more = receive_stock(depot, SHEET, pieces=1, rack="B-01", heat=f"H{n}")
                    CountLine.objects.create(count=count, lot=more, place=depot.racks["A-02"])
                _open(sinta, racks=["B-01"])
        assert {path: len(counts) for path, counts in taken.items()} == dict.fromkeys(taken, 1)


class TestRules:
    def test_are_shown_and_changed(self, depot: Depot, sign_in: SignIn) -> None:
        sinta = sign_in(depot, "sinta")
        limits = _get(sinta, "/counts/rules")["limits"]
        assert [limit["value_class"] for limit in limits] == ["A", "B", "C"]
        limits[0]["every_days"] = 7
        answer = call(sinta, "/counts/rules", {"limits": limits}, method="put")
        assert answer.status_code == 200, answer.content
        assert _get(sinta, "/counts/rules")["limits"][0]["every_days"] == 7
        limits[2]["share_percent"] = "90"
        answer = call(sinta, "/counts/rules", {"limits": limits}, method="put")
        assert answer.json()["code"] == "class_shares_unordered"

    def test_say_what_is_due(self, depot: Depot, sign_in: SignIn, lot: Lot) -> None:
        wati = sign_in(depot, "wati")
        Lot.objects.update(received_on="2020-01-01")
        Balance.objects.update(received_on="2020-01-01")
        (due,) = _get(wati, "/counts/due")["items"]
        assert (due["lot"], due["value_class"], due["counted_on"]) == (
            lot.number,
            "A",
            "2020-01-01",
        )
        assert "500" not in str(due)
