"""What a pool came to: savings, how far wishes were filled, its suppliers and the pool before."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import Pool, PurchaseOrder
from orders.reports.pools.outcome import Outcome, Served, Why, days_late, outcome_of
from orders.services.clearing import clear_pool
from orders.services.committing import commit
from orders.services.freezing import freeze_pool
from orders.services.handing_over import hand_over_pool
from orders.services.paying import TakenPayment
from tests.cast import NOW, Depot
from tests.orders.pool_world import LATER, open_another, shared_pool, wish

pytestmark = pytest.mark.django_db

ON = LATER.date()


def look(depot: Depot, pool: Pool, name: str = "putri") -> Outcome:
    return outcome_of(pool, by=depot.person(name), on=ON)


def bigger_pool_after(depot: Depot, first: Pool) -> Pool:
    """Price another pool of the same material: sari 30, rudi 20."""
    pool = open_another(first)
    Pool.objects.filter(pk=pool.pk).update(status=Pool.Status.OPEN, frozen_at=None, cleared_at=None)
    for name, workshop, quantity in (("sari", "W0001", 30), ("rudi", "W0002", 20)):
        commit(pool_id=pool.pk, wish=wish(depot, workshop, quantity), by=depot.person(name), at=NOW)
    freeze_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
    return clear_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)


class TestOutcomeOf:
    def test_says_what_everybody_wanted_got_and_saves(self, depot: Depot) -> None:
        found = look(depot, shared_pool(depot))

        sari, rudi = found.members
        assert (sari.code, sari.wishes.served, sari.wishes.planned_saving) == (
            "W0001",
            Served.FULLY,
            816_533,
        )
        assert (rudi.code, rudi.wishes.served) == ("W0002", Served.PARTLY)
        assert rudi.wishes.reasons == ((Why.FEW_PACKS, 1),)
        assert found.served == {Served.FULLY: 1, Served.PARTLY: 1, Served.NOT: 0}
        assert found.wishes.planned_saving == 816_533 + 408_266
        assert found.wishes.taken_saving == 0
        assert found.wishes.kg.fill_percent == Decimal("93.8")  # 15 of 16 sheets
        assert found.saved_percent == Decimal("13.9")  # 10 800 against 12 550

    def test_says_what_came_of_each_material(self, depot: Depot) -> None:
        (sheet,) = look(depot, shared_pool(depot)).materials

        units = sheet.wishes.units
        assert [units.wanted, units.planned, units.got, units.picked_up] == [16, 15, 15, 0]
        assert [sheet.ordered, sheet.received, sheet.depot, sheet.left_over] == [15, 15, 0, 0]
        assert [(q.supplier, q.is_chosen) for q in sheet.quoted] == [
            ("PT Baja Contoh S01", True),
            ("PT Baja Contoh S02", False),
        ]

    def test_reckons_what_the_bills_saved_once_it_is_picked_up(self, depot: Depot) -> None:
        pool = shared_pool(depot)
        hand_over_pool(
            pool_id=pool.pk,
            workshop_id=depot.workshops["W0001"].pk,
            receiver_name="Slamet",
            payment=TakenPayment(5_593_481, "transfer"),
            by=depot.person("wati"),
            at=LATER,
        )

        sari = look(depot, pool).members[0].wishes

        assert sari.units.picked_up == 10
        # Billed by table weight as the supplier's price is: 466.59 kg, Rp 1 750 under the counter.
        assert sari.taken_saving == 816_533

    def test_holds_the_supplier_to_its_day_and_quantity(self, depot: Depot) -> None:
        pool = shared_pool(depot)
        PurchaseOrder.objects.filter(pool=pool).update(expected_on=date(2026, 9, 28))

        (order,) = look(depot, pool).suppliers

        assert order.is_done
        assert (order.last_on, order.days_late) == (date(2026, 10, 1), 3)
        assert order.in_full_percent == 100

    def test_names_who_has_more_than_a_quarter(self, depot: Depot) -> None:
        found = look(depot, shared_pool(depot))

        assert [(m.code, percent) for m, percent in found.large_members] == [
            ("W0001", Decimal("66.7")),
            ("W0002", Decimal("33.3")),
        ]

    def test_tells_a_buyer_sums_and_its_own_workshops_alone(self, depot: Depot) -> None:
        pool = shared_pool(depot)

        staff, buyer = look(depot, pool), look(depot, pool, "rudi")

        assert [member.code for member in buyer.members] == ["W0002"]
        assert buyer.wishes.planned_saving == staff.wishes.planned_saving
        assert (buyer.suppliers, buyer.by_cluster, buyer.by_trade) == ((), (), ())
        assert buyer.concentration is None
        assert [(q.supplier, q.is_chosen) for q in buyer.materials[0].quoted] == [("", True)]
        assert buyer.materials[0].supplier == ""

    def test_compares_with_the_last_pool_of_the_same_materials(self, depot: Depot) -> None:
        first = shared_pool(depot)
        second = bigger_pool_after(depot, first)

        before = look(depot, second).before

        assert look(depot, first).before is None
        assert before is not None
        assert (before.number, before.members, before.planned_percent) == (
            first.number,
            2,
            Decimal("93.8"),
        )
        (price,) = before.prices
        assert [price.price_before, price.price_per_kg] == [10800, 10350]
        assert price.change_percent == Decimal("-4.2")

    def test_asks_as_often_for_many_as_for_few(self, depot: Depot) -> None:
        few = shared_pool(depot)
        many = bigger_pool_after(depot, few)

        with CaptureQueriesContext(connection) as for_few:
            look(depot, few)
        with CaptureQueriesContext(connection) as for_many:
            look(depot, many)

        assert len(for_many) <= 18
        assert len(for_many) - len(for_few) <= 2  # the sums of the pool before


class TestDaysLate:
    @pytest.mark.parametrize(
        ("promised", "came", "days"),
        [
            (10, 12, 2),
            (10, 10, 0),
            (10, 9, -1),
            (10, None, 5),
            (15, None, None),
            (20, None, None),
            (None, 12, None),
        ],
    )
    def test_counts_from_the_promised_day(
        self, promised: int | None, came: int | None, days: int | None
    ) -> None:
        def october(day: int | None) -> date | None:
            return None if day is None else date(2026, 10, day)

        assert days_late(october(promised), october(came), on=date(2026, 10, 15)) == days
