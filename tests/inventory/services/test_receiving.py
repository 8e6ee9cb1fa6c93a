"""Taking goods in without a purchase order."""

from decimal import Decimal

import pytest

from inventory.models import Lot
from inventory.services.receiving import Arrived, TooMuch, receive_goods
from tests.cast import NOW, Depot

pytestmark = pytest.mark.django_db


class TestReceiveGoods:
    @pytest.mark.parametrize(
        "slip",
        [
            Arrived("SPHC-2-4X8", "A-01", "C90085", 10**9, Decimal(10), Decimal(10_000)),
            Arrived("SCRAP-HMS1", "A-01", "", 0, Decimal("99999999999"), Decimal(5_000)),
            Arrived("SCRAP-HMS1", "A-01", "", 0, Decimal(10), Decimal("999999999999")),
        ],
    )
    def test_refuses_figures_that_no_yard_holds(self, depot: Depot, slip: Arrived) -> None:
        with pytest.raises(TooMuch):
            receive_goods(
                arrived=[slip],
                reference="SJ 1",
                received_on=NOW.date(),
                supplier_code="S01",
                by=depot.person("wati"),
                at=NOW,
            )
        assert not Lot.objects.exists()
