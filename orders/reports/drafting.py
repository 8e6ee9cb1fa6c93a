"""What a purchaser weighs while drafting a pool: offers side by side, prices so far, who waits."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cached_property

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from inventory import catalogue
from materialcenter.access import Person
from materialcenter.documents.chart import Chart, Drawn, Series, Shape, Unit, drawn
from orders.models import Clearing, KeptWish, Offer, Pool, PoolMaterial
from orders.reports.pools import offers_for_rule
from orders.rules.clearing import Offer as RuleOffer

CENT = Decimal("0.01")


def materials_still_offered(pool: Pool, *, by: Person, on: date) -> dict[str, int]:
    """Return a pool's materials that somebody offers on a day: its depot appetites by code."""
    offered = Offer.objects.visible_to(by).current(on).values("material_id")
    rows = PoolMaterial.objects.filter(pool=pool, material_id__in=offered)
    return dict(rows.order_by("material__code").values_list("material__code", "depot_appetite"))


def not_offered_again(pool: Pool, taken: Collection[str]) -> list[str]:
    """Return what the pool that this one repeats had and this one lacks, by code."""
    rows = PoolMaterial.objects.filter(pool=pool.previous_id).exclude(material__code__in=taken)
    codes = rows.order_by("material__code").values_list("material__code", flat=True)
    return list(codes) if pool.previous_id else []


@dataclass(frozen=True)
class OfferedMaterial:
    """A material that may be pooled. wanted: what a reorder alert asks for, in its unit."""

    material: catalogue.Material
    alert_id: int | None = None
    wanted: int = 0


def materials_offered(by: Person, *, on: date) -> list[OfferedMaterial]:
    """List what somebody offers on a day, what runs low ahead. Three statements."""
    ids = Offer.objects.visible_to(by).current(on).values_list("material_id", flat=True)
    materials = catalogue.materials_by_id(by.center_id, set(ids))
    low = {
        alert.material_id: alert
        for alert in catalogue.standing_alerts(by).filter(taken_as="", material__in=materials)
    }
    found = [
        OfferedMaterial(
            material=material,
            alert_id=low[pk].pk if pk in low else None,
            wanted=_pieces(material, low[pk].wanted_kg) if pk in low else 0,
        )
        for pk, material in materials.items()
    ]
    return sorted(found, key=lambda row: (row.alert_id is None, row.material.code))


def _pieces(material: catalogue.Material, mass_kg: Decimal) -> int:
    """Round up to whole pieces, or whole kg."""
    exact = mass_kg / (material.piece_mass_kg or Decimal(1))
    return int(exact.to_integral_value(ROUND_CEILING))


@dataclass(frozen=True)
class PriceAt:
    """What a kg costs in the yard; None under the supplier's minimum."""

    supplier: str
    price_per_kg: Decimal | None
    is_lowest: bool = False


@dataclass(frozen=True)
class QuantityRow:
    """Every supplier's price for one quantity, in the material's unit. why: what it stands for."""

    quantity: int
    mass_kg: Decimal
    why: str
    prices: tuple[PriceAt, ...]


@dataclass(frozen=True)
class MaterialChoice:
    """A material of a draft: its offers at realistic quantities, its price history, who waits.

    suppliers: names, in the order of each row's prices. ends_on: when the last offer runs out,
    where that is before the pool closes. waiting, waiting_for: workshops whose wish was kept
    from earlier pools, and how much they want together.
    """

    row: PoolMaterial
    material: catalogue.Material
    suppliers: tuple[str, ...]
    rows: tuple[QuantityRow, ...]
    history: Chart
    ends_on: date | None
    waiting: int
    waiting_for: int

    @cached_property
    def chart(self) -> Drawn | None:
        """Draw the price history; None where no price ever changed."""
        return drawn(self.history) if len(self.history.categories) > 2 else None


def material_choices(pool: Pool, *, by: Person, on: date) -> list[MaterialChoice]:
    """Gather what is to be weighed for each material of a draft, by code. Ten statements."""
    rows = list(PoolMaterial.objects.filter(pool=pool).order_by("pk"))
    materials = catalogue.materials_by_id(pool.center_id, [row.material_id for row in rows])
    ever = Offer.objects.visible_to(by).filter(material_id__in=materials)
    offers = _by_material(
        ever.select_related("supplier").prefetch_related("tiers").order_by("supplier__code", "pk")
    )
    rules = offers_for_rule(ever.current(on), pool.center_id, materials)
    bought = _bought_last(pool, materials)
    waiting = _waiting(pool, materials)
    return [
        _choice(
            row,
            materials[row.material_id],
            offers[row.material_id],
            {int(rule.key): rule for rule in rules.get(row.material_id, ())},
            bought=bought.get(row.material_id),
            waiting=waiting.get(row.material_id, (0, 0)),
            closes=timezone.localdate(pool.deadline_at),
            on=on,
        )
        for row in sorted(rows, key=lambda row: materials[row.material_id].code)
    ]


def _by_material(offers: Iterable[Offer]) -> dict[int, list[Offer]]:
    found: dict[int, list[Offer]] = defaultdict(list)
    for offer in offers:
        found[offer.material_id].append(offer)
    return found


def _bought_last(pool: Pool, material_ids: Iterable[int]) -> dict[int, int]:
    """Return how much the newest priced pool of each material ordered, by material id."""
    rows = (
        Clearing.objects.filter(
            pool_material__pool__center_id=pool.center_id,
            pool_material__material_id__in=list(material_ids),
            quantity__gt=0,
        )
        .order_by("pool_material__material_id", "-cleared_at")
        .distinct("pool_material__material_id")
    )
    return dict(rows.values_list("pool_material__material_id", "quantity"))


def _waiting(pool: Pool, material_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    rows = (
        KeptWish.objects.waiting()
        .filter(center_id=pool.center_id, material_id__in=list(material_ids))
        .order_by("material_id")
        .values_list("material_id")
        .annotate(Count("workshop", distinct=True), Sum("quantity"))
    )
    return {material_id: (workshops, quantity) for material_id, workshops, quantity in rows}


def _choice(
    row: PoolMaterial,
    material: catalogue.Material,
    offers: Sequence[Offer],
    rules: Mapping[int, RuleOffer],
    *,
    bought: int | None,
    waiting: tuple[int, int],
    closes: date,
    on: date,
) -> MaterialChoice:
    current = [offer for offer in offers if offer.pk in rules]
    ends = max((offer.valid_until or date.max for offer in current), default=on)
    return MaterialChoice(
        row=row,
        material=material,
        suppliers=tuple(offer.supplier.name for offer in current),
        rows=_quantity_rows(material, current, rules, bought),
        history=price_history(material, offers, on=on),
        ends_on=ends if ends < closes else None,
        waiting=waiting[0],
        waiting_for=waiting[1],
    )


def _quantity_rows(
    material: catalogue.Material,
    offers: Sequence[Offer],
    rules: Mapping[int, RuleOffer],
    bought: int | None,
) -> tuple[QuantityRow, ...]:
    """Compare offers at what was bought last, at their minimums and where their prices fall."""
    reasons: dict[int, list[str]] = defaultdict(list)
    if bought:
        reasons[bought].append(_("the last pool"))
    for offer in offers:
        rule = rules[offer.pk]
        names = {"supplier": offer.supplier.code}
        least = rule.packs_reaching(offer.minimum_kg) * offer.pack
        reasons[least].append(_("minimum of %(supplier)s") % names)
        for tier in rule.rising_tiers:
            quantity = rule.packs_reaching(tier.from_kg) * offer.pack
            if quantity > least:
                reasons[quantity].append(_("next price of %(supplier)s") % names)
    return tuple(
        QuantityRow(
            quantity=quantity,
            mass_kg=catalogue.table_kg(material, quantity),
            why=", ".join(reasons[quantity]),
            prices=_prices_at(quantity, offers, rules),
        )
        for quantity in sorted(reasons)
    )


def _prices_at(
    quantity: int, offers: Sequence[Offer], rules: Mapping[int, RuleOffer]
) -> tuple[PriceAt, ...]:
    """Price a quantity, rounded up to whole packs, at each supplier."""
    prices: list[Decimal | None] = []
    for offer in offers:
        rule = rules[offer.pk]
        packs = -(-quantity // offer.pack)
        reaches = packs * rule.pack_kg >= max(offer.minimum_kg, rule.rising_tiers[0].from_kg)
        landed = rule.landed_price(packs).quantize(CENT, ROUND_HALF_UP) if reaches else None
        prices.append(landed)
    lowest = min((price for price in prices if price is not None), default=None)
    return tuple(
        PriceAt(offer.supplier.name, price, is_lowest=price is not None and price == lowest)
        for offer, price in zip(offers, prices, strict=True)
    )


def price_history(material: catalogue.Material, offers: Sequence[Offer], *, on: date) -> Chart:
    """Show each supplier's lowest price over the days on which prices changed, and today."""
    days = sorted({offer.valid_from for offer in offers if offer.valid_from <= on} | {on})
    suppliers = {offer.supplier_id: offer.supplier.name for offer in offers}
    return Chart(
        title=_("Prices of %(material)s so far") % {"material": material.code},
        description=_("The lowest price per kg that each supplier asked, before freight."),
        shape=Shape.LINES,
        unit=Unit.RUPIAH,
        categories_name=_("From"),
        categories=days,
        series=[
            Series(name, [_asked([o for o in offers if o.supplier_id == pk], day) for day in days])
            for pk, name in suppliers.items()
        ],
    )


def _asked(offers: Sequence[Offer], day: date) -> Decimal | None:
    """Return the lowest price of the offer that held on a day; the later entered one wins."""
    holding = [
        offer
        for offer in offers
        if offer.valid_from <= day
        and (offer.valid_until is None or offer.valid_until >= day)
        and (offer.replaced_at is None or timezone.localdate(offer.replaced_at) > day)
    ]
    if not holding:
        return None
    newest = max(holding, key=lambda offer: offer.pk)
    return min((tier.price_per_kg for tier in newest.tiers.all()), default=None)
