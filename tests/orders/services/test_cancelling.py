"""Orders that come to nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inventory.models import Balance, Reservation
from materialcenter import jobs
from materialcenter.models import AuditEntry, Job
from materialcenter.person import WrongRole, system_person
from orders.models import Order
from orders.services import cancelling
from orders.services.cancelling import (
    BeingPicked,
    NotExpired,
    cancel_order,
    expire_order,
    expired_orders,
)
from orders.services.holding import HOLD_FOR, NoSuchOrder, WrongOrderState
from orders.services.picking import start_picking
from orders.tasks import expire_orders
from tests.cast import NOW, Depot, receive_stock
from tests.orders.counter import SHEET, ask, hand_over, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(depot: Depot) -> Order:
    receive_stock(depot, SHEET, pieces=5)
    return place(depot, ask(SHEET, 3))


def cancel(depot: Depot, order: Order, by: str = "sari") -> Order:
    return cancel_order(order_id=order.pk, by=depot.person(by), at=NOW)


class TestCancelOrder:
    @pytest.mark.parametrize("name", ["sari", "wati", "putri", "sinta"])
    def test_lets_go_of_the_stock(self, depot: Depot, order: Order, name: str) -> None:
        cancelled = cancel(depot, order, name)
        assert (cancelled.status, cancelled.closed_at) == ("cancelled", NOW)
        assert Balance.objects.get().reserved_pieces == 0
        assert Reservation.objects.get().status == "released"
        assert AuditEntry.objects.filter(action="order.cancelled").count() == 1

    @pytest.mark.parametrize("name", ["fajar", "agus"])
    def test_refuses_another_role(self, depot: Depot, order: Order, name: str) -> None:
        with pytest.raises(WrongRole):
            cancel(depot, order, name)

    def test_hides_the_orders_of_others(self, depot: Depot, stranger: Depot, order: Order) -> None:
        for person in (depot.person("rudi"), stranger.person("wati")):
            with pytest.raises(NoSuchOrder):
                cancel_order(order_id=order.pk, by=person, at=NOW)
        assert Balance.objects.get().reserved_pieces == 3

    def test_is_done_once(self, depot: Depot, order: Order) -> None:
        cancel(depot, order)
        with pytest.raises(WrongOrderState):
            cancel(depot, order)

    def test_is_the_depots_alone_once_it_is_picked(self, depot: Depot, order: Order) -> None:
        start_picking(order_id=order.pk, by=depot.person("wati"), at=NOW)
        with pytest.raises(BeingPicked):
            cancel(depot, order)
        assert cancel(depot, order, "wati").status == "cancelled"

    def test_comes_too_late_after_handing_over(self, depot: Depot, order: Order) -> None:
        hand_over(depot, order)
        with pytest.raises(WrongOrderState):
            cancel(depot, order)


class TestExpireOrder:
    def test_ends_what_nobody_picked_up_and_tells_the_buyers(
        self, depot: Depot, order: Order
    ) -> None:
        system = system_person(depot.center.pk)
        assert expired_orders(at=NOW + HOLD_FOR - timedelta(seconds=1)) == []
        assert expired_orders(at=NOW + HOLD_FOR) == [(depot.center.pk, order.pk)]
        with pytest.raises(NotExpired):
            expire_order(order_id=order.pk, by=system, at=NOW)
        ended = expire_order(order_id=order.pk, by=system, at=NOW + HOLD_FOR)
        assert ended.status == "expired"
        assert Balance.objects.get().reserved_pieces == 0
        assert Job.objects.filter(task="orders.tasks.tell_order_expired").count() == 1

    def test_twice_changes_nothing(self, depot: Depot, order: Order) -> None:
        system = system_person(depot.center.pk)
        for _ in range(2):
            expire_order(order_id=order.pk, by=system, at=NOW + HOLD_FOR)
        assert AuditEntry.objects.filter(action="order.expired").count() == 1

    def test_leaves_alone_what_is_being_picked(self, depot: Depot, order: Order) -> None:
        start_picking(order_id=order.pk, by=depot.person("wati"), at=NOW)
        assert expired_orders(at=NOW + HOLD_FOR) == []
        expire_order(order_id=order.pk, by=system_person(depot.center.pk), at=NOW + HOLD_FOR)
        assert Order.objects.get().status == "picking"


class TestExpiringByTheClock:
    def test_ends_the_others_where_one_fails_and_shows_the_failure(
        self, depot: Depot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        receive_stock(depot, SHEET, pieces=5)
        long_ago = NOW - HOLD_FOR - timedelta(days=30)
        broken, sound = (place(depot, ask(SHEET, 1), at=long_ago) for _ in range(2))
        ending = cancelling.expire_order

        def end_one(*, order_id: int, **more: Any) -> Order:
            if order_id == broken.pk:
                raise RuntimeError("no such thing")
            return ending(order_id=order_id, **more)

        monkeypatch.setattr(cancelling, "expire_order", end_one)
        expire_orders()
        for job_id in jobs.take_due(at=timezone.now()):
            jobs.run(job_id)
        expire_orders()
        broken.refresh_from_db()
        sound.refresh_from_db()
        assert (broken.status, sound.status) == ("placed", "expired")
        (failed,) = Job.objects.waiting().filter(task="orders.tasks.expire_order")
        assert failed.arguments == {"order_id": broken.pk}
        assert "no such thing" in failed.error
