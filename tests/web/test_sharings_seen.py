"""How a delivery was shared, seen on a phone and a desk, in both languages."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.cast import Depot
from tests.harness.seeing import DESK, PHONE, check, looking
from tests.orders.sharing_world import SHEET
from tests.web.test_sharings import a_pool
from tests.web.test_shell_seen import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("name", "width", "language"),
    [("sari", PHONE, "id"), ("sari", DESK, "en"), ("putri", PHONE, "en"), ("putri", DESK, "id")],
)
def test_reads_well(
    depot: Depot, live_site: str, browser: Browser, name: str, width: int, language: str
) -> None:
    pool = a_pool(depot, W0002=5)
    with looking(browser, width) as page:
        sign_in(page, live_site, name)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_site}])
        for more in (
            "",
            "sharings/",
            f"sharings/{SHEET}/",
            *(["shares/"] if name == "putri" else []),
        ):
            page.goto(f"{live_site}/pools/{pool.number}/{more}")
            check(page)
            if folder := os.environ.get("SCREENSHOTS"):
                kind = more.strip("/").replace("/", "-") or "pool"
                page.screenshot(
                    path=Path(folder) / f"{kind}-{width}-{language}.png", full_page=True
                )
