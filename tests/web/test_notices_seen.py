"""Notices and the bell in a real browser, on a phone and a desk, in both languages."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cast import Depot
from tests.harness.seeing import PHONE, check_pages, let_in, looking
from tests.told import connected, given_up, told

pytestmark = pytest.mark.django_db(transaction=True)


def bell(page: Page) -> str:
    """Return what the bell shows."""
    return page.locator(".bell-count").text_content() or ""


class TestNoticePages:
    def test_are_sound_and_open_what_they_tell_of(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sari")
            check_pages(page, live_site, ("/notices/", "/notices/failed/"))
            given_up(depot, "sari", key="pesanan siap diambil")
            told(depot, "sari", key="tagihan jatuh tempo", path="/orders/")
            way = connected(depot, "sari", "bengkel-sari")
            paths = (
                "/notices/",
                "/notices/?state=all",
                "/notices/failed/",
                "/settings/notices/",
                "/settings/notices/channels/new/",
                f"/settings/notices/channels/{way.pk}/",
            )
            check_pages(page, live_site, paths)
            page.goto(f"{live_site}/settings/notices/")
            page.get_by_role("button", name="Beri tahu saya di ponsel ini").click()
            said = page.locator("[data-web-push-said]")  # this browser allows no messages
            expect(said).to_contain_text("tidak mengizinkan")
            page.goto(f"{live_site}/notices/")
            assert bell(page).startswith("3")
            with page.expect_navigation(url="**/orders/"):
                page.get_by_role("button", name="Kabar tagihan jatuh tempo").first.click()
            assert bell(page).startswith("2")
