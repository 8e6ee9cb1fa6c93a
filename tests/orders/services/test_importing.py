"""Suppliers' prices and the orders of a pool, from the real files and from wrong ones."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from materialcenter.access import WrongRole
from materialcenter.models import ImportRun
from materialcenter.services.importing import ImportSentTwice, OptionRefused
from materialcenter.services.importing.showing import ShownRun
from orders.models import Commitment, Offer, OfferTier, Pool
from orders.models.offers import WeightBasis
from orders.services.drafting import Conditions, draft_pool
from orders.services.opening import open_pool
from tests.cast import NOW, Depot
from tests.tegal import bring, bring_bytes, bring_first_day, counts_of

pytestmark = pytest.mark.django_db
Status = ImportRun.Status

POOLED = (
    "ADC12-INGOT",
    "PIG-FC",
    "S45C-D25",
    "S45C-D50",
    "S45C-HEX24",
    "SGCC-1-4X8",
    "SPCC-1.2-4X8",
    "SPHC-2-4X8",
    "SPHC-3.2-4X8",
    "SPHC-6-5X10",
    "SS400-10-4X8",
    "SS400-12-5X10",
    "SUS304-1.5-4X8",
)


class TestOffers:
    @pytest.fixture(autouse=True)
    def _set_up(self, depot: Depot) -> None:
        bring_first_day(depot, "catalogue", "suppliers")

    def test_takes_the_real_file_as_it_is(self, depot: Depot) -> None:
        shown = bring(depot, "offers", by="putri")
        assert shown.run.status == Status.APPLIED, shown.faults
        assert OfferTier.objects.count() == shown.run.row_count == 621
        offer = Offer.objects.get(supplier__code="S06", material__code="SPHC-1.6-4X8")
        assert (offer.minimum_kg, offer.pack, offer.lead_time_days) == (Decimal(5000), 10, 28)
        assert offer.weight_basis == WeightBasis.TABLE
        assert list(offer.tiers.values_list("from_kg", "price_per_kg")) == [
            (Decimal(5000), Decimal(11550)),
            (Decimal(10000), Decimal(11150)),
            (Decimal(25000), Decimal(10650)),
        ]

    def test_replaces_current_offers_of_the_same_supplier_and_material(self, depot: Depot) -> None:
        bring(depot, "offers")
        before = Offer.objects.filter(replaced_at=None).count()
        shown = _offers(depot, "S01;SPHC-2-4X8;1.000;11.000;1.000;5;timbang nyata")
        assert counts_of(shown) == {"offers": 1, "tiers": 1, "replaced": 1}
        assert Offer.objects.filter(replaced_at=None).count() == before
        current = Offer.objects.get(
            supplier__code="S01", material__code="SPHC-2-4X8", replaced_at=None
        )
        assert current.weight_basis == WeightBasis.WEIGHED
        assert Offer.objects.get(replaced_at=NOW).tiers.count() == 3

    def test_names_tiers_that_disagree_or_do_not_fall(self, depot: Depot) -> None:
        shown = _offers(
            depot,
            "S01;SPHC-2-4X8;1.000;11.000;1.000;5;timbang tabel",
            "S01;SPHC-2-4X8;5.000;11.000;2.000;5;timbang tabel",
            "S01;SPHC-2-4X8;5.000;10.500;1.000;5;timbang nyata",
            "S01;S45C-D25;1.000;11.000;1.000;0;kira-kira",
        )
        assert [(f.place, f.code) for f in shown.faults] == [
            ("CSV!D3", "tier_not_falling"),
            ("CSV!E3", "tiers_disagree"),
            ("CSV!A4", "same_as_row"),
            ("CSV!G4", "tiers_disagree"),
            ("CSV!F5", "not_positive"),
            ("CSV!G5", "unknown_choice"),
        ]
        assert not Offer.objects.exists()


def _offers(depot: Depot, *rows: str) -> ShownRun:
    headings = (
        "Pemasok;Kode;Mulai (kg);Harga (Rp/kg);Pesanan minimum (kg);"
        "Kelipatan (lembar/batang/kg);Dasar berat"
    )
    return bring_bytes(depot, "offers", "o.csv", "\n".join((headings, *rows)).encode())


@pytest.fixture
def pool(depot: Depot) -> Pool:
    """An open pool on the real offers."""
    bring_first_day(depot, "catalogue", "suppliers", "workshops", "offers")
    drafted = draft_pool(
        conditions=Conditions(title="September", deadline_at=NOW + timedelta(days=20)),
        appetites=dict.fromkeys(POOLED, 0),
        by=depot.person("putri"),
        at=NOW,
    )
    return open_pool(pool_id=drafted.pk, by=depot.person("putri"), at=NOW)


class TestPoolCommitments:
    def test_takes_the_real_file_with_its_own_times(self, depot: Depot, pool: Pool) -> None:
        shown = bring(depot, "pool_commitments", by="putri", pool=pool.number.lower())
        assert shown.run.status == Status.APPLIED, shown.faults
        assert Commitment.objects.count() == shown.run.row_count == 676
        first = Commitment.objects.get(workshop__code="W0029", material__code="SPHC-2-4X8")
        assert first.committed_at == datetime(2026, 9, 1, 1, 32, tzinfo=UTC)
        assert (first.quantity, first.minimum, first.maximum) == (3, 2, 3)
        assert first.price_cap == Decimal(10750)

    def test_goes_in_once(self, depot: Depot, pool: Pool) -> None:
        bring(depot, "pool_commitments", pool=pool.number)
        with pytest.raises(ImportSentTwice):
            bring(depot, "pool_commitments", pool=pool.number)
        assert Commitment.objects.count() == 676

    def test_asks_for_an_open_pool(self, depot: Depot, pool: Pool) -> None:
        wrong: tuple[dict[str, str], ...] = (
            {},
            {"pool": "PB-TGL-2026-99999"},
            {"pool": pool.number, "colour": "red"},
        )
        for options in wrong:
            with pytest.raises(OptionRefused) as refusal:
                bring(depot, "pool_commitments", None, by="putri", **options)
            assert refusal.value.faults
        Pool.objects.filter(pk=pool.pk).update(status=Pool.Status.FROZEN)
        with pytest.raises(OptionRefused):
            bring(depot, "pool_commitments", pool=pool.number)
        assert not ImportRun.objects.filter(kind="pool_commitments").exists()

    def test_names_every_fault_at_once(self, depot: Depot, pool: Pool) -> None:
        rows = (
            "Waktu;IKM;Kode;Jumlah;Minimal;Maksimal;Harga tertinggi (Rp/kg)",
            "01/09/2026 08.32;W0029;SPHC-1.6-4X8;3;4;2;",
            "01/09/2026 25.00;W9999;SPHC-2-4X8;1,5;0;3;0",
            "13/09/2026;W0029;SPHC-2-4X8;1;1;1;",
        )
        shown = bring_bytes(
            depot, "pool_commitments", "p.csv", "\n".join(rows).encode(), pool=pool.number
        )
        assert [(f.place, f.code) for f in shown.faults] == [
            ("CSV!C2", "material_not_in_pool"),
            ("CSV!E2", "minimum_over_quantity"),
            ("CSV!F2", "quantity_over_maximum"),
            ("CSV!A3", "no_such_time"),
            ("CSV!B3", "unknown_workshop"),
            ("CSV!D3", "not_whole"),
            ("CSV!E3", "not_positive"),
            ("CSV!G3", "not_positive"),
            ("CSV!A4", "not_a_time"),
        ]
        assert not Commitment.objects.exists()

    def test_is_not_a_clerks(self, depot: Depot, pool: Pool) -> None:
        with pytest.raises(WrongRole):
            bring(depot, "pool_commitments", by="wati", pool=pool.number)
