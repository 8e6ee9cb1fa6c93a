"""Consigned stock handed back by two at once."""

from datetime import date

import pytest

from inventory import stock
from inventory.models import Balance, ConsignedNote
from inventory.services.checking import check_ledger
from inventory.services.consigning import Given, hand_back
from tests.cast import NOW, Depot
from tests.harness.together import raised, together
from tests.inventory.services.test_consigning import consign

pytestmark = pytest.mark.django_db(transaction=True)


class TestHandBack:
    def test_gives_the_same_pieces_to_one_alone(self, depot: Depot) -> None:
        lot = consign(depot, pieces=5)
        by, on = depot.person("wati"), date(NOW.year, NOW.month, NOW.day)

        def back() -> ConsignedNote:
            return hand_back(
                given=[Given(lot.number, "A-01", 3)],
                receiver_name="Pak Budi",
                on=on,
                by=by,
                at=NOW,
            )

        refusals = raised(together([back] * 6))
        assert [type(refusal) for refusal in refusals] == [stock.NotEnoughStock] * 5
        assert Balance.objects.get(lot=lot).on_hand_pieces == 2
        assert ConsignedNote.objects.get().number.endswith("-00001")
        assert list(check_ledger()) == []
