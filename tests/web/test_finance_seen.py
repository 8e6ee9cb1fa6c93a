"""Finance's page, the office's page and finance's day, in a real browser."""

from datetime import date

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser

from orders.models import BankLine
from orders.services.matching import match_invoice
from orders.services.setting_targets import set_year_target
from tests.cast import NOW, Depot, receive_stock
from tests.harness.seeing import DESK, PHONE, check, looking
from tests.orders.calling import SignIn
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.payable_world import payable
from tests.orders.pool_world import make_offer
from tests.orders.purchases import bill, sent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def year(depot: Depot) -> int:
    """Return a year of which there is something to see, on finance's pages too."""
    receive_stock(depot, SHEET, pieces=8)
    at = timezone.now()
    hand_over(depot, place(depot, ask(SHEET, 5), at=at), at=at)
    make_offer(depot, "S01", SHEET, {0: 11_000, 500: 10_500})
    payable(depot, "INV-7", due=-4)
    held = bill(depot, sent(depot), (1, "100", 10_000), number="INV-8")
    match_invoice(supplier_invoice_id=held.pk, at=NOW)
    BankLine.objects.create(
        center=depot.center,
        booked_on=date(2026, 9, 1),
        amount=650_000,
        text="SETOR TUNAI",
        fingerprint="x",
    )
    this = timezone.localdate(at).year
    set_year_target(year=this, revenue=600_000_000, reported=None, by=depot.person("sinta"), at=NOW)
    return this


def test_the_pages_fit_and_are_accessible(
    browser: Browser, live_site: str, depot: Depot, sign_in: SignIn, year: int
) -> None:
    session = sign_in(depot, "sinta").cookies["sessionid"].value
    finance = sign_in(depot, "fajar").cookies["sessionid"].value
    paths = [
        (session, f"/office/{year}/"),
        (session, "/office/2003/"),
        (session, f"/office/{year}/target/"),
        (finance, "/finance/"),
        (finance, "/"),
    ]
    for width, language in ((PHONE, "id"), (DESK, "en")):
        with looking(browser, width) as page:
            for cookie, path in paths:
                cookies = {"sessionid": cookie, settings.LANGUAGE_COOKIE_NAME: language}
                page.context.add_cookies(
                    [{"name": n, "value": v, "url": live_site} for n, v in cookies.items()]
                )
                page.goto(f"{live_site}{path}")
                check(page)
