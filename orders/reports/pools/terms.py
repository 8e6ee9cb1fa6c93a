"""What clears each material of a pool: its offers as the rule takes them, its members' wishes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from inventory import catalogue
from materialcenter.models import Center
from orders.models import Commitment, Offer, Pool, PoolMaterial
from orders.rules import clearing as rule

VAT_ON_TOP = Decimal("1.11")


@dataclass(frozen=True)
class Terms:
    """What clears one material of a pool: its offers as the rule takes them, its members."""

    row: PoolMaterial
    material: catalogue.Material
    offers: tuple[rule.Offer, ...]
    commitments: tuple[Commitment, ...]

    @property
    def wishes(self) -> tuple[rule.Commitment, ...]:
        """Return the members' wishes as the rule takes them, keyed by commitment id."""
        return tuple(
            rule.Commitment(
                key=str(c.pk),
                quantity=c.quantity,
                minimum=c.minimum,
                maximum=c.maximum,
                committed_at=c.committed_at,
                price_cap=c.price_cap,
            )
            for c in self.commitments
        )

    def cleared(self) -> rule.Clearing:
        """Run the rule."""
        return rule.clear(
            self.offers,
            self.wishes,
            depot_appetite=self.row.depot_appetite,
            counter_price=self.material.counter_price_per_kg,
        )


def terms_of(pool: Pool, *, on: date) -> list[Terms]:
    """Gather what clears each material of a pool, by material code. Six statements."""
    return terms_of_all([pool], on=on)[pool.pk]


def terms_of_all(pools: Sequence[Pool], *, on: date) -> dict[int, list[Terms]]:
    """Gather the terms of several pools of one center by pool id, in as many statements."""
    found: dict[int, list[Terms]] = {pool.pk: [] for pool in pools}
    if not pools:
        return found
    rows = list(PoolMaterial.objects.filter(pool__in=pools).order_by("pk"))
    for terms in terms_of_rows(pools[0].center_id, rows, on=on):
        found[terms.row.pool_id].append(terms)
    return found


def terms_of_rows(center_id: int, rows: Sequence[PoolMaterial], *, on: date) -> list[Terms]:
    """Gather what clears some materials of a center's pools, by material code. Five statements."""
    material_ids = [row.material_id for row in rows]
    materials = catalogue.materials_by_id(center_id, material_ids)
    offers = rule_offers(center_id, materials, on=on)
    commitments: dict[tuple[int, int], list[Commitment]] = defaultdict(list)
    for commitment in (
        Commitment.objects.filter(
            pool_id__in={row.pool_id for row in rows}, material_id__in=material_ids
        )
        .counted()
        .order_by("pk")
    ):
        commitments[commitment.pool_id, commitment.material_id].append(commitment)
    return [
        Terms(
            row=row,
            material=materials[row.material_id],
            offers=tuple(offers.get(row.material_id, ())),
            commitments=tuple(commitments.get((row.pool_id, row.material_id), ())),
        )
        for row in sorted(rows, key=lambda row: materials[row.material_id].code)
    ]


def rule_offers(
    center_id: int, materials: dict[int, catalogue.Material], *, on: date
) -> dict[int, list[rule.Offer]]:
    """Return the current offers of materials as the rule takes them, keyed by offer id."""
    rows = Offer.objects.filter(center_id=center_id, material_id__in=materials).current(on)
    return offers_for_rule(rows, center_id, materials)


def offers_for_rule(
    rows: QuerySet[Offer], center_id: int, materials: Mapping[int, catalogue.Material]
) -> dict[int, list[rule.Offer]]:
    """Return offers as the rule takes them by material, keyed by offer id. Three statements.

    A center that is not VAT-registered cannot reclaim the tax of a supplier who is, so it
    is part of the landed price.
    """
    reclaims = Center.objects.values_list("is_vat_registered", flat=True).get(pk=center_id)
    found: dict[int, list[rule.Offer]] = defaultdict(list)
    for offer in rows.select_related("supplier").prefetch_related("tiers").order_by("pk"):
        factor = Decimal(1) if reclaims or not offer.supplier.is_vat_registered else VAT_ON_TOP
        found[offer.material_id].append(
            rule.Offer(
                key=str(offer.pk),
                tiers=tuple(
                    rule.Tier(tier.from_kg, tier.price_per_kg * factor)
                    for tier in offer.tiers.all()
                ),
                minimum_kg=offer.minimum_kg,
                pack=offer.pack,
                piece_mass_kg=materials[offer.material_id].piece_mass_kg or Decimal(1),
                freight_per_kg=offer.freight_per_kg * factor,
                freight_fixed=offer.freight_fixed * factor,
                lead_time_days=offer.lead_time_days,
            )
        )
    return found
