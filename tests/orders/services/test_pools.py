"""A pool from its opening to its price."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from materialcenter import jobs
from materialcenter.access import WrongRole
from materialcenter.errors import Missing
from materialcenter.models import Job
from materialcenter.person import system_person
from orders.models import Clearing, Commitment, PlannedShare, Pool
from orders.reports.pools import progress_of
from orders.services import freezing
from orders.services.clearing import clear_pool
from orders.services.committing import (
    BadWish,
    DepositNeeded,
    PoolClosed,
    commit,
    commit_many,
)
from orders.services.drafting import Conditions, draft_pool
from orders.services.opening import (
    DeadlinePassed,
    NothingToPool,
    WrongState,
    cancel_pool,
    extend_pool,
    open_pool,
)
from orders.services.ordering import NothingReached, order_pool
from orders.tasks import perform_due_pools
from tests.cast import NOW, Depot
from tests.orders.pool_world import DEADLINE, both_commit, make_offer, open_a_pool, wish

pytestmark = pytest.mark.django_db(transaction=True)


class TestDraftPool:
    def test_names_every_material_nobody_offers(self, depot: Depot) -> None:
        make_offer(depot, "S01", "SPHC-2-4X8", {0: 11000})
        with pytest.raises(NothingToPool) as refusal:
            draft_pool(
                conditions=Conditions(title="September", deadline_at=DEADLINE),
                appetites={"SPHC-2-4X8": 0, "S45C-D25": 0, "NO-SUCH": 0},
                by=depot.person("putri"),
                at=NOW,
            )
        assert len(refusal.value.faults) == 2
        assert not Pool.objects.exists()

    def test_refuses_a_deadline_in_the_past(self, depot: Depot) -> None:
        with pytest.raises(DeadlinePassed):
            draft_pool(
                conditions=Conditions(title="x", deadline_at=NOW),
                appetites={"SPHC-2-4X8": 0},
                by=depot.person("putri"),
                at=NOW,
            )

    def test_is_the_purchasers(self, depot: Depot) -> None:
        with pytest.raises(WrongRole):
            draft_pool(
                conditions=Conditions(title="x", deadline_at=DEADLINE),
                appetites={"SPHC-2-4X8": 0},
                by=depot.person("sari"),
                at=NOW,
            )


class TestCommit:
    def test_keeps_every_word_and_counts_the_last(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        sari = depot.person("sari")
        commit(pool_id=pool.pk, wish=wish(depot, quantity=10), by=sari, at=NOW)
        commit(pool_id=pool.pk, wish=wish(depot, quantity=4), by=sari, at=NOW)
        assert Commitment.objects.count() == 2
        assert [c.quantity for c in Commitment.objects.standing()] == [4]

    def test_takes_a_withdrawal(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        sari = depot.person("sari")
        commit(pool_id=pool.pk, wish=wish(depot), by=sari, at=NOW)
        commit(pool_id=pool.pk, wish=wish(depot, quantity=0), by=sari, at=NOW)
        assert not Commitment.objects.standing().exists()

    def test_names_everything_that_is_wrong_and_writes_nothing(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        bad = wish(depot, quantity=5, minimum=7, maximum=4, cap=0, material="S45C-D25")
        with pytest.raises(BadWish) as refusal:
            commit(pool_id=pool.pk, wish=bad, by=depot.person("sari"), at=NOW)
        assert {fault.code for fault in refusal.value.faults} == {
            "material_not_in_pool",
            "minimum_over_quantity",
            "quantity_over_maximum",
            "minimum_over_maximum",
            "price_cap_not_positive",
        }
        assert not Commitment.objects.exists()

    def test_is_refused_for_anothers_workshop(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        with pytest.raises(Missing):
            commit(pool_id=pool.pk, wish=wish(depot, "W0002"), by=depot.person("sari"), at=NOW)

    def test_is_refused_after_the_deadline_though_nobody_has_closed_the_pool(
        self, depot: Depot
    ) -> None:
        pool = open_a_pool(depot)
        with pytest.raises(PoolClosed):
            commit(pool_id=pool.pk, wish=wish(depot), by=depot.person("sari"), at=DEADLINE)

    def test_is_refused_on_a_draft_a_cancelled_and_a_frozen_pool(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        for status in ("draft", "frozen", "cancelled"):
            Pool.objects.filter(pk=pool.pk).update(status=status)
            with pytest.raises((PoolClosed, Missing)):
                commit(pool_id=pool.pk, wish=wish(depot), by=depot.person("sari"), at=NOW)

    def test_asks_a_deposit_for_what_goes_over_the_credit_limit(self, depot: Depot) -> None:
        pool = open_a_pool(depot, deposit_percent=50)
        workshop = depot.workshops["W0001"]
        workshop.credit_limit = 1_000_000
        workshop.save()
        # 10 sheets of 46.659 kg at Rp 12 550 are Rp 5 855 705: half of 4 855 705 is needed
        with pytest.raises(DepositNeeded) as refusal:
            commit(pool_id=pool.pk, wish=wish(depot), by=depot.person("sari"), at=NOW)
        assert "2.427.85" in str(refusal.value)
        commit(pool_id=pool.pk, wish=wish(depot, quantity=1), by=depot.person("sari"), at=NOW)

    def test_cannot_be_changed_or_deleted_behind_its_back(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        made = commit(pool_id=pool.pk, wish=wish(depot), by=depot.person("sari"), at=NOW)
        for broken in (
            lambda: Commitment.objects.filter(pk=made.pk).update(quantity=99),
            lambda: Commitment.objects.filter(pk=made.pk).delete(),
        ):
            with pytest.raises(Exception, match="Cannot"), transaction.atomic():
                broken()

    def test_breaks_no_constraint_that_the_act_would_let_through(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        for quantity, minimum, maximum in ((5, 6, 7), (5, 1, 4), (0, 0, 3), (3, 0, 3)):
            with pytest.raises(IntegrityError), transaction.atomic():
                Commitment.objects.create(
                    center=depot.center,
                    pool=pool,
                    workshop=depot.workshops["W0001"],
                    material=depot.materials["SPHC-2-4X8"],
                    quantity=quantity,
                    minimum=minimum,
                    maximum=maximum,
                    committed_at=NOW,
                )


class TestCommitMany:
    def test_takes_all_or_none(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        putri = depot.person("putri")
        with pytest.raises(BadWish), transaction.atomic():
            commit_many(
                pool_id=pool.pk,
                wishes=[wish(depot), wish(depot, "W0002", 3, minimum=9)],
                by=putri,
                at=NOW,
            )
        assert not Commitment.objects.exists()
        with transaction.atomic():
            commit_many(
                pool_id=pool.pk, wishes=[wish(depot), wish(depot, "W0002", 3)], by=putri, at=NOW
            )
        assert Commitment.objects.count() == 2


class TestFreezePool:
    def test_happens_by_the_clock_however_late(self, depot: Depot) -> None:
        import time_machine

        pool = open_a_pool(depot)
        both_commit(depot, pool)
        with time_machine.travel(DEADLINE + timedelta(days=2), tick=False):
            perform_due_pools()
            perform_due_pools()
            (job,) = Job.objects.filter(task="orders.tasks.close_due_pool")
            jobs.run(job.pk)
        pool.refresh_from_db()
        assert pool.status == Pool.Status.FROZEN
        assert Job.objects.filter(task="orders.tasks.clear_pool").count() == 1

    def test_leaves_a_pool_that_was_extended_while_the_clock_looked(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        late = DEADLINE + timedelta(minutes=1)
        (due,) = freezing.due_pools(at=late)
        extend_pool(
            pool_id=pool.pk,
            deadline_at=DEADLINE + timedelta(days=3),
            reason="Two more join",
            by=depot.person("putri"),
            at=late,
        )
        system = system_person(due[0])
        assert freezing.close_due_pool(pool_id=due[1], by=system, at=late).status == "open"
        assert not Job.objects.filter(task="orders.tasks.clear_pool").exists()

    def test_does_not_happen_before(self, depot: Depot) -> None:
        open_a_pool(depot)
        assert freezing.due_pools(at=DEADLINE - timedelta(seconds=1)) == []

    def test_happens_once(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        for _again in range(2):
            freezing.freeze_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        assert Job.objects.filter(task="orders.tasks.clear_pool").count() == 1


class TestClearPool:
    def _cleared(self, depot: Depot) -> Pool:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        freezing.freeze_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        return clear_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)

    def test_stores_price_supplier_and_everybodys_part(self, depot: Depot) -> None:
        pool = self._cleared(depot)
        clearing = Clearing.objects.get()
        # 16 wanted of packs of 5, nobody takes more than wanted: 15 sheets, 699.885 kg
        assert clearing.quantity == 15
        assert clearing.price_per_kg == Decimal("10800.00")
        assert clearing.offer is not None
        assert clearing.offer.supplier.code == "S01"
        assert sum(s.quantity for s in PlannedShare.objects.all()) == 15
        assert pool.status == Pool.Status.QUOTED
        assert clearing.inputs["counter_price"] == "12550.00"

    def test_counts_vat_that_cannot_be_reclaimed(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        depot.center.is_vat_registered = False
        depot.center.save()
        both_commit(depot, pool)
        freezing.freeze_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        clear_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        clearing = Clearing.objects.get()
        assert clearing.offer_price_per_kg == Decimal("10800.00")
        assert clearing.price_per_kg == Decimal("11988.00")

    def test_may_come_twice(self, depot: Depot) -> None:
        pool = self._cleared(depot)
        clear_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        assert Clearing.objects.count() == 1

    def test_starts_anew_when_the_pool_was_opened_again(self, depot: Depot) -> None:
        pool = self._cleared(depot)
        putri = depot.person("putri")
        extend_pool(
            pool_id=pool.pk,
            deadline_at=DEADLINE + timedelta(days=3),
            reason="Two more join",
            by=putri,
            at=NOW,
        )
        commit(pool_id=pool.pk, wish=wish(depot, quantity=14), by=depot.person("sari"), at=NOW)
        freezing.freeze_pool(pool_id=pool.pk, by=putri, at=NOW)
        clear_pool(pool_id=pool.pk, by=putri, at=NOW)
        assert Clearing.objects.get().quantity == 20

    def test_cannot_be_cancelled_once_ordered(self, depot: Depot) -> None:
        pool = self._cleared(depot)
        order_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        with pytest.raises(WrongState):
            cancel_pool(pool_id=pool.pk, reason="No offer", by=depot.person("putri"), at=NOW)


class TestOrderPool:
    def test_drafts_one_order_per_supplier_at_the_price_reached(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        freezing.freeze_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        clear_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        order = order_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)[0]
        line = order.lines.get()
        assert (order.pool_id, order.supplier.code) == (pool.pk, "S01")
        assert (line.pieces, line.price_per_kg) == (15, Decimal("10800.00"))
        assert line.mass_kg == Decimal("699.885")

    def test_is_refused_when_nothing_was_reached(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        freezing.freeze_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        clear_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        with pytest.raises(NothingReached):
            order_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        pool.refresh_from_db()
        assert pool.status == Pool.Status.QUOTED


class TestProgress:
    def test_shows_a_buyer_totals_and_only_the_own_part(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        progress = progress_of(pool, by=depot.person("sari"), on=NOW.date())
        material = progress.materials[0]
        assert (material.members, material.wanted) == (2, 16)
        assert [part.workshop_id for part in material.own] == [depot.workshops["W0001"].pk]
        assert material.supplier == ""
        assert material.next_price_per_kg == Decimal("10350.00")
        assert material.next_more_kg is not None
        assert material.next_more_kg > 0

    def test_puts_the_materials_that_a_buyer_is_in_first(self, depot: Depot) -> None:
        pool = open_a_pool(depot, "S45C-D25", "SPHC-2-4X8")
        both_commit(depot, pool)
        progress = progress_of(pool, by=depot.person("sari"), on=NOW.date())
        assert [m.material.code for m in progress.materials] == ["SPHC-2-4X8", "S45C-D25"]

    def test_tells_the_same_after_clearing(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        before = progress_of(pool, by=depot.person("sari"), on=NOW.date())
        freezing.freeze_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        clear_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        after = progress_of(pool, by=depot.person("sari"), on=NOW.date())
        assert after.is_final
        assert (after.saving, after.own_saving) == (before.saving, before.own_saving)
        assert after.materials[0].price_per_kg == before.materials[0].price_per_kg

    def test_is_live_again_once_a_priced_pool_was_opened_again(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        putri, sari = depot.person("putri"), depot.person("sari")
        freezing.freeze_pool(pool_id=pool.pk, by=putri, at=NOW)
        clear_pool(pool_id=pool.pk, by=putri, at=NOW)
        later = DEADLINE + timedelta(days=3)
        pool = extend_pool(
            pool_id=pool.pk, deadline_at=later, reason="Two more join", by=putri, at=NOW
        )
        commit(pool_id=pool.pk, wish=wish(depot, quantity=14), by=sari, at=NOW)
        progress = progress_of(pool, by=sari, on=NOW.date())
        assert not progress.is_final
        assert [part.quantity for part in progress.materials[0].own] == [14]


class TestOpenPool:
    def test_tells_every_buyer_by_mail(
        self, depot: Depot, celery_now: object, mailoutbox: list[object]
    ) -> None:
        open_a_pool(depot)
        celery_now()  # type: ignore[operator]
        assert len(mailoutbox) == 2

    def test_opens_once(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        with pytest.raises(WrongState):
            open_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
