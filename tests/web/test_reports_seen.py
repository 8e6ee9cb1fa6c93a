"""The accountant's pages in a real browser, on a phone and on a desk, in both languages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Browser

from tests.cast import Depot, receive_stock
from tests.harness.seeing import PHONE, check_pages, let_in, looking
from tests.inventory.services.test_landing import TODAY, add
from tests.inventory.yard import issue

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = "SPHC-2-4X8"


class TestReportsSeen:
    def test_every_page_fits_and_is_accessible(
        self, browser: Browser, live_site: str, depot: Depot
    ) -> None:
        lot = receive_stock(depot, SHEET, pieces=40)
        receive_stock(depot, "SCRAP-HMS1", mass_kg=Decimal(1500), rack="B-01", heat="", key="scrap")
        receive_stock(depot, "S45C-D25", pieces=12, rack="A-02")
        for n in range(5):
            issue(depot, lot, 2, key=f"out-{n}")
        cost = add(depot, [lot])
        since = (TODAY - timedelta(days=20)).isoformat()
        paths = (
            "/reports/value/",
            "/reports/value/?by=lot",
            f"/reports/card/?material={SHEET}&since={since}",
            "/reports/card/",
            "/reports/ageing/",
            "/reports/slow/",
            "/reports/losses/",
            "/late-costs/",
            f"/late-costs/{cost.pk}/",
            "/late-costs/new/",
            "/periods/",
        )
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "fajar")
            check_pages(page, live_site, paths)
