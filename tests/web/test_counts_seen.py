"""The pages of stock counts in a real browser, on a phone and a desk, in both languages."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from inventory.models import CountLine, Lot, StockCount
from tests.cast import Depot, receive_stock
from tests.harness.seeing import DESK, PHONE, check, forgive, looking
from tests.inventory.counts import approve, enter, open_racks
from tests.web.test_shell_seen import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])
SHEET, BAR, SCRAP = "SPHC-2-4X8", "S45C-D25", "SCRAP-HMS1"


def _yard(depot: Depot) -> tuple[Lot, Lot, Lot]:
    """Sheets and bars on A-01, a heap on B-01."""
    return (
        receive_stock(depot, SHEET, pieces=73),
        receive_stock(depot, BAR, pieces=40, heat="B123"),
        receive_stock(depot, SCRAP, mass_kg=Decimal(1500), rack="B-01", heat=""),
    )


def _counted(depot: Depot) -> StockCount:
    """Count everything, with something missing, something over and something unlisted."""
    sheets, bars, heap = _yard(depot)
    count = open_racks(
        depot, "A-01", "B-01", recount_percent=Decimal(100), recount_value=Decimal(10**11)
    )
    enter(depot, count, sheets, 71)
    enter(depot, count, bars, 41, "951.5")
    enter(depot, count, heap, None, "1490.5", rack="B-01")
    return count


def _look(page: Page, name: str) -> None:
    check(page)
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def _speak_english(page: Page, site: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])


@WIDTHS
class TestCountPages:
    def test_are_sound_while_one_counts(
        self, depot: Depot, live_site: str, browser: Browser, width: int
    ) -> None:
        sheets, *_others = _yard(depot)
        count = open_racks(depot, "A-01", "A-02", "B-01")
        enter(depot, count, sheets, 60)
        line = CountLine.objects.exclude(lot=sheets).first()
        assert line is not None
        where = f"counts/{count.number}/"
        with looking(browser, width) as page:
            sign_in(page, live_site, "wati")
            for name, path in (
                ("counts", "counts/"),
                ("count-new", "counts/new/"),
                ("count", where),
                ("rack", f"{where}racks/A-01/"),
                ("rack-empty", f"{where}racks/A-02/"),
                ("line", f"{where}lines/{line.pk}/"),
                ("found", f"{where}found/"),
            ):
                page.goto(f"{live_site}/{path}")
                _look(page, name)

    def test_are_sound_while_one_decides_and_afterwards(
        self, depot: Depot, live_site: str, browser: Browser, width: int
    ) -> None:
        count = _counted(depot)
        where = f"counts/{count.number}/"
        with looking(browser, width) as page:
            sign_in(page, live_site, "sinta")
            for name, path in (
                ("home-supervisor", ""),
                ("count-counted", where),
                ("approve", f"{where}approve/"),
                ("reject", f"{where}reject/"),
                ("cancel", f"{where}cancel/"),
                ("rules", "counts/rules/"),
            ):
                page.goto(f"{live_site}/{path}")
                _look(page, name)
            _speak_english(page, live_site)
            page.goto(f"{live_site}/{where}")
            _look(page, "count-counted-en")
            approve(depot, count)
            page.goto(f"{live_site}/{where}")
            _look(page, "count-approved-en")

    def test_are_walked_with_a_thumb(
        self, depot: Depot, live_site: str, browser: Browser, width: int
    ) -> None:
        sheets, bars, _heap = _yard(depot)
        count = open_racks(depot)
        with looking(browser, width) as page:
            sign_in(page, live_site, "wati")
            page.goto(f"{live_site}/counts/{count.number}/racks/A-01/")
            page.fill("#id_lot", sheets.number)
            page.keyboard.press("Enter")
            page.wait_for_url("**/lines/*/")
            page.fill("#id_pieces", "10")
            page.locator("main form:not([hidden]) button[type=submit]").first.click()
            page.wait_for_url("**/racks/A-01/")
            assert page.locator(".badge-warn").count() == 1
            page.locator(".waiting a", has_text=bars.number).click()
            page.fill("#id_pieces", "banyak")
            page.locator("main form:not([hidden]) button[type=submit]").first.click()
            page.locator(".errorlist").first.wait_for()
            forgive(page)
            check(page)
            page.fill("#id_pieces", "40")
            page.locator("main form:not([hidden]) button[type=submit]").first.click()
            page.wait_for_url("**/racks/A-01/")
            assert page.locator(".badge-ok").count() == 1
