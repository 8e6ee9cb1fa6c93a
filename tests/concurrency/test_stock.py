"""The door when everybody comes at once, each race with a twin that goes wrong without the lock."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from inventory import stock
from inventory.models import Balance, Lot, Movement, Place, Reservation, Transaction
from inventory.services.checking import check_ledger
from inventory.services.closing import close_period
from materialcenter.commands import run_in_transaction
from tests.cast import NOW, Depot, entry, receive_stock
from tests.harness.together import PATIENCE_S, raised, together

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = "SPHC-2-4X8"
_KEYS = count()


@pytest.fixture(autouse=True)
def _proved(depot: Depot) -> Iterator[None]:
    """Whatever raced, the ledger proves itself afterwards."""
    yield
    assert list(check_ledger()) == []


@pytest.fixture
def scratch(depot: Depot) -> Iterator[None]:
    """A balance and its grants, without lock or check: what the twins race on."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE twin (on_hand int, reserved int)")
        cursor.execute("INSERT INTO twin VALUES (10, 0)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE twin")


def _reserve(depot: Depot, holder_id: int, pieces: int = 1) -> list[stock.Held]:
    want = stock.Want(holder_id, depot.materials[SHEET].pk, pieces)
    return run_in_transaction(
        lambda: stock.reserve(center_id=depot.center.pk, holder="test", wants=[want], at=NOW)
    )


def _moves(depot: Depot, lots: list[Lot], to: int) -> list[stock.Move]:
    return [stock.Move(lot.pk, depot.racks["A-01"].pk, to, 1) for lot in lots]


def _outside(depot: Depot) -> int:
    return stock.outside(depot.center.pk, Place.Kind.WORKSHOP)


class TestReserving:
    def test_grants_forty_who_want_one_of_ten_exactly_ten(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=6, heat="A")
        receive_stock(depot, SHEET, pieces=4, heat="B")
        outcomes = together([lambda n=n: _reserve(depot, n) for n in range(40)])  # type: ignore[misc]
        refusals = raised(outcomes)
        assert all(isinstance(refusal, stock.NotEnoughStock) for refusal in refusals)
        assert len(outcomes) - len(refusals) == 10
        held = Reservation.objects.filter(status="held")
        assert sum(reservation.pieces for reservation in held) == 10
        assert all(b.reserved_pieces == b.on_hand_pieces for b in Balance.objects.all())

    def test_oversells_without_the_lock(self, depot: Depot, scratch: None) -> None:
        looked = threading.Barrier(40)

        def reserve_unlocked() -> bool:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT on_hand - reserved, reserved FROM twin")
                free, reserved = cursor.fetchone()
                looked.wait(PATIENCE_S)
                if free < 1:
                    return False
                cursor.execute("UPDATE twin SET reserved = %s", [reserved + 1])
                return True

        granted = together([reserve_unlocked] * 40)
        assert granted.count(True) > 10

    def test_never_deadlocks_on_opposed_wants(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=400)
        receive_stock(depot, "S45C-D25", pieces=400)
        codes = [SHEET, "S45C-D25"]

        def many(order: list[str], first: int) -> None:
            for n in range(40):
                wants = [stock.Want(first + n, depot.materials[code].pk, 1) for code in order]
                with transaction.atomic():
                    stock.reserve(center_id=depot.center.pk, holder="test", wants=wants, at=NOW)

        jobs = [lambda n=n: many(codes if n % 2 else codes[::-1], n * 1000) for n in range(6)]
        assert raised(together(jobs)) == []
        assert Balance.objects.get(material=depot.materials[SHEET]).reserved_pieces == 240

    def test_waits_for_a_quarantine_and_then_refuses(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        judged, asked = threading.Event(), threading.Event()

        def quarantine() -> None:
            with transaction.atomic():
                stock.set_quality(
                    center_id=depot.center.pk, lot_id=lot.pk, quality="quarantined", at=NOW
                )
                judged.set()
                asked.wait(PATIENCE_S)
                threading.Event().wait(0.3)

        def reserve() -> list[stock.Held]:
            judged.wait(PATIENCE_S)
            asked.set()
            return _reserve(depot, 1)

        _done, refusal = together([quarantine, reserve])
        assert isinstance(refusal, stock.NotEnoughStock)
        assert not Reservation.objects.exists()

    def test_sells_a_lot_in_quarantine_without_the_lock(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        looked, judged = threading.Event(), threading.Event()

        def reserve_unlocked() -> bool:
            is_saleable = Balance.objects.values_list("is_saleable", flat=True).get(lot=lot)
            looked.set()
            judged.wait(PATIENCE_S)
            return is_saleable

        def quarantine() -> None:
            looked.wait(PATIENCE_S)
            with transaction.atomic():
                stock.set_quality(
                    center_id=depot.center.pk, lot_id=lot.pk, quality="quarantined", at=NOW
                )
            judged.set()

        sold, _done = together([reserve_unlocked, quarantine])
        assert sold
        assert Lot.objects.get().quality == "quarantined"

    def test_finds_what_moved_to_another_rack_while_it_waited(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        moved, asked = threading.Event(), threading.Event()

        def move_all() -> None:
            with transaction.atomic():
                move = stock.Move(lot.pk, depot.racks["A-01"].pk, depot.racks["A-02"].pk, 10)
                stock.post(entry(depot, "t", reason="transfer"), [move])
                moved.set()
                asked.wait(PATIENCE_S)
                threading.Event().wait(0.3)

        def reserve() -> list[stock.Held]:
            moved.wait(PATIENCE_S)
            asked.set()
            return _reserve(depot, 1, 10)

        _done, held = together([move_all, reserve])
        assert [(h.place_id, h.pieces) for h in held] == [(depot.racks["A-02"].pk, 10)]


class TestQuarantine:
    def test_follows_pieces_that_are_being_moved(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        moved, asked = threading.Event(), threading.Event()

        def move_some() -> None:
            with transaction.atomic():
                move = stock.Move(lot.pk, depot.racks["A-01"].pk, depot.racks["A-02"].pk, 4)
                stock.post(entry(depot, "t", reason="transfer"), [move])
                moved.set()
                asked.wait(PATIENCE_S)
                threading.Event().wait(0.3)

        def quarantine() -> None:
            moved.wait(PATIENCE_S)
            asked.set()
            run_in_transaction(
                lambda: stock.set_quality(
                    center_id=depot.center.pk, lot_id=lot.pk, quality="quarantined", at=NOW
                )
            )

        assert raised(together([move_some, quarantine])) == []
        assert [b.is_saleable for b in Balance.objects.all()] == [False, False]

    def test_catches_what_comes_back_from_outside_meanwhile(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        came, asked = threading.Event(), threading.Event()
        found = stock.Move(
            lot.pk, _outside_in_transaction(depot), depot.racks["B-01"].pk, 1, Decimal(46)
        )

        def count_up() -> None:
            with transaction.atomic():
                stock.post(entry(depot, "c", reason="count"), [found])
                came.set()
                asked.wait(PATIENCE_S)
                threading.Event().wait(0.3)

        def quarantine() -> None:
            came.wait(PATIENCE_S)
            asked.set()
            run_in_transaction(
                lambda: stock.set_quality(
                    center_id=depot.center.pk, lot_id=lot.pk, quality="quarantined", at=NOW
                )
            )

        assert raised(together([count_up, quarantine])) == []
        assert [b.is_saleable for b in Balance.objects.all()] == [False, False]


def _outside_in_transaction(depot: Depot) -> int:
    with transaction.atomic():
        return stock.outside(depot.center.pk, Place.Kind.COUNT_DIFFERENCE)


class TestPosting:
    def test_never_deadlocks_on_opposed_lines(self, depot: Depot) -> None:
        lots = [receive_stock(depot, SHEET, pieces=300, heat=f"H{n}") for n in range(4)]
        with transaction.atomic():
            target = _outside(depot)

        def many(order: list[Lot]) -> None:
            for _n in range(40):
                with transaction.atomic():
                    stock.post(
                        entry(depot, f"k{next(_KEYS)}", reason="issue"),
                        _moves(depot, order, target),
                    )

        assert raised(together([lambda: many(lots), lambda: many(lots[::-1])] * 3)) == []
        assert all(b.on_hand_pieces == 60 for b in Balance.objects.all())

    def test_deadlocks_when_lines_are_locked_in_their_own_order(self, depot: Depot) -> None:
        lots = [receive_stock(depot, SHEET, pieces=10, heat=f"H{n}") for n in range(2)]
        both_hold_one = threading.Barrier(2)

        def take_unsorted(order: list[Lot]) -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                for n, lot in enumerate(order):
                    cursor.execute(
                        "SELECT FROM inventory_balance WHERE lot_id = %s FOR NO KEY UPDATE",
                        [lot.pk],
                    )
                    if n == 0:
                        both_hold_one.wait(PATIENCE_S)

        victims = raised(together([lambda: take_unsorted(lots), lambda: take_unsorted(lots[::-1])]))
        assert [type(v) for v in victims] == [OperationalError]
        assert "deadlock" in str(victims[0])

    def test_does_the_same_key_once(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=30)
        with transaction.atomic():
            target = _outside(depot)

        def issue() -> stock.Posting:
            return run_in_transaction(
                lambda: stock.post(
                    entry(depot, "same", reason="issue"), _moves(depot, [lot], target)
                )
            )

        postings = together([issue] * 20)
        assert raised(postings) == []
        assert len({posting.sequence for posting in postings}) == 1
        assert [p.is_repeated for p in postings].count(False) == 1
        assert Balance.objects.get(lot=lot).on_hand_pieces == 29

    def test_does_the_same_key_twice_when_it_only_looks(self, depot: Depot) -> None:
        looked = threading.Barrier(2)
        done: list[str] = []

        def issue_unlocked() -> None:
            known = Transaction.objects.filter(key="same").exists() or "same" in done
            looked.wait(PATIENCE_S)
            if not known:
                done.append("same")

        together([issue_unlocked] * 2)
        assert len(done) == 2

    def test_reverses_once(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=5)
        with transaction.atomic():
            posting = stock.post(
                entry(depot, "i", reason="issue"), _moves(depot, [lot], _outside(depot))
            )

        def undo() -> stock.Posting:
            return run_in_transaction(
                lambda: stock.reverse(entry(depot, f"r{next(_KEYS)}"), sequence=posting.sequence)
            )

        refusals = raised(together([undo] * 8))
        assert len(refusals) == 7
        assert all(isinstance(refusal, stock.AlreadyReversed) for refusal in refusals)
        assert Balance.objects.get(lot=lot).on_hand_pieces == 5

    def test_hands_a_reservation_over_once(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=5)
        held = _reserve(depot, 1, 3)
        with transaction.atomic():
            target = _outside(depot)

        def hand_over() -> stock.Posting:
            return run_in_transaction(
                lambda: stock.issue_reserved(
                    entry(depot, f"h{next(_KEYS)}", reason="issue"),
                    [stock.HandOut(held[0].reservation_id)],
                    to_place_id=target,
                )
            )

        refusals = raised(together([hand_over] * 8))
        assert len(refusals) == 7
        assert all(isinstance(refusal, stock.NothingReserved) for refusal in refusals)
        assert Balance.objects.get().on_hand_pieces == 2

    def test_hands_many_reservations_of_one_lot_over_at_once(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=30)
        held = [_reserve(depot, n, 2)[0] for n in range(12)]
        with transaction.atomic():
            target = _outside(depot)

        def hand_over(part: stock.Held) -> None:
            run_in_transaction(
                lambda: stock.issue_reserved(
                    entry(depot, f"h{next(_KEYS)}", reason="issue"),
                    [stock.HandOut(part.reservation_id, 1)],
                    to_place_id=target,
                )
            )
            run_in_transaction(
                lambda: stock.release(
                    center_id=depot.center.pk,
                    holder="test",
                    holder_ids=[part.holder_id],
                    at=NOW,
                )
            )

        assert raised(together([lambda part=part: hand_over(part) for part in held])) == []  # type: ignore[misc]
        balance = Balance.objects.get()
        assert (balance.on_hand_pieces, balance.reserved_pieces) == (18, 0)


class TestClosing:
    def _post_and_wait(
        self, depot: Depot, lot: Lot, posted: threading.Event, go: threading.Event
    ) -> Callable[[], Any]:
        def post() -> None:
            with transaction.atomic():
                stock.post(
                    entry(depot, f"p{next(_KEYS)}", reason="issue"),
                    _moves(depot, [lot], _outside(depot)),
                )
                posted.set()
                go.wait(PATIENCE_S)
                threading.Event().wait(0.3)

        return post

    def test_waits_for_what_is_being_posted(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=5)
        posted, go = threading.Event(), threading.Event()
        seen: list[int] = []
        sinta, after = depot.person("sinta"), NOW + timedelta(days=3)

        def close() -> None:
            posted.wait(PATIENCE_S)
            go.set()
            close_period(through=timezone.localdate(NOW), by=sinta, at=after)
            seen.append(Movement.objects.count())

        assert raised(together([self._post_and_wait(depot, lot, posted, go), close])) == []
        assert seen == [2]

    def test_keeps_out_what_comes_while_it_closes(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=5)
        with transaction.atomic():
            target = _outside(depot)
        closing, asked = threading.Event(), threading.Event()
        sinta, after = depot.person("sinta"), NOW + timedelta(days=3)

        def close() -> None:
            with transaction.atomic():
                # Joins this transaction, so that it stays open while the other one asks.
                close_period.__wrapped__(  # type: ignore[attr-defined]
                    through=timezone.localdate(NOW), by=sinta, at=after
                )
                closing.set()
                asked.wait(PATIENCE_S)
                threading.Event().wait(0.3)

        def post() -> None:
            closing.wait(PATIENCE_S)
            asked.set()
            run_in_transaction(
                lambda: stock.post(entry(depot, "p", reason="issue"), _moves(depot, [lot], target))
            )

        _done, refusal = together([close, post])
        assert isinstance(refusal, stock.PeriodClosed)
        assert Balance.objects.get(lot=lot).on_hand_pieces == 5

    def test_lets_a_posting_slip_in_without_the_lock(self, depot: Depot) -> None:
        looked, closed = threading.Event(), threading.Event()
        sinta, after = depot.person("sinta"), NOW + timedelta(days=3)

        def post_unlocked() -> bool:
            is_open = depot.center.books_closed_through is None
            looked.set()
            closed.wait(PATIENCE_S)
            return is_open

        def close() -> None:
            looked.wait(PATIENCE_S)
            close_period(through=timezone.localdate(NOW), by=sinta, at=after)
            closed.set()

        slipped_in, _done = together([post_unlocked, close])
        depot.center.refresh_from_db()
        assert slipped_in
        assert depot.center.books_closed_through == timezone.localdate(NOW)
