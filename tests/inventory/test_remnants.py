"""What was cut of a material is counted apart from whole sheets, everywhere."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from inventory import catalogue, stock
from inventory.models import Lot
from inventory.reports.lots import lot_lines
from inventory.reports.materials import material_sheet, stock_lines
from tests.cast import Depot, entry, receive_stock

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
SHEET = "SPHC-2-4X8"


@pytest.fixture
def remnant(depot: Depot) -> Lot:
    """Five sheets, one of which was cut into three pieces of 12 kg."""
    lot = receive_stock(depot, SHEET, pieces=5)
    rack = depot.racks["A-01"].pk
    off = stock.CutOff(lot.material_id, rack, 3, Decimal(36), None, Decimal(900), Decimal(600))
    with transaction.atomic():
        cut = stock.cut(
            entry(depot, "cut", reason="cut"),
            lot_id=lot.pk,
            place_id=rack,
            pieces=1,
            mass_kg=None,
            outputs=[off],
        )
    return Lot.objects.with_names().get(pk=cut.lots[0].pk)


class TestRemnants:
    def test_are_apart_from_what_is_available(self, depot: Depot, remnant: Lot) -> None:
        line = stock_lines([remnant.material])[0]
        assert (line.available.pieces, line.remnants.pieces) == (4, 3)
        assert (line.available.mass_kg, line.remnants.mass_kg) == (Decimal("186.636"), Decimal(36))
        ids = [remnant.material_id]
        assert catalogue.remnants(depot.center.pk, ids) == {ids[0]: line.remnants}

    def test_are_apart_from_whole_sheets_on_hand(self, depot: Depot, remnant: Lot) -> None:
        holdings = material_sheet(remnant.material, depot.person("wati")).holdings
        assert (holdings.whole_pieces, holdings.cut_pieces, holdings.cut_kg) == (4, 3, Decimal(36))

    def test_have_no_tolerance_of_a_whole_sheet(self, depot: Depot, remnant: Lot) -> None:
        assert lot_lines([remnant])[0].weights.band is None

    def test_are_shown_apart(self, depot: Depot, remnant: Lot, sign_in: SignIn) -> None:
        for name in ("sari", "putri"):
            client = sign_in(depot, name)
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
            for path in ("/stock/", f"/stock/{SHEET}/"):
                page = client.get(path).content.decode()
                assert "remnants: 3 pieces, 36 kg" in page
                assert "4 sheets" in page
            item = client.get(f"/api/v1/stock?q={SHEET}").json()["items"][0]
            assert (item["available_pieces"], item["remnant_pieces"]) == (4, 3)
        assert "600 × 900 mm" in client.get(f"/stock/{SHEET}/").content.decode()
