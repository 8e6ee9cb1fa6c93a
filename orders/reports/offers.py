"""Suppliers' offers side by side: tiers at landed cost, and how prices went."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from inventory import catalogue
from materialcenter.access import Person
from orders.models import Offer
from orders.reports.pools import rule_offers
from orders.rules.clearing import Offer as RuleOffer

CENT = Decimal("0.01")


@dataclass(frozen=True)
class TierLine:
    """A price as the supplier asks it, and what a kg of the smallest such order costs in the yard.

    from_kg: where the offer's minimum lies higher, that. quantity: the fewest whole packs
    that reach it, in the material's unit. A tier that the minimum jumps over has no line.
    """

    from_kg: Decimal
    price_per_kg: Decimal
    landed_per_kg: Decimal
    quantity: int


@dataclass(frozen=True)
class OfferLine:
    """An offer. tiers: empty where it does not hold any more. is_cheapest: of its material."""

    offer: Offer
    material: catalogue.Material
    tiers: tuple[TierLine, ...]
    is_cheapest: bool = False

    @property
    def lowest(self) -> Decimal | None:
        """Return the lowest landed price that it can come to."""
        return min((tier.landed_per_kg for tier in self.tiers), default=None)


def offer_lines(offers: Iterable[Offer], *, on: date) -> list[OfferLine]:
    """Work out the landed prices of offers of one center. Four statements, however many.

    offers: with supplier and tiers at hand.
    """
    found = list(offers)
    if not found:
        return []
    center_id = found[0].center_id
    materials = catalogue.materials_by_id(center_id, [offer.material_id for offer in found])
    rules = {
        rule.key: rule
        for of_material in rule_offers(center_id, materials, on=on).values()
        for rule in of_material
    }
    lines = [
        OfferLine(
            offer=offer,
            material=materials[offer.material_id],
            tiers=_tiers(offer, rules.get(str(offer.pk))),
        )
        for offer in found
    ]
    return _marked(lines)


def _tiers(offer: Offer, rule: RuleOffer | None) -> tuple[TierLine, ...]:
    if rule is None:
        return ()
    # Of tiers under the minimum only the last can be reached, and it starts there.
    reachable = {max(tier.from_kg, offer.minimum_kg): tier for tier in offer.tiers.all()}
    found = []
    for from_kg, tier in sorted(reachable.items()):
        packs = rule.packs_reaching(from_kg)
        found.append(
            TierLine(
                from_kg=from_kg,
                price_per_kg=tier.price_per_kg,
                landed_per_kg=rule.landed_price(packs).quantize(CENT, ROUND_HALF_UP),
                quantity=packs * offer.pack,
            )
        )
    return tuple(found)


def _marked(lines: list[OfferLine]) -> list[OfferLine]:
    """Mark the offers whose lowest landed price is their material's lowest."""
    best: dict[int, Decimal] = {}
    for line in lines:
        if line.lowest is not None:
            known = best.get(line.material.pk, line.lowest)
            best[line.material.pk] = min(known, line.lowest)
    return [
        replace(line, is_cheapest=line.lowest is not None and line.lowest == best[line.material.pk])
        for line in lines
    ]


@dataclass(frozen=True)
class MaterialOffers:
    """A material, its current offers by landed price, and the ones that were replaced."""

    material: catalogue.Material
    offers: tuple[OfferLine, ...]
    history: tuple[Offer, ...]


def material_offers(material: catalogue.Material, by: Person, *, on: date) -> MaterialOffers:
    """Gather who offers a material, and its price history, the newest ahead."""
    rows = (
        Offer.objects.visible_to(by)
        .filter(material_id=material.pk)
        .select_related("supplier")
        .prefetch_related("tiers")
    )
    lines = offer_lines(rows.filter(replaced_at=None).order_by("pk"), on=on)
    lines.sort(key=lambda line: (line.lowest is None, line.lowest or 0, line.offer.pk))
    history = rows.filter(replaced_at__isnull=False).order_by("-replaced_at", "-pk")[:50]
    return MaterialOffers(material=material, offers=tuple(lines), history=tuple(history))


@dataclass(frozen=True)
class OfferedMaterial:
    """A material as the list of offers shows it: how many offer it, the lowest landed price."""

    material: catalogue.Material
    suppliers: tuple[str, ...]
    lowest: Decimal | None


def offered_materials(
    materials: Iterable[catalogue.Material], by: Person, *, on: date
) -> list[OfferedMaterial]:
    """Add current offers to materials of one page of a list. Six statements."""
    found = list(materials)
    rows = (
        Offer.objects.visible_to(by)
        .filter(replaced_at=None, material_id__in=[material.pk for material in found])
        .select_related("supplier")
        .prefetch_related("tiers")
        .order_by("supplier__code", "pk")
    )
    lines: dict[int, list[OfferLine]] = defaultdict(list)
    for line in offer_lines(rows, on=on):
        lines[line.material.pk].append(line)
    return [
        OfferedMaterial(
            material=material,
            suppliers=tuple(line.offer.supplier.code for line in lines[material.pk]),
            lowest=min(
                (line.lowest for line in lines[material.pk] if line.lowest is not None),
                default=None,
            ),
        )
        for material in found
    ]
