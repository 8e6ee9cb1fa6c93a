"""Racks: what is known of them, and what is refused."""

from decimal import Decimal
from typing import Any

import pytest

from inventory import stock
from inventory.models import Place
from inventory.services import racking
from inventory.services.racking import Setting
from materialcenter.errors import Missing
from materialcenter.models import AuditEntry
from materialcenter.person import WrongRole
from tests.cast import NOW, Depot
from tests.inventory.refusals import refuses

pytestmark = pytest.mark.django_db
SPOT = (Decimal("1.5"), Decimal(2), Decimal(6), Decimal("1.25"))


@pytest.fixture
def asked(depot: Depot) -> dict[str, Any]:
    """Who racks, and when."""
    return {"by": depot.person("wati"), "at": NOW}


class TestAddRack:
    def test_keeps_all_that_is_known(self, asked: dict[str, Any]) -> None:
        setting = Setting(Decimal(5000), bay=" Hall C ", walk_order=30, spot=SPOT)
        rack = racking.add_rack(code="C-01", setting=setting, **asked)
        rack.refresh_from_db()
        assert (rack.capacity_kg, rack.bay, rack.walk_order) == (Decimal(5000), "Hall C", 30)
        assert (rack.map_x_m, rack.map_y_m, rack.map_width_m, rack.map_depth_m) == SPOT
        assert AuditEntry.objects.get(action="rack.added").data["bay"] == "Hall C"

    @pytest.mark.parametrize(
        ("kind", "code", "setting", "field"),
        [
            (racking.RackCodeTaken, "A-01", Setting(), "code"),
            (racking.BadRackCode, "rak satu", Setting(), "code"),
            (stock.NotPositive, "C-02", Setting(Decimal(0)), "capacity_kg"),
            (racking.BadWalkOrder, "C-02", Setting(walk_order=-1), "walk_order"),
            (racking.BadWalkOrder, "C-02", Setting(walk_order=100_001), "walk_order"),
            (racking.BayTooLong, "C-02", Setting(bay="x" * 41), "bay"),
            (racking.BadSpot, "C-02", Setting(spot=(Decimal(-1), *SPOT[1:])), "map_x_m"),
            (racking.BadSpot, "C-02", Setting(spot=(*SPOT[:3], Decimal(0))), "map_x_m"),
            (racking.BadSpot, "C-02", Setting(spot=(*SPOT[:3], Decimal("1.001"))), "map_x_m"),
            (racking.BadSpot, "C-02", Setting(spot=(Decimal(10_001), *SPOT[1:])), "map_x_m"),
        ],
    )
    def test_refuses(
        self, asked: dict[str, Any], kind: Any, code: str, setting: Setting, field: str
    ) -> None:
        refuses(kind, lambda: racking.add_rack(code=code, setting=setting, **asked), field=field)

    @pytest.mark.parametrize("name", ["putri", "fajar", "agus", "sari"])
    def test_is_for_clerks_and_supervisors(self, depot: Depot, name: str) -> None:
        by = depot.person(name)
        refuses(WrongRole, lambda: racking.add_rack(code="C-03", setting=Setting(), by=by, at=NOW))


class TestChangeRack:
    def test_replaces_all_that_was_known(self, asked: dict[str, Any]) -> None:
        racking.change_rack(code="A-01", setting=Setting(Decimal(5), "A", 7, SPOT), **asked)
        racking.change_rack(code="A-01", setting=Setting(), **asked)
        rack = Place.objects.get(code="A-01")
        assert (rack.capacity_kg, rack.bay, rack.walk_order, rack.map_x_m) == (None, "", 0, None)
        assert AuditEntry.objects.filter(action="rack.changed").count() == 2

    def test_refuses_what_is_not_there_and_what_is_no_rack(
        self, depot: Depot, stranger: Depot, asked: dict[str, Any]
    ) -> None:
        outside = Place.objects.create(center=depot.center, code="OUT", kind="workshop")
        Place.objects.create(center=stranger.center, code="Z-01")
        for code in ("Z-01", outside.code):
            refuses(
                Missing,
                lambda c=code: racking.change_rack(code=c, setting=Setting(), **asked),  # type: ignore[misc]
            )

    def test_refuses_bad_measures(self, asked: dict[str, Any]) -> None:
        setting = Setting(Decimal(-5))
        refuses(
            stock.NotPositive,
            lambda: racking.change_rack(code="A-01", setting=setting, **asked),
            field="capacity_kg",
        )
