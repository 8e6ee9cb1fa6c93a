"""Planning from demand, and demand kept as the ledger grows."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from inventory import stock, tasks
from inventory.models import (
    DemandDay,
    Material,
    MonthForecast,
    Place,
    ReorderAlert,
    ReorderPlan,
    UnmetDemand,
)
from inventory.services import demanding, reordering
from materialcenter.models import Job
from tests.cast import NOW, Depot, entry, receive_stock
from tests.inventory.demand import fold, issued, plan_anew
from tests.inventory.yard import issue

pytestmark = pytest.mark.django_db
SHEET = "SPHC-2-4X8"


def _set_by_hand(depot: Depot, point: int, up_to: int) -> ReorderPlan:
    return reordering.set_reorder_point(
        material_code=SHEET,
        reorder_point_kg=Decimal(point),
        order_up_to_kg=Decimal(up_to),
        by=depot.person("putri"),
        at=NOW,
    )


class TestPlanMaterials:
    def test_plans_every_active_material_from_its_issues(self, depot: Depot) -> None:
        for week in range(60):
            issued(depot, 7 * week + 1, 70)
        receive_stock(depot, SHEET, pieces=1)
        assert len(plan_anew(depot, NOW)) == 3
        plan = ReorderPlan.objects.get(material__code=SHEET)
        assert plan.demand_class == "smooth"
        assert plan.daily_mean_kg == pytest.approx(Decimal(10), rel=Decimal("0.1"))
        assert plan.reorder_point_kg > plan.daily_mean_kg * 14
        assert plan.order_up_to_kg > plan.reorder_point_kg
        assert ReorderPlan.objects.get(material__code="S45C-D25").demand_class == "none"

    def test_counts_issues_of_the_ledger_less_what_was_reversed(self, depot: Depot) -> None:
        for week in range(1, 30):
            issued(depot, 7 * week, 70)
        lot = receive_stock(depot, SHEET, pieces=100)
        plan_at = NOW + timedelta(days=2)
        plan_anew(depot, plan_at)
        without = ReorderPlan.objects.get(material__code=SHEET).daily_mean_kg
        posting = issue(depot, lot, 50, key="i")
        plan_anew(depot, plan_at)
        with_it = ReorderPlan.objects.get(material__code=SHEET).daily_mean_kg
        with transaction.atomic():
            stock.reverse(entry(depot, "r"), sequence=posting.sequence)
        plan_anew(depot, plan_at)
        undone = ReorderPlan.objects.get(material__code=SHEET).daily_mean_kg
        assert without == undone < with_it

    def test_counts_no_write_off_and_no_transfer(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=100)
        with transaction.atomic():
            gone = stock.outside(depot.center.pk, Place.Kind.WRITE_OFF)
            stock.post(
                entry(depot, "w", reason="write_off"),
                [stock.Move(lot.pk, depot.racks["A-01"].pk, gone, 50)],
            )
        plan_anew(depot, NOW + timedelta(days=2))
        assert ReorderPlan.objects.get(material__code=SHEET).daily_mean_kg == 0

    def test_takes_a_day_as_the_depot_sees_it(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=100)
        # 18.00 UTC is already the next day in Tegal, which is not over when it is planned.
        evening = datetime(2026, 9, 3, 18, 0, tzinfo=UTC)
        with transaction.atomic():
            target = stock.outside(depot.center.pk, Place.Kind.WORKSHOP)
            head = stock.Entry(depot.center.pk, "issue", "x", None, evening, evening, key="evening")
            stock.post(head, [stock.Move(lot.pk, depot.racks["A-01"].pk, target, 5)])
        plan_anew(depot, evening + timedelta(hours=1))
        assert ReorderPlan.objects.get(material__code=SHEET).daily_mean_kg == 0
        plan_anew(depot, evening + timedelta(days=1))
        assert ReorderPlan.objects.get(material__code=SHEET).daily_mean_kg > 0

    def test_leaves_levels_set_by_hand_and_learns_the_demand(self, depot: Depot) -> None:
        _set_by_hand(depot, 123, 456)
        for week in range(1, 30):
            issued(depot, 7 * week, 70)
        plan_anew(depot, NOW)
        plan = ReorderPlan.objects.get(material__code=SHEET)
        assert (plan.reorder_point_kg, plan.order_up_to_kg) == (Decimal(123), Decimal(456))
        assert plan.daily_mean_kg > 0

    def test_waits_longer_for_slower_suppliers(self, depot: Depot) -> None:
        for week in range(1, 100):
            issued(depot, 7 * week, 70)
        receive_stock(depot, SHEET, pieces=1)
        points = []
        for days in (7, 60):
            depot.suppliers["S01"].lead_time_days = days
            depot.suppliers["S01"].save()
            plan_anew(depot, NOW)
            points.append(ReorderPlan.objects.get(material__code=SHEET).reorder_point_kg)
        assert points[0] < points[1]

    def test_takes_the_same_statements_for_any_number_of_materials(self, depot: Depot) -> None:
        counts = []
        for turn in range(2):
            with CaptureQueriesContext(connection) as queries:
                plan_anew(depot, NOW)
            counts.append(len(queries))
            for n in range(5):
                material = Material.objects.get(code=SHEET)
                material.pk, material.code = None, f"COPY-{turn}-{n}"
                material.save()
        assert counts[0] == counts[1]

    def test_runs_for_every_center_by_the_clock(
        self, depot: Depot, stranger: Depot, celery_now: object
    ) -> None:
        tasks.plan_all_materials()
        assert Job.objects.filter(task="inventory.tasks.plan_materials").count() == 2
        for job in Job.objects.filter(task="inventory.tasks.plan_materials"):
            tasks.plan_materials(**job.arguments)
        assert ReorderPlan.objects.count() == 6
        _set_by_hand(depot, 400, 900)
        tasks.watch_all_materials()
        assert ReorderAlert.objects.filter(center=depot.center).count() == 1
        assert not ReorderAlert.objects.filter(center=stranger.center).exists()

    def test_keeps_the_last_forecast_before_a_month(self, depot: Depot) -> None:
        for week in range(1, 30):
            issued(depot, 7 * week, 70)
        plan_anew(depot, datetime(2026, 9, 20, 3, tzinfo=UTC))
        assert not MonthForecast.objects.exists()
        for day in (25, 29):
            plan_anew(depot, datetime(2026, 9, day, 3, tzinfo=UTC))
        kept = MonthForecast.objects.get(material__code=SHEET)
        plan = ReorderPlan.objects.get(material__code=SHEET)
        assert f"{kept.month}" == "2026-10-01"
        assert kept.daily_mean_kg == plan.daily_mean_kg > 0
        plan_anew(depot, datetime(2026, 10, 2, 3, tzinfo=UTC))
        assert MonthForecast.objects.filter(material__code=SHEET).count() == 1

    def test_learns_from_what_was_asked_for_in_vain(self, depot: Depot) -> None:
        for week in range(1, 30):
            issued(depot, 7 * week, 70)
        plan_anew(depot, NOW)
        before = ReorderPlan.objects.get(material__code=SHEET).daily_mean_kg
        with transaction.atomic():
            stock.note_unmet(
                center_id=depot.center.pk,
                workshop_id=depot.workshops["W0001"].pk,
                shortages=[stock.Shortage(depot.materials[SHEET].pk, Decimal(900), Decimal(100))],
                at=NOW - timedelta(days=2),
            )
        plan_anew(depot, NOW)
        assert ReorderPlan.objects.get(material__code=SHEET).daily_mean_kg > before

    def test_takes_a_material_by_its_own_target_and_lead_time(self, depot: Depot) -> None:
        for week in range(1, 100):
            issued(depot, 7 * week, 70 + week % 5 * 20)
        points = []
        for rate, days in ((None, None), (Decimal(80), None), (Decimal(80), Decimal(90))):
            ReorderPlan.objects.filter(material__code=SHEET).update(
                fill_rate_percent=rate, own_lead_time_days=days
            )
            plan_anew(depot, NOW)
            points.append(ReorderPlan.objects.get(material__code=SHEET).reorder_point_kg)
        assert points[1] < points[0] < points[2]


class TestFoldDemand:
    def _days(self) -> dict[str, tuple[Decimal, Decimal]]:
        return {
            str(day.day): (day.issued_kg, day.pool_kg)
            for day in DemandDay.objects.filter(material__code=SHEET)
        }

    def test_counts_each_issue_once_and_takes_reversals_back_on_their_day(
        self, depot: Depot
    ) -> None:
        lot = receive_stock(depot, SHEET, pieces=100)
        posting = issue(depot, lot, 5, key="i")
        fold(depot)
        fold(depot)
        sheet_kg = Decimal("46.659")
        assert self._days() == {str(NOW.date()): (5 * sheet_kg, Decimal(0))}
        issue(depot, lot, 2, key="j")
        with transaction.atomic():
            stock.reverse(entry(depot, "r"), sequence=posting.sequence)
        fold(depot)
        assert self._days() == {str(NOW.date()): (2 * sheet_kg, Decimal(0))}

    def test_keeps_shares_of_pools_apart(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=100)
        with transaction.atomic():
            stock.post(
                entry(depot, "p", reason="pool"),
                [
                    stock.Move(
                        lot.pk,
                        depot.racks["A-01"].pk,
                        stock.outside(depot.center.pk, Place.Kind.WORKSHOP),
                        3,
                    )
                ],
            )
        fold(depot)
        assert self._days() == {str(NOW.date()): (Decimal(0), 3 * Decimal("46.659"))}

    @given(acts=st.lists(st.tuples(st.sampled_from(["issue", "undo", "fold"]), st.integers(1, 5))))
    @hypothesis_settings(
        max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_equals_the_ledger_after_any_sequence(
        self, depot: Depot, acts: list[tuple[str, int]]
    ) -> None:
        with transaction.atomic():
            lot = receive_stock(depot, SHEET, pieces=100)
            standing: list[tuple[int, int]] = []
            for n, (act, pieces) in enumerate(acts):
                if act == "issue" and sum(p for _s, p in standing) + pieces <= 100:
                    posting = issue(depot, lot, pieces, key=f"i{n}")
                    standing.append((posting.sequence, pieces))
                elif act == "undo" and standing:
                    sequence, _pieces = standing.pop(n % len(standing))
                    stock.reverse(entry(depot, f"r{n}"), sequence=sequence)
                elif act == "fold":
                    self._fold(depot)
            self._fold(depot)
            total = sum((kg for kg, _pool in self._days().values()), Decimal(0))
            assert total == sum(p for _s, p in standing) * Decimal("46.659")
            transaction.set_rollback(True)

    def _fold(self, depot: Depot) -> None:
        # Inside the example's transaction, which is undone at its end.
        with patch.object(demanding, "TRANSACTIONS_AT_ONCE", 2):
            while demanding.fold_demand.__wrapped__(  # type: ignore[attr-defined]
                center_id=depot.center.pk, through=2**62
            ):
                pass


class TestUnmetDemand:
    def _note(self, depot: Depot, asked: int, had: int) -> None:
        with transaction.atomic():
            stock.note_unmet(
                center_id=depot.center.pk,
                workshop_id=depot.workshops["W0001"].pk,
                shortages=[stock.Shortage(depot.materials[SHEET].pk, Decimal(asked), Decimal(had))],
                at=NOW,
            )

    def test_counts_asking_again_the_same_day_once(self, depot: Depot) -> None:
        self._note(depot, 500, 100)
        self._note(depot, 400, 200)
        row = UnmetDemand.objects.get()
        assert (row.asked_kg, row.had_kg) == (Decimal(500), Decimal(200))

    def test_forgets_what_was_had_after_all(self, depot: Depot) -> None:
        self._note(depot, 500, 100)
        with transaction.atomic():
            stock.note_got(
                center_id=depot.center.pk,
                workshop_id=depot.workshops["W0001"].pk,
                kg_by_material={depot.materials[SHEET].pk: Decimal(500)},
                at=NOW,
            )
        row = UnmetDemand.objects.get()
        assert row.asked_kg - row.had_kg == 0
