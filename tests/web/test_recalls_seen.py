"""Traces and recalls in a real browser, on a phone and a desk, in both languages."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from tests.cast import Depot
from tests.harness.seeing import DESK, PHONE, check_both, check_pages, let_in, looking
from tests.orders.counter import SHEET, ask, place
from tests.orders.recall_world import HEAT, make_heat, recall

pytestmark = pytest.mark.django_db(transaction=True)


class TestRecallPages:
    def test_are_sound_for_staff(self, depot: Depot, live_site: str, browser: Browser) -> None:
        heat = make_heat(depot)
        place(depot, ask(SHEET, 2), at=timezone.now())
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sinta")
            before = ("/recalls/", "/recalls/new/", f"/recalls/new/?heats={HEAT}")
            check_pages(page, live_site, before)
            found = recall(depot, HEAT)
            drawn = f"/traces/lots/{heat.remnant.number}/"
            paths = (
                "/traces/",
                "/traces/?find=NONE",
                f"/traces/heats/{HEAT}/",
                drawn,
                f"/traces/deliveries/{heat.notes[0].number}/1/",
                "/recalls/",
                f"/recalls/{found.number}/",
                f"/recalls/{found.number}/answer/W0001/",
                "/",
            )
            check_pages(page, live_site, paths)
            page.goto(live_site + drawn)
            for width in (PHONE, DESK):
                page.set_viewport_size({"width": width, "height": 740})
                assert page.locator(".trace-drawing").is_visible() == (width == DESK)
                assert page.locator(".trace-list").is_visible() == (width == PHONE)

    def test_are_sound_for_a_buyer(self, depot: Depot, live_site: str, browser: Browser) -> None:
        heat = make_heat(depot)
        found = recall(depot, HEAT)
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sari")
            answer = f"/recalls/{found.number}/answer/W0001/"
            paths = (
                "/",
                "/traces/",
                f"/traces/deliveries/{heat.notes[0].number}/1/",
                "/recalls/",
                f"/recalls/{found.number}/",
                answer,
            )
            check_pages(page, live_site, paths)
            page.goto(live_site + answer)
            page.fill("[name^=held-]", "2")
            page.fill("[name^=passed-]", "1")
            with page.expect_navigation():
                page.locator("main form button[type=submit]").last.click()
            page.locator(".badge-ok").first.wait_for()
            check_both(page)
