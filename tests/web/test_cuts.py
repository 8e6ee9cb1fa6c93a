"""Pages of cutting: a job, a plan and its drawing, and the search for remnants."""

from decimal import Decimal

import pytest
from django.test import Client

from inventory.models import CutJob, CutPlan, Lot, Material
from inventory.rules.cutting import Wanted
from inventory.services import planning_cuts
from materialcenter import jobs
from materialcenter.models import Job
from tests.cast import NOW, Depot, receive_stock
from tests.inventory.services.test_cutting import ask, cut
from tests.inventory.yard import send

pytestmark = pytest.mark.django_db
SHEET, SCRAP = "SPHC-2-4X8", "SCRAP-HMS1"


@pytest.fixture
def lot(depot: Depot) -> Lot:
    """Ten sheets on A-01, and scrap that is booked at Rp 5,000 a kg."""
    Material.objects.filter(code=SCRAP).update(fixed_value_per_kg=Decimal(5000))
    return receive_stock(depot, SHEET, pieces=10, mass_kg=Decimal("460.000"))


@pytest.fixture
def wati(depot: Depot, client: Client) -> Client:
    """The clerk's browser."""
    client.force_login(depot.users["wati"], "allauth.account.auth_backends.AuthenticationBackend")
    return client


class TestCutting:
    def test_cuts_by_a_form(self, wati: Client, lot: Lot) -> None:
        answer = send(
            wati,
            f"/lots/{lot.number}/cut/",
            **{
                "from_rack": "A-01",
                "pieces": "1",
                "on": "01/09/2026",
                "count": "3",
                "cut0-kind": "piece",
                "cut0-pieces": "4",
                "cut0-length_mm": "600",
                "cut0-width_mm": "400",
                "cut0-rack": "A-02",
                "cut1-kind": "scrap",
                "cut1-rack": "B-01",
                "cut1-material": SCRAP,
            },
        )
        job = CutJob.objects.get()
        assert answer.headers["Location"] == f"/cuts/{job.number}/"
        shown = wati.get(answer.headers["Location"]).content.decode()
        assert "14,8" in shown

    def test_says_what_is_larger_than_its_parent(self, wati: Client, lot: Lot) -> None:
        answer = send(
            wati,
            f"/lots/{lot.number}/cut/",
            **{
                "from_rack": "A-01",
                "pieces": "1",
                "on": "01/09/2026",
                "count": "1",
                "cut0-kind": "remnant",
                "cut0-pieces": "1",
                "cut0-length_mm": "2500",
                "cut0-width_mm": "400",
                "cut0-rack": "A-02",
            },
        )
        assert answer.status_code == 422
        assert not CutJob.objects.exists()

    def test_adds_a_line_when_asked(self, wati: Client, lot: Lot) -> None:
        answer = wati.post(f"/lots/{lot.number}/cut/", {"count": "3", "more": "1"})
        assert b"cut3-kind" in answer.content

    def test_lists_in_few_statements(
        self, wati: Client, depot: Depot, lot: Lot, django_assert_max_num_queries: object
    ) -> None:
        for _ in range(3):
            cut(depot, lot)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert wati.get("/cuts/").status_code == 200


class TestPlanning:
    def test_asks_shows_waiting_and_then_draws(self, wati: Client, depot: Depot) -> None:
        answer = send(
            wati,
            "/cut-plans/new/",
            **{
                "material": "S45C-D25",
                "kerf_mm": "3",
                "uses_remnants": "on",
                "count": "3",
                "cut0-length_mm": "1450",
                "cut0-pieces": "7",
                "cut0-label": "Poros",
            },
        )
        plan = CutPlan.objects.get()
        assert answer.headers["Location"] == f"/cut-plans/{plan.number}/"
        assert b"every 2s" in wati.get(answer.headers["Location"]).content
        jobs.run_due()
        shown = wati.get(answer.headers["Location"]).content.decode()
        assert "<svg" in shown
        assert "every 2s" not in shown
        assert "Poros" in shown

    def test_says_when_the_worker_failed(self, wati: Client, depot: Depot) -> None:
        plan = ask(depot)
        Job.objects.filter(task="inventory.tasks.compute_cut_plan").update(failed_at=NOW)
        shown = wati.get(f"/cut-plans/{plan.number}/").content.decode()
        assert 'role="alert"' in shown
        assert "every 2s" not in shown

    def test_prints_the_plan(self, wati: Client, depot: Depot) -> None:
        plan = ask(depot, Wanted(Decimal(600), 5, Decimal(400)), code=SHEET)
        jobs.run_due()
        answer = wati.get(f"/cut-plans/{plan.number}/document/")
        assert answer.content.startswith(b"%PDF")

    def test_fills_a_job_from_a_way_of_cutting(self, wati: Client, depot: Depot, lot: Lot) -> None:
        plan = ask(depot, Wanted(Decimal(600), 5, Decimal(400)), code=SHEET)
        jobs.run_due()
        shown = wati.get(f"/cut-plans/{plan.number}/").content.decode()
        address = f"/lots/{lot.number}/cut/?plan={plan.number}&amp;pattern=1"
        assert address in shown
        form = wati.get(address.replace("&amp;", "&")).content.decode()
        assert 'name="plan"' in form
        assert '<option value="scrap" selected>' in form
        assert 'value="600"' in form

    def test_says_why_a_plan_is_impossible(self, wati: Client, depot: Depot) -> None:
        answer = send(
            wati,
            "/cut-plans/new/",
            **{
                "material": "S45C-D25",
                "kerf_mm": "3",
                "count": "1",
                "cut0-length_mm": "6001",
                "cut0-pieces": "1",
            },
        )
        assert answer.status_code == 422
        assert str(planning_cuts.SENTENCES["cut_longer_than_stock"]) in answer.content.decode()


class TestRemnants:
    def test_are_found_by_the_least_size_lying_either_way(
        self, wati: Client, depot: Depot, lot: Lot
    ) -> None:
        cut(depot, lot)
        remnant = Lot.objects.get(cut_output__kind="remnant")
        for asked, found in (
            ("length_mm=1100&width_mm=1219", True),
            ("length_mm=1219&width_mm=1200&thickness_mm=2&grade=SPHC", True),
            ("length_mm=1220&width_mm=1200", False),
            ("length_mm=600&width_mm=900&thickness_mm=6", False),
            ("length_mm=600&width_mm=900&grade=S45C", False),
        ):
            shown = wati.get(f"/remnants/?{asked}").content.decode()
            assert (remnant.number in shown) is found
