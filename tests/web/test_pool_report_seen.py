"""A pool's result in a real browser, on a phone and on a desk, in both languages."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.cast import Depot
from tests.harness.seeing import DESK, PHONE, check, looking
from tests.orders.pool_world import shared_pool
from tests.web.test_shell_seen import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


class TestPoolReport:
    @pytest.mark.parametrize(
        ("width", "language", "name"), [(PHONE, "id", "rudi"), (DESK, "en", "putri")]
    )
    def test_fits_and_is_accessible(
        self,
        depot: Depot,
        live_site: str,
        browser: Browser,
        width: int,
        language: str,
        name: str,
    ) -> None:
        pool = shared_pool(depot)
        with looking(browser, width) as page:
            sign_in(page, live_site, name)
            page.context.add_cookies(
                [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_site}]
            )
            page.goto(f"{live_site}/pools/{pool.number}/report/")
            folder = os.environ.get("SCREENSHOTS")
            if folder:
                path = Path(folder) / f"pool-report-{width}.png"
                page.screenshot(path=path, full_page=True)
            check(page)
