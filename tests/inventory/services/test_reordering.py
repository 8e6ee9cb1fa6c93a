"""Planning from demand, and one alert per episode."""

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from inventory import stock, tasks
from inventory.models import (
    ExpectedSupply,
    Material,
    Place,
    ReorderAlert,
    ReorderPlan,
)
from inventory.reports.availability import available, coming_kg
from inventory.services import reordering
from materialcenter.errors import Missing
from materialcenter.models import AuditEntry, Job
from materialcenter.person import WrongRole
from tests.cast import NOW, Depot, entry, receive_stock
from tests.inventory.yard import expected, hold, issue

pytestmark = pytest.mark.django_db
SHEET = "SPHC-2-4X8"


def _plan(depot: Depot, point: int, up_to: int, *, code: str = SHEET) -> ReorderPlan:
    return reordering.set_reorder_point(
        material_code=code,
        reorder_point_kg=Decimal(point),
        order_up_to_kg=Decimal(up_to),
        by=depot.person("putri"),
        at=NOW,
    )


def _watch(depot: Depot, at: datetime = NOW) -> list[int]:
    return reordering.watch_materials(
        center_id=depot.center.pk, material_ids=[depot.materials[SHEET].pk], at=at
    )


def _told() -> int:
    return Job.objects.filter(task=settings.ON_REORDER_ALERT).count()


class TestWatchMaterials:
    def test_raises_one_alert_when_a_movement_crosses_the_point(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        _plan(depot, 400, 900)
        assert _watch(depot) == []
        issue(depot, lot, 2, key="i")
        (alert_id,) = _watch(depot)
        alert = ReorderAlert.objects.get(pk=alert_id)
        assert alert.position_kg == Decimal("46.659") * 8
        assert alert.wanted_kg == 900 - alert.position_kg
        assert _told() == 1

    def test_raises_no_second_one_while_it_stands(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        _plan(depot, 400, 900)
        issue(depot, lot, 2, key="i")
        _watch(depot)
        issue(depot, lot, 3, key="j")
        assert _watch(depot) == []
        assert (ReorderAlert.objects.count(), _told()) == (1, 1)

    def test_closes_it_when_the_position_recovers_and_raises_the_next_episode(
        self, depot: Depot
    ) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        _plan(depot, 400, 900)
        issue(depot, lot, 2, key="i")
        _watch(depot)
        receive_stock(depot, SHEET, pieces=4, heat="H2")
        _watch(depot, NOW + timedelta(hours=1))
        assert ReorderAlert.objects.get().closed_at == NOW + timedelta(hours=1)
        issue(depot, lot, 8, key="j")
        assert len(_watch(depot)) == 1
        assert ReorderAlert.objects.count() == 2

    def test_counts_what_is_held_as_gone(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=10)
        _plan(depot, 400, 900)
        hold(depot, SHEET, 3)
        assert len(_watch(depot)) == 1

    def test_counts_what_is_coming_as_there(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=1)
        _plan(depot, 400, 900)
        expected(depot, SHEET, 900)
        assert _watch(depot) == []

    def test_counts_nothing_in_quarantine_or_consigned(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        _plan(depot, 400, 900)
        with transaction.atomic():
            stock.set_quality(
                center_id=depot.center.pk, lot_id=lot.pk, quality="quarantined", at=NOW
            )
        assert len(_watch(depot)) == 1

    def test_stands_exactly_under_the_point(self, depot: Depot) -> None:
        receive_stock(depot, "SCRAP-HMS1", mass_kg=Decimal(400), heat="")
        _plan(depot, 400, 900, code="SCRAP-HMS1")
        scrap = [depot.materials["SCRAP-HMS1"].pk]
        watched: dict[str, Any] = {"center_id": depot.center.pk, "material_ids": scrap, "at": NOW}
        assert reordering.watch_materials(**watched) == []
        _plan(depot, 401, 900, code="SCRAP-HMS1")
        assert len(reordering.watch_materials(**watched)) == 1

    def test_leaves_alone_what_is_off_the_list_or_not_planned(self, depot: Depot) -> None:
        assert _watch(depot) == []
        _plan(depot, 400, 900)
        Material.objects.filter(code=SHEET).update(is_active=False)
        assert _watch(depot) == []

    def test_takes_the_same_statements_for_any_number_of_materials(self, depot: Depot) -> None:
        for code in depot.materials:
            _plan(depot, 0, 900, code=code)
        ids = [material.pk for material in depot.materials.values()]
        counts = []
        for some in (ids[:1], ids):
            with CaptureQueriesContext(connection) as queries:
                reordering.watch_materials(center_id=depot.center.pk, material_ids=some, at=NOW)
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestTheDoor:
    def test_has_availability_looked_at_after_every_act_that_changes_it(self, depot: Depot) -> None:
        def looks() -> int:
            return Job.objects.filter(task="inventory.tasks.watch_materials").count()

        seen = [looks()]

        def one_more() -> bool:
            seen.append(looks())
            return seen[-1] == seen[-2] + 1

        lot = receive_stock(depot, SHEET, pieces=10)
        assert one_more()
        issue(depot, lot, 2, key="i")
        assert one_more()
        held = hold(depot, SHEET, 3)
        assert one_more()
        expected(depot, SHEET, 900)
        assert one_more()
        with transaction.atomic():
            stock.set_quality(center_id=depot.center.pk, lot_id=lot.pk, quality="ok", at=NOW)
        assert one_more()
        with transaction.atomic():
            stock.release(
                center_id=depot.center.pk,
                holder="test",
                holder_ids=[held[0].holder_id],
                at=NOW,
            )
        assert one_more()

    def test_has_it_not_looked_at_when_it_stays(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        held = hold(depot, SHEET, 3)
        before = Job.objects.count()
        with transaction.atomic():
            stock.issue_reserved(
                entry(depot, "h", reason="issue"),
                [stock.HandOut(held[0].reservation_id)],
                to_place_id=stock.outside(depot.center.pk, Place.Kind.WORKSHOP),
            )
            move = stock.Move(lot.pk, depot.racks["A-01"].pk, depot.racks["A-02"].pk, 2)
            stock.post(entry(depot, "t", reason="transfer"), [move])
        assert Job.objects.count() == before

    def test_leads_to_the_alert_through_the_jobs(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        _plan(depot, 400, 900)
        issue(depot, lot, 2, key="i")
        for job in Job.objects.filter(task="inventory.tasks.watch_materials").order_by("pk"):
            tasks.watch_materials(**job.arguments)
        assert ReorderAlert.objects.standing().count() == 1


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "issue", "hold", "release", "expect"]), st.integers(1, 6)
    ),
    max_size=12,
)


class TestAlerts:
    @hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(acts=ACTS, data=st.data())
    def test_equal_a_recomputation_after_any_sequence(
        self, depot: Depot, acts: list[tuple[str, int]], data: st.DataObject
    ) -> None:
        with transaction.atomic():
            self._run(depot, acts, data)
            transaction.set_rollback(True)

    def _run(self, depot: Depot, acts: list[tuple[str, int]], data: st.DataObject) -> None:
        ReorderPlan.objects.create(
            center=depot.center,
            material=depot.materials[SHEET],
            reorder_point_kg=300,
            order_up_to_kg=800,
            planned_at=NOW,
        )
        lots = [receive_stock(depot, SHEET, pieces=8)]
        for n, (act, pieces) in enumerate(acts):
            with suppress(stock.NotEnoughStock):
                self._act(depot, act, pieces, n, lots)
            if data.draw(st.booleans(), label="watched"):
                self._watch_and_compare(depot)
        self._watch_and_compare(depot)

    def _act(self, depot: Depot, act: str, pieces: int, n: int, lots: list) -> None:  # type: ignore[type-arg]
        if act == "receive":
            lots.append(receive_stock(depot, SHEET, pieces=pieces, heat=f"H{n}"))
        elif act == "issue":
            issue(depot, lots[n % len(lots)], pieces, key=f"i{n}")
        elif act == "hold":
            hold(depot, SHEET, pieces, holder_id=n)
        elif act == "expect":
            expected(depot, SHEET, pieces * 40)
        else:
            with transaction.atomic():
                stock.release(
                    center_id=depot.center.pk,
                    holder="test",
                    holder_ids=list(range(n)),
                    at=NOW,
                )

    def _watch_and_compare(self, depot: Depot) -> None:
        was = ReorderAlert.objects.count()
        stood = ReorderAlert.objects.standing().exists()
        material = depot.materials[SHEET].pk
        # Inside this example's transaction, which is undone at its end.
        reordering.watch_materials.__wrapped__(  # type: ignore[attr-defined]
            center_id=depot.center.pk, material_ids=[material], at=NOW
        )
        position = available(depot.center.pk, [material])[material].mass_kg
        position += coming_kg(depot.center.pk, [material]).get(material, Decimal(0))
        stands = position < 300
        assert ReorderAlert.objects.standing().count() == int(stands)
        assert ReorderAlert.objects.count() == was + int(stands and not stood)


class TestSetReorderPoint:
    def test_is_written_down(self, depot: Depot) -> None:
        _plan(depot, 100, 200)
        note = AuditEntry.objects.get(action="reorder_point.set")
        assert note.data["reorder_point_kg"] == "100"

    def test_refuses_a_minimum_over_the_maximum(self, depot: Depot) -> None:
        with pytest.raises(reordering.MinimumOverMaximum):
            _plan(depot, 201, 200)
        assert not ReorderPlan.objects.exists()

    def test_refuses_a_level_below_zero(self, depot: Depot) -> None:
        with pytest.raises(stock.NotPositive):
            _plan(depot, -1, 200)

    def test_refuses_a_clerk_and_a_stranger(self, depot: Depot, stranger: Depot) -> None:
        levels: dict[str, Any] = {
            "material_code": SHEET,
            "reorder_point_kg": Decimal(1),
            "order_up_to_kg": Decimal(2),
            "at": NOW,
        }
        with pytest.raises(WrongRole):
            reordering.set_reorder_point(**levels, by=depot.person("wati"))
        Material.objects.filter(center=stranger.center).delete()
        with pytest.raises(Missing):
            reordering.set_reorder_point(**levels, by=stranger.person("putri"))

    def test_is_given_back_to_planning(self, depot: Depot) -> None:
        _plan(depot, 100, 200)
        reordering.plan_again(material_code=SHEET, by=depot.person("putri"), at=NOW)
        assert not ReorderPlan.objects.get().is_manual
        (job,) = Job.objects.filter(task="inventory.tasks.plan_materials")
        tasks.plan_materials(**job.arguments)
        assert ReorderPlan.objects.get(material__code=SHEET).reorder_point_kg == 0


class TestExpect:
    def test_replaces_what_was_said_and_takes_a_rest_of_nothing_away(self, depot: Depot) -> None:
        expected(depot, SHEET, 900)
        expected(depot, SHEET, 300)
        assert ExpectedSupply.objects.get().free_kg == 300
        expected(depot, SHEET, 0)
        assert not ExpectedSupply.objects.exists()
