"""The weighbridge when two act at once, each race with a twin that goes wrong without the lock."""

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from inventory.models import Scale, ScaleReading, VehicleTare, WeighTicket
from inventory.services import keeping_tares, ticketing, weighing
from inventory.services import weighing_refusals as refusals
from tests.cast import NOW, Depot
from tests.harness.together import PATIENCE_S, raised, together
from tests.inventory.bridge import arrive, correct, leave, make_scale, weigh_truck

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scale(depot: Depot) -> Scale:
    return make_scale(depot)


def _only(outcomes: list[Any], refusal: type[Exception]) -> Any:
    """Return the one outcome that stood; every other one was refused so."""
    refused = raised(outcomes)
    assert len(refused) == len(outcomes) - 1
    assert all(isinstance(error, refusal) for error in refused), refused
    return next(outcome for outcome in outcomes if outcome not in refused)


class TestSecondWeighing:
    def test_of_two_at_once_stands_once(self, depot: Depot, scale: Scale) -> None:
        number = arrive(depot).number
        outcomes = together(
            [lambda n=n: leave(depot, number, tare=5000 + 20 * n) for n in range(6)]  # type: ignore[misc]
        )
        stood = _only(outcomes, refusals.WeighedTwiceAlready)
        assert WeighTicket.objects.get().second_kg == stood.second_kg

    def test_stands_twice_without_the_lock(self, depot: Depot, scale: Scale) -> None:
        ticket, looked = arrive(depot), threading.Barrier(6)

        def weigh_unlocked(mass: int) -> bool:
            with transaction.atomic():
                found = WeighTicket.objects.get(pk=ticket.pk)
                looked.wait(PATIENCE_S)
                if found.second_kg is not None:
                    return False
                WeighTicket.objects.filter(pk=ticket.pk).update(
                    second_kg=Decimal(mass), second_at=NOW, second_source="hand"
                )
                return True

        taken = together([lambda n=n: weigh_unlocked(5000 + 20 * n) for n in range(6)])  # type: ignore[misc]
        assert taken.count(True) > 1


class TestTickets:
    def test_of_one_truck_are_opened_once(self, depot: Depot, scale: Scale) -> None:
        stood = _only(together([lambda: arrive(depot)] * 6), refusals.VehicleOnTheBridge)
        assert WeighTicket.objects.get() == stood

    def test_are_issued_once(self, depot: Depot, scale: Scale) -> None:
        number, by = weigh_truck(depot, issue=False).number, depot.person("wati")
        _only(
            together([lambda: ticketing.issue_ticket(number=number, by=by, at=NOW)] * 4),
            refusals.TicketNotOpen,
        )

    def test_are_corrected_once(self, depot: Depot, scale: Scale) -> None:
        number = weigh_truck(depot).number
        _only(together([lambda: correct(depot, number)] * 4), refusals.CorrectedAlready)
        assert WeighTicket.objects.filter(corrects__number=number).count() == 1

    def test_give_their_tare_once(self, depot: Depot, scale: Scale) -> None:
        number, by = weigh_truck(depot).number, depot.person("wati")
        _only(
            together([lambda: keeping_tares.keep_tare(number=number, by=by, at=NOW)] * 4),
            refusals.TareKept,
        )
        assert VehicleTare.objects.count() == 1

    def test_are_numbered_without_gaps(self, depot: Depot, scale: Scale) -> None:
        outcomes = together(
            [lambda n=n: arrive(depot, vehicle=f"G {n} X") for n in range(8)]  # type: ignore[misc]
        )
        assert raised(outcomes) == []
        numbers = sorted(WeighTicket.objects.values_list("number", flat=True))
        assert numbers == [f"TT-TGL-2026-{n:05d}" for n in range(1, 9)]


class TestReading:
    def test_is_used_by_one_of_many(self, depot: Depot, scale: Scale) -> None:
        reading = ScaleReading.objects.create(
            center=depot.center, scale=scale, mass_kg=12460, frame="ST", read_at=NOW
        )
        first = weighing.ByScale(reading.pk)
        by = depot.person("wati")

        def take(n: int) -> WeighTicket:
            return weighing.open_ticket(
                head=weighing.Head(direction="in", vehicle=f"G {n} X"),
                scale="TB-1",
                first=first,
                by=by,
                at=NOW,
            )

        _only(together([lambda n=n: take(n) for n in range(6)]), refusals.ReadingUsed)  # type: ignore[misc]
