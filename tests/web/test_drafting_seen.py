"""The pages on which a pool is drafted, looked at on a phone and on a desk."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from orders.models import KeptWish, Offer, Pool
from orders.services.drafting import repeat_pool
from orders.services.freezing import close_due_pool
from tests.cast import NOW, Depot
from tests.harness.seeing import PHONE, check_pages, let_in, looking
from tests.orders.low_stock import run_low
from tests.orders.pool_world import both_commit, make_offer, open_a_pool, shared_pool

pytestmark = pytest.mark.django_db(transaction=True)


def _drafted(depot: Depot) -> list[str]:
    """Draft a pool after another, with a changed price and wishes kept; return its pages."""
    last, now = shared_pool(depot), timezone.now()
    Offer.objects.filter(supplier__code="S02").update(
        replaced_at=now - timedelta(days=9), valid_from=(now - timedelta(days=60)).date()
    )
    make_offer(depot, "S02", "SPHC-2-4X8", {0: 11_050, 500: 10_700}, minimum_kg=300, pack=5)
    Offer.objects.update(valid_until=timezone.localdate() + timedelta(days=4))
    KeptWish.objects.create(
        center=depot.center,
        workshop=depot.workshops["W0001"],
        material=depot.materials["SPHC-2-4X8"],
        from_pool=last,
        quantity=34,
        minimum=1,
        maximum=40,
        reason="not_reached",
        kept_at=NOW,
    )
    pool = repeat_pool(pool_id=last.pk, by=depot.person("putri"), at=now)
    run_low(depot)
    return [
        "/pools/new/?low=1",
        f"/pools/{pool.number}/",
        f"/pools/{pool.number}/conditions/",
        f"/pools/{last.number}/",
    ]


def _topping_up(depot: Depot) -> Pool:
    Offer.objects.all().delete()
    pool = open_a_pool(depot)
    both_commit(depot, pool)
    now = timezone.now()
    Pool.objects.filter(pk=pool.pk).update(
        topping_up_hours=24, deadline_at=max(NOW, now) - timedelta(minutes=1)
    )
    return close_due_pool(pool_id=pool.pk, by=depot.person("putri"), at=now)


class TestPagesOfDrafting:
    def test_are_sound(self, depot: Depot, live_site: str, browser: Browser) -> None:
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "putri")
            check_pages(page, live_site, _drafted(depot))

    def test_show_members_what_is_missing(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        pool = _topping_up(depot)
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "rudi")
            check_pages(page, live_site, [f"/pools/{pool.number}/"])
            page.locator("#missing").wait_for()
