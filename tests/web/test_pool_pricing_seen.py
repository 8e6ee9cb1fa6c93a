"""Firm prices, the question to a member and kept wishes in a real browser."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from orders.models import PriceQuestion, QuoteRequest
from orders.services.committing import commit
from orders.services.opening import cancel_pool
from tests.cast import Depot
from tests.harness.seeing import DESK, PHONE, check, looking
from tests.orders.pool_world import wish
from tests.orders.quote_world import BAR, asked_now, new_pool, question_now
from tests.web.test_shell_seen import sign_in as sign_in_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("width", "language"), [(PHONE, "id"), (DESK, "en")])
class TestPricingPages:
    def test_are_sound_for_a_purchaser(
        self, depot: Depot, live_site: str, browser: Browser, width: int, language: str
    ) -> None:
        _speak(depot, "putri", language)
        pool, of_sheets, _bars = asked_now(depot)
        with looking(browser, width) as page:
            sign_in_page(page, live_site, "putri")
            for path in (
                f"pools/{pool.number}/",
                f"pools/{pool.number}/quotes/",
                f"quote-requests/{of_sheets}/",
                f"quote-requests/{of_sheets}/answer/",
                "kept-wishes/",
            ):
                page.goto(f"{live_site}/{path}")
                check(page)
            page.goto(f"{live_site}/quote-requests/{of_sheets}/answer/")
            page.fill("[name=r0-price_per_kg]", "10.950")
            page.fill("[name=r0-pack]", "5")
            page.locator("main form button.btn-primary").click()
            page.wait_for_url("**/quotes/")
            check(page)
        assert QuoteRequest.objects.get(number=of_sheets).status == "answered"

    def test_let_a_member_stay_with_one_tap(
        self,
        depot: Depot,
        live_site: str,
        browser: Browser,
        width: int,
        language: str,
    ) -> None:
        _speak(depot, "sari", language)
        pool, question = question_now(depot)
        now = timezone.now()
        called_off = new_pool(depot, BAR, at=now)
        wanted = wish(depot, quantity=4, material=BAR)
        commit(pool_id=called_off.pk, wish=wanted, by=depot.person("sari"), at=now)
        cancel_pool(pool_id=called_off.pk, reason="No", by=depot.person("putri"), at=now)
        with looking(browser, width) as page:
            sign_in_page(page, live_site, "sari")
            for path in ("kept-wishes/", f"pools/{pool.number}/"):
                page.goto(f"{live_site}/{path}")
                check(page)
            page.locator(f"a[href='/price-questions/{question}/']").click()
            page.wait_for_url("**/price-questions/**")
            check(page)
            page.locator("button[value=stays]").click()
            page.locator("main [role=status]").first.wait_for()
            check(page)
        assert PriceQuestion.objects.get().answer == "stays"


def _speak(depot: Depot, name: str, language: str) -> None:
    user = depot.users[name]
    user.language = language
    user.save()
