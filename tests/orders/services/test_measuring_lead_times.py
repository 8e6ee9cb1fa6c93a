"""Suppliers' lead times as their deliveries were."""

from datetime import timedelta
from decimal import Decimal

import pytest

from inventory.models import LeadTime, ReorderPlan
from orders.models import PurchaseOrder, Receipt
from orders.services.measuring_lead_times import measure_lead_times
from tests.cast import NOW, Depot
from tests.inventory.demand import issued, plan_anew
from tests.orders.purchases import pieces, receive, sent

pytestmark = pytest.mark.django_db


def _delivered(depot: Depot, days: int, *, again: int | None = None) -> None:
    order = sent(depot)
    PurchaseOrder.objects.filter(pk=order.pk).update(sent_at=NOW - timedelta(days=days))
    receive(depot, order, pieces(2))
    if again is not None:
        late = receive(depot, order, pieces(1))
        Receipt.objects.filter(pk=late.pk).update(received_at=NOW + timedelta(days=again))


class TestMeasureLeadTimes:
    def test_takes_an_orders_first_delivery(self, depot: Depot, stranger: Depot) -> None:
        for days in (10, 14, 18):
            _delivered(depot, days, again=30)
        assert measure_lead_times(center_id=depot.center.pk, at=NOW) == 1
        found = LeadTime.objects.get(supplier=depot.suppliers["S01"])
        assert found.deliveries == 3
        assert (found.mean_days, found.spread_days) == (Decimal(14), Decimal(4))
        assert measure_lead_times(center_id=stranger.center.pk, at=NOW) == 0

    def test_is_measured_anew_each_time_and_forgets_the_old(self, depot: Depot) -> None:
        _delivered(depot, 10)
        measure_lead_times(center_id=depot.center.pk, at=NOW)
        _delivered(depot, 20)
        measure_lead_times(center_id=depot.center.pk, at=NOW)
        assert LeadTime.objects.get().mean_days == 15
        assert measure_lead_times(center_id=depot.center.pk, at=NOW + timedelta(days=900)) == 0
        assert not LeadTime.objects.exists()

    def test_weighs_with_the_suppliers_word_when_materials_are_planned(self, depot: Depot) -> None:
        for week in range(1, 30):
            issued(depot, 7 * week, 70)
        supplier = depot.suppliers["S01"]
        supplier.lead_time_days, supplier.lead_time_spread_days = 10, 2
        supplier.save()
        for _n in range(4):
            _delivered(depot, 30)
        measure_lead_times(center_id=depot.center.pk, at=NOW)
        plan_anew(depot, NOW)
        plan = ReorderPlan.objects.get(material__code="SPHC-2-4X8")
        assert (plan.lead_time_days, plan.lead_time_spread_days) == (Decimal(20), Decimal(1))
