"""A pool that arrives in parts: shared after each, picked up in between, and never taken back."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.models import Balance, Lot, Reservation
from inventory.services.quarantining import quarantine_lot, reject_lot, release_lot
from materialcenter.models import AuditEntry
from orders.models import Allocation, Invoice, PickedPart, Pool, PoolEvent
from orders.reports.picking import to_pick
from orders.reports.selling import pool_pick, share_rates
from orders.services.allocating import LotsUndecided, NothingNew
from orders.services.handing_over import SharesMayChange, release_pool_shares
from orders.services.picking import confirm_pool_part
from tests.cast import Depot
from tests.orders.pool_world import LATER
from tests.orders.sharing_world import (
    SCRAP,
    add_workshops,
    bought,
    close,
    deliver,
    held,
    share,
    shares,
    take,
)

pytestmark = pytest.mark.django_db(transaction=True)
STATEMENTS = 20
TWO = {"W0001": (10, 1, 10), "W0002": (5, 1, 5)}
FIVE = {"W0001": 2, "W0002": 5, "W0003": 8, "W0004": 12, "W0005": 3}


def refused(depot: Depot, pool: Pool, kind: type[Exception]) -> str:
    before = Allocation.objects.count(), list(Reservation.objects.order_by("pk").values())
    with pytest.raises(kind) as refusal:
        share(depot, pool)
    assert before == (
        Allocation.objects.count(),
        list(Reservation.objects.order_by("pk").values()),
    )
    return str(refusal.value)


class TestTheWorkedCases:
    @pytest.mark.parametrize(("came", "expected"), [(24, [2, 4, 6, 10, 2]), (20, [1, 3, 6, 8, 2])])
    def test_of_thirty_asked(self, depot: Depot, came: int, expected: list[int]) -> None:
        add_workshops(depot, "W0003", "W0004", "W0005")
        pool, order = bought(depot, {code: (n, 1, n) for code, n in FIVE.items()})
        deliver(depot, order, came, "H1")
        close(depot, order)
        share(depot, pool)
        assert list(shares(pool).values()) == expected
        assert [sum(n for _heat, n in held(code)) for code in FIVE] == expected


class TestARoundBetween:
    def test_shares_what_is_there_and_waits_for_the_rest(self, depot: Depot) -> None:
        pool, order = bought(depot, TWO)
        deliver(depot, order, 6, "H1")
        share(depot, pool)
        pool.refresh_from_db()
        assert (pool.status, shares(pool)) == ("receiving", {"W0001": 4, "W0002": 2})
        assert PoolEvent.objects.filter(pool=pool, kind="shared").count() == 1
        assert AuditEntry.objects.filter(action="pool.shared").count() == 1
        waiting = to_pick(depot.person("wati"))
        assert [(one.workshop.code, one.mass_kg) for one in waiting.items] == [
            ("W0001", Decimal("184.4")),
            ("W0002", Decimal("92.2")),
        ]

    def test_counts_what_was_picked_up_and_prices_it_as_ever(self, depot: Depot) -> None:
        pool, order = bought(depot, TWO)
        deliver(depot, order, 6, "H1")
        share(depot, pool)
        first = take(depot, pool, "W0001")
        deliver(depot, order, 9, "H2")
        share(depot, pool)
        pool.refresh_from_db()
        assert (pool.status, shares(pool)) == ("allocated", {"W0001": 10, "W0002": 5})
        assert (held("W0001"), held("W0002")) == ([("H2", 6)], [("H1", 2), ("H2", 3)])
        second = take(depot, pool, "W0001")
        assert [n.lines.get().pieces for n in (first, second)] == [4, 6]
        assert sum(Invoice.objects.values_list("net", flat=True)) == 5_039_172
        take(depot, pool, "W0002")
        pool.refresh_from_db()
        assert (pool.status, Balance.objects.filter(on_hand_kg__gt=0).count()) == ("settled", 0)
        assert len(share_rates(pool, depot.workshops["W0001"])) == 2
        assert list(
            PoolEvent.objects.filter(pool=pool).order_by("pk").values_list("kind", flat=True)
        )[-4:] == ["shared", "arrived", "allocated", "settled"]

    def test_gives_no_round_to_a_material_of_which_nothing_is_new(self, depot: Depot) -> None:
        pool, order = bought(depot, TWO)
        deliver(depot, order, 6, "H1")
        share(depot, pool)
        take(depot, pool, "W0001", 1)
        assert order.number in refused(depot, pool, NothingNew)

    def test_leaves_what_is_in_hand_where_the_share_did_not_change(self, depot: Depot) -> None:
        pool, order = bought(depot, TWO)
        lot = deliver(depot, order, 6, "H1")
        share(depot, pool)
        for code in TWO:
            confirm_pool_part(
                pool_id=pool.pk,
                workshop_id=depot.workshops[code].pk,
                scanned=lot.number,
                by=depot.person("wati"),
                at=LATER,
            )
        before = set(PickedPart.objects.values_list("reservation_id", flat=True))
        deliver(depot, order, 9, "H2")
        share(depot, pool)
        assert set(PickedPart.objects.values_list("reservation_id", flat=True)) == before
        pick = pool_pick(pool, depot.workshops["W0001"])
        assert [(p.held.heat, p.held.pieces, p.picked_at is not None) for p in pick.parts] == [
            ("H1", 4, True),
            ("H2", 6, False),
        ]

    def test_takes_back_what_was_rejected_and_not_picked_up(self, depot: Depot) -> None:
        pool, order = bought(depot, TWO)
        deliver(depot, order, 6, "H1")
        share(depot, pool)
        take(depot, pool, "W0002")
        bad = deliver(depot, order, 6, "H2")
        share(depot, pool)
        assert shares(pool) == {"W0001": 8, "W0002": 4}
        reject_lot(lot_number=bad.number, reason="Karat", by=depot.person("sinta"), at=LATER)
        share(depot, pool)
        assert shares(pool) == {"W0001": 4, "W0002": 2}
        assert (held("W0001"), held("W0002")) == ([("H1", 4)], [])
        assert Balance.objects.get(lot=bad).reserved_pieces == 0

    def test_leaves_quarantine_uncounted_until_it_is_decided(self, depot: Depot) -> None:
        pool, order = bought(depot, TWO)
        deliver(depot, order, 6, "H1")
        doubtful = deliver(depot, order, 3, "H2")
        sinta = depot.person("sinta")
        quarantine_lot(lot_number=doubtful.number, reason="Cek", by=sinta, at=LATER)
        share(depot, pool)
        assert shares(pool) == {"W0001": 4, "W0002": 2}
        deliver(depot, order, 6, "H3")
        assert doubtful.number in refused(depot, pool, LotsUndecided)
        release_lot(lot_number=doubtful.number, reason="Baik", by=sinta, at=LATER)
        share(depot, pool)
        assert shares(pool) == {"W0001": 10, "W0002": 5}

    def test_takes_quarantined_sheets_off_the_pick_list_and_keeps_them(self, depot: Depot) -> None:
        pool, order = bought(depot, TWO)
        deliver(depot, order, 6, "H1")
        share(depot, pool)
        lot = Lot.objects.get(heat="H1")
        quarantine_lot(lot_number=lot.number, reason="Cek", by=depot.person("sinta"), at=LATER)
        deliver(depot, order, 3, "H2")
        share(depot, pool)
        assert (shares(pool), held("W0001")) == ({"W0001": 2, "W0002": 1}, [("H2", 2)])
        assert Balance.objects.get(lot=lot).reserved_pieces == 6
        take(depot, pool, "W0001")

    def test_counts_what_came_quarantined_once_it_is_cleared(self, depot: Depot) -> None:
        pool, order = bought(depot, TWO)
        lot = deliver(depot, order, 15, "H1")
        # As a heat outside its limits comes in: in quarantine, and held for nobody.
        order.receipts.get().lines.update(quarantine_reason="C 0.9")
        Reservation.objects.all().delete()
        Balance.objects.update(reserved_pieces=0, reserved_kg=0)
        sinta = depot.person("sinta")
        quarantine_lot(lot_number=lot.number, reason="C 0.9", by=sinta, at=LATER)
        assert lot.number in refused(depot, pool, LotsUndecided)
        release_lot(lot_number=lot.number, reason="Baik", by=sinta, at=LATER)
        share(depot, pool)
        assert shares(pool) == {"W0001": 10, "W0002": 5}

    def test_holds_back_no_share_that_somebody_gave_up(self, depot: Depot) -> None:
        pool, order = bought(depot, TWO)
        deliver(depot, order, 6, "H1")
        share(depot, pool)
        with pytest.raises(SharesMayChange):
            release_pool_shares(
                pool_id=pool.pk,
                workshop_id=depot.workshops["W0001"].pk,
                by=depot.person("putri"),
                at=LATER,
            )


class TestTheLastRound:
    def test_gives_a_surplus_to_who_would_take_more_then_the_depot(self, depot: Depot) -> None:
        pool, order = bought(depot, {"W0001": (10, 1, 11), "W0002": (5, 1, 7)})
        deliver(depot, order, 20, "H1")
        share(depot, pool)
        assert shares(pool) == {"W0001": 11, "W0002": 7}
        allocation = Allocation.objects.get()
        assert (allocation.received_pieces, allocation.left_over_pieces) == (20, 2)
        assert Balance.objects.get().reserved_pieces == 18

    def test_frees_what_a_round_between_left_over(self, depot: Depot) -> None:
        pool, order = bought(depot, TWO)
        order.lines.update(pieces=30)
        deliver(depot, order, 17, "H1")
        share(depot, pool)
        assert Balance.objects.get().reserved_pieces == 17
        close(depot, order)
        share(depot, pool)
        assert Balance.objects.get().reserved_pieces == 15
        assert Allocation.objects.count() == 1

    def test_shares_kg_to_the_gram(self, depot: Depot) -> None:
        pool, order = bought(
            depot, {"W0001": (1000, 1, 1000), "W0002": (500, 1, 500)}, material=SCRAP
        )
        deliver(depot, order, 700, "H1")
        share(depot, pool)
        note = take(depot, pool, "W0001")
        assert note.lines.get().mass_kg == Decimal("466.667")
        deliver(depot, order, 300, "H2")
        close(depot, order)
        share(depot, pool)
        newest = Allocation.objects.latest("round")
        assert [row.mass_kg for row in newest.shares.all()] == [
            Decimal("666.667"),
            Decimal("333.333"),
        ]
        left = Reservation.objects.filter(status="held")
        assert sum(row.mass_kg for row in left) == Decimal("533.333")
        assert share_rates(pool, depot.workshops["W0001"])

    @pytest.mark.parametrize("members", [2, 12])
    def test_takes_as_many_statements_for_many_members_as_for_few(
        self, depot: Depot, members: int
    ) -> None:
        add_workshops(depot, *(f"M{n:02d}" for n in range(members)))
        pool, order = bought(depot, {f"M{n:02d}": (5, 1, 5) for n in range(members)})
        deliver(depot, order, 2 * members, "H1")
        with CaptureQueriesContext(connection) as queries:
            share(depot, pool)
        assert len(queries) == STATEMENTS
