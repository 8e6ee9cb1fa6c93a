"""The books in a real browser, on a phone and on a desk, in both languages."""

import pytest
from playwright.sync_api import Browser

from orders.models import Account
from tests.cast import NOW, Depot
from tests.harness.seeing import PHONE, check_pages, let_in, looking
from tests.orders.books_world import lived, write

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_books_fit_and_are_accessible(browser: Browser, live_site: str, depot: Depot) -> None:
    lived(depot)
    write(depot)
    account = Account.objects.get(role="stock").pk
    period = f"since={NOW:%Y}-01-01&until={NOW:%Y}-12-31"
    with looking(browser, PHONE) as page:
        let_in(page, live_site, "fajar")
        check_pages(
            page,
            live_site,
            [
                "/books/",
                f"/books/trial-balance/?on={NOW:%Y}-12-31",
                f"/books/accounts/{account}/?{period}",
                f"/books/accounts/{account}/change/",
            ],
        )
