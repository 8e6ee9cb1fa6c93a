"""What a pool cost and who bore it: to the rupiah, from invoices where they are in."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders.models import Pool, PurchaseOrder
from orders.reports.finding import find_pool
from orders.reports.pool_costs import PoolCosts, pool_costs
from orders.services.handing_over import hand_over_pool, release_pool_shares
from orders.services.matching import match_invoice
from tests.cast import Depot
from tests.orders.calling import SignIn, get
from tests.orders.pool_world import LATER, open_a_pool, shared_pool
from tests.orders.purchases import bill

pytestmark = pytest.mark.django_db

TABLE_KG = Decimal("46.659")


@pytest.fixture
def pool(depot: Depot) -> Pool:
    """Return a pool of 15 sheets that weigh 691.5 kg at Rp10 800 by table: sari's 10, rudi's 5."""
    pool = shared_pool(depot)
    PurchaseOrder.objects.filter(pool=pool).update(freight=300_001)
    return find_pool(depot.person("fajar"), pool.number)


def add_up(costs: PoolCosts) -> None:
    parts = [*costs.members, costs.depot]
    assert sum(part.share.total for part in parts) == costs.cost.total
    assert sum(part.share.goods for part in parts) == sum(costs.cost.goods.values())
    assert sum(part.share.freight for part in parts) == costs.cost.freight


class TestPoolCosts:
    def test_splits_by_weighed_kg_and_compares_with_the_bills(
        self, depot: Depot, pool: Pool
    ) -> None:
        goods = round(15 * TABLE_KG * 10_800)
        costs = pool_costs(pool)
        add_up(costs)
        assert (costs.cost.total, costs.cost.tax) == (goods + 300_001, 0)
        assert (costs.is_billed, costs.is_picked_up, costs.billed) == (False, False, 0)
        sari, rudi = costs.members
        assert (sari.share.mass_kg, sari.waiting_kg) == (Decimal(461), Decimal(461))
        assert (sari.share.freight, rudi.share.freight) == (200_001, 100_000)
        for workshop in ("W0001", "W0002"):
            hand_over_pool(
                pool_id=pool.pk,
                workshop_id=depot.workshops[workshop].pk,
                receiver_name="Pak Slamet",
                by=depot.person("wati"),
                at=LATER,
            )
        costs = pool_costs(pool)
        add_up(costs)
        assert costs.is_picked_up
        assert costs.billed == goods
        assert costs.difference == costs.billed - costs.borne == -300_001
        assert costs.depot.share.total == 0

    def test_leaves_what_is_not_picked_up_to_the_depot(self, depot: Depot, pool: Pool) -> None:
        release_pool_shares(
            pool_id=pool.pk,
            workshop_id=depot.workshops["W0002"].pk,
            by=depot.person("putri"),
            at=LATER,
        )
        costs = pool_costs(pool)
        add_up(costs)
        assert [member.workshop for member in costs.members] == [depot.workshops["W0001"]]
        assert costs.depot.share.mass_kg == Decimal("230.5")

    def test_goes_by_the_suppliers_invoice_once_it_is_in(self, depot: Depot, pool: Pool) -> None:
        order = PurchaseOrder.objects.get(pool=pool)
        kg = str(15 * TABLE_KG)
        invoice = bill(depot, order, (1, kg, 10_800))
        match_invoice(supplier_invoice_id=invoice.pk, at=LATER)
        invoice.refresh_from_db()
        assert invoice.status == "approved"
        costs = pool_costs(pool)
        add_up(costs)
        assert costs.is_billed
        assert sum(costs.cost.goods.values()) == invoice.net
        assert costs.cost.freight == 300_001

    def test_counts_tax_only_where_nobody_gives_it_back(self, depot: Depot, pool: Pool) -> None:
        depot.center.is_vat_registered = False
        depot.center.save()
        costs = pool_costs(find_pool(depot.person("fajar"), pool.number))
        add_up(costs)
        assert costs.cost.tax == round(Decimal("0.11") * (costs.cost.total - costs.cost.tax))

    def test_asks_as_often_whatever_there_is(self, depot: Depot, pool: Pool) -> None:
        with CaptureQueriesContext(connection) as seen:
            pool_costs(pool)
        assert len(seen) <= 13

    def test_is_for_the_staff_by_page_and_route(
        self, depot: Depot, pool: Pool, sign_in: SignIn
    ) -> None:
        page = reverse("pool_cost", args=[pool.number])
        text = sign_in(depot, "putri").get(page).content.decode()
        assert "W0001" in text
        assert "Rp300.001" in text
        assert (
            page in sign_in(depot, "agus").get(reverse("pool", args=[pool.number])).content.decode()
        )
        assert sign_in(depot, "sari").get(page).status_code == 403
        shown = get(sign_in(depot, "fajar"), f"/pools/{pool.number}/cost").json()
        parts = [*shown["members"], shown["depot"]]
        assert sum(part["cost"] for part in parts) == shown["cost"]
        assert get(sign_in(depot, "sari"), f"/pools/{pool.number}/cost").status_code == 403

    def test_says_when_there_is_nothing_yet(self, depot: Depot, sign_in: SignIn) -> None:
        pool = open_a_pool(depot)
        page = sign_in(depot, "fajar").get(reverse("pool_cost", args=[pool.number]))
        assert page.status_code == 200
        assert pool_costs(find_pool(depot.person("fajar"), pool.number)).cost.total == 0
