"""Watching: that its sums add up, and equal what the ledger and the rules give from nothing."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from inventory import stock
from inventory.models import (
    DemandDay,
    Lot,
    Material,
    MonthForecast,
    Movement,
    ReorderPlan,
    UnmetDemand,
)
from inventory.reports import watching
from inventory.reports.classes import limits_of
from inventory.reports.watching import Period
from inventory.reports.worth import slow_movers
from inventory.rules.reordering.matrix import CELLS, cells_of
from inventory.services import demanding
from tests.cast import NOW, Depot, build_depot, entry, receive_stock
from tests.inventory.demand import SHEET, issued
from tests.inventory.yard import issue

pytestmark = pytest.mark.django_db
BAR, SCRAP = "S45C-D25", "SCRAP-HMS1"
TODAY = NOW.date()
ZONE = "Asia/Jakarta"
YEAR = Period(date(2025, 9, 1), date(2026, 8, 31))
SOON = Period(TODAY - timedelta(days=29), TODAY)


@pytest.fixture
def depot() -> Depot:
    return build_depot()


def refuse(
    depot: Depot, asked: int, had: int, *, code: str = SHEET, by: str = "W0001", days_ago: int = 0
) -> None:
    """Note what a workshop asked for in vain."""
    UnmetDemand.objects.create(
        center=depot.center,
        material=depot.materials[code],
        workshop=depot.workshops[by],
        day=TODAY - timedelta(days=days_ago),
        asked_kg=asked,
        had_kg=had,
    )


def forecast(depot: Depot, month: date, daily: str, *, code: str = SHEET) -> None:
    MonthForecast.objects.create(
        center=depot.center,
        month=month,
        material=depot.materials[code],
        daily_mean_kg=Decimal(daily),
        demand_class="smooth",
    )


class TestPeriod:
    def test_has_as_many_days_before_it(self) -> None:
        before = Period(date(2026, 3, 1), date(2026, 3, 31)).before
        assert before == Period(date(2026, 1, 29), date(2026, 2, 28))
        assert before.days == 31

    def test_knows_the_months_that_lie_in_it_from_end_to_end(self) -> None:
        assert YEAR.whole_months == YEAR
        part = Period(date(2026, 1, 2), date(2026, 4, 29))
        assert part.whole_months == Period(date(2026, 2, 1), date(2026, 3, 31))
        assert Period(date(2026, 1, 2), date(2026, 2, 27)).whole_months is None
        assert Period(date(2026, 2, 1), date(2026, 2, 27)).whole_months is None


class TestService:
    def test_is_the_part_of_what_was_asked_that_was_met(self, depot: Depot) -> None:
        issued(depot, 5, 900)
        refuse(depot, 150, 50)
        refuse(depot, 80, 90, by="W0002")
        issued(depot, 40, 50, code=BAR)
        found = watching.service(depot.center.pk, SOON, target_percent=95)
        assert found.whole.met_kg == 900
        assert found.whole.refused_kg == 100
        assert found.whole.level_percent == 90
        assert found.whole.target_percent == 95
        assert found.before.met_kg == 50
        assert found.before.level_percent == 100
        assert list(found.by_month) == [date(2026, 8, 1), date(2026, 9, 1)]

    def test_leaves_out_what_pools_brought(self, depot: Depot) -> None:
        DemandDay.objects.create(
            center=depot.center, material=depot.materials[SHEET], day=TODAY, pool_kg=500
        )
        found = watching.service(depot.center.pk, SOON, target_percent=95)
        assert found.whole.asked_kg == 0
        assert found.whole.level_percent is None

    def test_aims_at_each_material_by_its_own_target(self, depot: Depot) -> None:
        issued(depot, 5, 300)
        issued(depot, 5, 100, code=BAR)
        ReorderPlan.objects.create(
            center=depot.center,
            material=depot.materials[BAR],
            demand_class="lumpy",
            fill_rate_percent=Decimal("75"),
            planned_at=NOW,
        )
        found = watching.service(depot.center.pk, SOON, target_percent=95)
        assert found.whole.target_percent == 90
        assert {name: part.target_percent for name, part in found.by_class.items()} == {
            "none": 95,
            "lumpy": 75,
        }


class TestStockOuts:
    def test_name_the_costliest_first_with_who_asked(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=10, cost_per_kg=Decimal(12_000))
        receive_stock(depot, BAR, pieces=10, cost_per_kg=Decimal(10_000))
        refuse(depot, 100, 0, days_ago=1)
        refuse(depot, 60, 0, by="W0002", days_ago=1)
        refuse(depot, 30, 10, code=BAR, by="W0002")
        refuse(depot, 5, 0, code=SCRAP)
        refuse(depot, 999, 0, days_ago=200)
        found = watching.stock_outs(depot.center.pk, SOON, limit=10)
        assert [(line.material, line.days, line.refused_kg) for line in found.lines] == [
            (BAR, 1, Decimal(20)),
            (SHEET, 1, Decimal(160)),
            (SCRAP, 1, Decimal(5)),
        ]
        assert found.lines[0].lost == 20 * (17_700 - 10_000)
        assert found.lines[1].workshops == ["W0001", "W0002"]
        assert (found.lines[2].lost, found.unknown) == (None, 1)
        assert (found.materials, found.days, found.refused_kg) == (3, 3, Decimal(185))
        assert found.lost == 20 * 7_700 + 160 * 550
        (rest,) = watching.stock_outs(depot.center.pk, SOON, after=2, limit=10).lines
        assert rest.material == SCRAP
        beyond = watching.stock_outs(depot.center.pk, SOON, after=9, limit=10)
        assert (beyond.materials, list(beyond.lines)) == (3, [])

    def test_are_none_where_everything_was_had(self, depot: Depot) -> None:
        refuse(depot, 50, 50)
        assert watching.stock_outs(depot.center.pk, SOON, limit=5).materials == 0


class TestMatrix:
    def test_places_materials_by_the_worth_and_the_evenness_of_demand(self, depot: Depot) -> None:
        for month in range(12):
            issued(depot, 5 + 30 * month, 900)
        issued(depot, 40, 20, code=BAR)
        receive_stock(depot, BAR, pieces=2)
        found = {one.cell: one for one in watching.cells(depot.center.pk, YEAR)}
        assert list(found) == list(CELLS)
        assert {name: one.materials for name, one in found.items() if one.materials} == {
            "AX": 1,
            "CZ": 2,
        }
        assert found["AX"].value == found["AX"].asked_kg * 12_550
        assert found["CZ"].stock == Lot.objects.get().received_kg * 10_950
        listed = watching.cell_materials(depot.center.pk, YEAR, cell="CZ", limit=1)
        assert [(one.n, one.material) for one in listed] == [(1, BAR)]
        (last,) = watching.cell_materials(depot.center.pk, YEAR, cell="CZ", after=1, limit=9)
        assert (last.material, last.variation) == (SCRAP, None)

    @given(
        kg=st.lists(
            st.tuples(st.integers(0, 7), st.integers(0, 11), st.integers(1, 900)), max_size=40
        )
    )
    @hypothesis_settings(
        max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_is_the_rule_for_any_demand(self, depot: Depot, kg: list[tuple[int, int, int]]) -> None:
        with transaction.atomic():
            codes = [self._another(depot, n) for n in range(5)] + [SHEET, BAR, SCRAP]
            monthly: dict[str, list[Decimal]] = {code: [Decimal(0)] * 12 for code in codes}
            for place, month, mass_kg in kg:
                monthly[codes[place]][month] += mass_kg
            self._write(depot, monthly)
            by_age = sorted(depot.materials.values(), key=lambda one: one.pk)
            values = [sum(monthly[m.code], Decimal(0)) * m.counter_price_per_kg for m in by_age]
            expected = cells_of(
                values, [monthly[m.code] for m in by_age], limits_of(depot.center.pk)
            )
            found = watching.cells(depot.center.pk, YEAR)
            assert {one.cell: one.materials for one in found if one.materials} == Counter(expected)
            assert sum(one.value for one in found) == sum(values)
            assert sum(one.asked_kg for one in found) == sum(map(sum, monthly.values()))
            listed = {
                one.material: cell
                for cell in CELLS
                for one in watching.cell_materials(depot.center.pk, YEAR, cell=cell, limit=99)
            }
            assert listed == {m.code: cell for m, cell in zip(by_age, expected, strict=True)}
            transaction.set_rollback(True)

    def _another(self, depot: Depot, n: int) -> str:
        material = Material.objects.get(pk=depot.materials[SHEET].pk)
        material.pk, material.code = None, f"COPY-{n}"
        material.counter_price_per_kg = Decimal(1_000 * (n + 1))
        material.save()
        depot.materials[material.code] = material
        return material.code

    def _write(self, depot: Depot, monthly: dict[str, list[Decimal]]) -> None:
        DemandDay.objects.bulk_create(
            DemandDay(
                center=depot.center,
                material=depot.materials[code],
                day=YEAR.months[month],
                issued_kg=kg,
            )
            for code, months in monthly.items()
            for month, kg in enumerate(months)
            if kg
        )


class TestForecasts:
    def test_stand_against_what_came(self, depot: Depot) -> None:
        august = Period(date(2026, 7, 1), date(2026, 8, 31))
        forecast(depot, date(2026, 8, 1), "10")
        forecast(depot, date(2026, 8, 1), "2", code=BAR)
        issued(depot, 5, 200)
        issued(depot, 6, 50, code=SCRAP)
        issued(depot, 40, 999)
        refuse(depot, 48, 0, days_ago=3)
        found = watching.forecasts(depot.center.pk, august, limit=2)
        assert list(found.by_month) == [date(2026, 8, 1)]
        whole = found.by_month[date(2026, 8, 1)]
        assert whole == found.whole
        assert (whole.forecast_kg, whole.came_kg) == (Decimal(372), Decimal(298))
        assert whole.error_kg == (310 - 248) + 62 + 50
        assert [(code, part.error_kg) for code, part in found.worst] == [
            (SHEET, Decimal(62)),
            (BAR, Decimal(62)),
        ]
        assert set(found.by_class) == {"smooth", "none"}
        assert found.by_class["none"].bias_percent == -100

    def test_are_nothing_where_none_was_kept(self, depot: Depot) -> None:
        issued(depot, 5, 200)
        found = watching.forecasts(depot.center.pk, YEAR, limit=10)
        assert found.whole.off_percent is None


class TestTurns:
    def test_are_the_cost_of_what_went_against_what_lay_there(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=100, cost_per_kg=Decimal(10_000))
        issue(depot, lot, 40, key="i")
        found = watching.turns(depot.center.pk, SOON, zone=ZONE)
        assert found is not None
        assert found.period == Period(TODAY, TODAY)
        (sheet,) = found.forms
        assert sheet.cost == 40 * Decimal("46.659") * 10_000
        assert sheet.closings == [60 * Decimal("46.659") * 10_000]
        assert sheet.turns == pytest.approx(365 * Decimal(40) / 60)
        assert sheet.days_of_stock == Decimal("1.5")

    def test_take_back_what_was_reversed_and_name_what_pools_took(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=100, cost_per_kg=Decimal(10_000))
        posting = issue(depot, lot, 40, key="i")
        with transaction.atomic():
            stock.reverse(entry(depot, "r"), sequence=posting.sequence)
        found = watching.turns(depot.center.pk, SOON, zone=ZONE)
        assert found is not None
        assert found.whole.cost == found.whole.pool_cost == 0
        assert found.whole.days_of_stock is None

    def test_are_none_before_the_books_begin(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=1)
        assert watching.turns(depot.center.pk, YEAR, zone=ZONE) is None


class TestDeadStock:
    def test_is_what_the_report_of_slow_movers_lists(self, depot: Depot) -> None:
        for code, pieces in ((SHEET, 10), (BAR, 4)):
            receive_stock(depot, code, pieces=pieces)
        receive_stock(depot, SCRAP, mass_kg=Decimal(700), rack="B-01")
        issued(depot, 3, 70)
        issued(depot, 200, 70, code=BAR)
        found = watching.dead_stock(depot.center.pk, today=TODAY)
        for days, part in ((180, found.whole.half_year), (365, found.whole.year)):
            rows = slow_movers(depot.center.pk, today=TODAY, days=days, zone=ZONE)
            still = [row for row in rows if not row.lately_kg]
            assert part.materials == len(still)
            assert part.mass_kg == sum(row.mass_kg for row in still)
            assert part.value == sum(row.value for row in still)
        assert (found.whole.half_year.materials, found.whole.year.materials) == (2, 1)
        assert found.whole.stock.value == sum(lot.received_kg for lot in Lot.objects.all()) * 10_950


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["issue", "undo", "pool", "refuse", "receive"]),
        st.sampled_from([SHEET, BAR]),
        st.integers(1, 9),
    ),
    max_size=20,
)


class TestAnySequence:
    @given(acts=ACTS)
    @hypothesis_settings(
        max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_adds_up_to_what_the_ledger_gives(
        self, depot: Depot, acts: list[tuple[str, str, int]]
    ) -> None:
        with transaction.atomic():
            refused = self._play(depot, acts)
            met, cost = self._from_the_ledger(depot)
            center_id = depot.center.pk
            service = watching.service(center_id, SOON, target_percent=95)
            assert service.whole.met_kg == met
            assert service.whole.refused_kg == refused
            assert sum((one.asked_kg for one in service.by_month.values()), Decimal(0)) == (
                met + refused
            )
            months = Period(SOON.since.replace(day=1), date(2026, 9, 30))
            cells = watching.cells(center_id, months)
            assert sum(one.materials for one in cells) == len(depot.materials)
            assert sum(one.asked_kg for one in cells) == met + refused
            assert sum(one.met_kg for one in cells) == met
            outs = watching.stock_outs(center_id, SOON, limit=9)
            assert outs.refused_kg == sum((one.refused_kg for one in outs.lines), Decimal(0))
            assert outs.refused_kg == refused
            turned = watching.turns(center_id, SOON, zone=ZONE)
            dead = watching.dead_stock(center_id, today=TODAY).whole
            assert (turned.whole.cost if turned else 0) == cost
            assert (turned.whole.closings[-1] if turned else 0) == dead.stock.value
            assert sum(one.stock for one in cells) == dead.stock.value
            assert dead.year.value <= dead.half_year.value <= dead.stock.value
            transaction.set_rollback(True)

    def _play(self, depot: Depot, acts: list[tuple[str, str, int]]) -> Decimal:
        lots = {code: receive_stock(depot, code, pieces=60) for code in (SHEET, BAR)}
        standing: list[int] = []
        asked: dict[tuple[str, str], int] = defaultdict(int)
        for n, (act, code, pieces) in enumerate(acts):
            if act == "issue":
                standing.append(issue(depot, lots[code], min(pieces, 3), key=f"i{n}").sequence)
            elif act == "undo" and standing:
                stock.reverse(entry(depot, f"r{n}"), sequence=standing.pop(n % len(standing)))
            elif act == "pool":
                target = stock.outside(depot.center.pk, "workshop")
                move = stock.Move(lots[code].pk, depot.racks["A-01"].pk, target, 1)
                stock.post(entry(depot, f"p{n}", reason="pool"), [move])
            elif act == "receive":
                receive_stock(depot, code, pieces=pieces, heat=f"H{n}")
            elif act == "refuse":
                key = code, ("W0001", "W0002")[n % 2]
                asked[key] = max(asked[key], pieces * 10)
                stock.note_unmet(
                    center_id=depot.center.pk,
                    workshop_id=depot.workshops[key[1]].pk,
                    shortages=[
                        stock.Shortage(depot.materials[code].pk, Decimal(pieces * 10), Decimal(0))
                    ],
                    at=NOW,
                )
        self._fold(depot)
        return Decimal(sum(asked.values()))

    def _fold(self, depot: Depot) -> None:
        # Inside the example's transaction, which is undone at its end.
        with patch.object(demanding, "TRANSACTIONS_AT_ONCE", 5):
            while demanding.fold_demand.__wrapped__(  # type: ignore[attr-defined]
                center_id=depot.center.pk, through=2**62
            ):
                pass

    def _from_the_ledger(self, depot: Depot) -> tuple[Decimal, Decimal]:
        """Add up kg given over the counter, and the cost of all that went to workshops."""
        met, cost = Decimal(0), Decimal(0)
        for moved in Movement.objects.select_related(
            "transaction__reverses", "from_place", "to_place"
        ):
            sign = (moved.to_place.kind == "workshop") - (moved.from_place.kind == "workshop")
            reason = (moved.transaction.reverses or moved.transaction).reason
            cost += sign * moved.value
            met += sign * moved.mass_kg if reason == "issue" else 0
        return met, cost


class TestAnyNumberOfMaterials:
    def test_takes_the_same_statements(self, depot: Depot) -> None:
        counts = []
        for turn in range(2):
            receive_stock(depot, SHEET, pieces=1, heat=f"H{turn}")
            with CaptureQueriesContext(connection) as queries:
                self._ask(depot.center.pk)
            counts.append(len(queries))
            for n in range(5):
                material = Material.objects.get(code=SHEET)
                material.pk, material.code = None, f"COPY-{turn}-{n}"
                material.save()
                depot.materials[material.code] = material
                issued(depot, 20 + n, 50, code=material.code)
                refuse(depot, 20, 5, code=material.code)
        assert counts == [8, 8]

    def _ask(self, center_id: int) -> None:
        watching.service(center_id, SOON, target_percent=95)
        watching.stock_outs(center_id, SOON, limit=5)
        watching.cells(center_id, YEAR)
        watching.forecasts(center_id, YEAR, limit=5)
        watching.turns(center_id, SOON, zone=ZONE)
        watching.dead_stock(center_id, today=TODAY)
