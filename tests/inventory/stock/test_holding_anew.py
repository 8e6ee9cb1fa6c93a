"""Holding anew: reservations are divided among other holders, and nothing is free in between."""

from decimal import Decimal

import pytest
from django.db import transaction

from inventory import stock
from inventory.models import Balance, Reservation
from inventory.services.checking import check_ledger
from tests.cast import NOW, Depot, receive_stock

pytestmark = pytest.mark.django_db
CODE = "SPHC-2-4X8"


@pytest.fixture
def held(depot: Depot) -> stock.Held:
    """Hold 6 of 10 sheets for one holder."""
    receive_stock(depot, CODE, pieces=10, heat="A")
    want = stock.Want(1, depot.materials[CODE].pk, 6)
    with transaction.atomic():
        (found,) = stock.reserve(center_id=depot.center.pk, holder="test", wants=[want], at=NOW)
    return found


def anew(depot: Depot, ids: list[int], *parts: stock.NewHold) -> None:
    with transaction.atomic():
        stock.hold_anew(center_id=depot.center.pk, reservation_ids=ids, parts=parts, at=NOW)


def rows() -> list[tuple[str, int, int]]:
    found = Reservation.objects.filter(status="held").order_by("pk")
    return list(found.values_list("holder", "holder_id", "pieces"))


class TestHoldAnew:
    def test_divides_a_part_and_lets_the_rest_go(self, depot: Depot, held: stock.Held) -> None:
        piece = held.mass_kg / 6
        anew(
            depot,
            [held.reservation_id],
            stock.NewHold(held.reservation_id, "test", 2, 3, piece * 3),
            stock.NewHold(held.reservation_id, "other", 1, 1, piece),
        )
        assert rows() == [("test", 2, 3), ("other", 1, 1)]
        assert Reservation.objects.get(holder_id=2).pk == held.reservation_id
        balance = Balance.objects.get()
        assert (balance.reserved_pieces, balance.reserved_kg) == (4, piece * 4)
        assert not list(check_ledger())

    def test_holds_on_to_what_is_in_quarantine(self, depot: Depot, held: stock.Held) -> None:
        with transaction.atomic():
            stock.set_quality(
                center_id=depot.center.pk, lot_id=held.lot_id, quality="quarantined", at=NOW
            )
        anew(
            depot,
            [held.reservation_id],
            stock.NewHold(held.reservation_id, "test", 9, 6, held.mass_kg),
        )
        assert rows() == [("test", 9, 6)]

    def test_lets_go_of_what_no_part_names(self, depot: Depot, held: stock.Held) -> None:
        anew(depot, [held.reservation_id])
        assert not rows()
        assert not Balance.objects.get().reserved_kg
        anew(depot, [])

    @pytest.mark.parametrize("wrong", ["more pieces", "more kg", "unnamed", "ended", "elsewhere"])
    def test_refuses_more_than_is_held_and_changes_nothing(
        self, depot: Depot, stranger: Depot, held: stock.Held, wrong: str
    ) -> None:
        pk = held.reservation_id
        pieces = 7 if wrong == "more pieces" else 6
        mass_kg = held.mass_kg + (Decimal("0.001") if wrong == "more kg" else 0)
        ids = [] if wrong == "unnamed" else [pk]
        if wrong == "ended":
            ids.append(pk + 1_000)
        before = list(Reservation.objects.values()), list(Balance.objects.values())
        given = stock.NewHold(pk, "test", 9, pieces, mass_kg)
        with pytest.raises(stock.NothingReserved):
            anew(stranger if wrong == "elsewhere" else depot, ids, given)
        assert before == (list(Reservation.objects.values()), list(Balance.objects.values()))

    def test_refuses_a_part_that_weighs_nothing(self, depot: Depot, held: stock.Held) -> None:
        part = stock.NewHold(held.reservation_id, "test", 2, 1, Decimal(0))
        with pytest.raises(stock.TooLight):
            anew(depot, [held.reservation_id], part)

    def test_locks_what_several_holders_hold(self, depot: Depot, held: stock.Held) -> None:
        with transaction.atomic():
            found = stock.lock_held_by(
                center_id=depot.center.pk, holders={"test": [1, 2], "other": [1]}
            )
        assert found == {held.reservation_id}
