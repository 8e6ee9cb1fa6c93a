"""The page that describes the API."""

import pytest
from django.test import Client
from playwright.sync_api import Browser

from tests.cast import Depot
from tests.harness.seeing import DESK, looking
from tests.web.test_shell_seen import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_is_for_who_is_signed_in(depot: Depot) -> None:
    assert Client().get("/api/v1/docs").status_code == 302


def test_shows_every_collection_with_scripts_of_this_site_alone(
    depot: Depot, live_site: str, browser: Browser
) -> None:
    with looking(browser, DESK) as page:
        asked: list[str] = []
        sign_in(page, live_site, "wati")
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{live_site}/api/v1/docs")
        page.locator("#operations-workshops-materialcenter_api_workshops_list_workshops").wait_for()
        assert all(url.startswith((live_site, "data:", "blob:")) for url in asked)
