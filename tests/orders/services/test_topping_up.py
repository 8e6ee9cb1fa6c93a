"""Filling packs up after the deadline, by the clock and by those whose change helps."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import translation

from materialcenter import jobs
from materialcenter.models import Job
from materialcenter.person import system_person
from orders.models import Commitment, Pool, PoolEvent
from orders.reports.pools.filling import missing_packs, who_could_help
from orders.services import freezing
from orders.services.committing import PoolClosed, commit
from orders.services.freezing import close_due_pool
from orders.services.opening import TakenBack, cancel_pool, extend_pool, set_appetite
from orders.services.topping_up import ChangeDoesNotHelp
from orders.tasks import perform_due_pools
from tests.cast import NOW, Depot
from tests.orders.pool_world import DEADLINE, both_commit, make_offer, open_a_pool, wish

pytestmark = pytest.mark.django_db(transaction=True)

LATE = DEADLINE + timedelta(minutes=1)
HOURS = 24


def topping_up_pool(depot: Depot) -> Pool:
    """Let a pool of 10 and 6 sheets in packs of 5 pass its deadline: 4 more fill a pack."""
    pool = open_a_pool(depot)
    Pool.objects.filter(pk=pool.pk).update(topping_up_hours=HOURS)
    both_commit(depot, pool)
    return close_due_pool(pool_id=pool.pk, by=system_person(depot.center.pk), at=LATE)


class TestCloseDuePool:
    def test_gives_a_pool_with_a_pack_that_waits_its_hours(self, depot: Depot) -> None:
        pool = topping_up_pool(depot)
        assert pool.status == Pool.Status.TOPPING_UP
        assert pool.topping_up_until == LATE + timedelta(hours=HOURS)
        (pack,) = missing_packs(pool, at=LATE)
        assert (pack.material.code, pack.quantity, pack.pack) == ("SPHC-2-4X8", 4, 5)
        step = PoolEvent.objects.get(kind="topping_up")
        assert step.facts["materials"] == ["SPHC-2-4X8"]

    def test_closes_at_once_where_no_pack_waits_or_no_hours_are_given(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        system = system_person(depot.center.pk)
        assert close_due_pool(pool_id=pool.pk, by=system, at=LATE).status == "frozen"
        Pool.objects.filter(pk=pool.pk).update(
            status="open", frozen_at=None, topping_up_hours=HOURS
        )
        pool.frozen_wishes.all().delete()
        commit(pool_id=pool.pk, wish=wish(depot, "W0002", 5), by=depot.person("rudi"), at=NOW)
        assert close_due_pool(pool_id=pool.pk, by=system, at=LATE).status == "frozen"

    def test_closes_for_good_when_the_hours_are_over(self, depot: Depot) -> None:
        pool = topping_up_pool(depot)
        system = system_person(depot.center.pk)
        soon = LATE + timedelta(hours=HOURS - 1)
        assert close_due_pool(pool_id=pool.pk, by=system, at=soon).status == "topping_up"
        assert freezing.due_pools(at=soon) == []
        over = LATE + timedelta(hours=HOURS)
        assert freezing.due_pools(at=over) == [(pool.center_id, pool.pk)]
        assert close_due_pool(pool_id=pool.pk, by=system, at=over).status == "frozen"

    def test_may_be_closed_by_hand_or_extended_meanwhile(self, depot: Depot) -> None:
        pool, putri = topping_up_pool(depot), depot.person("putri")
        later = DEADLINE + timedelta(days=3)
        extended = extend_pool(
            pool_id=pool.pk, deadline_at=later, reason="Lebaran", by=putri, at=LATE
        )
        assert (extended.status, extended.closes_at) == ("open", later)
        assert commit(
            pool_id=pool.pk, wish=wish(depot, "W0001", 0), by=depot.person("sari"), at=LATE
        )
        assert freezing.freeze_pool(pool_id=pool.pk, by=putri, at=LATE).status == "frozen"


class TestWhoCouldHelp:
    def test_are_members_to_whom_it_is_little_and_who_wanted_it_lately(self, depot: Depot) -> None:
        last = open_a_pool(depot)
        commit(pool_id=last.pk, wish=wish(depot, "W0002", 3), by=depot.person("rudi"), at=NOW)
        cancel_pool(pool_id=last.pk, reason="x", by=depot.person("putri"), at=NOW)
        pool = Pool.objects.get(pk=last.pk)
        pool.pk, pool.number, pool.status = None, "PB-2", "open"
        pool._state.adding = True
        pool.save()
        pool.materials.create(material=depot.materials["SPHC-2-4X8"])
        commit(
            pool_id=pool.pk,
            wish=wish(depot, "W0001", 11, minimum=1),
            by=depot.person("sari"),
            at=NOW,
        )
        packs = missing_packs(pool, at=NOW)
        asked = who_could_help(pool, packs, at=NOW)
        assert [pack.quantity for pack in packs] == [4]
        assert set(asked) == {depot.workshops["W0001"].pk, depot.workshops["W0002"].pk}
        Pool.objects.filter(pk=pool.pk).update(audience="chosen")
        pool.refresh_from_db()
        assert set(who_could_help(pool, packs, at=NOW)) == {depot.workshops["W0001"].pk}
        long_after = NOW + timedelta(days=200)
        assert set(who_could_help(pool, packs, at=long_after)) == {depot.workshops["W0001"].pk}


class TestCommitWhileToppingUp:
    def test_takes_what_fills_the_pack(self, depot: Depot) -> None:
        pool = topping_up_pool(depot)
        commit(
            pool_id=pool.pk,
            wish=wish(depot, "W0002", 10, minimum=3),
            by=depot.person("rudi"),
            at=LATE,
        )
        assert missing_packs(pool, at=LATE) == []

    @pytest.mark.parametrize(
        ("who", "quantity", "code", "says"),
        [
            ("sari", 0, "topping_up_takes_back", "taken back"),
            ("sari", 9, "topping_up_takes_back", "taken back"),
            ("sari", 11, "topping_up_harms_others", "4"),
            ("rudi", 6, "topping_up_changes_nothing", "4"),
        ],
    )
    def test_refuses_what_does_not_help_and_says_what_would(
        self, depot: Depot, who: str, quantity: int, code: str, says: str
    ) -> None:
        pool = topping_up_pool(depot)
        workshop = {"sari": "W0001", "rudi": "W0002"}[who]
        least = min(3, quantity) if who == "rudi" else quantity
        with pytest.raises(ChangeDoesNotHelp) as refusal:
            commit(
                pool_id=pool.pk,
                wish=wish(depot, workshop, quantity, minimum=least),
                by=depot.person(who),
                at=LATE,
            )
        assert refusal.value.code == code
        with translation.override("en"):
            assert says in str(refusal.value)
        assert Commitment.objects.count() == 2

    def test_refuses_a_word_of_before_the_deadline_and_one_after_the_end(
        self, depot: Depot
    ) -> None:
        pool = topping_up_pool(depot)
        for at in (DEADLINE - timedelta(seconds=1), LATE + timedelta(hours=HOURS)):
            with pytest.raises(PoolClosed):
                commit(
                    pool_id=pool.pk,
                    wish=wish(depot, "W0002", 10, minimum=3),
                    by=depot.person("rudi"),
                    at=at,
                )


class TestSetAppetiteWhileToppingUp:
    def test_lets_the_depot_take_more_and_never_less(self, depot: Depot) -> None:
        pool, putri = topping_up_pool(depot), depot.person("putri")
        make_offer(depot, "S01", "S45C-D25", {0: 11000})
        set_appetite(pool_id=pool.pk, material="SPHC-2-4X8", quantity=3, by=putri, at=LATE)
        (pack,) = missing_packs(pool, at=LATE)
        assert pack.quantity == 1
        for material, quantity in (("SPHC-2-4X8", 2), ("S45C-D25", 5)):
            with pytest.raises(TakenBack):
                set_appetite(
                    pool_id=pool.pk, material=material, quantity=quantity, by=putri, at=LATE
                )


class TestADayWithoutTheClock:
    def test_does_each_step_once_when_it_runs_again(self, depot: Depot) -> None:
        """The beat stood still for a day: what was due is made up for, and nothing twice."""
        pool = open_a_pool(depot)
        Pool.objects.filter(pk=pool.pk).update(topping_up_hours=HOURS)
        both_commit(depot, pool)
        done: list[Callable[[], None]] = [perform_due_pools, perform_due_pools]
        at = DEADLINE + timedelta(days=1)
        for expected in ("topping_up", "quoted"):
            with time_machine.travel(at, tick=False):
                for beat in done:
                    beat()
                _work()
            pool.refresh_from_db()
            assert pool.status == expected
            at += timedelta(days=2)
        kinds = list(PoolEvent.objects.filter(pool=pool).values_list("kind", flat=True))
        assert kinds == ["opened", "topping_up", "frozen", "cleared"]


def _work() -> None:
    """Do every pool's job that waits, as the workers would, until none does."""
    while True:
        ids = list(
            Job.objects.waiting()
            .filter(task__in=["orders.tasks.close_due_pool", "orders.tasks.clear_pool"])
            .values_list("pk", flat=True)
        )
        if not ids:
            return
        for pk in ids:
            jobs.run(pk)
