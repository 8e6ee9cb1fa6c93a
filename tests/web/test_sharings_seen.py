"""How a delivery was shared, seen on a phone and a desk, in both languages."""

import pytest
from playwright.sync_api import Browser

from tests.cast import Depot
from tests.harness.seeing import PHONE, check_pages, let_in, looking
from tests.orders.sharing_world import SHEET
from tests.web.test_sharings import a_pool

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("name", ["sari", "putri"])
def test_reads_well(depot: Depot, live_site: str, browser: Browser, name: str) -> None:
    pool = a_pool(depot, W0002=5)
    at = f"/pools/{pool.number}/"
    paths = [at, f"{at}sharings/", f"{at}sharings/{SHEET}/"]
    with looking(browser, PHONE) as page:
        let_in(page, live_site, name)
        check_pages(page, live_site, [*paths, *([f"{at}shares/"] if name == "putri" else [])])
