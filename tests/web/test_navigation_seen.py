"""Every page that the navigation leads to, in a real browser, with a day's data on it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from tests.cast import Depot, receive_stock
from tests.harness.seeing import PHONE, check_pages, let_in, looking
from tests.orders.counter import ask, hand_over, place
from tests.orders.pool_world import both_commit, open_a_pool
from tests.orders.purchases import draft, sent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def busy(depot: Depot) -> Depot:
    """Fill the depot: stock, an open pool, purchase orders, an order and one handed over."""
    receive_stock(depot, "SPHC-2-4X8", pieces=60)
    receive_stock(depot, "S45C-D25", pieces=20, rack="B-01")
    pool = open_a_pool(depot)
    pool.deadline_at = timezone.now() + timedelta(days=3)
    pool.save()
    both_commit(depot, pool)
    draft(depot)
    sent(depot)
    place(depot, ask("SPHC-2-4X8", 4), ask("S45C-D25", 2), at=timezone.now())
    hand_over(depot, place(depot, ask("SPHC-2-4X8", 1)))
    return depot


@pytest.mark.parametrize("name", ["sari", "sinta"])
def test_every_item_leads_to_a_sound_page(
    busy: Depot, live_site: str, browser: Browser, name: str
) -> None:
    with looking(browser, PHONE) as page:
        let_in(page, live_site, name)
        page.goto(live_site)
        found = page.eval_on_selector_all(
            ".nav a", "links => [...new Set(links.map(link => link.getAttribute('href')))]"
        )
        assert len(found) > 4
        check_pages(page, live_site, found)
