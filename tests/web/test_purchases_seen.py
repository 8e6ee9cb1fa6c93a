"""Orders that were revised, and blanket orders, in a real browser on a phone and on a desk."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from materialcenter.models import Center
from orders.models import PurchaseOrder
from orders.services.checking_revisions import RevisedLine, Revision
from orders.services.confirming_purchases import confirm_purchase_order
from orders.services.revising_purchases import revise_purchase_order
from tests.cast import NOW, Depot
from tests.harness.seeing import PHONE, check_pages, let_in, looking
from tests.orders.blanket_world import called, running
from tests.orders.purchases import BARS, SHEETS, next_week, pieces, receive, sent

pytestmark = pytest.mark.django_db(transaction=True)


def _revise(depot: Depot, order: PurchaseOrder, pieces: int) -> None:
    revise_purchase_order(
        purchase_order_id=order.pk,
        revision=Revision([RevisedLine(1, Decimal(pieces), Decimal(9_950))], freight=350_000),
        reason="Pemasok hanya punya sebanyak itu, sisanya bulan depan",
        by=depot.person("putri"),
        at=NOW,
    )


def _world(depot: Depot) -> list[str]:
    """Make an order revised, promised late, part-received and about to change; and a blanket."""
    order = sent(depot, SHEETS, BARS)
    _revise(depot, order, 90)
    confirm_purchase_order(
        purchase_order_id=order.pk,
        expected_on=next_week(),
        promised={2: next_week() + timedelta(days=30)},
        by=depot.person("putri"),
        at=NOW,
    )
    receive(depot, order, pieces(60))
    Center.objects.update(order_approval_limit=1_000_000)
    _revise(depot, order, 150)
    # A page of an order that is being mailed asks for itself again and again.
    PurchaseOrder.objects.update(sent_at=NOW)
    ends = timezone.localdate() + timedelta(days=90)
    blanket = running(depot, valid_until=ends)
    called(depot, blanket, "4000")
    return [
        "/purchase-orders/",
        f"/purchase-orders/{order.number}/",
        f"/purchase-orders/{order.number}/revise/",
        "/blanket-orders/",
        f"/blanket-orders/{blanket.number}/",
        f"/blanket-orders/{blanket.number}/call-off/",
        "/approval-limit/",
    ]


class TestPagesOfPurchases:
    def test_are_sound(self, depot: Depot, live_site: str, browser: Browser) -> None:
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sinta")
            check_pages(page, live_site, _world(depot))
