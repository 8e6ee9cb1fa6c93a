"""A freight bill that comes late: shared to the rupiah over what is here and what is gone."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory import stock
from inventory.models import Balance, DemandDay, LandedCost, Lot, Movement
from inventory.reports.landing import late_cost_of, late_shares
from inventory.services import closing, demanding, landing, reversing
from inventory.services.checking import check_ledger
from inventory.services.finding import NoSuchSupplier
from materialcenter.models import AuditEntry
from materialcenter.person import WrongRole
from tests.cast import NOW, Depot, receive_stock
from tests.inventory.refusals import refuses
from tests.inventory.yard import issue

pytestmark = pytest.mark.django_db
SHEET = "SPHC-2-4X8"
TODAY = timezone.localdate(NOW)


def add(depot: Depot, over: list[Lot], **changes: Any) -> LandedCost:
    asked: dict[str, Any] = {
        "supplier_code": "S02",
        "bill_number": "EKS-001",
        "amount": 1_000_001,
        "receipts": [],
        "lots": [lot.number for lot in over],
        "on": TODAY,
        "note": "Ongkos truk Cilegon",
        "by": depot.person("fajar"),
        "at": NOW,
    }
    return landing.add_late_cost(**{**asked, **changes})


def values() -> Decimal:
    return sum((b.value for b in Balance.objects.all()), Decimal(0))


class TestAddLateCost:
    def test_raises_what_is_here_and_counts_what_is_gone(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        issue(depot, lot, 4, key="out")
        before = values()
        cost = add(depot, [lot])
        assert cost.on_stock == Decimal("600000.60")
        assert cost.on_gone == Decimal("400000.40")
        assert values() == before + cost.on_stock
        (share,) = late_shares(cost)
        assert (share.lot, share.on_stock, share.on_gone) == (
            lot.number,
            cost.on_stock,
            cost.on_gone,
        )
        assert late_cost_of(lot) == 1_000_001
        assert AuditEntry.objects.filter(action="late_cost.added").count() == 1
        assert list(check_ledger()) == []

    def test_shares_by_received_kg_with_the_odd_rupiah_by_largest_remainder(
        self, depot: Depot
    ) -> None:
        lots = [receive_stock(depot, SHEET, pieces=1, heat=f"H{n}") for n in range(3)]
        cost = add(depot, lots, amount=100)
        assert [share.on_stock for share in late_shares(cost)] == [34, 33, 33]

    def test_takes_the_lots_of_receipts_once_each(self, depot: Depot) -> None:
        lots = [
            receive_stock(depot, SHEET, pieces=n, heat=f"H{n}", key=f"GR-TGL-2026-0000{n}")
            for n in (1, 2)
        ]
        cost = add(
            depot,
            lots[:1],
            receipts=["GR-TGL-2026-00001", "GR-TGL-2026-00002"],
            amount=30_000,
        )
        assert [(s.lot, s.on_stock) for s in late_shares(cost)] == [
            (lots[0].number, Decimal(10_000)),
            (lots[1].number, Decimal(20_000)),
        ]

    @given(
        pieces=st.lists(st.integers(1, 9), min_size=1, max_size=4),
        gone=st.integers(0, 9),
        amount=st.integers(1, 10**9),
    )
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    def test_is_exact_whatever_is_left(
        self, depot: Depot, pieces: list[int], gone: int, amount: int
    ) -> None:
        n = LandedCost.objects.count()
        lots = [
            receive_stock(depot, SHEET, pieces=p, heat=f"{n}-{i}", key=f"in-{n}-{i}")
            for i, p in enumerate(pieces)
        ]
        if gone:
            issue(depot, lots[0], min(gone, pieces[0]), key=f"out-{n}")
        before = values()
        cost = add(depot, lots, amount=amount, bill_number=f"B{n}")
        assert cost.on_stock + cost.on_gone == amount
        assert values() == before + cost.on_stock
        for balance in Balance.objects.filter(on_hand_kg=0):
            assert balance.value == 0

    def test_leaves_no_residue_when_the_rest_goes(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=3)
        add(depot, [lot], amount=1000)
        issue(depot, lot, 3, key="out")
        balance = Balance.objects.get(lot=lot)
        assert (balance.on_hand_kg, balance.value) == (Decimal(0), Decimal(0))

    def test_is_no_demand(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=3)
        issue(depot, lot, 3, key="out")
        cost = add(depot, [lot])
        assert cost.on_gone == cost.amount
        demanding.fold_ledger(center_id=depot.center.pk)
        piece_kg = depot.materials[SHEET].piece_mass_kg
        assert piece_kg is not None
        assert DemandDay.objects.get().issued_kg == 3 * piece_kg
        gone = Movement.objects.get(transaction_id=cost.transaction_id)
        assert (gone.pieces, gone.mass_kg, gone.to_place.kind) == (0, Decimal(0), "workshop")

    def test_is_refused_twice_however_the_number_is_written(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=3)
        add(depot, [lot])
        for number in ("EKS-001", "eks 001", "EKS/001 "):
            refuses(
                landing.EnteredAlready,
                lambda number=number: add(depot, [lot], bill_number=number),  # type: ignore[misc]
                field="bill_number",
            )
        assert add(depot, [lot], supplier_code="S01").supplier.code == "S01"

    def test_names_every_lot_and_receipt_that_is_not_there(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=3)
        with pytest.raises(landing.NoSuchGoods) as refused:
            add(depot, [lot], lots=[lot.number, "L-X", "L-Y"], receipts=["GR-X"])
        assert [fault.field for fault in refused.value.faults] == ["lots", "lots", "receipts"]

    def test_refuses_what_cannot_be(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=3)
        refuses(landing.AmountNotPositive, lambda: add(depot, [lot], amount=0), field="amount")
        refuses(landing.NotABillNumber, lambda: add(depot, [lot], bill_number="--"))
        refuses(NoSuchSupplier, lambda: add(depot, [lot], supplier_code="S77"))
        refuses(stock.NothingToRevalue, lambda: add(depot, []))
        refuses(stock.InTheFuture, lambda: add(depot, [lot], on=TODAY + timedelta(days=1)))

    def test_refuses_a_lot_whose_receipt_was_reversed(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=3)
        reversing.reverse_transaction(
            sequence=Movement.objects.get(lot=lot).transaction_id,
            reason="Salah lot",
            by=depot.person("sinta"),
            at=NOW,
        )
        refuses(landing.NoSuchGoods, lambda: add(depot, [lot]), field="lots")

    def test_refuses_a_day_in_closed_books(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=3)
        yesterday = TODAY - timedelta(days=1)
        closing.close_period(through=yesterday, by=depot.person("fajar"), at=NOW)
        refuses(stock.PeriodClosed, lambda: add(depot, [lot], on=yesterday))

    @pytest.mark.parametrize("name", ["wati", "putri", "agus", "sari"])
    def test_is_not_for_other_roles(self, depot: Depot, name: str) -> None:
        lot = receive_stock(depot, SHEET, pieces=3)
        refuses(WrongRole, lambda: add(depot, [lot], by=depot.person(name)))

    def test_is_not_over_another_centers_lots(self, depot: Depot, stranger: Depot) -> None:
        theirs = receive_stock(stranger, SHEET, pieces=3)
        refuses(landing.NoSuchGoods, lambda: add(depot, [theirs]), field="lots")

    def test_stays(self, depot: Depot) -> None:
        cost = add(depot, [receive_stock(depot, SHEET, pieces=3)])
        refuses(
            stock.LateCostStays,
            lambda: reversing.reverse_transaction(
                sequence=cost.transaction_id, reason="Salah", by=depot.person("sinta"), at=NOW
            ),
        )
