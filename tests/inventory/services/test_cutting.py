"""Cutting: grams and rupiah add up, what is inherited, everything it refuses."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from inventory import stock
from inventory.models import Balance, CutJob, CutOutput, CutPlan, Lot, Material, Movement
from inventory.rules.cutting import Wanted
from inventory.services import cutting, finding, planning_cuts, quarantining, reversing
from inventory.services.checking import check_ledger
from inventory.services.cutting import CutInto
from materialcenter import jobs
from materialcenter.errors import Missing
from materialcenter.models import AuditEntry
from materialcenter.person import WrongRole
from tests.cast import NOW, Depot, receive_stock
from tests.inventory.refusals import refuses
from tests.inventory.yard import hold

pytestmark = pytest.mark.django_db
SHEET, BAR, SCRAP = "SPHC-2-4X8", "S45C-D25", "SCRAP-HMS1"
TODAY = timezone.localdate(NOW)
PIECES = CutInto("piece", "A-02", 4, Decimal(600), Decimal(400), label="Bracket")
REMNANT = CutInto("remnant", "A-02", 1, Decimal(1219), Decimal(1200))
REST = CutInto("scrap", "B-01", material=SCRAP)


@pytest.fixture
def lot(depot: Depot) -> Lot:
    """Ten sheets on A-01, and scrap that is booked at Rp 5,000 a kg."""
    Material.objects.filter(code=SCRAP).update(fixed_value_per_kg=Decimal(5000))
    return receive_stock(depot, SHEET, pieces=10, mass_kg=Decimal("460.000"))


def cut(depot: Depot, lot: Lot, *outputs: CutInto, **changes: Any) -> CutJob:
    asked: dict[str, Any] = {
        "lot_number": lot.number,
        "from_rack": "A-01",
        "pieces": 1,
        "mass_kg": None,
        "outputs": outputs or (PIECES, REMNANT, REST),
        "on": TODAY,
        "by": depot.person("wati"),
        "at": NOW,
    }
    return cutting.do_cut(**{**asked, **changes})


class TestDoCut:
    def test_weighs_to_the_gram_and_shares_value_to_the_cent(self, depot: Depot, lot: Lot) -> None:
        job = cut(depot, lot)
        outputs = list(CutOutput.objects.filter(job=job).select_related("lot"))
        assert job.mass_kg == Decimal("46.000")
        assert sum(out.lot.received_kg for out in outputs) + job.kerf_kg == job.mass_kg
        values = Movement.objects.filter(
            transaction=job.transaction, from_place__kind="cutting"
        ).values_list("value", flat=True)
        assert sum(values) == job.value
        scrap = outputs[2].lot
        assert scrap.cost_per_kg == Decimal(5000)
        assert 0 < job.kerf_kg < Decimal("0.5")
        assert list(check_ledger()) == []

    def test_scales_the_table_by_what_the_parent_weighs(self, depot: Depot, lot: Lot) -> None:
        cut(depot, lot)
        piece = Lot.objects.get(cut_output__kind="piece")
        part = Decimal(4 * 600 * 400) / Decimal(2438 * 1219)
        assert abs(piece.received_kg - 46 * part) < Decimal("0.001")
        assert piece.table_kg == Decimal("15.072")

    def test_hands_heat_size_owner_and_age_on(self, depot: Depot, lot: Lot) -> None:
        cut(depot, lot)
        remnant = Lot.objects.get(cut_output__kind="remnant")
        assert (remnant.heat, remnant.parent, remnant.received_on) == ("C90085", lot, TODAY)
        assert (remnant.length_mm, remnant.width_mm) == (Decimal(1219), Decimal(1200))
        assert remnant.is_issuable
        assert not remnant.is_saleable

    def test_takes_weighed_lines_as_they_were_weighed(self, depot: Depot, lot: Lot) -> None:
        weighed = CutInto("piece", "A-02", 4, Decimal(600), Decimal(400), Decimal("15.500"))
        job = cut(depot, lot, weighed)
        assert job.kerf_kg == Decimal("30.500")

    def test_cuts_bars_and_cuts_a_remnant_again(self, depot: Depot) -> None:
        bar = receive_stock(depot, BAR, pieces=2)
        cut(depot, bar, CutInto("remnant", "A-02", 1, Decimal(2000)))
        rest = Lot.objects.get(parent=bar)
        cut(depot, rest, CutInto("piece", "A-02", 1, Decimal(1200)), from_rack="A-02")
        refuses(
            cutting.LargerThanParent,
            lambda: cut(depot, bar, CutInto("piece", "A-02", 1, Decimal(6001))),
        )
        assert Lot.objects.get(parent=rest).heat == bar.heat

    def test_leaves_a_quarantined_lot_quarantined(self, depot: Depot, lot: Lot) -> None:
        quarantining.quarantine_lot(
            lot_number=lot.number, reason="check", by=depot.person("sinta"), at=NOW
        )
        cut(depot, lot)
        assert set(Lot.objects.filter(parent=lot).values_list("quality", flat=True)) == {
            "quarantined"
        }

    def test_names_the_job_everywhere(self, depot: Depot, lot: Lot) -> None:
        job = cut(depot, lot)
        assert job.number == "CT-TGL-2026-00001"
        assert job.transaction.reference == job.number
        assert AuditEntry.objects.get(action="lot.cut").data["job"] == job.number

    def test_is_undone_by_reversing_it(self, depot: Depot, lot: Lot) -> None:
        job = cut(depot, lot)
        reversing.reverse_transaction(
            sequence=job.transaction_id, reason="wrong sheet", by=depot.person("sinta"), at=NOW
        )
        there = Balance.objects.get(lot=lot)
        assert (there.on_hand_pieces, there.on_hand_kg) == (10, Decimal("460.000"))
        assert not Balance.objects.filter(lot__parent=lot, on_hand_kg__gt=0).exists()
        assert list(check_ledger()) == []

    def test_refuses(self, depot: Depot, lot: Lot) -> None:
        large = CutInto("remnant", "A-02", 1, Decimal(2439), Decimal(100))
        heavy = CutInto("piece", "A-02", 1, Decimal(600), Decimal(400), Decimal("46.001"))
        for kind, field, outputs, changes in (
            (cutting.LargerThanParent, "length_mm", (large,), {}),
            (cutting.MoreThanParent, "outputs", (REMNANT, REMNANT, PIECES), {}),
            (cutting.SizeMissing, "length_mm", (CutInto("piece", "A-02", 1, Decimal(9)),), {}),
            (cutting.UnknownKind, "kind", (CutInto("part", "A-02"),), {}),
            (stock.CutWeighsMore, "mass_kg", (heavy,), {}),
            (stock.NothingCutOff, "outputs", (REST,), {}),
            (stock.NotPositive, "pieces", (PIECES,), {"pieces": 0}),
            (stock.NotEnoughStock, "pieces", (PIECES,), {"pieces": 11}),
            (stock.NotPositive, "mass_kg", (PIECES,), {"mass_kg": Decimal(0)}),
            (finding.NoSuchRack, "from_rack", (PIECES,), {"from_rack": "Z-99"}),
            (cutting.NoSuchPlan, "plan", (PIECES,), {"plan_number": "CP-9"}),
            (cutting.TooManyOutputs, "", (PIECES,) * 41, {}),
            (stock.InTheFuture, "", (PIECES,), {"on": TODAY + timedelta(days=1)}),
        ):
            refuses(
                kind,
                lambda outputs=outputs, changes=changes: cut(  # type: ignore[misc]
                    depot, lot, *outputs, **changes
                ),
                field=field,
            )
        assert not CutJob.objects.exists()
        assert Balance.objects.get(lot=lot).on_hand_pieces == 10

    def test_refuses_scrap_whose_value_nobody_said(self, depot: Depot, lot: Lot) -> None:
        Material.objects.filter(code=SCRAP).update(fixed_value_per_kg=None)
        refuses(cutting.ScrapWithoutValue, lambda: cut(depot, lot))

    def test_refuses_what_is_kept_by_weight_or_rejected(self, depot: Depot, lot: Lot) -> None:
        loose = receive_stock(depot, SCRAP, mass_kg=Decimal(50), key="loose")
        refuses(cutting.NotCut, lambda: cut(depot, loose))
        quarantining.reject_lot(
            lot_number=lot.number, reason="rust", by=depot.person("sinta"), at=NOW
        )
        refuses(cutting.RejectedNotCut, lambda: cut(depot, lot))

    def test_leaves_what_an_order_has_reserved(self, depot: Depot, lot: Lot) -> None:
        hold(depot, SHEET, 10)
        refuses(stock.NotEnoughStock, lambda: cut(depot, lot))

    def test_is_for_clerks_of_this_depot(self, depot: Depot, stranger: Depot, lot: Lot) -> None:
        for name in ("putri", "fajar", "agus", "sari"):
            refuses(
                WrongRole,
                lambda name=name: cut(depot, lot, by=depot.person(name)),  # type: ignore[misc]
            )
        refuses(Missing, lambda: cut(depot, lot, by=stranger.person("wati")))


def ask(depot: Depot, *cuts: Wanted, code: str = BAR, **changes: Any) -> CutPlan:
    asked: dict[str, Any] = {
        "material_code": code,
        "kerf_mm": Decimal(3),
        "cuts": cuts or (Wanted(Decimal(1450), 7, label="Shaft"), Wanted(Decimal(395), 16)),
        "uses_remnants": True,
        "by": depot.person("wati"),
        "at": NOW,
    }
    return planning_cuts.ask_plan(**{**asked, **changes})


def result_of(plan: CutPlan) -> dict[str, Any]:
    """Return what was computed."""
    assert plan.result is not None
    return dict(plan.result)


class TestPlanCuts:
    def test_is_computed_by_a_job_and_kept(self, depot: Depot) -> None:
        plan = ask(depot)
        assert plan.status == "waiting"
        jobs.run_due()
        plan.refresh_from_db()
        assert (plan.status, plan.is_proven) == ("planned", True)
        assert result_of(plan)["new_pieces"] == result_of(plan)["bound"] == 3

    def test_takes_remnants_that_lie_in_the_yard(self, depot: Depot) -> None:
        bar = receive_stock(depot, BAR, pieces=2)
        cut(depot, bar, CutInto("remnant", "A-02", 1, Decimal(3000)))
        plan = ask(depot, Wanted(Decimal(1450), 2))
        jobs.run_due()
        plan.refresh_from_db()
        assert result_of(plan)["new_pieces"] == 0
        assert result_of(plan)["patterns"][0]["lot"] == Lot.objects.get(parent=bar).number

    def test_leaves_pieces_that_were_cut_for_somebody(self, depot: Depot) -> None:
        bar = receive_stock(depot, BAR, pieces=2)
        cut(depot, bar, CutInto("piece", "A-02", 1, Decimal(3000)))
        plan = ask(depot, Wanted(Decimal(1450), 2))
        jobs.run_due()
        plan.refresh_from_db()
        assert result_of(plan)["new_pieces"] == 1

    def test_is_computed_once(self, depot: Depot) -> None:
        plan = ask(depot)
        planning_cuts.compute_plan(plan_id=plan.pk)
        first = CutPlan.objects.get().computed_at
        planning_cuts.compute_plan(plan_id=plan.pk)
        assert CutPlan.objects.get().computed_at == first

    def test_refuses_what_cannot_be_planned(self, depot: Depot) -> None:
        for code, cuts in (
            ("cut_longer_than_stock", [Wanted(Decimal(6001), 1)]),
            ("size_not_positive", [Wanted(Decimal(-1), 1)]),
            ("pieces_not_positive", [Wanted(Decimal(5), 0)]),
            ("width_not_wanted", [Wanted(Decimal(5), 1, Decimal(5))]),
        ):
            with pytest.raises(planning_cuts.PlanRefused) as refusal:
                ask(depot, *cuts)
            assert refusal.value.code == code
        refuses(cutting.NotCut, lambda: ask(depot, code=SCRAP))
        refuses(finding.NoSuchMaterial, lambda: ask(depot, code="NONE"))
        refuses(WrongRole, lambda: ask(depot, by=depot.person("agus")))
        assert not CutPlan.objects.exists()
