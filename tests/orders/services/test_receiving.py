"""Deliveries: lots with heat and cost, limits over all deliveries, pools, and what is refused."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from inventory import catalogue
from inventory.models import Balance, ExpectedSupply, Lot, Movement, Reservation
from inventory.stock import InTheFuture
from materialcenter.access import WrongRole
from materialcenter.errors import DomainError, Missing
from materialcenter.models import Center
from orders.models import Clearing, Pool, PoolMaterial, PurchaseOrder, Receipt, ReceiptLine
from orders.rules.clearing import RULE_VERSION
from orders.services.checking_deliveries import BadDelivery, Delivered, OverReceipt
from orders.services.receiving import receive_delivery
from orders.services.states import NotInThisState
from tests.cast import NOW, Depot, build_depot
from tests.orders.purchases import BARS, SCRAP, SHEETS, draft, pieces, receive, sent, table_kg

pytestmark = pytest.mark.django_db


def _scrap(kg: str, *, line: int = 1, **more: Any) -> Delivered:
    return Delivered(
        order_line=line, heat="", pieces=0, mass_kg=Decimal(kg), **{"rack": "B-01", **more}
    )


def _status(order: PurchaseOrder) -> str:
    return PurchaseOrder.objects.values_list("status", flat=True).get(pk=order.pk)


def _nothing_changed(order: PurchaseOrder) -> bool:
    line = order.lines.get(line_no=1)
    return (
        not Receipt.objects.exists()
        and not Lot.objects.exists()
        and not Movement.objects.exists()
        and line.received_pieces == 0
        and _status(order) == "sent"
    )


def _pool(depot: Depot, *, depot_quantity: int, status: str = "ordered") -> Pool:
    """Make a pool whose clearing ordered 100 sheets, some of them for the depot."""
    pool = Pool.objects.create(
        center=depot.center,
        number="PB-TGL-2026-00001",
        title="Pelat September",
        status=status,
        deadline_at=NOW,
        created_at=NOW,
    )
    row = PoolMaterial.objects.create(pool=pool, material_id=depot.materials["SPHC-2-4X8"].pk)
    Clearing.objects.create(
        pool_material=row,
        cleared_at=NOW,
        rule_version=RULE_VERSION,
        inputs={},
        quantity=100,
        depot_quantity=depot_quantity,
    )
    return pool


class TestReceiveDelivery:
    def test_makes_a_lot_of_every_heat_with_both_weights(self, depot: Depot) -> None:
        receipt = receive(depot, sent(depot), pieces(60), pieces(40, heat="d1 ", rack="A-02"))
        lots = list(Lot.objects.order_by("pk"))
        assert [(lot.heat, lot.received_pieces, lot.received_kg) for lot in lots] == [
            ("C90085", 60, Decimal("2790.000")),
            ("D1", 40, Decimal("1860.000")),
        ]
        assert lots[0].table_kg == table_kg(depot, "SPHC-2-4X8", 60)
        assert {lot.reference for lot in lots} == {receipt.number}
        assert {lot.supplier_id for lot in lots} == {depot.suppliers["S01"].pk}
        assert receipt.number == "GR-TGL-2026-00001"
        assert receipt.vehicle == "G 1234 AB"
        on_racks = dict(Balance.objects.values_list("place__code", "on_hand_pieces"))
        assert on_racks == {"A-01": 60, "A-02": 40}

    def test_moves_the_order_on_with_every_part_delivery(self, depot: Depot) -> None:
        order = sent(depot)
        receive(depot, order, pieces(60))
        assert _status(order) == "partly_received"
        assert ExpectedSupply.objects.get().free_pieces == 40
        receive(depot, order, pieces(40, heat="D2"))
        assert _status(order) == "received"
        assert not ExpectedSupply.objects.exists()
        line = order.lines.get()
        assert (line.received_pieces, line.received_kg, line.received_table_kg) == (
            100,
            Decimal("4650.000"),
            table_kg(depot, "SPHC-2-4X8", 100),
        )

    def test_books_what_a_weighed_kg_cost_in_the_yard(self, depot: Depot) -> None:
        Center.objects.update(is_vat_registered=True)
        order = sent(depot, SHEETS, BARS, freight=600_000)
        bars = Delivered(2, "S1", 50, Decimal("1150"), "A-02")
        receive(depot, order, pieces(100), bars)
        sheets_kg, bars_kg = table_kg(depot, "SPHC-2-4X8", 100), table_kg(depot, "S45C-D25", 50)
        freight = Decimal(600_000) / (sheets_kg + bars_kg)
        by_table = (sheets_kg * 10_000 + freight * sheets_kg) / Decimal("4650")
        by_scale = Decimal(14_500) + freight * bars_kg / Decimal("1150")
        costs = list(Lot.objects.order_by("pk").values_list("cost_per_kg", flat=True))
        assert costs == [round(by_table, 2), round(by_scale, 2)]

    def test_counts_the_tax_a_center_cannot_reclaim_as_cost(self, depot: Depot) -> None:
        receive(depot, sent(depot, SCRAP), _scrap("1000"))
        assert Lot.objects.get().cost_per_kg == Decimal("5994.00")

    def test_keeps_what_is_rejected_out_of_stock_but_on_the_receipt(self, depot: Depot) -> None:
        order = sent(depot)
        rejected = pieces(100, rejected_pieces=4, rejected_kg=Decimal("186"), reject_reason="Karat")
        receive(depot, order, rejected)
        assert Lot.objects.get().received_pieces == 96
        row = ReceiptLine.objects.get()
        assert (row.pieces, row.rejected_pieces, row.reject_reason) == (100, 4, "Karat")
        assert _status(order) == "partly_received"
        assert ExpectedSupply.objects.get().free_pieces == 4

    def test_takes_nothing_into_stock_when_everything_is_rejected(self, depot: Depot) -> None:
        order = sent(depot)
        heat = pieces(
            10,
            rejected_pieces=10,
            rejected_kg=Decimal("465"),
            reject_reason="Salah ukuran",
            rack="",
        )
        receive(depot, order, heat)
        assert not Lot.objects.exists()
        assert ReceiptLine.objects.get().lot_id is None
        assert _status(order) == "sent"

    def test_refuses_a_day_ahead_also_when_everything_is_rejected(self, depot: Depot) -> None:
        order = sent(depot, SHEETS)
        rejected = pieces(2, rejected_pieces=2, rejected_kg=Decimal(93), reject_reason="Karat")
        with pytest.raises(InTheFuture):
            receive_delivery(
                purchase_order_id=order.pk,
                supplier_note="SJ 889",
                vehicle="",
                lines=[rejected],
                by=depot.person("wati"),
                received_at=NOW + timedelta(days=5),
                at=NOW,
            )
        assert not Receipt.objects.exists()

    def test_names_every_fault_with_line_and_heat_and_changes_nothing(self, depot: Depot) -> None:
        order = sent(depot, SHEETS, SCRAP)
        heats = [
            pieces(0, mass_kg=Decimal(1)),
            pieces(2, mass_kg=Decimal(0)),
            pieces(2, heat=" "),
            pieces(2, mass_kg=Decimal(9300)),
            pieces(2, rack="Z-99"),
            pieces(2, rejected_pieces=3, rejected_kg=Decimal(1)),
            pieces(2, rejected_pieces=1, reject_reason="x"),
            pieces(2, rejected_pieces=1, rejected_kg=Decimal(93), reject_reason="x"),
            pieces(2, line=9),
            _scrap("100", line=2, rejected_kg=Decimal(101), reject_reason="x"),
            Delivered(2, "", 5, Decimal(10), "B-01"),
        ]
        with pytest.raises(BadDelivery) as refusal:
            receive(depot, order, *heats)
        assert [(fault.field, fault.code) for fault in refusal.value.faults] == [
            ("lines.0.pieces", "pieces_not_positive"),
            ("lines.1.mass_kg", "mass_not_positive"),
            ("lines.2.heat", "heat_missing"),
            ("lines.3.mass_kg", "weight_improbable"),
            ("lines.4.rack", "rack_unknown"),
            ("lines.5.rejected_pieces", "rejected_over_received"),
            ("lines.5.reject_reason", "reject_reason_missing"),
            ("lines.6.rejected_kg", "rejected_pieces_and_kg_disagree"),
            ("lines.7.rejected_kg", "rejected_pieces_and_kg_disagree"),
            ("lines.8.order_line", "order_line_unknown"),
            ("lines.9.rejected_kg", "rejected_over_received"),
            ("lines.10.pieces", "wrong_unit"),
        ]
        assert "C90085" in refusal.value.faults[0].place
        assert _nothing_changed(order)

    def test_refuses_a_delivery_of_nothing(self, depot: Depot) -> None:
        order = sent(depot)
        with pytest.raises(BadDelivery):
            receive(depot, order)
        assert _nothing_changed(order)

    def test_refuses_a_day_ahead_before_the_order_and_a_closed_period(self, depot: Depot) -> None:
        order = sent(depot)
        PurchaseOrder.objects.update(created_at=NOW - timedelta(days=6))
        Center.objects.update(books_closed_through=NOW.date() - timedelta(days=3))
        for days, code in (
            (1, "date_in_the_future"),
            (-5, "period_closed"),
            (-7, "received_before_order"),
        ):
            with pytest.raises(DomainError) as refusal:
                receive_delivery(
                    purchase_order_id=order.pk,
                    supplier_note="",
                    vehicle="",
                    lines=[pieces(1)],
                    by=depot.person("wati"),
                    received_at=NOW + timedelta(days=days),
                    at=NOW,
                )
            assert refusal.value.code == code
        assert _nothing_changed(order)

    def test_refuses_an_order_that_was_not_sent_or_is_complete(self, depot: Depot) -> None:
        order = draft(depot)
        with pytest.raises(NotInThisState):
            receive(depot, order, pieces(1))
        whole = sent(depot)
        receive(depot, whole, pieces(100))
        with pytest.raises(NotInThisState):
            receive(depot, whole, pieces(1))

    @pytest.mark.parametrize("name", ["putri", "fajar", "agus", "sari"])
    def test_refuses_another_role(self, depot: Depot, name: str) -> None:
        order = sent(depot)
        with pytest.raises(WrongRole):
            receive(depot, order, pieces(1), by=name)
        assert _nothing_changed(order)

    def test_finds_no_order_of_another_center(self, depot: Depot) -> None:
        order, other = sent(depot), build_depot("BDG")
        with pytest.raises(Missing):
            receive(other, order, pieces(1))


class TestOverReceipt:
    def test_counts_every_delivery_so_far(self, depot: Depot) -> None:
        order = sent(depot)
        receive(depot, order, pieces(99))
        with pytest.raises(OverReceipt) as refusal:
            receive(depot, order, pieces(7, heat="D2"))
        assert "SPHC-2-4X8" in refusal.value.faults[0].sentence
        assert Receipt.objects.count() == 1
        receive(depot, order, pieces(6, heat="D2"))
        assert order.lines.get().received_pieces == 105

    def test_adds_up_the_heats_of_one_delivery(self, depot: Depot) -> None:
        order = sent(depot)
        with pytest.raises(OverReceipt):
            receive(depot, order, pieces(100), pieces(6, heat="D2"))
        assert _nothing_changed(order)

    def test_lets_a_supervisor_take_it_in(self, depot: Depot) -> None:
        order = sent(depot)
        receive(depot, order, pieces(120), by="sinta")
        assert _status(order) == "received"

    def test_limits_to_the_gram_what_is_kept_by_weight(self, depot: Depot) -> None:
        order = sent(depot, SCRAP)
        with pytest.raises(OverReceipt):
            receive(depot, order, _scrap("2625.526"))
        receive(depot, order, _scrap("2625.525"))

    def test_limits_the_weighed_kg_too_where_they_are_paid(self, depot: Depot) -> None:
        order = sent(depot, BARS)
        kg = table_kg(depot, "S45C-D25", 50)
        with pytest.raises(OverReceipt):
            receive(depot, order, Delivered(1, "S1", 50, kg * Decimal("1.06"), "A-01"))
        receive(depot, order, Delivered(1, "S1", 50, kg * Decimal("1.04"), "A-01"))

    def test_does_not_count_what_is_rejected(self, depot: Depot) -> None:
        order = sent(depot)
        over = pieces(120, rejected_pieces=20, rejected_kg=Decimal("930"), reject_reason="Lebih")
        receive(depot, order, over)
        assert _status(order) == "received"


class TestForAPool:
    def test_holds_what_came_for_the_pool_at_once(self, depot: Depot) -> None:
        pool = _pool(depot, depot_quantity=30)
        order = sent(depot, pool_id=pool.pk)
        assert ExpectedSupply.objects.get().free_pieces == 30
        receive(depot, order, pieces(60))
        pool.refresh_from_db()
        assert pool.status == "receiving"
        row = PoolMaterial.objects.get()
        (held,) = catalogue.held_parts(depot.center.pk, holder="pool_material", holder_ids=[row.pk])
        assert (held.pieces, held.mass_kg) == (60, Decimal("2790.000"))
        sheets = depot.materials["SPHC-2-4X8"].pk
        assert catalogue.available(depot.center.pk, [sheets])[sheets].pieces == 0
        assert ExpectedSupply.objects.get().free_pieces == 30

    def test_expects_for_the_depot_what_is_left_of_its_part(self, depot: Depot) -> None:
        pool = _pool(depot, depot_quantity=30)
        order = sent(depot, pool_id=pool.pk)
        receive(depot, order, pieces(80))
        assert ExpectedSupply.objects.get().free_pieces == 20

    def test_holds_the_second_delivery_as_well(self, depot: Depot) -> None:
        pool = _pool(depot, depot_quantity=0)
        order = sent(depot, pool_id=pool.pk)
        receive(depot, order, pieces(60))
        receive(depot, order, pieces(40, heat="D2"))
        held = Reservation.objects.filter(holder="pool_material", status="held")
        assert sum(r.pieces for r in held) == 100

    def test_refuses_a_pool_that_is_shared_out_and_changes_nothing(self, depot: Depot) -> None:
        pool = _pool(depot, depot_quantity=0)
        order = sent(depot, pool_id=pool.pk)
        Pool.objects.update(status="allocated")
        with pytest.raises(DomainError):
            receive(depot, order, pieces(60))
        assert _nothing_changed(order)

    def test_leaves_stock_of_other_receipts_free(self, depot: Depot) -> None:
        receive(depot, sent(depot), pieces(10))
        pool = _pool(depot, depot_quantity=0)
        receive(depot, sent(depot, pool_id=pool.pk), pieces(60, heat="D2"))
        sheets = depot.materials["SPHC-2-4X8"].pk
        assert catalogue.available(depot.center.pk, [sheets])[sheets].pieces == 10
