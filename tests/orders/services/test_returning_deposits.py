"""What a pool left of deposits becomes one credit note per member, and is one truth with it."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from materialcenter import jobs
from orders.models import CreditNote, Pool
from orders.reports.credit import deposit_left, deposits_left, left_credits
from orders.services.handing_over import hand_over_pool, release_pool_shares
from orders.services.opening import cancel_pool
from orders.services.paying import record_deposit
from orders.services.returning_deposits import DepositStillNeeded, credit_left_deposits
from tests.cast import NOW, Depot
from tests.orders.pool_world import LATER, both_commit, open_a_pool, shared_pool

pytestmark = pytest.mark.django_db


def deposit(depot: Depot, pool: Pool, amount: int, workshop: str = "W0001") -> None:
    record_deposit(
        pool_id=pool.pk,
        workshop_id=depot.workshops[workshop].pk,
        amount=amount,
        method="transfer",
        by=depot.person("fajar"),
        at=LATER,
    )


def pick_up(depot: Depot, pool: Pool, workshop: str) -> None:
    hand_over_pool(
        pool_id=pool.pk,
        workshop_id=depot.workshops[workshop].pk,
        receiver_name="Pak Slamet",
        by=depot.person("wati"),
        at=LATER,
    )


class TestCreditLeftDeposits:
    def test_says_what_did_not_come_as_far_as_that_explains_it(self, depot: Depot) -> None:
        pool = shared_pool(depot)  # sari has 10 sheets, rudi 5
        deposit(depot, pool, 6_000_000)
        deposit(depot, pool, 4_000_000, "W0002")
        pick_up(depot, pool, "W0001")
        with pytest.raises(DepositStillNeeded):
            credit_left_deposits(pool_id=pool.pk, at=LATER)
        release_pool_shares(
            pool_id=pool.pk,
            workshop_id=depot.workshops["W0002"].pk,
            by=depot.person("putri"),
            at=LATER,
        )
        jobs.run_due()
        saris, rudis = CreditNote.objects.order_by("workshop__code")
        assert (saris.reason, saris.lines.count()) == ("shortfall", 0)
        assert saris.amount == 6_000_000 - 5_593_481  # ten sheets with VAT
        line = rudis.lines.get()
        assert (rudis.amount, line.pieces) == (4_000_000, 5)
        assert (line.mass_kg, line.price_per_kg) == (Decimal("233.295"), Decimal(10800))
        assert line.amount == 2_796_740
        assert deposits_left(pool.pk) == {}
        assert not left_credits(depot.person("sari"), workshop_id=rudis.workshop_id)

    def test_gives_all_back_of_a_pool_that_was_called_off(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        deposit(depot, pool, 500_000)
        cancel_pool(pool_id=pool.pk, reason="No offer", by=depot.person("putri"), at=NOW)
        assert deposit_left(workshop_id=depot.workshops["W0001"].pk, pool_id=pool.pk) == 500_000
        (note,) = credit_left_deposits(pool_id=pool.pk, at=NOW)
        assert (note.number, note.reason, note.amount) == (
            "NK-TGL-2026-00001",
            "cancelled",
            500_000,
        )
        assert (note.tax, note.lines.count()) == (0, 0)

    def test_gives_it_once_however_often_it_runs(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        deposit(depot, pool, 500_000)
        cancel_pool(pool_id=pool.pk, reason="No offer", by=depot.person("putri"), at=NOW)
        jobs.run_due()
        assert credit_left_deposits(pool_id=pool.pk, at=NOW) == []
        note = CreditNote.objects.get()
        assert deposit_left(workshop_id=note.workshop_id, pool_id=pool.pk) == 0
        note.pk, note.number = None, "NK-2"
        with pytest.raises(IntegrityError, match="credit_note_pool_once"), transaction.atomic():
            note.save()

    def test_gives_nothing_where_no_deposit_was_paid(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        cancel_pool(pool_id=pool.pk, reason="No offer", by=depot.person("putri"), at=NOW)
        jobs.run_due()
        assert not CreditNote.objects.exists()


class TestConstraints:
    @pytest.fixture
    def note(self, depot: Depot) -> CreditNote:
        pool = open_a_pool(depot)
        deposit(depot, pool, 500_000)
        cancel_pool(pool_id=pool.pk, reason="No offer", by=depot.person("putri"), at=NOW)
        jobs.run_due()
        return CreditNote.objects.get()

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"used": 500_001}, "credit_note_not_used_over"),
            ({"used": -1}, "credit_note_not_used_over"),
            ({"amount": 500_001}, "credit_note_adds_up"),
            ({"pool": None}, "credit_note_for_something"),
        ],
    )
    def test_refuse(self, note: CreditNote, changes: dict[str, int], name: str) -> None:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            CreditNote.objects.filter(pk=note.pk).update(**changes)

    def test_tie_a_credit_note_to_its_method(self, depot: Depot, note: CreditNote) -> None:
        with (
            pytest.raises(IntegrityError, match="payment_credit_note_by_method"),
            transaction.atomic(),
        ):
            note.workshop.payments.update(credit_note=note)
