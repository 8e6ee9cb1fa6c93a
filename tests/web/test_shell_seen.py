"""The shell in a real browser, on a phone and on a desk, with and without scripts."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from tests.cast import PASSWORD, Depot
from tests.harness.seeing import DESK, PHONE, check, forgive, looking
from tests.orders.pool_world import both_commit, open_a_pool
from tests.orders.purchases import draft

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])


def sign_in(page: Page, site: str, name: str) -> None:
    """Sign in by the form."""
    page.goto(f"{site}/account/login/")
    page.fill("[name=login]", name)
    page.fill("main form [type=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{site}/")


@WIDTHS
class TestSignInPage:
    def test_is_sound_with_a_refusal_and_the_demo(
        self, depot: Depot, live_site: str, browser: Browser, settings: Any, width: int
    ) -> None:
        settings.DEMO = True
        with looking(browser, width) as page:
            page.goto(live_site)
            check(page)
            page.fill("[name=login]", "wati")
            page.fill("main form [type=password]", "salah-semua")
            page.locator("main form button[type=submit]").first.click()
            page.locator(".wrong").wait_for()
            check(page)

    def test_lets_one_in_as_a_person_of_the_demo_without_scripts(
        self, depot: Depot, live_site: str, browser: Browser, settings: Any, width: int
    ) -> None:
        settings.DEMO = True
        settings.DEMO_SIGN_INS = [
            {"username": "putri", "role": "purchaser", "name": "Putri", "password": PASSWORD}
        ]
        with looking(browser, width, javascript=False) as page:
            page.goto(live_site)
            page.locator(".demo-button").click()
            page.wait_for_url(f"{live_site}/")
            page.locator(".menu:visible > summary").click()
            assert page.locator(".menu-panel:visible").count() == 1
            page.locator(".menu-panel:visible button[lang=en]").click()
            page.locator("h1", has_text="Today").wait_for()


@WIDTHS
class TestHomePage:
    @pytest.mark.parametrize("name", ["sari", "sinta"])
    def test_is_sound(
        self, depot: Depot, live_site: str, browser: Browser, width: int, name: str
    ) -> None:
        pool = open_a_pool(depot)
        pool.deadline_at = timezone.now() + timedelta(days=3)
        pool.save()
        both_commit(depot, pool)
        draft(depot)
        with looking(browser, width) as page:
            sign_in(page, live_site, name)
            check(page)
            page.locator(".menu:visible > summary").click()
            check(page)


class TestKeyboard:
    def test_skips_to_the_content_first(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        with looking(browser, DESK) as page:
            sign_in(page, live_site, "wati")
            page.reload()
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.className") == "skip"
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.id") == "content"


@WIDTHS
class TestOtherPages:
    def test_of_ones_own_account_are_sound(
        self, depot: Depot, live_site: str, browser: Browser, width: int
    ) -> None:
        with looking(browser, width) as page:
            sign_in(page, live_site, "wati")
            for path in ("password/change/", "email/", "2fa/", "logout/"):
                page.goto(f"{live_site}/account/{path}")
                check(page)
            page.goto(f"{live_site}/account/2fa/totp/activate/")
            page.fill("[type=password]", PASSWORD)
            page.locator("main button[type=submit]").click()
            page.locator(".qr").wait_for()
            check(page)

    def test_that_are_not_there_are_sound(
        self, depot: Depot, live_site: str, browser: Browser, width: int
    ) -> None:
        with looking(browser, width) as page:
            sign_in(page, live_site, "wati")
            for path in ("nothing/", "pools/new/"):
                page.goto(f"{live_site}/{path}")
                check(page)
                forgive(page)
