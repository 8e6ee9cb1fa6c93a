"""What went over the yard's edge in rupiah, as the books read it."""

from decimal import Decimal

import pytest
from django.db import connection, transaction

from inventory import stock
from inventory.catalogue import VALUE_FLOWS, value_on_hand
from tests.cast import Depot, entry, receive_stock
from tests.orders.counter import SHEET, cut_remnant, receive_owned

pytestmark = pytest.mark.django_db


def flows() -> list[tuple[str, str, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT from_kind, to_kind, value FROM ({VALUE_FLOWS}) v ORDER BY sequence")
        rows: list[tuple[str, str, Decimal]] = cursor.fetchall()
    return rows


class TestValueFlows:
    def test_hold_what_comes_and_goes_and_nothing_that_stays_in_the_yard(
        self, depot: Depot
    ) -> None:
        lot = receive_stock(depot, SHEET, pieces=10)
        worth = value_on_hand(depot.center.pk)
        assert flows() == [("supplier", "rack", worth)]
        receive_owned(depot, SHEET, pieces=2, owner="W0001")
        with transaction.atomic():
            move = stock.Move(lot.pk, depot.racks["A-01"].pk, depot.racks["B-01"].pk, 3)
            stock.post(entry(depot, "move", reason="transfer"), [move])
        cut_remnant(depot, lot)
        assert sum(value for _start, end, value in flows() if end == "rack") == worth
        gone = sum(value for _start, end, value in flows() if end != "rack")
        assert value_on_hand(depot.center.pk) == worth - gone
