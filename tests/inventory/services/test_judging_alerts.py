"""What came of an alert, and why a material is to be ordered."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from inventory import stock
from inventory.models import ReorderAlert
from inventory.reports.accuracy import accuracy_of
from inventory.reports.why import WEEKS_BACK, why_of
from inventory.services.judging_alerts import judge_alerts
from tests.cast import NOW, Depot, receive_stock
from tests.inventory.demand import issued, plan_anew
from tests.inventory.yard import expected

pytestmark = pytest.mark.django_db
SHEET = "SPHC-2-4X8"


def _episode(depot: Depot, *, days: int, daily: int) -> ReorderAlert:
    """An alert that stood for so many days and ended the day before NOW."""
    return ReorderAlert.objects.create(
        center=depot.center,
        material=depot.materials[SHEET],
        opened_at=NOW - timedelta(days=days),
        closed_at=NOW - timedelta(days=1),
        position_kg=0,
        reorder_point_kg=100,
        wanted_kg=200,
        daily_mean_kg=daily,
        taken_as="purchase_order",
        taken_reference="PO-1",
    )


class TestJudgeAlerts:
    def test_compares_the_forecast_with_what_was_asked_for(self, depot: Depot) -> None:
        alert = _episode(depot, days=5, daily=10)
        issued(depot, 2, 30)
        issued(depot, 9, 1000)
        with transaction.atomic():
            stock.note_unmet(
                center_id=depot.center.pk,
                workshop_id=depot.workshops["W0001"].pk,
                shortages=[stock.Shortage(depot.materials[SHEET].pk, Decimal(25), Decimal(5))],
                at=NOW - timedelta(days=3),
            )
        assert judge_alerts(center_id=depot.center.pk, at=NOW) == 1
        alert.refresh_from_db()
        assert alert.outcome == {
            "days": 5,
            "forecast_kg": "50.000",
            "asked_kg": "50.000",
            "refused_kg": "20.000",
        }
        assert judge_alerts(center_id=depot.center.pk, at=NOW) == 0
        summed = accuracy_of(depot.center.pk, NOW)
        assert (summed.episodes, summed.taken, summed.off_percent) == (1, 1, Decimal(0))

    def test_waits_until_the_last_day_is_over(self, depot: Depot) -> None:
        alert = _episode(depot, days=5, daily=10)
        ReorderAlert.objects.filter(pk=alert.pk).update(closed_at=NOW)
        assert judge_alerts(center_id=depot.center.pk, at=NOW) == 0

    def test_has_nothing_to_say_of_no_episodes(self, depot: Depot) -> None:
        assert accuracy_of(depot.center.pk, NOW).off_percent is None


class TestWhy:
    def test_shows_the_weeks_behind_and_the_band_ahead(self, depot: Depot) -> None:
        for week in range(40):
            issued(depot, 7 * week + 1, 60 + week % 3 * 20)
        receive_stock(depot, SHEET, pieces=4)
        plan_anew(depot, NOW)
        why = why_of(depot.materials[SHEET], NOW.date())
        behind = [week for week in why.weeks if week.asked_kg is not None]
        ahead = [week for week in why.weeks if week.mean_kg is not None]
        assert len(behind) == WEEKS_BACK
        assert all(week.asked_kg in {60, 80, 100} for week in behind)
        assert all(week.low_kg < week.mean_kg < week.high_kg for week in ahead)  # type: ignore[operator]
        assert why.runs_out_on is not None

    def test_lets_what_comes_put_off_the_day(self, depot: Depot) -> None:
        for week in range(40):
            issued(depot, 7 * week + 1, 70)
        receive_stock(depot, SHEET, pieces=2)
        plan_anew(depot, NOW)
        without = why_of(depot.materials[SHEET], NOW.date()).runs_out_on
        expected(depot, SHEET, 5000)
        with CaptureQueriesContext(connection) as queries:
            why = why_of(depot.materials[SHEET], NOW.date())
        assert without is not None
        assert why.runs_out_on is None or why.runs_out_on >= without
        assert len(queries) <= 6

    def test_of_an_unplanned_material_promises_nothing(self, depot: Depot) -> None:
        why = why_of(depot.materials[SHEET], datetime(2026, 9, 1, tzinfo=UTC).date())
        assert why.plan is None
        assert not [week for week in why.weeks if week.mean_kg]
