"""Confirming a pick list by scanning the lots in hand."""

from decimal import Decimal

import pytest

from inventory import stock
from inventory.models import Lot, Place, Reservation
from inventory.rules.labels import Label, write_label
from materialcenter.person import WrongRole
from orders.models import Order, PickedPart
from orders.reports.selling import order_pick, order_view
from orders.services.handing_over import Rest
from orders.services.holding import WrongOrderState
from orders.services.picking import NotOnPickList, PickedAlready, confirm_order_part
from tests.cast import NOW, Depot, receive_stock
from tests.orders.counter import BAR, SHEET, ask, cut_remnant, hand_over, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def lot(depot: Depot) -> Lot:
    return receive_stock(depot, SHEET, pieces=5, heat="OLD")


@pytest.fixture
def order(depot: Depot, lot: Lot) -> Order:
    return place(depot, ask(SHEET, 3))


def confirm(depot: Depot, order: Order, scanned: str, *, by: str = "wati") -> list[int]:
    return confirm_order_part(order_id=order.pk, scanned=scanned, by=depot.person(by), at=NOW)


class TestConfirmOrderPart:
    def test_marks_the_part_and_begins_picking(self, depot: Depot, lot: Lot, order: Order) -> None:
        (reservation,) = confirm(depot, order, lot.number)
        assert Reservation.objects.get(pk=reservation).lot == lot
        order.refresh_from_db()
        assert order.status == "picking"
        assert order_pick(order).picked == 1
        assert order_view(order).picked == {reservation: NOW}

    def test_reads_a_label_as_a_scanner_types_it(
        self, depot: Depot, lot: Lot, order: Order
    ) -> None:
        label = write_label(Label(lot.number, "OLD", SHEET, 5, Decimal("233.290")))
        assert confirm(depot, order, f"{label.lower()}\r\n")

    def test_goes_by_racks_in_walking_order(self, depot: Depot, lot: Lot, order: Order) -> None:
        Place.objects.filter(code="B-01").update(walk_order=1)
        Place.objects.filter(code="A-01").update(walk_order=2)
        bars = receive_stock(depot, BAR, pieces=4, rack="B-01")
        both = place(depot, ask(SHEET, 1), ask(BAR, 1))
        parts = order_pick(both).parts
        assert [part.held.place_code for part in parts] == ["B-01", "A-01"]
        assert parts[0].held.lot_id == bars.pk

    def test_takes_another_lot_of_the_material_by_scanning_it(
        self, depot: Depot, lot: Lot, order: Order
    ) -> None:
        new = receive_stock(depot, SHEET, pieces=4, mass_kg=Decimal(188), heat="NEW")
        (reservation,) = confirm(depot, order, new.number)
        held = Reservation.objects.get(pk=reservation)
        assert (held.lot, held.pieces, held.mass_kg) == (new, 3, Decimal("141.000"))
        assert order.lines.get().mass_kg == Decimal("141.000")
        assert order_pick(order).picked == 1

    def test_refuses_a_lot_confirmed_already_and_one_that_is_not_asked_for(
        self, depot: Depot, lot: Lot, order: Order
    ) -> None:
        bars = receive_stock(depot, BAR, pieces=4)
        confirm(depot, order, lot.number)
        with pytest.raises(PickedAlready):
            confirm(depot, order, lot.number)
        for scanned in (bars.number, "NOTHING"):
            with pytest.raises(NotOnPickList):
                confirm(depot, order, scanned)
        assert PickedPart.objects.count() == 1

    def test_refuses_a_remnant_for_a_whole_sheet(
        self, depot: Depot, lot: Lot, order: Order
    ) -> None:
        remnant = cut_remnant(depot, lot, pieces=4)
        with pytest.raises(stock.OtherSize):
            confirm(depot, order, remnant.number)
        order.refresh_from_db()
        assert order.status == "placed"

    def test_is_for_the_counter_and_open_orders(self, depot: Depot, lot: Lot, order: Order) -> None:
        with pytest.raises(WrongRole):
            confirm(depot, order, lot.number, by="sari")
        hand_over(depot, order)
        with pytest.raises(WrongOrderState):
            confirm(depot, order, lot.number)


class TestHandOverInPart:
    def test_keeps_the_rest_and_hands_it_over_later(
        self, depot: Depot, lot: Lot, order: Order
    ) -> None:
        (reservation,) = confirm(depot, order, lot.number)
        first = hand_over(
            depot,
            order,
            hand_outs=[stock.HandOut(reservation, pieces=2)],
            rest=Rest.KEEP,
        )
        order.refresh_from_db()
        assert order.status == "picking"
        assert order_pick(order).picked == 0
        assert [part.held.pieces for part in order_pick(order).parts] == [1]
        second = hand_over(depot, order, rest=Rest.KEEP)
        order.refresh_from_db()
        assert order.status == "handed_over"
        view = order_view(order)
        assert view.notes == (first, second)
        assert view.invoices == (first.invoice, second.invoice)

    def test_lets_go_of_the_rest_where_it_is_not_kept(
        self, depot: Depot, lot: Lot, order: Order
    ) -> None:
        (reservation,) = confirm(depot, order, lot.number)
        hand_over(depot, order, hand_outs=[stock.HandOut(reservation, pieces=2)])
        order.refresh_from_db()
        assert order.status == "handed_over"
        assert not Reservation.objects.filter(status="held").exists()

    def test_ends_as_handed_over_when_the_rest_is_cancelled(
        self, depot: Depot, lot: Lot, order: Order
    ) -> None:
        from orders.services.cancelling import cancel_order

        (reservation,) = confirm(depot, order, lot.number)
        hand_over(
            depot,
            order,
            hand_outs=[stock.HandOut(reservation, pieces=2)],
            rest=Rest.KEEP,
        )
        cancel_order(order_id=order.pk, by=depot.person("wati"), at=NOW)
        order.refresh_from_db()
        assert order.status == "handed_over"
        assert not Reservation.objects.filter(status="held").exists()
