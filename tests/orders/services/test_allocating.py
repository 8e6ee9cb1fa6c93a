"""What arrives for a pool: held, shared out, picked up at the pool's price, settled."""

from datetime import timedelta
from decimal import Decimal

import pytest

from inventory import stock
from inventory.models import Balance, Lot
from inventory.services.quarantining import quarantine_lot, reject_lot
from orders.models import AllocatedShare, Allocation, InvoiceLine, KeptWish, Pool, PurchaseOrder
from orders.services import freezing
from orders.services.allocating import LotsUndecided, allocate_pool
from orders.services.checking_deliveries import Delivered
from orders.services.clearing import clear_pool
from orders.services.ending_purchases import close_purchase_order
from orders.services.handing_over import hand_over_pool, release_pool_shares
from orders.services.opening import WrongState
from orders.services.ordering import order_pool
from orders.services.placing import AskedLine, place_order
from orders.services.receiving import receive_delivery
from tests.cast import NOW, Depot
from tests.orders.pool_world import both_commit, open_a_pool

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(days=30)


def _ordered(depot: Depot) -> tuple[Pool, PurchaseOrder]:
    """A pool in which sari (10) and rudi (6, at least 3) get 15 sheets, ordered and sent."""
    pool = open_a_pool(depot)
    both_commit(depot, pool)
    putri = depot.person("putri")
    freezing.freeze_pool(pool_id=pool.pk, by=putri, at=NOW)
    clear_pool(pool_id=pool.pk, by=putri, at=NOW)
    order = order_pool(pool_id=pool.pk, by=putri, at=NOW)[0]
    PurchaseOrder.objects.filter(pk=order.pk).update(status=PurchaseOrder.Status.SENT)
    return pool, order


def _receive(depot: Depot, order: PurchaseOrder, pieces: int, mass_kg: str, heat: str) -> None:
    receive_delivery(
        purchase_order_id=order.pk,
        supplier_note=f"SJ-{heat}",
        vehicle="G 1234 AB",
        lines=[
            Delivered(order_line=1, heat=heat, pieces=pieces, mass_kg=Decimal(mass_kg), rack="A-01")
        ],
        by=depot.person("wati"),
        received_at=LATER,
        at=LATER,
    )


def _shared(depot: Depot, pieces: int = 15) -> Pool:
    pool, order = _ordered(depot)
    _receive(depot, order, pieces, str(Decimal("46.1") * pieces), "H1")
    order.refresh_from_db()
    if order.status != PurchaseOrder.Status.RECEIVED:
        close_purchase_order(
            purchase_order_id=order.pk, reason="rest", by=depot.person("putri"), at=LATER
        )
    return allocate_pool(pool_id=pool.pk, by=depot.person("putri"), at=LATER)


def _pieces() -> dict[str, int]:
    return dict(AllocatedShare.objects.values_list("workshop__code", "pieces"))


class TestAllocatePool:
    def test_keeps_what_arrived_from_the_counter_until_it_is_shared(self, depot: Depot) -> None:
        _pool, order = _ordered(depot)
        _receive(depot, order, 15, "691.5", "H1")
        with pytest.raises(stock.NotEnoughStock):
            place_order(
                workshop_id=depot.workshops["W0001"].pk,
                lines=[AskedLine("SPHC-2-4X8", Decimal(1))],
                note="",
                by=depot.person("sari"),
                at=LATER,
            )

    def test_gives_everybody_the_plan_when_everything_came(self, depot: Depot) -> None:
        _shared(depot)
        # sari takes nothing under 10, so rudi's 6 make room
        assert _pieces() == {"W0001": 10, "W0002": 5}
        balance = Balance.objects.get()
        assert (balance.on_hand_pieces, balance.reserved_pieces) == (15, 15)

    def test_rolls_over_who_would_get_less_than_the_least_accepted(self, depot: Depot) -> None:
        _shared(depot, pieces=12)
        assert _pieces() == {"W0001": 0, "W0002": 5}
        assert AllocatedShare.objects.get(workshop__code="W0001").is_rolled_over
        kept = KeptWish.objects.get()
        assert (kept.workshop.code, kept.quantity, kept.reason) == ("W0001", 10, "under_minimum")
        allocation = Allocation.objects.get()
        assert (allocation.received_pieces, allocation.left_over_pieces) == (12, 7)
        assert Balance.objects.get().reserved_pieces == 5

    def test_happens_once(self, depot: Depot) -> None:
        pool = _shared(depot)
        with pytest.raises(WrongState):
            allocate_pool(pool_id=pool.pk, by=depot.person("putri"), at=LATER)

    def test_shares_two_part_deliveries_of_different_heats(self, depot: Depot) -> None:
        pool, order = _ordered(depot)
        _receive(depot, order, 8, "368.8", "H1")
        _receive(depot, order, 7, "322.7", "H2")
        allocate_pool(pool_id=pool.pk, by=depot.person("putri"), at=LATER)
        assert _pieces() == {"W0001": 10, "W0002": 5}

    def test_waits_for_quarantine_and_gives_nobody_what_was_rejected(self, depot: Depot) -> None:
        pool, order = _ordered(depot)
        _receive(depot, order, 8, "368.8", "H1")
        _receive(depot, order, 7, "322.7", "H2")
        bad, putri = Lot.objects.get(heat="H2"), depot.person("putri")
        sinta = depot.person("sinta")
        quarantine_lot(lot_number=bad.number, reason="Karat", by=sinta, at=LATER)
        with pytest.raises(LotsUndecided) as refusal:
            allocate_pool(pool_id=pool.pk, by=putri, at=LATER)
        assert bad.number in str(refusal.value)
        assert not Allocation.objects.exists()
        reject_lot(lot_number=bad.number, reason="Karat", by=sinta, at=LATER)
        allocate_pool(pool_id=pool.pk, by=putri, at=LATER)
        assert _pieces() == {"W0001": 0, "W0002": 5}
        assert Balance.objects.get(lot=bad).reserved_pieces == 0


class TestPickUp:
    def test_bills_table_weight_where_the_supplier_bills_it(self, depot: Depot) -> None:
        pool = _shared(depot)
        note = hand_over_pool(
            pool_id=pool.pk,
            workshop_id=depot.workshops["W0001"].pk,
            receiver_name="Sari",
            by=depot.person("wati"),
            at=LATER,
        )
        assert sum(line.mass_kg for line in note.lines.all()) == Decimal("461.000")  # weighed
        line = InvoiceLine.objects.get()
        assert (line.weight_basis, line.mass_kg) == ("table", Decimal("466.590"))
        assert line.amount == 5_039_172  # 466.590 kg at Rp 10 800

    def test_settles_the_pool_with_the_last_share(self, depot: Depot) -> None:
        pool = _shared(depot)
        wati = depot.person("wati")
        for code in ("W0001", "W0002"):
            pool.refresh_from_db()
            assert pool.status == Pool.Status.ALLOCATED
            hand_over_pool(
                pool_id=pool.pk,
                workshop_id=depot.workshops[code].pk,
                receiver_name=code,
                by=wati,
                at=LATER,
            )
        pool.refresh_from_db()
        assert pool.status == Pool.Status.SETTLED
        balance = Balance.objects.get()
        assert (balance.on_hand_pieces, balance.on_hand_kg, balance.value) == (
            0,
            Decimal(0),
            Decimal(0),
        )

    def test_gives_unclaimed_shares_back_to_the_counter(self, depot: Depot) -> None:
        pool = _shared(depot)
        for code in ("W0001", "W0002"):
            release_pool_shares(
                pool_id=pool.pk,
                workshop_id=depot.workshops[code].pk,
                by=depot.person("putri"),
                at=LATER,
            )
        pool.refresh_from_db()
        assert pool.status == Pool.Status.SETTLED
        assert Balance.objects.get().reserved_pieces == 0
