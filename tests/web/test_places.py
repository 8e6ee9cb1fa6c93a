"""The pages of racks: the list, the map, one rack, and changing it."""

import re
from collections.abc import Callable
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.models import Place
from tests.cast import Depot, receive_stock
from tests.inventory.yard import send

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
SVG = "{http://www.w3.org/2000/svg}"


def _page(client: Client, path: str) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def _map(page: str) -> ET.Element:
    found = re.search(r'<svg class="yard-map".*?</svg>', page, re.DOTALL)
    assert found
    return ET.fromstring(found[0].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


class TestMap:
    def test_draws_every_rack_by_its_load_and_leads_to_it(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        receive_stock(depot, "SCRAP-HMS1", mass_kg=Decimal(900))
        Place.objects.filter(code="A-01").update(
            capacity_kg=1000, map_x_m="1.5", map_y_m=2, map_width_m=6, map_depth_m="1.25"
        )
        Place.objects.filter(code="A-02").update(capacity_kg=500, bay="Hall A")
        page = _page(sign_in(depot, "agus"), "/places/map/")
        drawn = _map(page)
        racks = {a.attrib["href"]: a for a in drawn.iter(f"{SVG}a")}
        assert set(racks) == {"/places/A-01/", "/places/A-02/", "/places/B-01/"}
        full = racks["/places/A-01/"]
        assert full.attrib["class"] == "rack rack-high"
        assert "900 kg of 1,000 kg, 90" in (full.findtext(f"{SVG}title") or "")
        box = full.find(f"{SVG}rect")
        assert box is not None
        assert [box.attrib[k] for k in ("x", "y", "width", "height")] == [
            "150",
            "200",
            "600",
            "125",
        ]
        assert racks["/places/A-02/"].attrib["class"] == "rack rack-empty"
        texts = [text.text for text in drawn.iter(f"{SVG}text")]
        assert {"A-01", "Hall A", "In no bay"} <= set(texts)
        assert drawn.findtext(f"{SVG}title")
        assert "3 racks with 900 kg" in (drawn.findtext(f"{SVG}desc") or "")

    def test_says_the_same_as_a_table_in_the_order_of_walking(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        for n, code in enumerate(("B-01", "A-02", "A-01")):
            Place.objects.filter(code=code).update(walk_order=n)
        table = _page(sign_in(depot, "wati"), "/places/map/").split("<tbody>")[1]
        assert table.index("B-01") < table.index("A-02") < table.index("A-01")

    def test_writes_the_same_numbers_in_every_language(self, depot: Depot, sign_in: SignIn) -> None:
        Place.objects.filter(code="A-01").update(
            map_x_m="1234.5", map_y_m=2, map_width_m=6, map_depth_m=1
        )
        wati = sign_in(depot, "wati")
        wati.cookies[settings.LANGUAGE_COOKIE_NAME] = "id"
        drawn = _map(wati.get("/places/map/").content.decode())
        box = drawn.find(f"{SVG}a/{SVG}rect")
        assert box is not None
        assert 'x="123450"' in ET.tostring(drawn).decode()

    def test_asks_as_much_for_many_racks_as_for_few(self, depot: Depot, sign_in: SignIn) -> None:
        wati = sign_in(depot, "wati")
        _page(wati, "/places/map/")
        counts = []
        for _n in range(2):
            with CaptureQueriesContext(connection) as queries:
                _page(wati, "/places/map/")
            counts.append(len(queries))
            Place.objects.bulk_create(
                [Place(center=depot.center, code=f"M{len(counts)}-{n}") for n in range(60)]
            )
        assert counts[0] == counts[1] <= 8

    def test_says_what_to_do_in_an_empty_yard(self, depot: Depot, sign_in: SignIn) -> None:
        Place.objects.all().delete()
        assert "Add the racks and bays" in _page(sign_in(depot, "wati"), "/places/map/")
        assert "The clerk adds" in _page(sign_in(depot, "agus"), "/places/map/")


class TestRack:
    def test_shows_what_lies_there_and_what_is_free(self, depot: Depot, sign_in: SignIn) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=4)
        Place.objects.filter(code="A-01").update(capacity_kg=1000, bay="Hall A")
        page = _page(sign_in(depot, "wati"), "/places/A-01/")
        for seen in (lot.number, "4 sheets", "Hall A", "813.364 kg", "carries up to 1,000 kg"):
            assert seen in page
        assert "The rack is empty" in _page(sign_in(depot, "agus"), "/places/B-01/")

    def test_is_not_there_for_others(self, depot: Depot, sign_in: SignIn) -> None:
        wati = sign_in(depot, "wati")
        assert wati.get("/places/Z-99/").status_code == 404
        assert sign_in(depot, "sari").get("/places/A-01/").status_code == 403

    def test_is_changed_wholly(self, depot: Depot, sign_in: SignIn) -> None:
        wati = sign_in(depot, "wati")
        typed = {
            "capacity_kg": "2.500",
            "bay": "Hall B",
            "walk_order": "3",
            "map_x_m": "1,5",
            "map_y_m": "0",
            "map_width_m": "6",
            "map_depth_m": "1,25",
        }
        wati.cookies[settings.LANGUAGE_COOKIE_NAME] = "id"
        assert send(wati, "/places/B-01/change/", **typed).status_code == 302
        rack = Place.objects.get(code="B-01")
        assert (rack.capacity_kg, rack.bay, rack.walk_order) == (Decimal(2500), "Hall B", 3)
        assert (rack.map_x_m, rack.map_depth_m) == (Decimal("1.5"), Decimal("1.25"))

    def test_asks_for_all_four_measures(self, depot: Depot, sign_in: SignIn) -> None:
        wati = sign_in(depot, "wati")
        wati.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        answer = send(wati, "/places/B-01/change/", map_x_m="1")
        assert answer.status_code == 422
        assert "all four measures" in answer.content.decode()


class TestFullRack:
    def test_is_refused_in_words_when_something_is_moved_there(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=4)
        Place.objects.filter(code="B-01").update(capacity_kg=100)
        wati = sign_in(depot, "wati")
        wati.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        move = {"from_rack": "A-01", "to_rack": "B-01", "pieces": "3", "mass_kg": ""}
        move["on"] = timezone.localdate().isoformat()
        answer = send(wati, f"/lots/{lot.number}/move/", **move)
        assert answer.status_code == 409
        assert "100 kg more may be put there" in answer.content.decode()
