"""The accountant's pages in a real browser, on a phone and on a desk, in both languages."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from tests.cast import Depot, receive_stock
from tests.harness.seeing import DESK, PHONE, check, looking
from tests.inventory.services.test_landing import TODAY, add
from tests.inventory.yard import issue
from tests.orders.calling import SignIn

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = "SPHC-2-4X8"
Enter = Callable[[Page, str, str], None]


@pytest.fixture
def enter(live_site: str, depot: Depot, sign_in: SignIn) -> Enter:
    """Return a function that signs a browser's page in as a cast member, in a language."""

    def entered(page: Page, name: str, language: str) -> None:
        session = sign_in(depot, name).cookies["sessionid"].value
        page.context.add_cookies(
            [
                {"name": "sessionid", "value": session, "url": live_site},
                {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_site},
            ]
        )

    return entered


class TestReportsSeen:
    @pytest.mark.parametrize(("width", "language"), [(PHONE, "id"), (DESK, "en")])
    def test_every_page_fits_and_is_accessible(
        self,
        browser: Browser,
        live_site: str,
        depot: Depot,
        enter: Enter,
        width: int,
        language: str,
        tmp_path_factory: pytest.TempPathFactory,
    ) -> None:
        lot = receive_stock(depot, SHEET, pieces=40)
        receive_stock(depot, "SCRAP-HMS1", mass_kg=Decimal(1500), rack="B-01", heat="", key="scrap")
        receive_stock(depot, "S45C-D25", pieces=12, rack="A-02")
        for n in range(5):
            issue(depot, lot, 2, key=f"out-{n}")
        cost = add(depot, [lot])
        since = (TODAY - timedelta(days=20)).isoformat()
        pages = {
            "value": "/reports/value/",
            "lots": "/reports/value/?by=lot",
            "card": f"/reports/card/?material={SHEET}&since={since}",
            "no-card": "/reports/card/",
            "ageing": "/reports/ageing/",
            "slow": "/reports/slow/",
            "losses": "/reports/losses/",
            "late-costs": "/late-costs/",
            "late-cost": f"/late-costs/{cost.pk}/",
            "late-cost-new": "/late-costs/new/",
            "periods": "/periods/",
        }
        with looking(browser, width) as page:
            enter(page, "fajar", language)
            for name, path in pages.items():
                page.goto(live_site + path)
                folder = tmp_path_factory.getbasetemp()
                page.screenshot(path=folder / f"{name}-{language}-{width}.png", full_page=True)
                check(page)
