"""Firm prices, the question to a member and kept wishes in a real browser."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from orders.models import PriceQuestion, QuoteRequest
from orders.services.committing import commit
from orders.services.opening import cancel_pool
from tests.cast import Depot
from tests.harness.seeing import PHONE, check_both, check_pages, let_in, looking
from tests.orders.pool_world import wish
from tests.orders.quote_world import BAR, asked_now, new_pool, question_now

pytestmark = pytest.mark.django_db(transaction=True)


class TestPricingPages:
    def test_are_sound_for_a_purchaser(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        pool, of_sheets, _bars = asked_now(depot)
        paths = (
            f"/pools/{pool.number}/",
            f"/pools/{pool.number}/quotes/",
            f"/quote-requests/{of_sheets}/",
            f"/quote-requests/{of_sheets}/answer/",
            "/kept-wishes/",
        )
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "putri")
            check_pages(page, live_site, paths)
            page.goto(f"{live_site}/quote-requests/{of_sheets}/answer/")
            page.fill("[name=r0-price_per_kg]", "10.950")
            page.fill("[name=r0-pack]", "5")
            with page.expect_navigation(url="**/quotes/"):
                page.locator("main form button.btn-primary").click()
            check_both(page)
        assert QuoteRequest.objects.get(number=of_sheets).status == "answered"

    def test_let_a_member_stay_with_one_tap(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        pool, question = question_now(depot)
        now = timezone.now()
        called_off = new_pool(depot, BAR, at=now)
        wanted = wish(depot, quantity=4, material=BAR)
        commit(pool_id=called_off.pk, wish=wanted, by=depot.person("sari"), at=now)
        cancel_pool(pool_id=called_off.pk, reason="No", by=depot.person("putri"), at=now)
        asked, pool_page = f"/price-questions/{question}/", f"/pools/{pool.number}/"
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sari")
            check_pages(page, live_site, ("/kept-wishes/", asked, pool_page))
            with page.expect_navigation(url="**/price-questions/**"):
                page.locator(f"a[href='{asked}']").click()
            with page.expect_navigation():
                page.locator("button[value=stays]").click()
            page.locator("main [role=status]").first.wait_for()
            check_both(page)
        assert PriceQuestion.objects.get().answer == "stays"
