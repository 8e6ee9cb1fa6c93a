"""Cutting in a real browser, on a phone and a desk, in both languages."""

from decimal import Decimal

import pytest
from playwright.sync_api import Browser

from inventory.models import Lot, Material
from inventory.rules.cutting import Wanted
from inventory.services import planning_cuts
from tests.cast import Depot, receive_stock
from tests.harness.seeing import PHONE, check_pages, let_in, looking
from tests.inventory.services.test_cutting import ask, cut

pytestmark = pytest.mark.django_db(transaction=True)
SHEETS = [
    Wanted(Decimal(600), 12, Decimal(400), label="Bracket"),
    Wanted(Decimal(350), 20, Decimal(250)),
    Wanted(Decimal(800), 5, Decimal(300), may_turn=False, label="Dudukan mesin"),
]
BARS = [Wanted(Decimal(1450), 7, label="Poros"), Wanted(Decimal(395), 16)]


class TestCuttingPages:
    def test_are_sound(self, depot: Depot, live_site: str, browser: Browser) -> None:
        Material.objects.filter(code="SCRAP-HMS1").update(fixed_value_per_kg=Decimal(5000))
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=10, mass_kg=Decimal("460.000"))
        job = cut(depot, lot)
        plans = [ask(depot, *SHEETS, code="SPHC-2-4X8"), ask(depot, *BARS)]
        for plan in plans:
            planning_cuts.compute_plan(plan_id=plan.pk)
        waiting = ask(depot)
        remnant = Lot.objects.get(cut_output__kind="remnant")
        paths = [
            "/cuts/",
            f"/cuts/{job.number}/",
            "/cut-plans/",
            "/cut-plans/new/",
            *(f"/cut-plans/{plan.number}/" for plan in plans),
            f"/cut-plans/{waiting.number}/",
            f"/lots/{lot.number}/cut/?plan={plans[0].number}&pattern=1",
            f"/lots/{remnant.number}/",
            "/remnants/",
            "/remnants/?length_mm=600&width_mm=900&thickness_mm=2&grade=SPHC",
            "/remnants/?length_mm=9000",
        ]
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "wati")
            check_pages(page, live_site, paths)
