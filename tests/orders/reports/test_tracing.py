"""Traces in both directions, and that every kg of them has one fate."""

from decimal import Decimal
from typing import Any

import pytest

from inventory import catalogue
from materialcenter.errors import Missing
from orders.models import DeliveryNoteLine
from orders.reports.finding import NotThere
from orders.reports.tracing import find_traces, trace_delivery, trace_heat, trace_lot
from tests.cast import Depot, receive_stock
from tests.orders.counter import SHEET, ask, hand_over, place, receive_owned
from tests.orders.purchases import pieces, receive, sent
from tests.orders.recall_world import HEAT, cut, make_heat, move_out

pytestmark = pytest.mark.django_db


class TestTraceHeat:
    def test_gives_every_kg_one_fate(self, depot: Depot) -> None:
        make_heat(depot)
        family = trace_heat(depot.person("wati"), HEAT.lower()).family
        fates = family.fates
        assert family.came_kg == Decimal("1840.000")
        assert fates.handed_over_kg == Decimal("230.000")
        assert fates.written_off_kg == Decimal("10.000")
        assert fates.counted_kg == Decimal("46.000")
        assert fates.lost_kg == Decimal("1.000")
        assert fates.in_yard_kg == Decimal("1553.000")
        assert family.missing_kg == 0
        assert [lot.fates.missing_kg for lot in family.lots] == [0] * 5

    def test_names_every_holder_with_notes_pieces_and_kg(self, depot: Depot) -> None:
        heat = make_heat(depot)
        trace = trace_heat(depot.person("agus"), HEAT)
        assert [(h.code, h.pieces, h.mass_kg) for h in trace.holders] == [
            ("W0001", 3, Decimal("138.000")),
            ("W0002", 2, Decimal("92.000")),
        ]
        assert [d.note for d in trace.deliveries] == [note.number for note in heat.notes]
        assert trace.unwritten_kg == 0

    def test_follows_cuts_of_cuts_and_marks_what_was_undone(self, depot: Depot) -> None:
        heat = make_heat(depot)
        descent = trace_heat(depot.person("wati"), HEAT).family.descent
        assert [lot.depth for lot in descent] == [0, 1, 1, 2, 1]
        assert [lot.is_undone for lot in descent] == [False, False, False, False, True]
        assert descent[1].number == heat.strip.number
        assert descent[3].parent_id == heat.remnant.pk

    def test_shows_what_lies_where(self, depot: Depot) -> None:
        make_heat(depot)
        place(depot, ask(SHEET, 4))
        (top, *_rest) = trace_heat(depot.person("wati"), HEAT).family.descent
        (spot,) = top.spots
        assert (spot.rack, spot.pieces, spot.reserved_pieces) == ("A-01", 33, 4)
        assert top.quality == "ok"

    def test_says_of_consigned_steel_what_went_back_to_its_owner(self, depot: Depot) -> None:
        receive_owned(depot, SHEET, pieces=5, owner="W0002")
        lot = catalogue.Lot.objects.get(heat="OWNED")
        move_out(depot, lot, "workshop", "return", 2, "A-01")
        trace = trace_heat(depot.person("wati"), "owned")
        assert [holder.code for holder in trace.holders] == ["W0002"]
        assert trace.holders[0].mass_kg == trace.family.fates.returned_kg > 0
        assert trace.family.missing_kg == 0

    def test_finds_every_lot_of_a_heat_and_no_other(self, depot: Depot) -> None:
        make_heat(depot)
        receive_stock(depot, SHEET, pieces=2, heat=HEAT, rack="B-01")
        receive_stock(depot, SHEET, pieces=2, heat="OTHER", rack="B-01")
        descent = trace_heat(depot.person("wati"), HEAT).family.descent
        assert [lot.heat for lot in descent] == [HEAT] * 6

    def test_finds_nothing_of_an_unknown_or_empty_heat(self, depot: Depot) -> None:
        receive_stock(depot, "SCRAP-HMS1", mass_kg=Decimal(10), heat="")
        for heat in ("NONE", "", "  "):
            with pytest.raises(NotThere):
                trace_heat(depot.person("wati"), heat)

    def test_is_not_there_for_a_buyer_and_another_center(
        self, depot: Depot, stranger: Depot
    ) -> None:
        make_heat(depot)
        with pytest.raises(Missing):
            trace_heat(depot.person("sari"), HEAT)
        with pytest.raises(Missing):
            trace_heat(stranger.person("wati"), HEAT)

    def test_takes_as_many_statements_however_large(
        self, depot: Depot, django_assert_num_queries: Any
    ) -> None:
        make_heat(depot)
        by = depot.person("wati")
        with django_assert_num_queries(3):
            trace_heat(by, HEAT)


class TestTraceLot:
    def test_goes_up_to_what_it_was_cut_from_and_down(self, depot: Depot) -> None:
        heat = make_heat(depot)
        family = trace_lot(depot.person("wati"), heat.remnant.number).family
        assert [lot.lot_id for lot in family.ancestors] == [heat.lot.pk]
        assert [lot.depth for lot in family.descent] == [0, 1]
        assert family.came_kg == Decimal("25.900")
        assert family.missing_kg == 0
        assert family.root_of(family.descent[1].lot_id).lot_id == heat.lot.pk

    def test_counts_a_lot_once_that_is_asked_for_with_its_parent(self, depot: Depot) -> None:
        heat = make_heat(depot)
        family = catalogue.family_of(
            depot.center.pk, lot_ids=[heat.lot.pk, heat.remnant.pk], heats=[HEAT]
        )
        assert len(family.descent) == len(family.lots) == 5
        assert family.came_kg == Decimal("1840.000")
        assert family.missing_kg == 0

    def test_names_receipt_order_and_supplier(self, depot: Depot) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(2, heat="K1", mass_kg=Decimal(92)))
        lot = catalogue.Lot.objects.get(heat="K1")
        trace = trace_lot(depot.person("wati"), lot.number)
        (origin,) = trace.origins.values()
        assert (origin.receipt, origin.purchase_order) == (receipt.number, order.number)
        assert trace.family.descent[0].supplier.startswith("PT Baja")


class TestTraceDelivery:
    def test_leads_staff_back_to_receipt_and_order(self, depot: Depot) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(3, heat="K1", mass_kg=Decimal(138)))
        note = hand_over(depot, place(depot, ask(SHEET, 1)))
        back = trace_delivery(depot.person("wati"), note.number, 1)
        assert back.origin is not None
        assert (back.origin.receipt, back.origin.purchase_order) == (
            receipt.number,
            order.number,
        )
        assert back.root.heat == "K1"
        assert back.root.supplier

    def test_goes_through_a_cut(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=2, heat="K2")
        note = hand_over(depot, place(depot, ask(SHEET, 1)))
        (made,) = cut(depot, lot, "cut", "A-01", (1, "20.000", "600")).lots
        DeliveryNoteLine.objects.filter(note=note).update(lot=made)
        back = trace_delivery(depot.person("wati"), note.number, 1)
        assert [one.lot_id for one in back.chain] == [lot.pk, made.pk]

    def test_tells_a_buyer_of_own_steel_but_not_who_sold_it(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=3, heat="K1")
        note = hand_over(depot, place(depot, ask(SHEET, 1)))
        back = trace_delivery(depot.person("sari"), note.number, 1)
        assert back.root.heat == "K1"
        assert (back.root.supplier, back.root.reference, back.origin) == ("", "", None)

    def test_is_not_there_for_another_workshop_or_line(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=3)
        note = hand_over(depot, place(depot, ask(SHEET, 1)))
        for who, line in (("rudi", 1), ("sari", 2)):
            with pytest.raises(NotThere):
                trace_delivery(depot.person(who), note.number, line)


class TestFindTraces:
    def test_finds_heats_lots_and_notes_for_staff(self, depot: Depot) -> None:
        heat = make_heat(depot)
        by = depot.person("wati")
        assert find_traces(by, HEAT.lower()).heats == (HEAT,)
        assert find_traces(by, heat.lot.number).lots == (heat.lot.number,)
        (line,) = find_traces(by, heat.notes[0].number).deliveries
        assert line.note == heat.notes[0].number

    def test_finds_a_buyers_own_lines_alone(self, depot: Depot) -> None:
        heat = make_heat(depot)
        found = find_traces(depot.person("sari"), HEAT)
        assert (found.heats, found.lots) == ((), ())
        assert [line.note for line in found.deliveries] == [heat.notes[0].number]
        assert find_traces(depot.person("rudi"), heat.notes[0].number).deliveries == ()
