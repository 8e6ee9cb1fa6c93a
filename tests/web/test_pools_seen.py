"""A pool's page in a real browser: as a buyer on a phone lives it, by itself and in three taps."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from orders.models import Commitment, Pool
from orders.services.committing import commit
from orders.services.standing import watch_pools
from tests.cast import Depot
from tests.harness.seeing import PHONE, check, check_pages, keep_picture, let_in, looking
from tests.orders.pool_world import both_commit, open_a_pool, wish

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = "SPHC-2-4X8"


def _live_pool(depot: Depot) -> Pool:
    pool = open_a_pool(depot, SHEET, "S45C-D25")
    pool.deadline_at = timezone.now() + timedelta(hours=5)
    pool.save()
    both_commit(depot, pool)
    return pool


class TestPoolPage:
    def test_changes_by_itself_while_a_buyer_types_when_another_commits(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        pool = _live_pool(depot)
        watch_pools(at=timezone.now())
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sari")
            page.goto(f"{live_site}/pools/{pool.number}/")
            card = page.locator("article", has_text=SHEET)
            expect(card).to_contain_text("Rp10.800")
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
            keep_picture(page, "pool-after")

    def test_asks_for_nothing_while_nobody_sees_it(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        pool = _live_pool(depot)
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sari")
            page.goto(f"{live_site}/pools/{pool.number}/")
            assert page.evaluate(_LOOKS, "hidden") == 0
            with page.expect_request("**/standing/**"):
                assert page.evaluate(_LOOKS, "visible") == 1

    def test_takes_a_commitment_in_three_taps_and_says_what_changed(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        pool = _live_pool(depot)
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sari")
            page.goto(f"{live_site}/pools/{pool.number}/")
            card = page.locator("article", has_text="S45C-D25")
            card.locator(".box > summary").click()
            card.locator("[data-step='1']").click()
            check(page)
            keep_picture(page, "pool-box")
            with page.expect_navigation():
                card.locator("form .btn-primary").click()
            expect(page.locator(".message-warning")).to_contain_text("2 batang")
            keep_picture(page, "pool-in")
        made = Commitment.objects.filter(material__code="S45C-D25").get()
        assert (made.quantity, made.minimum, made.maximum) == (2, 2, 2)

    @pytest.mark.parametrize("name", ["sari", "putri"])
    def test_is_sound(self, depot: Depot, live_site: str, browser: Browser, name: str) -> None:
        pool = _live_pool(depot)
        with looking(browser, PHONE) as page:
            let_in(page, live_site, name)
            check_pages(page, live_site, (f"/pools/{pool.number}/", "/pools/"))

    def test_counts_down_says_that_it_closed_and_asks_no_more(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        pool = _live_pool(depot)
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sari")
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
            let_in(page, live_site, "sari")
            page.goto(f"{live_site}/pools/{pool.number}/")
            card = page.locator("article", has_text=SHEET)
            card.locator(".box > summary").click()
            assert card.locator("[data-step]:visible").count() == 0
            card.locator("[name=quantity]").fill("12")
            with page.expect_navigation():
                card.locator("form .btn-primary").click()
            expect(page.locator(".message-success")).to_contain_text("12 lembar")


# Nothing else runs meanwhile: what is counted is what the change alone brings about.
_LOOKS = """
state => {
  let looks = 0;
  const count = () => { looks += 1; };
  const watch = document.getElementById("pool-watch");
  Object.defineProperty(document, "visibilityState", { get: () => state, configurable: true });
  watch.addEventListener("look", count);
  document.dispatchEvent(new Event("visibilitychange"));
  watch.removeEventListener("look", count);
  return looks;
}
"""
