"""An alert that nobody answers is told again, unless somebody keeps it quiet."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings

from inventory import stock
from inventory.models import ReorderAlert
from inventory.services import alerting, reordering
from materialcenter.errors import Missing
from materialcenter.models import AuditEntry, Job
from materialcenter.person import WrongRole
from tests.cast import Depot

pytestmark = pytest.mark.django_db
SHEET = "SPHC-2-4X8"
MORNING = datetime(2026, 9, 1, 3, tzinfo=UTC)


@pytest.fixture
def alert(depot: Depot) -> ReorderAlert:
    """A material of which there is nothing, and that was seen this morning."""
    reordering.set_reorder_point(
        material_code=SHEET,
        reorder_point_kg=Decimal(100),
        order_up_to_kg=Decimal(200),
        by=depot.person("putri"),
        at=MORNING,
    )
    reordering.watch_materials(
        center_id=depot.center.pk, material_ids=[depot.materials[SHEET].pk], at=MORNING
    )
    return ReorderAlert.objects.get()


def _tell(depot: Depot, *, days: float) -> list[int]:
    return alerting.tell_again(center_id=depot.center.pk, at=MORNING + timedelta(days=days))


class TestTellAgain:
    def test_raises_each_level_once_and_stops_at_the_highest(
        self, depot: Depot, alert: ReorderAlert
    ) -> None:
        told = [bool(_tell(depot, days=days)) for days in (1, 2, 2.1, 3, 4, 4.1, 6, 20)]
        assert told == [False, True, False, False, True, False, False, False]
        alert.refresh_from_db()
        assert alert.level == alerting.HIGHEST_LEVEL
        assert Job.objects.filter(task=settings.ON_REORDER_ALERT_AGAIN).count() == 2

    def test_lets_people_sleep(self, depot: Depot, alert: ReorderAlert) -> None:
        assert _tell(depot, days=2.6) == []

    def test_is_quiet_until_the_day_and_then_speaks(
        self, depot: Depot, alert: ReorderAlert
    ) -> None:
        self._snooze(depot, alert, days=10)
        assert _tell(depot, days=9) == []
        assert _tell(depot, days=10.1) == [alert.pk]

    def test_is_over_when_it_was_answered(self, depot: Depot, alert: ReorderAlert) -> None:
        ReorderAlert.objects.update(taken_as="open_pool", taken_reference="P-1", taken_at=MORNING)
        assert _tell(depot, days=5) == []

    def _snooze(self, depot: Depot, alert: ReorderAlert, *, days: int) -> ReorderAlert:
        return alerting.snooze_alert(
            alert_id=alert.pk,
            until=(MORNING + timedelta(days=days)).date(),
            reason="The mill is closed",
            by=depot.person("putri"),
            at=MORNING,
        )

    def test_is_kept_quiet_in_writing(self, depot: Depot, alert: ReorderAlert) -> None:
        quiet = self._snooze(depot, alert, days=3)
        assert (quiet.snooze_reason, quiet.snoozed_by) == (
            "The mill is closed",
            depot.users["putri"],
        )
        assert AuditEntry.objects.get(action="alert.snoozed").data["reason"] == "The mill is closed"

    @pytest.mark.parametrize("days", [0, -1, 61])
    def test_refuses_a_day_that_is_none_of_the_next(
        self, depot: Depot, alert: ReorderAlert, days: int
    ) -> None:
        with pytest.raises(alerting.QuietDayOut):
            self._snooze(depot, alert, days=days)
        assert not ReorderAlert.objects.exclude(snoozed_until=None).exists()

    def test_refuses_the_wrong_people_and_what_is_over(
        self, depot: Depot, stranger: Depot, alert: ReorderAlert
    ) -> None:
        words: dict[str, Any] = {
            "alert_id": alert.pk,
            "until": MORNING.date() + timedelta(days=2),
            "at": MORNING,
        }
        with pytest.raises(WrongRole):
            alerting.snooze_alert(**words, reason="x", by=depot.person("wati"))
        with pytest.raises(Missing):
            alerting.snooze_alert(**words, reason="x", by=stranger.person("putri"))
        with pytest.raises(alerting.QuietReasonMissing):
            alerting.snooze_alert(**words, reason=" ", by=depot.person("putri"))
        ReorderAlert.objects.update(closed_at=MORNING)
        with pytest.raises(stock.AlertOver):
            alerting.snooze_alert(**words, reason="x", by=depot.person("putri"))


class TestPlanSettings:
    @pytest.mark.parametrize(
        ("field", "value", "refusal"),
        [
            ("fill_rate_percent", 100, reordering.FillRateOut),
            ("fill_rate_percent", 0, reordering.FillRateOut),
            ("lead_time_days", -1, reordering.LeadTimeNegative),
            ("multiple_kg", 0, reordering.MultipleNotPositive),
        ],
    )
    def test_refuse_what_cannot_be(
        self, depot: Depot, field: str, value: int, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            reordering.set_planning(
                material_code=SHEET,
                wanted=reordering.PlanSettings(**{field: Decimal(value)}),
                by=depot.person("putri"),
                at=MORNING,
            )
        assert not Job.objects.filter(task="inventory.tasks.plan_materials").exists()

    def test_are_kept_and_planned_by(self, depot: Depot) -> None:
        plan = reordering.set_planning(
            material_code=SHEET,
            wanted=reordering.PlanSettings(Decimal(90), Decimal(12), Decimal(500)),
            by=depot.person("putri"),
            at=MORNING,
        )
        assert (plan.fill_rate_percent, plan.own_lead_time_days) == (Decimal(90), Decimal(12))
        assert plan.multiple_kg == 500
        assert Job.objects.filter(task="inventory.tasks.plan_materials").count() == 1
        assert AuditEntry.objects.filter(action="reorder_plan.set").count() == 1
