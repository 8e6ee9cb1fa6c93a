"""Traces and recalls in a real browser, on a phone and a desk, in both languages."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from tests.cast import Depot
from tests.harness.seeing import DESK, PHONE, check, looking
from tests.orders.counter import SHEET, ask, place
from tests.orders.recall_world import HEAT, make_heat, recall
from tests.web.test_shell_seen import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("language", ["id", "en"])
class TestRecallPages:
    def test_are_sound_for_staff(
        self, depot: Depot, live_site: str, browser: Browser, width: int, language: str
    ) -> None:
        _speak(depot, "sinta", language)
        heat = make_heat(depot)
        place(depot, ask(SHEET, 2), at=timezone.now())
        with looking(browser, width) as page:
            sign_in(page, live_site, "sinta")
            for path in ("recalls/", "recalls/new/", f"recalls/new/?heats={HEAT}"):
                page.goto(f"{live_site}/{path}")
                check(page)
            found = recall(depot, HEAT)
            for path in (
                "traces/",
                "traces/?find=NONE",
                f"traces/heats/{HEAT}/",
                f"traces/lots/{heat.remnant.number}/",
                f"traces/deliveries/{heat.notes[0].number}/1/",
                "recalls/",
                f"recalls/{found.number}/",
                f"recalls/{found.number}/answer/W0001/",
                "",
            ):
                page.goto(f"{live_site}/{path}")
                check(page)
                drawing = page.locator(".trace-drawing")
                if drawing.count():
                    assert drawing.is_visible() == (width == DESK)
                    assert page.locator(".trace-list").is_visible() == (width == PHONE)

    def test_are_sound_for_a_buyer(
        self, depot: Depot, live_site: str, browser: Browser, width: int, language: str
    ) -> None:
        _speak(depot, "sari", language)
        heat = make_heat(depot)
        found = recall(depot, HEAT)
        with looking(browser, width) as page:
            sign_in(page, live_site, "sari")
            for path in (
                "",
                "traces/",
                f"traces/deliveries/{heat.notes[0].number}/1/",
                "recalls/",
                f"recalls/{found.number}/",
                f"recalls/{found.number}/answer/W0001/",
            ):
                page.goto(f"{live_site}/{path}")
                check(page)
            page.fill("[name^=held-]", "2")
            page.fill("[name^=passed-]", "1")
            page.locator("main form button[type=submit]").last.click()
            page.locator(".badge-ok").first.wait_for()
            check(page)


def _speak(depot: Depot, name: str, language: str) -> None:
    user = depot.users[name]
    user.language = language
    user.save()
