"""One order for all that runs low at a supplier."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.models import ReorderAlert, ReorderPlan
from materialcenter.access import WrongRole
from materialcenter.models import AuditEntry
from orders.models import Offer, PurchaseOrder
from orders.reports.combined import proposed_orders
from orders.services.taking_together import NothingRunsLow, UnderSmallestOrder, take_together
from tests.cast import NOW, Depot
from tests.orders.low_stock import run_low
from tests.orders.pool_world import make_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
SHEET, BAR, SCRAP = "SPHC-2-4X8", "S45C-D25", "SCRAP-HMS1"


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def low(depot: Depot) -> Depot:
    """Sheets and bars run low; scrap does not, and has room for 5 tonnes."""
    make_offer(depot, "S01", SHEET, {0: 11_000, 2_000: 10_500}, pack=5)
    make_offer(depot, "S02", SHEET, {0: 12_000}, pack=5)
    make_offer(depot, "S01", BAR, {0: 14_000})
    Offer.objects.filter(supplier=depot.suppliers["S01"]).update(freight_fixed=400_000)
    make_offer(depot, "S01", SCRAP, {0: 5_000}, pack=500)
    run_low(depot, wanted_kg=2_400, code=SHEET)
    run_low(depot, wanted_kg=1_100, code=BAR)
    ReorderPlan.objects.create(
        center=depot.center,
        material=depot.materials[SCRAP],
        daily_mean_kg=50,
        reorder_point_kg=0,
        order_up_to_kg=5_200,
        planned_at=NOW,
    )
    supplier = depot.suppliers["S01"]
    supplier.truck_kg, supplier.order_minimum_kg = 6_000, 3_000
    supplier.save()
    return depot


class TestProposedOrders:
    def test_fill_the_truck_with_what_would_run_low_next(self, low: Depot) -> None:
        (order,) = proposed_orders(low.person("putri"))
        lines = {line.material.code: line for line in order.lines}
        assert order.supplier.code == "S01"
        assert (lines[SHEET].runs_low, lines[BAR].runs_low) == (True, True)
        assert (lines[SCRAP].runs_low, int(lines[SCRAP].mass_kg)) == (False, 2_000)
        assert lines[SHEET].quantity % 5 == 0
        assert lines[SHEET].price_per_kg == 10_500
        assert (order.trucks, int(order.missing_kg)) == (1, 0)
        assert order.mass_kg <= 6_000
        assert order.freight_alone - order.freight == 400_000

    def test_take_the_same_queries_for_more_materials(self, low: Depot) -> None:
        with CaptureQueriesContext(connection) as few:
            proposed_orders(low.person("putri"))
        ReorderAlert.objects.filter(material=low.materials[BAR]).update(taken_as="open_pool")
        with CaptureQueriesContext(connection) as fewer:
            proposed_orders(low.person("putri"))
        assert len(few) == len(fewer) <= 10

    def test_are_nothing_to_another_center(self, low: Depot, stranger: Depot) -> None:
        assert proposed_orders(stranger.person("putri")) == []


class TestTakeTogether:
    def test_drafts_one_order_and_answers_every_alert(self, low: Depot) -> None:
        order = take_together(supplier_code="S01", by=low.person("putri"), at=NOW)
        assert order.lines.count() == 3
        assert order.expected_on == NOW.date() + timedelta(days=14)
        taken = ReorderAlert.objects.filter(taken_reference=order.number)
        assert taken.count() == 2
        assert AuditEntry.objects.get(action="alerts.taken_together").subject_id == order.pk
        with pytest.raises(NothingRunsLow):
            take_together(supplier_code="S01", by=low.person("putri"), at=NOW)
        assert PurchaseOrder.objects.count() == 1

    def test_refuses_less_than_the_suppliers_smallest_order(self, low: Depot) -> None:
        low.suppliers["S01"].order_minimum_kg = 90_000
        low.suppliers["S01"].truck_kg = 0
        low.suppliers["S01"].save()
        with pytest.raises(UnderSmallestOrder):
            take_together(supplier_code="S01", by=low.person("putri"), at=NOW)
        assert not PurchaseOrder.objects.exists()
        assert not ReorderAlert.objects.exclude(taken_as="").exists()

    def test_refuses_the_wrong_role_and_other_suppliers(self, low: Depot) -> None:
        with pytest.raises(WrongRole):
            take_together(supplier_code="S01", by=low.person("wati"), at=NOW)
        with pytest.raises(NothingRunsLow):
            take_together(supplier_code="S02", by=low.person("putri"), at=NOW)

    def test_asks_the_planned_prices_in_rupiah(self, low: Depot) -> None:
        order = take_together(supplier_code="S01", by=low.person("putri"), at=NOW)
        assert set(order.lines.values_list("price_per_kg", flat=True)) == {
            Decimal("10500.00"),
            Decimal("14000.00"),
            Decimal("5000.00"),
        }
