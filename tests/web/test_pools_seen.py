"""A pool's page in a real browser: as a buyer on a phone lives it, by itself and in three taps."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from orders.models import Commitment, Pool
from orders.services.committing import commit
from orders.services.standing import watch_pools
from tests.cast import Depot
from tests.harness.seeing import DESK, PHONE, check, looking
from tests.orders.pool_world import both_commit, open_a_pool, wish
from tests.web.test_shell_seen import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = "SPHC-2-4X8"


def _live_pool(depot: Depot) -> Pool:
    pool = open_a_pool(depot, SHEET, "S45C-D25")
    pool.deadline_at = timezone.now() + timedelta(hours=5)
    pool.save()
    both_commit(depot, pool)
    return pool


def _keep_picture(page: Page, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.evaluate("window.scrollTo(0, 0)")
        page.locator("#pool-said > p:visible").first.wait_for(state="hidden", timeout=10_000)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _speak_english(page: Page, site: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])


class TestPoolPage:
    def test_changes_by_itself_while_a_buyer_types_when_another_commits(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        pool = _live_pool(depot)
        watch_pools(at=timezone.now())
        with looking(browser, PHONE) as page:
            sign_in(page, live_site, "sari")
            page.goto(f"{live_site}/pools/{pool.number}/")
            card = page.locator("article", has_text=SHEET)
            expect(card).to_contain_text("Rp10.800")
            _keep_picture(page, "pool-before-360")
            card.locator(".box > summary").click()
            field = card.locator("[name=quantity]")
            field.fill("13")
            before = field.bounding_box()
            more = wish(depot, "W0002", 40)
            commit(pool_id=pool.pk, wish=more, by=depot.person("rudi"), at=timezone.now())
            watch_pools(at=timezone.now())
            expect(card.locator(".prices > p").first).to_contain_text("Rp10.350", timeout=15_000)
            expect(page.locator("#pool-said")).to_contain_text("Rp10.350")
            assert field.input_value() == "13"
            assert field.evaluate("field => field === document.activeElement")
            assert field.bounding_box() == before
            check(page)
            assert "W0002" not in page.content()
            card.locator(".box > summary").click()
            _keep_picture(page, "pool-after-360")

    def test_asks_for_nothing_while_nobody_sees_it(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        pool = _live_pool(depot)
        with looking(browser, PHONE) as page:
            sign_in(page, live_site, "sari")
            page.goto(f"{live_site}/pools/{pool.number}/")
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.evaluate(_SEE, "hidden")
            before = len(asked)
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
            page.wait_for_timeout(300)
            assert len(asked) == before
            page.evaluate(_SEE, "visible")
            with page.expect_request("**/standing/**"):
                page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def test_takes_a_commitment_in_three_taps_and_says_what_changed(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        pool = _live_pool(depot)
        with looking(browser, PHONE) as page:
            sign_in(page, live_site, "sari")
            page.goto(f"{live_site}/pools/{pool.number}/")
            card = page.locator("article", has_text="S45C-D25")
            card.locator(".box > summary").click()
            card.locator("[data-step='1']").click()
            check(page)
            _keep_picture(page, "pool-box-360")
            card.locator("form .btn-primary").click()
            expect(page.locator(".message-warning")).to_contain_text("2 batang")
            _keep_picture(page, "pool-in-360")
        made = Commitment.objects.filter(material__code="S45C-D25").get()
        assert (made.quantity, made.minimum, made.maximum) == (2, 2, 2)

    @pytest.mark.parametrize("name", ["sari", "putri"])
    def test_is_sound_on_a_desk_in_english(
        self, depot: Depot, live_site: str, browser: Browser, name: str
    ) -> None:
        pool = _live_pool(depot)
        with looking(browser, DESK) as page:
            sign_in(page, live_site, name)
            _speak_english(page, live_site)
            for path in (f"/pools/{pool.number}/", "/pools/"):
                page.goto(f"{live_site}{path}")
                for summary in page.locator("main details > summary:visible").all():
                    summary.click()
                check(page)
                _keep_picture(page, f"pool-{name}-{path.count('/')}-1280-en")

    def test_counts_down_says_that_it_closed_and_asks_no_more(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        pool = _live_pool(depot)
        with looking(browser, PHONE) as page:
            sign_in(page, live_site, "sari")
            soon = timezone.now() + timedelta(seconds=6)
            Pool.objects.filter(pk=pool.pk).update(deadline_at=soon)
            page.goto(f"{live_site}/pools/{pool.number}/")
            expect(page.locator("[data-left]")).to_have_text(re.compile(r"^\d detik$"))
            expect(page.locator("#pool-said")).to_contain_text("ditutup", timeout=20_000)
            assert page.locator("#pool-watch").get_attribute("hx-get") is None

    def test_can_be_read_and_used_without_scripts(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        pool = _live_pool(depot)
        with looking(browser, PHONE, javascript=False) as page:
            sign_in(page, live_site, "sari")
            page.goto(f"{live_site}/pools/{pool.number}/")
            card = page.locator("article", has_text=SHEET)
            card.locator(".box > summary").click()
            assert card.locator("[data-step]:visible").count() == 0
            card.locator("[name=quantity]").fill("12")
            card.locator("form .btn-primary").click()
            expect(page.locator(".message-success")).to_contain_text("12 lembar")


_SEE = """
state => Object.defineProperty(document, "visibilityState", { get: () => state, configurable: true })
"""
