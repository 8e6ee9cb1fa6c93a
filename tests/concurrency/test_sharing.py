"""Sharing at once with hand-overs and with itself: nothing is given twice."""

import threading
from collections.abc import Collection, Mapping
from typing import Any

import pytest

from inventory import stock
from inventory.models import Balance, Reservation
from inventory.services.checking import check_ledger
from materialcenter.person import Person
from orders.models import Allocation, DeliveryNote, Pool, PoolEvent
from orders.services import allocating, gathering
from orders.services.allocating import NothingNew
from orders.services.opening import WrongState
from tests.cast import Depot
from tests.harness.together import raised, together
from tests.orders.sharing_world import bought, deliver, held, share, shares, take

pytestmark = pytest.mark.django_db(transaction=True)
TWO = {"W0001": (10, 1, 10), "W0002": (5, 1, 5)}


def arriving(depot: Depot) -> Pool:
    """Share out the first 6 of 15 sheets, sari 4 and rudi 2; 9 more came since."""
    pool, order = bought(depot, TWO)
    deliver(depot, order, 6, "H1")
    share(depot, pool)
    deliver(depot, order, 9, "H2")
    return pool


def taken() -> int:
    return sum(line.pieces for note in DeliveryNote.objects.all() for line in note.lines.all())


class TestSharingAgainstHandingOver:
    def test_counts_what_left_whoever_is_first(self, depot: Depot) -> None:
        pool = arriving(depot)
        outcomes = together([lambda: share(depot, pool), lambda: take(depot, pool, "W0001")])
        assert not raised(outcomes)
        assert shares(pool) == {"W0001": 10, "W0002": 5}
        assert taken() in {4, 10}
        assert sum(n for _heat, n in held("W0001")) + taken() == 10
        assert not list(check_ledger())

    def test_goes_by_what_is_gone_already_without_the_locks(
        self, depot: Depot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pool = arriving(depot)
        gathered, left = threading.Event(), threading.Event()

        def unlocked_pool(*, pool_id: int, by: Person) -> Pool:
            return Pool.objects.visible_to(by).get(pk=pool_id)

        def unlocked(*, center_id: int, holders: Mapping[str, Collection[int]]) -> set[int]:
            return set(Reservation.objects.values_list("pk", flat=True))

        def gather_and_wait(found: Pool, *, at: Any) -> Any:
            came = gathering.gather(found, at=at)
            gathered.set()
            assert left.wait(20)
            return came

        def hand_over() -> None:
            assert gathered.wait(20)
            take(depot, pool, "W0001", 3)
            left.set()

        monkeypatch.setattr(allocating, "lock_pool", unlocked_pool)
        monkeypatch.setattr(stock, "lock_held_by", unlocked)
        monkeypatch.setattr(allocating, "gather", gather_and_wait)
        outcomes = together([lambda: share(depot, pool), hand_over])
        # It would hold 10 for sari, 3 of which are gone; only the door still notices.
        assert [type(error) for error in raised(outcomes)] == [stock.NothingReserved]
        assert (shares(pool), taken()) == ({"W0001": 4, "W0002": 2}, 3)


class TestSharingTwice:
    def test_makes_one_last_round_of_it(self, depot: Depot) -> None:
        pool = arriving(depot)
        outcomes = together([lambda: share(depot, pool)] * 3)
        assert [type(error) for error in raised(outcomes)] == [WrongState, WrongState]
        assert Allocation.objects.count() == 2
        assert PoolEvent.objects.filter(pool=pool, kind="allocated").count() == 1
        assert sum(Reservation.objects.filter(status="held").values_list("pieces", flat=True)) == 15

    def test_makes_one_round_between(self, depot: Depot) -> None:
        pool, order = bought(depot, TWO)
        deliver(depot, order, 6, "H1")
        outcomes = together([lambda: share(depot, pool)] * 3)
        assert [type(error) for error in raised(outcomes)] == [NothingNew, NothingNew]
        assert (Allocation.objects.count(), Balance.objects.get().reserved_pieces) == (1, 6)
