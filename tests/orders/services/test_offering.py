"""Offers entered by hand, in place of the one before."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from materialcenter.access import WrongRole
from materialcenter.errors import Missing
from materialcenter.models import Center
from orders.models import Offer
from orders.reports.offers import material_offers, offered_materials
from orders.services.offering import BadOffer, OfferTerms, PriceTier, enter_offer
from tests.cast import NOW, Depot, build_depot

pytestmark = pytest.mark.django_db

TERMS = OfferTerms(
    tiers=[PriceTier(Decimal(500), Decimal(10_800)), PriceTier(Decimal(0), Decimal(11_200))],
    minimum_kg=Decimal(100),
    pack=5,
    freight_per_kg=Decimal(50),
)


def _enter(
    depot: Depot, terms: OfferTerms = TERMS, *, by: str = "putri", supplier: str = "S01"
) -> Offer:
    return enter_offer(
        supplier_id=depot.suppliers[supplier].pk,
        material="SPHC-2-4X8",
        terms=terms,
        by=depot.person(by),
        at=NOW,
    )


class TestEnterOffer:
    def test_keeps_the_terms_with_tiers_by_quantity(self, depot: Depot) -> None:
        offer = _enter(depot)
        assert list(offer.tiers.values_list("from_kg", "price_per_kg")) == [
            (Decimal(0), Decimal(11_200)),
            (Decimal(500), Decimal(10_800)),
        ]
        assert (offer.lead_time_days, offer.valid_from) == (14, NOW.date())

    def test_replaces_the_one_before_and_keeps_it_as_history(self, depot: Depot) -> None:
        first = _enter(depot)
        second = _enter(depot, replace(TERMS, pack=10))
        first.refresh_from_db()
        assert (first.replaced_at, second.replaced_at) == (NOW, None)
        found = material_offers(depot.materials["SPHC-2-4X8"], depot.person("putri"), on=NOW.date())
        assert [line.offer.pk for line in found.offers] == [second.pk]
        assert [offer.pk for offer in found.history] == [first.pk]

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"tiers": []}, "no_tiers"),
            (
                {
                    "tiers": [
                        PriceTier(Decimal(0), Decimal(10_000)),
                        PriceTier(Decimal(500), Decimal(10_001)),
                    ]
                },
                "tiers_rise",
            ),
            ({"tiers": [PriceTier(Decimal(0), Decimal(1))] * 2}, "tier_twice"),
            ({"tiers": [PriceTier(Decimal(-1), Decimal(1))]}, "from_negative"),
            ({"tiers": [PriceTier(Decimal(0), Decimal(0))]}, "price_not_positive"),
            ({"tiers": [PriceTier(Decimal(0), Decimal(100_000_001))]}, "price_too_high"),
            ({"pack": 0}, "pack_not_positive"),
            ({"minimum_kg": Decimal(-1)}, "minimum_negative"),
            ({"freight_per_kg": Decimal(-1)}, "freight_negative"),
            ({"weight_basis": "guess"}, "basis_unknown"),
            ({"lead_time_days": -1}, "lead_time_out_of_range"),
            ({"valid_until": NOW.date() - timedelta(days=1)}, "validity_reversed"),
        ],
    )
    def test_refuses_what_no_supplier_can_mean(
        self, depot: Depot, changes: dict[str, Any], code: str
    ) -> None:
        kept = _enter(depot)
        with pytest.raises(BadOffer) as refusal:
            _enter(depot, replace(TERMS, **changes))
        assert [fault.code for fault in refusal.value.faults] == [code]
        kept.refresh_from_db()
        assert kept.replaced_at is None

    @pytest.mark.parametrize("name", ["wati", "fajar", "agus", "sari"])
    def test_refuses_another_role(self, depot: Depot, name: str) -> None:
        with pytest.raises(WrongRole):
            _enter(depot, by=name)

    def test_finds_no_supplier_and_no_material_of_another_center(self, depot: Depot) -> None:
        other = build_depot("BDG")
        for supplier_id, material in (
            (other.suppliers["S01"].pk, "SPHC-2-4X8"),
            (depot.suppliers["S01"].pk, "NO-SUCH"),
        ):
            with pytest.raises(Missing):
                enter_offer(
                    supplier_id=supplier_id,
                    material=material,
                    terms=TERMS,
                    by=depot.person("putri"),
                    at=NOW,
                )


class TestLandedPrices:
    def test_add_freight_and_the_tax_that_is_not_reclaimed(self, depot: Depot) -> None:
        _enter(depot)
        material, putri = depot.materials["SPHC-2-4X8"], depot.person("putri")
        (line,) = material_offers(material, putri, on=NOW.date()).offers
        assert [tier.landed_per_kg for tier in line.tiers] == [
            Decimal("12487.50"),
            Decimal("12043.50"),
        ]
        Center.objects.update(is_vat_registered=True)
        (line,) = material_offers(material, putri, on=NOW.date()).offers
        assert [(tier.landed_per_kg, tier.quantity) for tier in line.tiers] == [
            (Decimal("11250.00"), 5),
            (Decimal("10850.00"), 15),
        ]

    def test_leave_out_what_the_minimum_jumps_over(self, depot: Depot) -> None:
        _enter(depot, replace(TERMS, minimum_kg=Decimal(600)))
        material, putri = depot.materials["SPHC-2-4X8"], depot.person("putri")
        (line,) = material_offers(material, putri, on=NOW.date()).offers
        assert [(tier.from_kg, tier.price_per_kg) for tier in line.tiers] == [
            (Decimal(600), Decimal(10_800))
        ]

    def test_mark_the_cheapest_supplier_of_a_material(self, depot: Depot) -> None:
        _enter(depot)
        _enter(
            depot,
            OfferTerms(tiers=[PriceTier(Decimal(0), Decimal(10_500))]),
            supplier="S02",
        )
        found = material_offers(depot.materials["SPHC-2-4X8"], depot.person("putri"), on=NOW.date())
        assert [(line.offer.supplier.code, line.is_cheapest) for line in found.offers] == [
            ("S02", True),
            ("S01", False),
        ]
        (row,) = offered_materials(
            [depot.materials["SPHC-2-4X8"]], depot.person("putri"), on=NOW.date()
        )
        assert row.suppliers == ("S01", "S02")
