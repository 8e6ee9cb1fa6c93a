"""Recalls while others receive, cut, hand over and recall, each race with its lockless twin."""

import time
from collections import Counter
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from inventory import stock
from inventory.models import Lot
from inventory.reports.tracing import family_of
from inventory.stock import kept_back, receiving
from orders.models import DeliveryNote, Recall, RecallItem
from orders.reports.tracing import deliveries_of
from orders.services import recalling
from tests.cast import Depot, receive_stock
from tests.harness.together import together
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.recall_world import HEAT, cut, recall
from tests.orders.services.test_recalling import answer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lot(depot: Depot) -> Lot:
    """Twenty sheets of the heat, with every outside there already."""
    with transaction.atomic():
        for kind in ("supplier", "workshop", "cutting", "cutting_loss"):
            stock.outside(depot.center.pk, kind)
    return receive_stock(depot, SHEET, pieces=20, heat=HEAT)


class TestRecallingAtOnce:
    def test_starts_one_of_two_of_the_same_heat(self, depot: Depot, lot: Lot) -> None:
        outcomes = together([partial(recall, depot, HEAT, by=who) for who in ("putri", "sinta")])
        assert Counter(type(outcome).__name__ for outcome in outcomes) == {
            "Recall": 1,
            "KeptBackAlready": 1,
        }
        assert list(Recall.objects.values_list("number", flat=True)) == ["RC-TGL-2026-00001"]


class TestReceivingMeanwhile:
    def test_leaves_no_lot_of_the_heat_for_sale(self, depot: Depot, lot: Lot) -> None:
        acts: list[Any] = [partial(recall, depot, HEAT)]
        acts += [
            partial(receive_stock, depot, SHEET, pieces=1, heat=HEAT, rack="B-01", key=f"k{n}")
            for n in range(8)
        ]
        outcomes = together(acts)
        assert Counter(type(outcome).__name__ for outcome in outcomes) == {"Recall": 1, "Lot": 8}
        assert set(Lot.objects.values_list("quality", flat=True)) == {"quarantined"}

    def test_goes_wrong_without_the_lock_of_the_heats_name(
        self, depot: Depot, lot: Lot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The twin: whoever receives looks before the recall, and writes after it."""
        look = kept_back.quarantine_kept_back

        def look_and_wait(center_id: int, new_lots: Any) -> Any:
            found = look(center_id, new_lots)
            time.sleep(0.6)
            return found

        monkeypatch.setattr(kept_back, "_SHARE", "SELECT %(names)s::text[]")
        monkeypatch.setattr(receiving, "quarantine_kept_back", look_and_wait)

        def recall_later() -> Recall:
            time.sleep(0.2)
            return recall(depot, HEAT)

        together(
            [
                partial(receive_stock, depot, SHEET, pieces=1, heat=HEAT, rack="B-01", key="late"),
                recall_later,
            ]
        )
        assert Lot.objects.filter(heat=HEAT, quality="ok").exists()


class TestCuttingAndHandingOverMeanwhile:
    def test_leaves_no_cut_piece_for_sale(self, depot: Depot, lot: Lot) -> None:
        acts: list[Any] = [partial(recall, depot, HEAT)]
        acts += [
            partial(cut, depot, lot, f"cut-{n}", "A-01", (1, "20.000", "600")) for n in range(6)
        ]
        outcomes = together(acts)
        assert "Recall" in {type(outcome).__name__ for outcome in outcomes}
        assert set(Lot.objects.values_list("quality", flat=True)) == {"quarantined"}

    def test_names_every_note_that_was_written(self, depot: Depot, lot: Lot) -> None:
        orders = [place(depot, ask(SHEET, 1)) for _ in range(6)]
        acts: list[Any] = [partial(hand_over, depot, order) for order in orders]
        together([*acts[:3], partial(recall, depot, HEAT), *acts[3:]])
        named = set(RecallItem.objects.values_list("delivery_line__note_id", flat=True))
        assert named == set(DeliveryNote.objects.values_list("pk", flat=True))

    def test_goes_wrong_when_notes_are_read_first(
        self, depot: Depot, lot: Lot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The twin: a note that is written between looking and quarantining is left out."""
        read: dict[str, Any] = {}
        keep = stock.keep_back

        def read_first(**more: Any) -> Any:
            family = family_of(depot.center.pk, heats=[HEAT])
            ids = [one.lot_id for one in family.descent]
            read["notes"] = deliveries_of(ids)
            time.sleep(0.6)
            return keep(**more)

        order = place(depot, ask(SHEET, 1))
        monkeypatch.setattr(stock, "keep_back", read_first)
        monkeypatch.setattr(recalling, "deliveries_of", lambda _ids, _read=read: _read["notes"])

        def hand_over_later() -> DeliveryNote:
            time.sleep(0.2)
            return hand_over(depot, order)

        together([partial(recall, depot, HEAT), hand_over_later])
        assert DeliveryNote.objects.count() == 1
        assert not RecallItem.objects.exists()


class TestAnsweringAtOnce:
    def test_ends_with_one_whole_answer(self, depot: Depot, lot: Lot) -> None:
        hand_over(depot, place(depot, ask(SHEET, 4)))
        found = recall(depot, HEAT)
        together(
            [partial(answer, depot, found, "sari", (held, 4 - held)) for held in (0, 1, 2, 3, 4)]
        )
        item = RecallItem.objects.get()
        assert (item.held_pieces or 0) + (item.passed_pieces or 0) == 4
        assert (item.held_kg or 0) + (item.passed_kg or 0) == item.mass_kg
