"""Picking, and taking from another lot."""

from decimal import Decimal

import pytest

from inventory import stock
from inventory.models import Balance, Lot, Reservation
from materialcenter.person import WrongRole
from orders.models import Order
from orders.services.holding import NoSuchOrder, WrongOrderState
from orders.services.picking import NotHeld, start_picking, swap_lot
from tests.cast import NOW, Depot, receive_stock
from tests.orders.counter import (
    BAR,
    SCRAP,
    SHEET,
    ask,
    hand_over,
    place,
    quarantine,
    receive_owned,
)

pytestmark = pytest.mark.django_db


def swap(depot: Depot, order: Order, lot: str, *, by: str = "wati") -> Order:
    held = Reservation.objects.filter(status="held").order_by("pk").first()
    return swap_lot(
        order_id=order.pk,
        reservation_id=held.pk if held else 0,
        lot_number=lot,
        by=depot.person(by),
        at=NOW,
    )


class TestStartPicking:
    def test_is_said_by_a_clerk_as_often_as_they_like(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=5)
        order = place(depot, ask(SHEET, 3))
        for _ in range(2):
            start_picking(order_id=order.pk, by=depot.person("wati"), at=NOW)
        assert Order.objects.get().status == "picking"

    def test_refuses_a_buyer_a_stranger_and_an_ended_order(
        self, depot: Depot, stranger: Depot
    ) -> None:
        receive_stock(depot, SHEET, pieces=5)
        order = place(depot, ask(SHEET, 3))
        with pytest.raises(WrongRole):
            start_picking(order_id=order.pk, by=depot.person("sari"), at=NOW)
        with pytest.raises(NoSuchOrder):
            start_picking(order_id=order.pk, by=stranger.person("wati"), at=NOW)
        hand_over(depot, order)
        with pytest.raises(WrongOrderState):
            start_picking(order_id=order.pk, by=depot.person("wati"), at=NOW)


class TestSwapLot:
    @pytest.fixture
    def old(self, depot: Depot) -> Lot:
        return receive_stock(depot, SHEET, pieces=5, mass_kg=Decimal(230), heat="OLD")

    @pytest.fixture
    def order(self, depot: Depot, old: Lot) -> Order:
        return place(depot, ask(SHEET, 3))

    def test_holds_the_same_pieces_at_their_own_weight(
        self, depot: Depot, old: Lot, order: Order
    ) -> None:
        new = receive_stock(depot, SHEET, pieces=4, mass_kg=Decimal(188), heat="NEW")
        swap(depot, order, f" {new.number} ")
        assert Balance.objects.get(lot=old).reserved_pieces == 0
        balance = Balance.objects.get(lot=new)
        assert (balance.reserved_pieces, balance.reserved_kg) == (3, Decimal("141.000"))
        line = order.lines.get()
        assert (line.pieces, line.mass_kg) == (3, Decimal("141.000"))
        note = hand_over(depot, order)
        assert note.lines.get().lot == new

    def test_takes_all_pieces_of_a_lot_with_all_its_kg(
        self, depot: Depot, old: Lot, order: Order
    ) -> None:
        new = receive_stock(depot, SHEET, pieces=3, mass_kg=Decimal("140.001"), heat="NEW")
        swap(depot, order, new.number)
        assert order.lines.get().mass_kg == Decimal("140.001")

    def test_refuses_pieces_that_weigh_nothing_there(
        self, depot: Depot, old: Lot, order: Order
    ) -> None:
        light = receive_stock(depot, SHEET, pieces=10_000, mass_kg=Decimal("0.001"), heat="NEW")
        with pytest.raises(stock.TooLight):
            swap(depot, order, light.number)
        assert Balance.objects.get(lot=old).reserved_pieces == 3

    def test_takes_the_new_lot_from_more_than_one_rack(
        self, depot: Depot, old: Lot, order: Order
    ) -> None:
        new = receive_stock(depot, SHEET, pieces=4, mass_kg=Decimal(188), heat="NEW")
        move = stock.Move(new.pk, depot.racks["A-01"].pk, depot.racks["B-01"].pk, 2)
        from tests.cast import entry

        stock.post(entry(depot, "t1", reason="transfer"), [move])
        swap(depot, order, new.number)
        held = Reservation.objects.filter(status="held").order_by("place__code")
        assert list(held.values_list("place__code", "pieces")) == [("A-01", 2), ("B-01", 1)]
        assert order.lines.get().mass_kg == Decimal("141.000")

    def test_keeps_the_kg_of_what_is_weighed(self, depot: Depot) -> None:
        receive_stock(depot, SCRAP, mass_kg=Decimal(100), heat="OLD")
        order = place(depot, ask(SCRAP, "60.5"))
        new = receive_stock(depot, SCRAP, mass_kg=Decimal(80), heat="NEW")
        swap(depot, order, new.number)
        assert Balance.objects.get(lot=new).reserved_kg == Decimal("60.500")

    def test_refuses_every_lot_that_cannot_stand_in(
        self, depot: Depot, old: Lot, order: Order
    ) -> None:
        bar = receive_stock(depot, BAR, pieces=9)
        small = receive_stock(depot, SHEET, pieces=2, heat="SMALL")
        bad = receive_stock(depot, SHEET, pieces=9, heat="BAD")
        quarantine(depot, bad.pk)
        receive_owned(depot, SHEET, pieces=9, owner="W0002")
        owned = Lot.objects.get(heat="OWNED")
        for lot, refusal in (
            ("LOT-NONE", stock.NoSuchLot),
            (old.number, stock.SameLot),
            (bar.number, stock.OtherMaterial),
            (bad.number, stock.LotBlocked),
            (owned.number, stock.LotConsigned),
            (small.number, stock.NotEnoughStock),
        ):
            with pytest.raises(refusal):
                swap(depot, order, lot)
        assert Balance.objects.get(lot=old).reserved_pieces == 3
        assert Reservation.objects.count() == 1

    def test_refuses_what_the_order_does_not_hold(self, depot: Depot, order: Order) -> None:
        other = place(depot, ask(SHEET, 1), by="rudi", workshop="W0002")
        with pytest.raises(NotHeld):
            swap(depot, other, "LOT-NONE")

    def test_refuses_a_buyer_and_an_ended_order(self, depot: Depot, order: Order) -> None:
        with pytest.raises(WrongRole):
            swap(depot, order, "LOT-NONE", by="sari")
        hand_over(depot, order)
        with pytest.raises(WrongOrderState):
            swap(depot, order, "LOT-NONE")
