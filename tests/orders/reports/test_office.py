"""What a year held for the regional industry office: counts, kg, savings, revenue, targets."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.models import PastIssue
from materialcenter.models import Workshop
from materialcenter.person import WrongRole
from orders.models import CreditNote, Invoice, YearTarget
from orders.reports.office import (
    CLUSTER,
    TRADE,
    Cell,
    OfficeYear,
    Revenue,
    Sums,
    Taken,
    office_years,
    together,
)
from orders.rules.credit import Back
from orders.services.crediting_back import credit_invoice
from orders.services.handing_over import hand_over_pool
from orders.services.paying import TakenPayment
from orders.services.reporting_office import office_report
from orders.services.reporting_outcome import pool_outcome
from orders.services.setting_targets import BadRevenue, BadYear, set_year_target
from tests.cast import NOW, Depot, receive_stock
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.pool_world import LATER, shared_pool

KG = st.decimals(min_value=0, max_value=10**6, places=3)
COUNT = st.integers(min_value=0, max_value=10**4)
RUPIAH = st.integers(min_value=-(10**9), max_value=10**12)
WHOSE = {
    "cluster": st.sampled_from(["", "LIK Takaru", "Talang", "Adiwerna"]),
    "trade": st.sampled_from(Workshop.Trade.values),
}
SUMS = st.builds(
    Sums,
    **{
        field.name: KG if field.name.endswith("_kg") else COUNT
        for field in fields(Sums)
        if field.name not in ("turnover", "saving")
    },
    turnover=RUPIAH,
    saving=RUPIAH,
)
YEARS = st.builds(
    OfficeYear,
    st.just(2026),
    st.lists(st.builds(Cell, **WHOSE, sums=SUMS), max_size=12).map(tuple),
    st.lists(
        st.builds(
            Taken,
            **WHOSE,
            form=st.sampled_from(["sheet", "round_bar", "scrap"]),
            material=st.sampled_from("ABCDE"),
            mass_kg=KG,
        ),
        max_size=12,
    ).map(tuple),
)


class TestEveryYear:
    @given(YEARS)
    def test_is_parted_wholly_by_cluster_and_by_trade(self, year: OfficeYear) -> None:
        for part in (CLUSTER, TRADE):
            assert together(group.sums for group in year.by(part)) == year.whole

    @given(YEARS)
    def test_is_parted_wholly_by_form_and_by_material(self, year: OfficeYear) -> None:
        whole = sum((row.mass_kg for row in year.taken), Decimal(0))
        assert sum(year.forms.values(), Decimal(0)) == whole
        assert sum((row.mass_kg for row in year.materials), Decimal(0)) == whole
        groups = OfficeYear(2026, tuple(_cells(year)), year.taken).by(CLUSTER)
        assert sum((sum(g.by_form.values()) for g in groups), Decimal(0)) == whole

    @given(RUPIAH, RUPIAH, st.none() | COUNT, st.none() | st.integers(1, 10**12))
    def test_counts_what_was_reported_before_what_the_books_say(
        self, turnover: int, cost: int, reported: int | None, target: int | None
    ) -> None:
        row = Revenue(2023, turnover, cost, target, reported)
        known = turnover or cost
        assert row.reached == (reported if reported is not None or not known else turnover - cost)
        assert (row.percent is None) == (target is None or row.reached is None)


def _cells(year: OfficeYear) -> Iterator[Cell]:
    for row in year.taken:
        yield Cell(row.cluster, row.trade, Sums())


@pytest.fixture
def lived(depot: Depot) -> Depot:
    """Return a depot with a pool and a sale in 2026, an issue of the old books in 2025."""
    for code, cluster, programme in (("W0001", "LIK Takaru", "YDBA"), ("W0002", "Talang", "")):
        workshop = depot.workshops[code]
        workshop.cluster, workshop.coaching_programme = cluster, programme
        workshop.tier_one_partner = "PT Contoh Otomotif" if programme else ""
        workshop.save()
    depot.workshops["W0002"].trade = Workshop.Trade.TURNING
    depot.workshops["W0002"].save()
    Workshop.objects.create(
        center=depot.center, code="W0003", name="Bengkel Lain", trade="turning", cluster="Talang"
    )
    PastIssue.objects.create(
        center=depot.center,
        material=depot.materials[SHEET],
        workshop=depot.workshops["W0002"],
        issued_on=date(2025, 12, 31),
        pieces=3,
        mass_kg=Decimal("140.250"),
    )
    return depot


def report(depot: Depot, year: int = 2026, who: str = "agus") -> Any:
    return office_report(year, by=depot.person(who))


def sell(depot: Depot, sheets: int, *, cost: str = "10000", at: datetime = NOW) -> Invoice:
    receive_stock(depot, SHEET, pieces=sheets, cost_per_kg=Decimal(cost), key=f"in-{at}")
    return hand_over(depot, place(depot, ask(SHEET, sheets), at=at), at=at).billed()


@pytest.mark.django_db
class TestOfficeReport:
    def test_counts_who_took_anything_and_what_they_are(self, lived: Depot) -> None:
        sell(lived, 4)
        found = report(lived)
        assert found.this.whole.registered == 3
        assert (found.this.whole.served, found.before.whole.served) == (1, 1)
        assert (found.this.whole.coached, found.this.whole.coached_served) == (1, 1)
        assert (found.before.whole.coached, found.before.whole.coached_served) == (1, 0)
        clusters = {group.key: group.sums for group in found.this.by(CLUSTER)}
        assert (clusters["Talang"].registered, clusters["Talang"].served) == (2, 0)
        assert clusters["LIK Takaru"].partnered_served == 1

    def test_takes_the_old_books_in_by_kg_alone(self, lived: Depot) -> None:
        whole = report(lived, 2025).this.whole
        assert whole.mass_kg == whole.old_kg == Decimal("140.250")
        assert (whole.turnover, whole.saving) == (0, 0)

    def test_earns_the_turnover_less_credit_notes_and_the_cost_of_the_goods(
        self, lived: Depot
    ) -> None:
        invoice = sell(lived, 4)
        credit_invoice(
            invoice_id=invoice.pk,
            backs=[Back(1, pieces=1)],
            reason="returned",
            note="Bengkok",
            by=lived.person("fajar"),
            at=NOW,
        )
        given_back = CreditNote.objects.get().net
        found = report(lived)
        mass_kg = found.this.whole.mass_kg
        assert found.revenue.turnover == invoice.net - given_back == found.this.whole.turnover
        assert found.revenue.cost == int(mass_kg * 10_000)
        assert found.revenue.reached == found.revenue.turnover - found.revenue.cost

    def test_gives_a_year_its_days_where_the_center_is(self, lived: Depot) -> None:
        sell(lived, 2, at=datetime(2026, 12, 31, 16, 59, tzinfo=UTC))
        sell(lived, 3, at=datetime(2026, 12, 31, 17, 1, tzinfo=UTC))
        this, following = report(lived, 2026), report(lived, 2027)
        assert following.this.whole.mass_kg > this.this.whole.mass_kg > 0
        assert following.before == this.this
        assert following.revenue_before == this.revenue

    def test_saves_what_the_pools_bills_were_below_the_counter(self, lived: Depot) -> None:
        pool = shared_pool(lived)
        hand_over_pool(
            pool_id=pool.pk,
            workshop_id=lived.workshops["W0001"].pk,
            receiver_name="Slamet",
            payment=TakenPayment(5_593_481, "transfer"),
            by=lived.person("wati"),
            at=LATER,
        )
        outcome = pool_outcome(pool, by=lived.person("putri"), at=LATER)
        whole = report(lived).this.whole
        assert whole.saving == outcome.wishes.taken_saving == 816_533
        assert whole.pool_kg == whole.mass_kg > 0

    def test_is_the_same_few_statements_for_more(
        self, lived: Depot, django_assert_num_queries: Any
    ) -> None:
        by = lived.person("agus")
        for sheets in (1, 5):
            sell(lived, sheets, at=NOW if sheets == 1 else NOW.replace(hour=5))
            with django_assert_num_queries(12):
                office_report(2026, by=by)

    def test_shows_a_stranger_nothing_and_a_clerk_no_report(
        self, lived: Depot, stranger: Depot
    ) -> None:
        sell(lived, 1)
        assert report(stranger).is_empty
        with pytest.raises(WrongRole):
            report(lived, who="wati")


@pytest.mark.django_db
class TestSetYearTarget:
    def test_keeps_changes_and_takes_away(self, depot: Depot) -> None:
        by = depot.person("sinta")
        set_year_target(year=2023, revenue=None, reported=550_000_000, by=by, at=NOW)
        set_year_target(year=2024, revenue=500_000_000, reported=None, by=by, at=NOW)
        set_year_target(year=2024, revenue=600_000_000, reported=None, by=by, at=NOW)
        found = report(depot, 2024)
        assert (found.revenue_before.reached, found.revenue_before.percent) == (550_000_000, None)
        assert (found.revenue.target, found.revenue.percent) == (600_000_000, None)
        assert office_years(by, on=date(2026, 9, 1)) == [2026, 2025, 2024, 2023]
        set_year_target(year=2024, revenue=None, reported=None, by=by, at=NOW)
        assert [row.year for row in YearTarget.objects.all()] == [2023]

    @pytest.mark.parametrize(
        ("year", "revenue", "reported", "refusal"),
        [
            (1999, 1, None, BadYear),
            (2024, 0, None, BadRevenue),
            (2024, None, -1, BadRevenue),
            (2024, 10**15 + 1, None, BadRevenue),
        ],
    )
    def test_refuses_what_no_year_can_have(
        self, depot: Depot, year: int, revenue: int | None, reported: int | None, refusal: Any
    ) -> None:
        with pytest.raises(refusal):
            set_year_target(
                year=year, revenue=revenue, reported=reported, by=depot.person("sinta"), at=NOW
            )
        assert not YearTarget.objects.exists()

    def test_is_a_supervisors_act(self, depot: Depot) -> None:
        for name in ("fajar", "agus", "putri"):
            with pytest.raises(WrongRole):
                set_year_target(year=2024, revenue=1, reported=None, by=depot.person(name), at=NOW)
