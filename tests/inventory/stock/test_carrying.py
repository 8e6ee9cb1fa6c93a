"""What racks carry: whatever is put there, by whichever way, stays within it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from inventory import stock
from inventory.models import Balance, Lot, Movement, Place, Transaction
from materialcenter.commands import run_in_transaction
from tests.cast import Depot, entry, receive_stock
from tests.inventory.yard import issue

pytestmark = pytest.mark.django_db
SCRAP = "SCRAP-HMS1"


def limit(depot: Depot, rack: str, capacity_kg: int | None) -> None:
    """Say what a rack may carry."""
    Place.objects.filter(pk=depot.racks[rack].pk).update(capacity_kg=capacity_kg)


def load(depot: Depot, rack: str) -> Decimal:
    """Weigh what lies on a rack."""
    return sum(
        Balance.objects.filter(place=depot.racks[rack]).values_list("on_hand_kg", flat=True),
        Decimal(0),
    )


def _move(depot: Depot, lot: Lot, mass_kg: int, *, key: str, to: str = "A-02") -> stock.Posting:
    move = stock.Move(
        lot.pk, depot.racks["A-01"].pk, depot.racks[to].pk, 0, mass_kg=Decimal(mass_kg)
    )
    return run_in_transaction(lambda: stock.post(entry(depot, key, reason="transfer"), [move]))


@pytest.mark.django_db(transaction=True)
class TestPost:
    def test_fills_a_rack_to_the_last_gram(self, depot: Depot) -> None:
        lot = receive_stock(depot, SCRAP, mass_kg=Decimal(500))
        limit(depot, "A-02", 300)
        _move(depot, lot, 300, key="t")
        assert load(depot, "A-02") == 300

    def test_names_rack_load_capacity_and_room_and_changes_nothing(self, depot: Depot) -> None:
        lot = receive_stock(depot, SCRAP, mass_kg=Decimal(5000))
        limit(depot, "A-02", 3000)
        _move(depot, lot, 2000, key="t1")
        before = list(Balance.objects.order_by("pk").values()), Movement.objects.count()
        with pytest.raises(stock.RackOverloaded) as refusal, override("en"):
            _move(depot, lot, 1001, key="t2")
        assert refusal.value.code == "rack_overloaded"
        with override("en"):
            assert str(refusal.value) == (
                "Rack A-02 may carry 3,000 kg and carries 2,000 kg: 1,000 kg more may be put"
                " there. Choose another rack, or move something away first."
            )
        assert [fault.place for fault in refusal.value.faults] == ["A-02"]
        assert (list(Balance.objects.order_by("pk").values()), Movement.objects.count()) == before

    def test_names_every_rack_that_would_carry_too_much(self, depot: Depot) -> None:
        lot = receive_stock(depot, SCRAP, mass_kg=Decimal(500))
        limit(depot, "A-02", 100)
        limit(depot, "B-01", 50)
        moves = [
            stock.Move(lot.pk, depot.racks["A-01"].pk, depot.racks[rack].pk, 0, Decimal(101))
            for rack in ("B-01", "A-02")
        ]
        with pytest.raises(stock.RackOverloaded) as refusal:
            run_in_transaction(lambda: stock.post(entry(depot, "t", reason="transfer"), moves))
        assert [fault.place for fault in refusal.value.faults] == ["A-02", "B-01"]

    def test_counts_the_lines_of_one_posting_together(self, depot: Depot) -> None:
        first = receive_stock(depot, SCRAP, mass_kg=Decimal(60))
        second = receive_stock(depot, SCRAP, mass_kg=Decimal(60), heat="B")
        limit(depot, "A-02", 100)
        moves = [
            stock.Move(lot.pk, depot.racks["A-01"].pk, depot.racks["A-02"].pk, 0, Decimal(60))
            for lot in (first, second)
        ]
        with pytest.raises(stock.RackOverloaded):
            run_in_transaction(lambda: stock.post(entry(depot, "t", reason="transfer"), moves))

    def test_lets_a_rack_that_was_too_full_be_lightened_and_exchanged(self, depot: Depot) -> None:
        lying = receive_stock(depot, SCRAP, mass_kg=Decimal(500))
        other = receive_stock(depot, SCRAP, mass_kg=Decimal(80), rack="B-01", heat="B")
        limit(depot, "A-01", 100)
        racks = depot.racks
        moves = [
            stock.Move(lying.pk, racks["A-01"].pk, racks["B-01"].pk, 0, Decimal(90)),
            stock.Move(other.pk, racks["B-01"].pk, racks["A-01"].pk, 0, Decimal(80)),
        ]
        run_in_transaction(lambda: stock.post(entry(depot, "t", reason="transfer"), moves))
        assert load(depot, "A-01") == 490

    def test_says_that_nothing_more_goes_onto_a_rack_that_is_too_full(self, depot: Depot) -> None:
        receive_stock(depot, SCRAP, mass_kg=Decimal(500))
        limit(depot, "A-01", 100)
        with pytest.raises(stock.RackOverloaded) as refusal, override("en"):
            receive_stock(depot, SCRAP, mass_kg=Decimal("0.001"), heat="B")
        assert refusal.value.data["room"] == "0 kg"

    def test_looks_once_and_only_where_a_rack_has_a_capacity(self, depot: Depot) -> None:
        lot = receive_stock(depot, SCRAP, mass_kg=Decimal(500))
        with CaptureQueriesContext(connection) as unlimited:
            _move(depot, lot, 10, key="t1")
        limit(depot, "B-01", 300)
        with CaptureQueriesContext(connection) as elsewhere:
            _move(depot, lot, 10, key="t2")
        with CaptureQueriesContext(connection) as limited:
            _move(depot, lot, 10, key="t3", to="B-01")
        assert len(elsewhere) == len(unlimited)
        assert len(limited) == len(unlimited) + 1


@pytest.mark.django_db(transaction=True)
class TestEveryWayIn:
    def test_refuses_a_receipt(self, depot: Depot) -> None:
        limit(depot, "A-01", 100)
        with pytest.raises(stock.RackOverloaded):
            receive_stock(depot, SCRAP, mass_kg=Decimal(101))
        assert not Lot.objects.exists()

    def test_refuses_what_a_count_found(self, depot: Depot) -> None:
        lot = receive_stock(depot, SCRAP, mass_kg=Decimal(90))
        limit(depot, "A-01", 100)

        def gain() -> stock.Posting:
            source = stock.outside(depot.center.pk, Place.Kind.COUNT_DIFFERENCE)
            move = stock.Move(lot.pk, source, depot.racks["A-01"].pk, 0, Decimal(11))
            return stock.post(entry(depot, "c", reason="count"), [move])

        with pytest.raises(stock.RackOverloaded):
            run_in_transaction(gain)
        assert load(depot, "A-01") == 90

    def test_refuses_a_reversal_that_has_no_room_to_come_back_to(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=10)
        posting = issue(depot, lot, 4, key="i")
        limit(depot, "A-01", 300)

        def undo() -> stock.Posting:
            return stock.reverse(entry(depot, "r"), sequence=posting.sequence)

        with pytest.raises(stock.RackOverloaded) as refusal:
            run_in_transaction(undo)
        assert refusal.value.data["rack"] == "A-01"
        assert not Transaction.objects.filter(reason="reversal").exists()
        limit(depot, "A-01", 500)
        run_in_transaction(undo)
        assert load(depot, "A-01") == lot.received_kg

    def test_gives_the_first_posting_again_without_weighing_the_rack(self, depot: Depot) -> None:
        limit(depot, "A-01", 100)
        first = receive_stock(depot, SCRAP, mass_kg=Decimal(90), key="once")
        limit(depot, "A-01", 50)
        assert receive_stock(depot, SCRAP, mass_kg=Decimal(90), key="once") == first
