"""The door: what comes in, moves, leaves and comes back."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from inventory import stock
from inventory.models import Balance, Movement, Place, Transaction
from tests.cast import NOW, Depot, entry, receive_stock

pytestmark = pytest.mark.django_db


def _issue(depot: Depot, key: str, *moves: stock.Move) -> stock.Posting:
    with transaction.atomic():
        return stock.post(entry(depot, key, reason="issue"), moves, only_sound=True)


def _move(depot: Depot, lot_id: int, pieces: int, rack: str = "A-01") -> stock.Move:
    return stock.Move(
        lot_id=lot_id,
        from_place_id=depot.racks[rack].pk,
        to_place_id=stock.outside(depot.center.pk, Place.Kind.WORKSHOP)
        if connection.in_atomic_block
        else 0,
        pieces=pieces,
    )


class TestPost:
    def test_takes_its_part_of_kg_and_value(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=3, mass_kg=Decimal("140.000"))
        posting = _issue(depot, "i1", _move(depot, lot.pk, 1))
        assert posting.moved[0].mass_kg == Decimal("46.667")
        balance = Balance.objects.get(lot=lot)
        assert (balance.on_hand_pieces, balance.on_hand_kg) == (2, Decimal("93.333"))
        assert balance.value + posting.moved[0].value == Decimal("1533000.00")

    def test_gives_the_last_piece_the_residue(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=3, mass_kg=Decimal("140.000"))
        for n in range(3):
            _issue(depot, f"i{n}", _move(depot, lot.pk, 1))
        balance = Balance.objects.get(lot=lot)
        assert (balance.on_hand_pieces, balance.on_hand_kg, balance.value) == (
            0,
            Decimal(0),
            Decimal(0),
        )

    def test_names_what_is_free_and_changes_nothing(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=3)
        before = Movement.objects.count()
        with pytest.raises(stock.NotEnoughStock) as refusal:
            _issue(depot, "i1", _move(depot, lot.pk, 4))
        assert "3" in refusal.value.faults[0].sentence
        assert Movement.objects.count() == before

    def test_lets_nothing_leave_before_the_day_it_came(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=3)
        early = entry(depot, "i1", reason="issue")
        yesterday = replace(early, effective_at=early.effective_at - timedelta(days=1))
        with pytest.raises(stock.BeforeArrival), transaction.atomic():
            stock.post(yesterday, [_move(depot, lot.pk, 1)])
        assert Balance.objects.get(lot=lot).on_hand_pieces == 3
        with transaction.atomic():
            stock.post(early, [_move(depot, lot.pk, 1)])
        assert Balance.objects.get(lot=lot).on_hand_pieces == 2

    def test_refuses_parts_of_a_gram_wherever_they_come_from(self, depot: Depot) -> None:
        with pytest.raises(stock.TooFine):
            receive_stock(depot, "SCRAP-HMS1", mass_kg=Decimal("100.0005"))
        lot = receive_stock(depot, "SCRAP-HMS1", mass_kg=Decimal(100))
        fine = Decimal("1.0005")
        want = stock.Want(1, depot.materials["SCRAP-HMS1"].pk, 0, fine)
        with transaction.atomic(), pytest.raises(stock.TooFine):
            stock.reserve(center_id=depot.center.pk, holder="test", wants=[want], at=NOW)
        move = stock.Move(lot.pk, depot.racks["A-01"].pk, depot.racks["A-02"].pk, 0, fine)
        with transaction.atomic(), pytest.raises(stock.TooFine):
            stock.post(entry(depot, "m1", reason="transfer"), [move])
        with transaction.atomic(), pytest.raises(stock.TooFine):
            stock.issue_reserved(
                entry(depot, "i1", reason="issue"), [stock.HandOut(1, mass_kg=fine)], to_place_id=1
            )
        assert Movement.objects.count() == 1

    def test_does_the_same_key_once(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=3)
        first = _issue(depot, "i1", _move(depot, lot.pk, 1))
        again = _issue(depot, "i1", _move(depot, lot.pk, 1))
        assert again.is_repeated
        assert again.sequence == first.sequence
        assert again.moved == first.moved
        assert Balance.objects.get(lot=lot).on_hand_pieces == 2

    def test_takes_two_statements_and_a_job_however_many_lines(self, depot: Depot) -> None:
        lots = [receive_stock(depot, "SPHC-2-4X8", pieces=3, heat=f"H{n}") for n in range(4)]
        counts = []
        for n in (1, 4):
            moves = [_move(depot, lot.pk, 1) for lot in lots[:n]]
            with CaptureQueriesContext(connection) as queries:
                _issue(depot, f"n{n}", *moves)
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_refuses_a_lot_in_quarantine(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=3)
        with transaction.atomic():
            stock.set_quality(
                center_id=depot.center.pk, lot_id=lot.pk, quality="quarantined", at=NOW
            )
        with pytest.raises(stock.LotBlocked):
            _issue(depot, "i1", _move(depot, lot.pk, 1))

    def test_transfers_between_racks(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=3)
        move = stock.Move(lot.pk, depot.racks["A-01"].pk, depot.racks["A-02"].pk, 2)
        with transaction.atomic():
            stock.post(entry(depot, "t1", reason="transfer"), [move])
        found = dict(Balance.objects.filter(lot=lot).values_list("place__code", "on_hand_pieces"))
        assert found == {"A-01": 1, "A-02": 2}


class TestReserve:
    def _want(self, depot: Depot, holder_id: int, pieces: int) -> stock.Want:
        return stock.Want(holder_id, depot.materials["SPHC-2-4X8"].pk, pieces)

    def _reserve(self, depot: Depot, *wants: stock.Want) -> list[stock.Held]:
        with transaction.atomic():
            return stock.reserve(
                center_id=depot.center.pk,
                holder="test",
                wants=wants,
                at=entry(depot, "x").recorded_at,
            )

    def test_takes_the_oldest_first_across_lots_and_holders(self, depot: Depot) -> None:
        a = receive_stock(depot, "SPHC-2-4X8", pieces=3, heat="A")
        b = receive_stock(depot, "SPHC-2-4X8", pieces=5, heat="B")
        held = self._reserve(depot, self._want(depot, 1, 2), self._want(depot, 2, 4))
        assert [(h.holder_id, h.lot_id, h.pieces) for h in held] == [
            (1, a.pk, 2),
            (2, a.pk, 1),
            (2, b.pk, 3),
        ]

    def test_names_the_shortage_with_what_is_available(self, depot: Depot) -> None:
        receive_stock(depot, "SPHC-2-4X8", pieces=3)
        with pytest.raises(stock.NotEnoughStock) as refusal:
            self._reserve(depot, self._want(depot, 1, 4))
        assert "3" in refusal.value.faults[0].sentence
        assert Balance.objects.get().reserved_pieces == 0

    def test_hands_out_in_parts_and_lets_the_rest_go(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=5)
        held = self._reserve(depot, self._want(depot, 1, 4))
        with transaction.atomic():
            posting = stock.issue_reserved(
                entry(depot, "h1", reason="issue"),
                [stock.HandOut(held[0].reservation_id, pieces=3)],
                to_place_id=stock.outside(depot.center.pk, Place.Kind.WORKSHOP),
            )
            stock.release(
                center_id=depot.center.pk,
                holder="test",
                holder_ids=[1],
                at=entry(depot, "x").recorded_at,
            )
        assert posting.moved[0].pieces == 3
        balance = Balance.objects.get(lot=lot)
        assert (balance.on_hand_pieces, balance.reserved_pieces, balance.reserved_kg) == (
            2,
            0,
            Decimal(0),
        )


class TestReverse:
    def test_says_that_a_reversal_is_not_reversed(self, depot: Depot) -> None:
        receive_stock(depot, "SPHC-2-4X8", pieces=5)
        first = Transaction.objects.get()
        with transaction.atomic():
            undone = stock.reverse(entry(depot, "once"), sequence=first.pk)
        with pytest.raises(stock.ReversesAnother) as refusal, transaction.atomic():
            stock.reverse(entry(depot, "twice"), sequence=undone.sequence)
        assert refusal.value.code == "reverses_another"

    def test_brings_everything_back_once(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=3)
        posting = _issue(depot, "i1", _move(depot, lot.pk, 3))
        with transaction.atomic():
            stock.reverse(entry(depot, "r1"), sequence=posting.sequence)
        balance = Balance.objects.get(lot=lot)
        assert (balance.on_hand_pieces, balance.value) == (3, posting.moved[0].value)
        with pytest.raises(stock.AlreadyReversed), transaction.atomic():
            stock.reverse(entry(depot, "r2"), sequence=posting.sequence)
