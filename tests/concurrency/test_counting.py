"""Counting when somebody else counts, approves or moves at the same moment."""

import threading
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.db import connection, transaction

from inventory import stock
from inventory.models import Balance, CountEntry, CountLine, Lot, Movement, StockCount
from inventory.services import counting, deciding_counts, opening_counts
from inventory.services.checking import check_ledger
from tests.cast import NOW, Depot, entry, receive_stock
from tests.harness.together import PATIENCE_S, raised, together
from tests.inventory.counts import approve, enter, line_of, open_racks

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = "SPHC-2-4X8"


@pytest.fixture(autouse=True)
def _proved(depot: Depot) -> Iterator[None]:
    """Whatever raced, the ledger proves itself afterwards."""
    yield
    assert list(check_ledger()) == []


@pytest.fixture
def lot(depot: Depot) -> Lot:
    """Ten sheets on A-01."""
    return receive_stock(depot, SHEET, pieces=10, mass_kg=Decimal(500))


def _move(depot: Depot, lot: Lot, moved: threading.Event, asked: threading.Event) -> None:
    """Take four sheets away, and take a while to be done with it."""
    with transaction.atomic():
        move = stock.Move(lot.pk, depot.racks["A-01"].pk, depot.racks["A-02"].pk, 4)
        stock.post(entry(depot, "t", reason="transfer"), [move])
        moved.set()
        asked.wait(PATIENCE_S)
        threading.Event().wait(0.3)


def _kept(count: StockCount) -> tuple[int, int]:
    """Return the pieces on the books by the entry, and by its newest transaction."""
    found = CountEntry.objects.get(line__count=count)
    later = Movement.objects.filter(lot=found.line.lot, transaction_id__lte=found.sequence)
    rack = found.line.place_id
    came = sum(m.pieces for m in later.filter(to_place_id=rack))
    return found.book_pieces, came - sum(m.pieces for m in later.filter(from_place_id=rack))


class TestReadingTheBooks:
    def _race(
        self, depot: Depot, lot: Lot, read: Callable[[CountLine, int], object]
    ) -> list[object]:
        count = open_racks(depot)
        line = line_of(count, lot)
        shown = line.newest  # type: ignore[attr-defined]
        moved, asked = threading.Event(), threading.Event()

        def count_it() -> object:
            moved.wait(PATIENCE_S)
            asked.set()
            return read(line, shown)

        return together([lambda: _move(depot, lot, moved, asked), count_it])

    def test_waits_for_a_move_and_has_it_counted_again(self, depot: Depot, lot: Lot) -> None:
        def read(line: CountLine, shown: int) -> object:
            return enter(depot, line.count, lot, 10, sequence=shown)

        _done, refusal = self._race(depot, lot, read)
        assert isinstance(refusal, counting.MovedWhileCounting)
        assert not CountEntry.objects.exists()

    def test_agrees_with_the_sequence_when_it_was_shown_afterwards(
        self, depot: Depot, lot: Lot
    ) -> None:
        def read(line: CountLine, shown: int) -> object:
            threading.Event().wait(0.8)
            return enter(depot, line.count, lot, 6)

        assert raised(self._race(depot, lot, read)) == []
        assert _kept(StockCount.objects.get()) == (6, 6)

    def test_keeps_old_books_without_the_lock(self, depot: Depot, lot: Lot) -> None:
        def read(line: CountLine, shown: int) -> object:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT on_hand_pieces FROM inventory_balance WHERE lot_id = %s", [lot.pk]
                )
                (pieces,) = cursor.fetchone()
            threading.Event().wait(0.8)
            newest = Movement.objects.filter(lot=lot).latest("pk").transaction_id
            return pieces, newest > shown

        _done, seen = self._race(depot, lot, read)
        assert seen == (10, True)


class TestTogether:
    def test_two_count_the_same_line_and_one_does(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot)
        outcomes = together(
            [
                lambda: enter(depot, count, lot, 10, by="wati"),
                lambda: enter(depot, count, lot, 10, by="sinta"),
            ]
        )
        (refusal,) = raised(outcomes)
        assert isinstance(refusal, counting.CountedAlready)
        assert CountEntry.objects.count() == 1

    def test_two_count_the_last_lines_and_the_count_is_counted(
        self, depot: Depot, lot: Lot
    ) -> None:
        other = receive_stock(depot, SHEET, pieces=5, heat="B")
        count = open_racks(depot)
        outcomes = together(
            [
                lambda: enter(depot, count, lot, 10, by="wati"),
                lambda: enter(depot, count, other, 5, by="sinta"),
            ]
        )
        assert raised(outcomes) == []
        count.refresh_from_db()
        assert count.status == "counted"

    def test_the_last_lines_leave_a_count_open_without_the_lock(
        self, depot: Depot, lot: Lot
    ) -> None:
        receive_stock(depot, SHEET, pieces=5, heat="B")
        lines = list(open_racks(depot).lines.all())
        looked = threading.Barrier(2)

        def count_unlocked(line: CountLine) -> bool:
            with transaction.atomic():
                CountLine.objects.filter(pk=line.pk).update(status="counted")
                looked.wait(PATIENCE_S)
                is_left = CountLine.objects.exclude(status="counted").exists()
                looked.wait(PATIENCE_S)
            return is_left

        assert together([lambda n=n: count_unlocked(lines[n]) for n in (0, 1)]) == [True, True]  # type: ignore[misc]

    def test_two_approve_and_one_posts(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot, recount_percent=Decimal(100), recount_value=Decimal(10**9))
        enter(depot, count, lot, 9)
        outcomes = together([lambda: approve(depot, count)] * 2)
        (refusal,) = raised(outcomes)
        assert isinstance(refusal, counting.CountOver)
        assert Balance.objects.get().on_hand_pieces == 9
        assert Movement.objects.filter(transaction__reason="count").count() == 1

    def test_a_move_while_it_is_approved_is_kept(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot, recount_percent=Decimal(100), recount_value=Decimal(10**9))
        enter(depot, count, lot, 9)
        moved, asked = threading.Event(), threading.Event()

        def approve_meanwhile() -> object:
            moved.wait(PATIENCE_S)
            asked.set()
            return approve(depot, count)

        outcomes = together([lambda: _move(depot, lot, moved, asked), approve_meanwhile])
        assert raised(outcomes) == []
        left = {b.place.code: b.on_hand_pieces for b in Balance.objects.select_related("place")}
        assert left == {"A-01": 5, "A-02": 4}

    def test_two_open_over_the_same_rack_and_one_does(self, depot: Depot, lot: Lot) -> None:
        outcomes = together([lambda: open_racks(depot)] * 2)
        (refusal,) = raised(outcomes)
        assert isinstance(refusal, opening_counts.CountedElsewhere)
        assert CountLine.objects.count() == 1

    def test_two_find_the_same_lot_and_one_adds_it(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot)

        def find() -> CountLine:
            return counting.add_found_lot(
                number=count.number,
                lot_number=lot.number,
                rack="A-02",
                by=depot.person("wati"),
                at=NOW,
            )

        (refusal,) = raised(together([find, find]))
        assert isinstance(refusal, counting.OnTheList)

    def test_sending_back_and_approving_do_not_both_happen(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot)
        line = enter(depot, count, lot, 10)

        def reject() -> StockCount:
            return deciding_counts.reject_lines(
                number=count.number,
                line_ids=[line.pk],
                reason="Lagi",
                by=depot.person("sinta"),
                at=NOW,
            )

        outcomes = together([reject, lambda: approve(depot, count)])
        assert len(raised(outcomes)) == 1
