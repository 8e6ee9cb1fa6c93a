"""The pages of stock counts in a real browser, on a phone and a desk, in both languages."""

from decimal import Decimal

import pytest
from playwright.sync_api import Browser

from inventory.models import CountLine, Lot, StockCount
from tests.cast import Depot, receive_stock
from tests.harness.seeing import (
    DESK,
    PHONE,
    check,
    check_pages,
    forgive,
    let_in,
    looking,
)
from tests.inventory.counts import approve, enter, open_racks

pytestmark = pytest.mark.django_db(transaction=True)
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


class TestCountPages:
    def test_are_sound_while_one_counts(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        sheets, *_others = _yard(depot)
        count = open_racks(depot, "A-01", "A-02", "B-01")
        enter(depot, count, sheets, 60)
        line = CountLine.objects.exclude(lot=sheets).first()
        assert line is not None
        where = f"/counts/{count.number}/"
        of_the_count = ("racks/A-01/", "racks/A-02/", f"lines/{line.pk}/", "found/")
        paths = ["/counts/", "/counts/new/", where, *(where + path for path in of_the_count)]
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "wati")
            check_pages(page, live_site, paths)

    def test_are_sound_while_one_decides_and_afterwards(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        count = _counted(depot)
        where = f"/counts/{count.number}/"
        acts = [f"{where}{act}/" for act in ("approve", "reject", "cancel")]
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sinta")
            check_pages(page, live_site, ["/", where, *acts, "/counts/rules/"])
            approve(depot, count)
            check_pages(page, live_site, [where])

    @pytest.mark.parametrize("width", [PHONE, DESK])
    def test_are_walked_with_a_thumb(
        self, depot: Depot, live_site: str, browser: Browser, width: int
    ) -> None:
        sheets, bars, _heap = _yard(depot)
        count = open_racks(depot)
        with looking(browser, width) as page:
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/counts/{count.number}/racks/A-01/")
            page.fill("#id_lot", sheets.number)
            with page.expect_navigation(url="**/lines/*/"):
                page.keyboard.press("Enter")
            page.fill("#id_pieces", "10")
            with page.expect_navigation(url="**/racks/A-01/"):
                page.locator("main form:not([hidden]) button[type=submit]").first.click()
            assert page.locator(".badge-warn").count() == 1
            with page.expect_navigation():
                page.locator(".waiting a", has_text=bars.number).click()
            page.fill("#id_pieces", "banyak")
            with page.expect_navigation():
                page.locator("main form:not([hidden]) button[type=submit]").first.click()
            page.locator(".errorlist").first.wait_for()
            forgive(page)
            check(page)
            page.fill("#id_pieces", "40")
            with page.expect_navigation(url="**/racks/A-01/"):
                page.locator("main form:not([hidden]) button[type=submit]").first.click()
            assert page.locator(".badge-ok").count() == 1
