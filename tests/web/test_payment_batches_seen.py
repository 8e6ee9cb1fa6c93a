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
from tests.harness.seeing import PHONE, check_pages, let_in, looking
from tests.orders.payable_world import banked, payable

pytestmark = pytest.mark.django_db(transaction=True)


class TestPagesOfPayingSuppliers:
    def test_are_sound_empty_and_full(self, depot: Depot, live_site: str, browser: Browser) -> None:
        now = timezone.now()
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sinta")
            lists = ("/payables/", "/payment-batches/", "/payment-batches/new/")
            check_pages(page, live_site, lists)
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
            check_pages(page, live_site, (*lists, at))
            approve_payment_batch(payment_batch_id=batch.pk, by=depot.person("sinta"), at=now)
            paid = f"/supplier-invoices/{other.pk}/pay/"
            check_pages(page, live_site, (at, paid, "/supplier-statements/S01/"))
