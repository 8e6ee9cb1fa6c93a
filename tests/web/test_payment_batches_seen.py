"""The pages of paying suppliers in a real browser, on a phone and on a desk."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from orders.services.batching_payments import (
    Chosen,
    approve_payment_batch,
    draft_payment_batch,
)
from tests.cast import Depot
from tests.harness.seeing import DESK, PHONE, check, looking
from tests.orders.payable_world import banked, payable
from tests.web.test_receiving_seen import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [PHONE, DESK])
class TestPagesOfPayingSuppliers:
    def test_are_sound_empty_and_full(
        self, depot: Depot, live_site: str, browser: Browser, width: int
    ) -> None:
        now = timezone.now()
        with looking(browser, width) as page:
            sign_in(page, live_site, "sinta")
            for path in ("/payables/", "/payment-batches/", "/payment-batches/new/"):
                page.goto(f"{live_site}{path}")
                check(page)
            banked(depot, "S01", percent="2", days=4000)
            planned = payable(depot, "INV/2026/0087", due=-40)
            payable(depot, "INV/2026/0091", due=-200)
            other = payable(depot, "F-2231", due=-100, supplier="S02")
            batch = draft_payment_batch(
                pay_on=timezone.localdate(now) + timedelta(days=1),
                chosen=[Chosen(planned.pk, planned.total)],
                by=depot.person("fajar"),
                at=now,
            )
            at = f"/payment-batches/{batch.number}/"
            for path in ("/payables/", "/payment-batches/", "/payment-batches/new/", at):
                page.goto(f"{live_site}{path}")
                page.locator("h1").first.wait_for()
                check(page)
            approve_payment_batch(payment_batch_id=batch.pk, by=depot.person("sinta"), at=now)
            for path in (at, f"/supplier-invoices/{other.pk}/pay/", "/supplier-statements/S01/"):
                page.goto(f"{live_site}{path}")
                for summary in page.locator("main details > summary").all():
                    summary.click()
                check(page)
