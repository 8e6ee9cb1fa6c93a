"""Two who load the same rack at once, and their twins that do not wait for each other."""

import threading
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum

from inventory import stock
from inventory.models import Balance, Lot, Place
from inventory.services.checking import check_ledger
from materialcenter.commands import run_in_transaction
from tests.cast import Depot, entry, receive_stock
from tests.harness.together import PATIENCE_S, raised, together

pytestmark = pytest.mark.django_db(transaction=True)
CAPACITY_KG = 1000


@pytest.fixture
def lots(depot: Depot) -> list[Lot]:
    """Eight lots of 300 kg on A-01, and A-02 that carries three of them."""
    Place.objects.filter(pk=depot.racks["A-02"].pk).update(capacity_kg=CAPACITY_KG)
    return [
        receive_stock(depot, "SCRAP-HMS1", mass_kg=Decimal(300), heat=f"H{n}") for n in range(8)
    ]


@pytest.fixture(autouse=True)
def _proved(depot: Depot) -> Iterator[None]:
    """Whatever raced, the ledger proves itself afterwards."""
    yield
    assert list(check_ledger()) == []


def _load(depot: Depot) -> Decimal:
    rows = Balance.objects.filter(place=depot.racks["A-02"])
    return Decimal(rows.aggregate(load=Sum("on_hand_kg", default=0))["load"])


def _move(depot: Depot, lot: Lot) -> stock.Move:
    return stock.Move(lot.pk, depot.racks["A-01"].pk, depot.racks["A-02"].pk, 0, Decimal(300))


class TestLoadingARack:
    def test_lets_in_only_those_that_fit_together(self, depot: Depot, lots: list[Lot]) -> None:
        def move(lot: Lot) -> stock.Posting:
            head = entry(depot, f"t{lot.pk}", reason="transfer")
            return run_in_transaction(lambda: stock.post(head, [_move(depot, lot)]))

        refusals = raised(together([lambda lot=lot: move(lot) for lot in lots]))  # type: ignore[misc]
        assert [type(refusal) for refusal in refusals] == [stock.RackOverloaded] * 5
        assert _load(depot) == 900

    def test_puts_too_much_there_when_each_looks_before_the_other_wrote(
        self, depot: Depot, lots: list[Lot]
    ) -> None:
        Place.objects.filter(pk=depot.racks["A-02"].pk).update(capacity_kg=None)
        looked = threading.Barrier(len(lots))

        def look_and_move(lot: Lot) -> None:
            with transaction.atomic():
                room_kg = CAPACITY_KG - _load(depot)
                looked.wait(PATIENCE_S)
                assert room_kg >= 300
                head = entry(depot, f"t{lot.pk}", reason="transfer")
                stock.post(head, [_move(depot, lot)])

        assert raised(together([lambda lot=lot: look_and_move(lot) for lot in lots])) == []  # type: ignore[misc]
        assert _load(depot) > CAPACITY_KG

    def test_never_deadlocks_between_two_racks_that_fill_each_other(
        self, depot: Depot, lots: list[Lot]
    ) -> None:
        Place.objects.filter(code__in=["A-01", "B-01"]).update(capacity_kg=100_000)

        def to_and_fro(lot: Lot, first: int) -> None:
            racks = [depot.racks["A-01"].pk, depot.racks["B-01"].pk]
            for n in range(20):
                here, there = racks if n % 2 == 0 else racks[::-1]
                with transaction.atomic():
                    move = stock.Move(lot.pk, here, there, 0, Decimal(300))
                    stock.post(entry(depot, f"t{first}-{n}", reason="transfer"), [move])

        jobs = [lambda lot=lot, n=n: to_and_fro(lot, n) for n, lot in enumerate(lots)]
        assert raised(together(jobs)) == []
