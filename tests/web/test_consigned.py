"""The pages and routes of consigned stock: who sees what, handing back, and the papers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.models import Balance, ConsignedNote
from tests.cast import NOW, Depot
from tests.inventory.services.test_consigning import consign, cut_up
from tests.inventory.yard import call, send

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
PERIOD = "since=2026-09-01&until=2026-09-30"


def _page(client: Client, path: str) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


class TestWhoSees:
    def test_a_buyer_sees_its_own_and_nobody_elses(self, depot: Depot, sign_in: SignIn) -> None:
        mine, other = consign(depot, heat="K1"), consign(depot, owner="W0002", heat="K2")
        sari = sign_in(depot, "sari")
        assert "W0002" not in _page(sari, "/consigned/")
        page = _page(sari, f"/consigned/W0001/?{PERIOD}")
        assert mine.number in page
        assert other.number not in page
        assert f"/lots/{mine.number}/" not in page
        for path in ("/consigned/W0002/", "/consigned/W0002/document/"):
            assert sari.get(path).status_code == 404
        assert sari.get("/api/v1/consigned/W0002").status_code == 404
        assert [o["workshop"] for o in sari.get("/api/v1/consigned").json()["items"]] == ["W0001"]
        assert sari.get("/consigned/W0001/hand-back/").status_code == 403

    def test_staff_see_all_and_another_center_none(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        consign(depot)
        consign(depot, owner="W0002", heat="K2")
        for name in ("wati", "putri", "fajar", "sinta", "agus"):
            page = _page(sign_in(depot, name), "/consigned/")
            assert "W0001" in page
            assert "W0002" in page
        assert "No consigned stock yet" in _page(sign_in(stranger, "wati"), "/consigned/")
        assert "Bring steel" in _page(sign_in(stranger, "sari"), "/consigned/")


class TestSheetPage:
    def test_adds_up_on_page_api_and_paper(self, depot: Depot, sign_in: SignIn) -> None:
        lot = consign(depot, customer="PT Astra Contoh")
        cut_up(depot, lot)
        sari = sign_in(depot, "sari")
        page = _page(sari, f"/consigned/W0001/?{PERIOD}")
        for seen in ("PT Astra Contoh", "250 kg", "-10 kg", "248 kg", "900 × 1,200 mm"):
            assert seen in page
        sheet = sari.get(f"/api/v1/consigned/W0001?{PERIOD}").json()
        assert sheet["total"]["closing"] == {"pieces": 6, "mass_kg": "248.000"}
        assert sheet["total"]["kerf_kg"] == "2.000"
        for path in (f"/consigned/W0001/document/?{PERIOD}", "/api/v1/consigned/W0001/document"):
            assert sari.get(path).content.startswith(b"%PDF")

    def test_refuses_days_in_the_wrong_order(self, depot: Depot, sign_in: SignIn) -> None:
        consign(depot)
        wati = sign_in(depot, "wati")
        turned = "since=2026-09-30&until=2026-09-01"
        assert "before the first" in _page(wati, f"/consigned/W0001/?{turned}")
        answer = wati.get(f"/api/v1/consigned/W0001?{turned}")
        assert (answer.status_code, answer.json()["code"]) == (
            422,
            "period_ends_before_it_begins",
        )

    def test_asks_as_much_for_many_lots_as_for_few(self, depot: Depot, sign_in: SignIn) -> None:
        wati = sign_in(depot, "wati")
        consign(depot)
        counts = []
        for n in range(2):
            _page(wati, f"/consigned/W0001/?{PERIOD}")
            with CaptureQueriesContext(connection) as queries:
                _page(wati, f"/consigned/W0001/?{PERIOD}")
                _page(wati, "/consigned/")
                wati.get("/api/v1/consigned-notes")
            counts.append(len(queries))
            for m in range(5 * (1 - n)):
                lot = consign(depot, heat=f"M{m}")
                body: dict[str, Any] = {
                    "receiver_name": "Pak Budi",
                    "on": NOW.date().isoformat(),
                    "given": [{"lot": lot.number, "from_rack": "A-01", "pieces": 1}],
                }
                assert call(wati, "/consigned-notes", body).status_code == 201
        assert counts[0] == counts[1]


class TestHandBackPage:
    def test_takes_pieces_of_several_lots_and_shows_the_note(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        lot = consign(depot)
        cut_up(depot, lot)
        wati = sign_in(depot, "wati")
        names = {
            b.lot.received_pieces: f"leaves-{b.pk}"
            for b in Balance.objects.filter(on_hand_kg__gt=0).select_related("lot")
        }
        assert all(name in _page(wati, "/consigned/W0001/hand-back/") for name in names.values())
        typed = {
            "on": NOW.date().isoformat(),
            "receiver_name": "Pak Budi",
            "vehicle": "G 1 A",
            names[5]: "1",
            names[0]: "3,5",
        }
        answer = send(wati, "/consigned/W0001/hand-back/", **typed)
        note = ConsignedNote.objects.get()
        assert answer["Location"] == f"/consigned-notes/{note.number}/"
        page = _page(wati, f"/consigned-notes/{note.number}/")
        for seen in ("Pak Budi", "G 1 A", "1 piece", "53.5 kg", "on paper"):
            assert seen in page
        assert wati.get(f"/consigned-notes/{note.number}/document/").content.startswith(b"%PDF")
        assert sign_in(depot, "rudi").get(f"/consigned-notes/{note.number}/").status_code == 404
        assert note.number in _page(sign_in(depot, "sari"), "/consigned/W0001/")

    def test_says_what_is_missing(self, depot: Depot, sign_in: SignIn) -> None:
        consign(depot)
        wati = sign_in(depot, "wati")
        wati.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        typed = {"on": NOW.date().isoformat(), "receiver_name": "Pak Budi"}
        answer = send(wati, "/consigned/W0001/hand-back/", **typed)
        assert answer.status_code == 422
        assert "Say what leaves" in answer.content.decode()
