"""The yard's map, a rack and consigned stock in a real browser, on a phone and a desk."""

from decimal import Decimal

import pytest
from playwright.sync_api import Browser

from inventory.models import ConsignedNote, Place
from inventory.services.consigning import Given
from tests.cast import Depot, receive_stock
from tests.harness.seeing import DESK, PHONE, check_pages, let_in, looking
from tests.inventory.services.test_consigning import _back, consign, cut_up

pytestmark = pytest.mark.django_db(transaction=True)


def _fill(depot: Depot) -> str:
    """Fill racks of every level, and leave steel of a workshop; return the note's number."""
    for n, capacity_kg in enumerate((1000, 1000, 1000, 1000, 1000, None)):
        code = f"C-0{n + 1}"
        depot.racks[code] = Place.objects.create(
            center=depot.center, code=code, bay="Hall C", walk_order=n, capacity_kg=capacity_kg
        )
        load = (300, 600, 900, 1000, 700, 400)[n]
        receive_stock(depot, "SCRAP-HMS1", mass_kg=Decimal(load), rack=code, heat=f"S{n}")
    Place.objects.filter(code="C-05").update(capacity_kg=500)
    Place.objects.filter(code="A-01").update(
        capacity_kg=5000, bay="Hall A", map_x_m=1, map_y_m=1, map_width_m=8, map_depth_m=2
    )
    lot = consign(depot, customer="PT Astra Contoh")
    cut_up(depot, lot)
    return _back(depot, Given(lot.number, "A-01", 1)).number


class TestPlacesAndConsignedStock:
    def test_are_sound(self, depot: Depot, live_site: str, browser: Browser) -> None:
        number = _fill(depot)
        paths = (
            "/places/",
            "/places/map/",
            "/places/A-01/",
            "/places/A-02/",
            "/places/A-01/change/",
            "/places/new/",
            "/consigned/",
            "/consigned/W0001/?since=2026-09-01&until=2026-09-30",
            "/consigned/W0001/hand-back/",
            f"/consigned-notes/{number}/",
            "/stock/SPHC-2-4X8/",
        )
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "wati")
            check_pages(page, live_site, paths)


class TestMapByKeyboard:
    def test_leads_from_rack_to_rack(self, depot: Depot, live_site: str, browser: Browser) -> None:
        _fill(depot)
        with looking(browser, DESK) as page:
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/places/map/")
            page.locator('.yard-map a[href="/places/A-01/"]').focus()
            with page.expect_navigation(url="**/places/A-01/"):
                page.keyboard.press("Enter")


class TestHandBackOnTheScreen:
    def test_keeps_the_signature_that_is_drawn(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        _fill(depot)
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/consigned/W0001/hand-back/")
            page.locator("input[name^=leaves-]").first.fill("1")
            page.fill("[name=receiver_name]", "Pak Budi")
            pad = page.locator(".signature canvas")
            pad.scroll_into_view_if_needed()
            box = pad.bounding_box()
            assert box is not None
            page.mouse.move(box["x"] + 20, box["y"] + 20)
            page.mouse.down()
            page.mouse.move(box["x"] + 120, box["y"] + 60, steps=6)
            page.mouse.up()
            with page.expect_navigation(url="**/consigned-notes/**"):
                page.locator("form.stack button[type=submit]").click()
        assert ConsignedNote.objects.latest("pk").signature is not None
