"""A pool's result in a real browser, on a phone and on a desk, in both languages."""

import pytest
from playwright.sync_api import Browser

from tests.cast import Depot
from tests.harness.seeing import PHONE, check_pages, let_in, looking
from tests.orders.pool_world import shared_pool

pytestmark = pytest.mark.django_db(transaction=True)


class TestPoolReport:
    @pytest.mark.parametrize("name", ["rudi", "putri"])
    def test_fits_and_is_accessible(
        self, depot: Depot, live_site: str, browser: Browser, name: str
    ) -> None:
        pool = shared_pool(depot)
        with looking(browser, PHONE) as page:
            let_in(page, live_site, name)
            check_pages(page, live_site, [f"/pools/{pool.number}/report/"])
