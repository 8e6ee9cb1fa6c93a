"""Committing within credit, deposit and what a pool takes; and what a wish would need."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from materialcenter.errors import DomainError
from materialcenter.models import Workshop
from orders.models import Commitment, FrozenWish, Invoice, Offer, Pool, PoolInvitation, TallyChange
from orders.reports.pools.deposits import deposit_for, deposit_now, pool_uses
from orders.services import freezing
from orders.services.clearing import clear_pool
from orders.services.committing import BadWish, DepositNeeded, PoolClosed, commit
from orders.services.handing_over import hand_over_pool
from orders.services.joining import NotInvited, WorkshopInactive
from orders.services.paying import record_deposit
from tests.cast import NOW, Depot
from tests.orders.pool_world import (
    DEADLINE,
    LATER,
    both_commit,
    open_a_pool,
    open_another,
    shared_pool,
    wish,
)

pytestmark = pytest.mark.django_db(transaction=True)

SHEET, BAR = "SPHC-2-4X8", "S45C-D25"
# 46.659 kg at Rp 12 550 over the counter
SHEET_WORTH = Decimal("585570.45")


def _limit(depot: Depot, rupiah: int, code: str = "W0001") -> Workshop:
    workshop = depot.workshops[code]
    workshop.credit_limit = rupiah
    workshop.save()
    return workshop


def _pools(depot: Depot, *, percent: int = 100, rule: str = "over_credit") -> tuple[Pool, Pool]:
    """Open two pools of the same sheet."""
    pool = open_a_pool(depot, deposit_percent=percent)
    pool.deposit_rule = rule
    pool.save()
    return pool, open_another(pool)


def _want(depot: Depot, pool: Pool, quantity: int, **more: Any) -> Commitment:
    wanted = wish(depot, quantity=quantity, **more)
    return commit(pool_id=pool.pk, wish=wanted, by=depot.person("sari"), at=NOW)


def _pay(depot: Depot, pool: Pool, amount: int) -> None:
    record_deposit(
        pool_id=pool.pk,
        workshop_id=depot.workshops["W0001"].pk,
        amount=amount,
        method="transfer",
        by=depot.person("fajar"),
        at=NOW,
    )


class TestCreditAtCommit:
    def test_is_spent_once_by_all_pools_together(self, depot: Depot) -> None:
        first, second = _pools(depot)
        _limit(depot, 6_000_000)
        _want(depot, first, 8)
        with pytest.raises(DepositNeeded) as refusal:
            _want(depot, second, 8)
        # 16 sheets are Rp 9 369 127.2
        assert refusal.value.data == {
            "limit": 6_000_000,
            "used": 4_684_564,
            "needed": 3_369_128,
            "paid": 0,
            "missing": 3_369_128,
        }
        assert "Rp3.369.128" in str(refusal.value)
        assert Commitment.objects.count() == TallyChange.objects.count() == 1
        _want(depot, second, 2)

    def test_is_opened_by_the_deposit_to_the_rupiah(self, depot: Depot) -> None:
        first, second = _pools(depot)
        _limit(depot, 6_000_000)
        _want(depot, first, 8)
        _pay(depot, second, 3_369_127)
        with pytest.raises(DepositNeeded) as refusal:
            _want(depot, second, 8)
        assert refusal.value.data["missing"] == 1
        _pay(depot, second, 1)
        assert _want(depot, second, 8).quantity == 8

    def test_always_lets_a_workshop_lower_or_withdraw(self, depot: Depot) -> None:
        pool, _other = _pools(depot)
        _limit(depot, 6_000_000)
        _want(depot, pool, 10)
        _limit(depot, 0)
        for quantity in (10, 9, 0):
            _want(depot, pool, quantity)
        with pytest.raises(DepositNeeded):
            _want(depot, pool, 1)

    def test_counts_a_wish_at_its_cap_where_that_is_lower(self, depot: Depot) -> None:
        pool, _other = _pools(depot)
        _limit(depot, 5_100_000)
        with pytest.raises(DepositNeeded):
            _want(depot, pool, 10)
        # 466.59 kg at Rp 10 900 are Rp 5 085 831
        _want(depot, pool, 10, cap=10_900)
        with pytest.raises(DepositNeeded):
            _want(depot, pool, 10)

    def test_counts_unpaid_invoices_first(self, depot: Depot) -> None:
        pool, _other = _pools(depot)
        workshop = _limit(depot, 6_000_000)
        Invoice.objects.create(
            center=depot.center,
            number="INV-1",
            workshop=workshop,
            issued_at=NOW,
            due_on=NOW.date(),
            net=5_000_000,
            total=5_000_000,
            paid=1_000_000,
        )
        with pytest.raises(DepositNeeded) as refusal:
            _want(depot, pool, 4)
        assert refusal.value.data["used"] == 4_000_000
        _want(depot, pool, 3)

    def test_is_not_looked_at_where_no_deposit_is_asked(self, depot: Depot) -> None:
        pool, _other = _pools(depot, percent=0)
        _limit(depot, 0)
        assert _want(depot, pool, 1000).quantity == 1000

    def test_of_all_is_asked_within_the_credit_too(self, depot: Depot) -> None:
        pool, _other = _pools(depot, percent=30, rule="always")
        with pytest.raises(DepositNeeded) as refusal:
            _want(depot, pool, 10)
        assert refusal.value.data["needed"] == 1_756_712
        _pay(depot, pool, 1_756_712)
        _want(depot, pool, 10)
        now = deposit_now(pool, depot.workshops["W0001"])
        assert (now.needed, now.paid, now.missing) == (1_756_712, 1_756_712, 0)


class TestPoolUses:
    def _uses(self, depot: Depot) -> dict[str, Decimal]:
        return {
            code: sum(
                (sum(of.values(), Decimal(0)) for of in pool_uses(workshop).values()), Decimal(0)
            )
            for code, workshop in depot.workshops.items()
        }

    def test_count_wishes_until_the_price_and_the_planned_part_from_then_on(
        self, depot: Depot
    ) -> None:
        pool, putri = open_a_pool(depot), depot.person("putri")
        both_commit(depot, pool)
        wished = {"W0001": 10 * SHEET_WORTH, "W0002": 6 * SHEET_WORTH}
        assert self._uses(depot) == wished
        freezing.freeze_pool(pool_id=pool.pk, by=putri, at=NOW)
        assert self._uses(depot) == wished
        clear_pool(pool_id=pool.pk, by=putri, at=NOW)
        # 15 sheets come: sari's 10 and rudi's 5, at Rp 10 800 for 46.659 kg each
        kilo = Decimal("46.659") * 10_800
        assert self._uses(depot) == {"W0001": 10 * kilo, "W0002": 5 * kilo}
        Pool.objects.update(status=Pool.Status.CANCELLED)
        assert self._uses(depot) == {"W0001": 0, "W0002": 0}

    def test_count_what_waits_for_pick_up_until_it_is_on_a_bill(self, depot: Depot) -> None:
        pool = shared_pool(depot)
        # 10 of the 15 sheets that weighed 691.5 kg, at Rp 10 800
        assert self._uses(depot) == {"W0001": 461 * 10_800, "W0002": Decimal("230.5") * 10_800}
        hand_over_pool(
            pool_id=pool.pk,
            workshop_id=depot.workshops["W0001"].pk,
            receiver_name="Pak Slamet",
            by=depot.person("wati"),
            at=LATER,
        )
        assert self._uses(depot)["W0001"] == 0
        assert Invoice.objects.unpaid().count() == 1


class TestDepositFor:
    def test_says_before_committing_what_would_be_needed(self, depot: Depot) -> None:
        pool, _other = _pools(depot, percent=50)
        workshop = _limit(depot, 1_000_000)
        material = depot.materials[SHEET]
        answer = deposit_for(pool, workshop, material, quantity=10, price_cap=None)
        assert (answer.limit, answer.used, answer.worth) == (1_000_000, 0, 10 * SHEET_WORTH)
        assert (answer.needed, answer.paid, answer.missing) == (2_427_853, 0, 2_427_853)
        _pay(depot, pool, answer.missing)
        _want(depot, pool, 10)
        again = deposit_for(pool, workshop, material, quantity=10, price_cap=None)
        assert (again.needed, again.paid, again.missing) == (2_427_853, 2_427_853, 0)


class TestRefusals:
    def test_name_the_lowest_price_that_any_supplier_gives(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        with pytest.raises(BadWish) as refusal:
            _want(depot, pool, 10, cap=10_349)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == ("price_cap_under_every_offer", "price_cap")
        assert "Rp10.350" in fault.sentence
        assert _want(depot, pool, 10, cap=10_350).price_cap == 10_350

    def test_take_any_cap_when_nobody_offers_any_more(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        Offer.objects.update(valid_until=NOW.date() - timedelta(days=1))
        assert _want(depot, pool, 10, cap=1).price_cap == 1

    def test_name_a_minimum_over_the_maximum(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        with pytest.raises(BadWish) as refusal:
            _want(depot, pool, 10, minimum=12, maximum=11)
        codes = [fault.code for fault in refusal.value.faults]
        assert codes == ["minimum_over_quantity", "minimum_over_maximum"]

    @pytest.mark.parametrize("audience", ["chosen", "programme"])
    def test_keep_a_workshop_out_that_the_pool_is_not_for(
        self, depot: Depot, audience: str
    ) -> None:
        pool = open_a_pool(depot)
        _want(depot, pool, 3)
        pool.audience = audience
        pool.save()
        putri = depot.person("putri")
        with pytest.raises(NotInvited):
            commit(pool_id=pool.pk, wish=wish(depot), by=putri, at=NOW)
        commit(pool_id=pool.pk, wish=wish(depot, quantity=0), by=putri, at=NOW)
        workshop = depot.workshops["W0001"]
        if audience == "chosen":
            PoolInvitation.objects.create(pool=pool, workshop=workshop)
        else:
            workshop.coaching_programme = "Binaan 2026"
            workshop.save()
        assert _want(depot, pool, 5).quantity == 5

    def test_keep_a_workshop_at_rest_out_but_let_it_withdraw(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        _want(depot, pool, 3)
        Workshop.objects.filter(code="W0001").update(is_active=False)
        with pytest.raises(WorkshopInactive):
            _want(depot, pool, 4)
        assert _want(depot, pool, 0).quantity == 0

    def test_say_that_a_pool_is_closed_before_anything_else(self, depot: Depot) -> None:
        pool, _other = _pools(depot)
        _limit(depot, 0)
        refused: list[type[DomainError]] = []
        for at in (NOW, DEADLINE):
            with pytest.raises(DomainError) as refusal:
                commit(pool_id=pool.pk, wish=wish(depot), by=depot.person("sari"), at=at)
            refused.append(type(refusal.value))
        assert refused == [DepositNeeded, PoolClosed]


class TestFrozenWishes:
    def test_are_what_stood_and_what_the_price_goes_by(self, depot: Depot) -> None:
        pool, putri = open_a_pool(depot, SHEET, BAR), depot.person("putri")
        both_commit(depot, pool)
        _want(depot, pool, 0, material=BAR)
        _want(depot, pool, 4)
        freezing.freeze_pool(pool_id=pool.pk, by=putri, at=NOW)
        frozen = Commitment.objects.filter(frozen__pool=pool)
        assert set(frozen) == set(Commitment.objects.standing())
        assert sorted(frozen.values_list("quantity", flat=True)) == [4, 6]
        FrozenWish.objects.filter(commitment__quantity=4).delete()
        clear_pool(pool_id=pool.pk, by=putri, at=NOW)
        assert sorted(Commitment.objects.counted().values_list("quantity", flat=True)) == [6]
        assert Commitment.objects.filter(planned__isnull=False).count() == 1
