"""Goods taken in without a purchase order: what is written, everything refused."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from inventory import stock
from inventory.models import Balance, Lot, Movement
from inventory.services import (
    finding,
    receiving,
)
from inventory.services.checking import check_ledger
from materialcenter.errors import DomainError
from materialcenter.person import WrongRole
from tests.cast import NOW, Depot, receive_stock
from tests.inventory.refusals import refuses
from tests.inventory.yard import hold

pytestmark = pytest.mark.django_db
SHEET, SCRAP = "SPHC-2-4X8", "SCRAP-HMS1"
TODAY = timezone.localdate(NOW)


class TestReceiveGoods:
    def _receive(self, depot: Depot, *lots: Any, **changes: Any) -> tuple[stock.Posting, list[Lot]]:
        asked: dict[str, Any] = {
            "arrived": lots or [self._sheets()],
            "reference": "SJ-77",
            "received_on": TODAY,
            "supplier_code": "S01",
            "by": depot.person("wati"),
            "at": NOW,
        }
        return receiving.receive_goods(**{**asked, **changes})

    def _sheets(self, **changes: Any) -> receiving.Arrived:
        given: dict[str, Any] = {
            "material": SHEET,
            "rack": "A-01",
            "heat": "c90085",
            "pieces": 5,
            "mass_kg": Decimal("234.100"),
            "cost_per_kg": Decimal(10_950),
        }
        return receiving.Arrived(**{**given, **changes})

    def test_makes_a_lot_per_heat_with_both_weights(self, depot: Depot) -> None:
        posting, lots = self._receive(depot, self._sheets(), self._sheets(heat="C90086"))
        assert [lot.heat for lot in lots] == ["C90085", "C90086"]
        assert lots[0].table_kg == Decimal("233.295")
        assert lots[0].received_kg == Decimal("234.100")
        assert posting.moved[0].value == Decimal("2563395.00")
        assert list(check_ledger()) == []

    def test_takes_consigned_stock_in_that_is_worth_nothing_and_never_sold(
        self, depot: Depot
    ) -> None:
        _posting, (lot,) = self._receive(
            depot, self._sheets(cost_per_kg=None), owner_code="W0001", supplier_code=""
        )
        assert lot.owner == depot.workshops["W0001"]
        assert Balance.objects.get().value == 0
        assert Movement.objects.get().from_place.kind == "workshop"
        with pytest.raises(stock.NotEnoughStock):
            hold(depot, SHEET, 1)

    def test_refuses(self, depot: Depot) -> None:
        receive_stock(depot, SCRAP, mass_kg=Decimal(1), heat="")
        for kind, field, changes in (
            (finding.NoSuchMaterial, "material", {"material": "NO"}),
            (finding.NoSuchRack, "rack", {"rack": "Z"}),
            (receiving.CostMissing, "cost_per_kg", {"cost_per_kg": None}),
            (receiving.CostMissing, "cost_per_kg", {"cost_per_kg": Decimal(-1)}),
            (stock.NotPositive, "pieces", {"pieces": 0}),
            (stock.NotPositive, "pieces", {"pieces": -3}),
            (stock.NotPositive, "mass_kg", {"mass_kg": Decimal(0)}),
            (stock.WrongUnit, "pieces", {"material": SCRAP}),
        ):
            refuses(kind, lambda c=changes: self._receive(depot, self._sheets(**c)), field=field)  # type: ignore[misc]
        refusals: list[tuple[type[DomainError], str, dict[str, Any]]] = [
            (receiving.NothingReceived, "", {"arrived": []}),
            (finding.NoSuchSupplier, "supplier", {"supplier_code": "S99"}),
            (finding.NoSuchWorkshop, "owner", {"owner_code": "W9999"}),
            (stock.InTheFuture, "", {"received_on": TODAY + timedelta(days=1)}),
            (WrongRole, "", {"by": depot.person("putri")}),
        ]
        for refusal, where, asked in refusals:
            refuses(refusal, lambda c=asked: self._receive(depot, **c), field=where)  # type: ignore[misc]

    def test_refuses_all_lots_when_one_is_wrong(self, depot: Depot) -> None:
        wrong = self._sheets(rack="Z")
        refuses(finding.NoSuchRack, lambda: self._receive(depot, self._sheets(), wrong))

    def test_is_dated_as_the_depot_counts_years(self, depot: Depot) -> None:
        new_year = date(2027, 1, 1)
        late = NOW.replace(year=2026, month=12, day=31, hour=18)
        _posting, (lot,) = self._receive(depot, received_on=new_year, at=late)
        assert lot.number.startswith("LOT-TGL-2027-")
