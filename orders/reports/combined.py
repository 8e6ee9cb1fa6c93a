"""What of all that runs low a supplier would bring on one order, filled up to its truck."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from inventory import catalogue
from materialcenter.access import Person
from materialcenter.models import Supplier
from orders.models import Offer
from orders.reports.economic_orders import choices_of, costs_for, order_costs
from orders.reports.pools import rule_offers
from orders.rules.clearing import Offer as RuleOffer
from orders.rules.combining import Combined, Need, Why, combine
from orders.rules.suggesting import Choice, by_cost

# Most that are looked at, the longest-standing first; the rest come when these are answered.
MOST_ALERTS = 500


@dataclass(frozen=True)
class ProposedLine:
    """A line of the order: quantity in the material's unit, price as the supplier asks it."""

    material: catalogue.Material
    alert_id: int | None
    quantity: int
    mass_kg: Decimal
    price_per_kg: Decimal
    weight_basis: str
    runs_low: bool

    @property
    def amount(self) -> int:
        """Return whole rupiah without VAT and freight."""
        return int((self.mass_kg * self.price_per_kg).to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True)
class ProposedOrder:
    """An order of one supplier. freight: of the whole, rupiah; freight_alone: line by line.

    lead_time_days: of the slowest line.
    """

    supplier: Supplier
    lines: tuple[ProposedLine, ...]
    mass_kg: Decimal
    trucks: int
    missing_kg: Decimal
    freight: int
    freight_alone: int
    lead_time_days: int

    @property
    def amount(self) -> int:
        """Return whole rupiah of the lines, without VAT and freight."""
        return sum(line.amount for line in self.lines)

    @property
    def load_percent(self) -> int | None:
        """Say how full its trucks are; None where nobody knows what one carries."""
        if not self.supplier.truck_kg or not self.trucks:
            return None
        return int(self.mass_kg * 100 / (self.trucks * self.supplier.truck_kg))

    @property
    def may_be_ordered(self) -> bool:
        """Say whether the supplier's smallest order is reached."""
        return not self.missing_kg


@dataclass(frozen=True)
class _Low:
    """A standing alert, and the offer and quantity that answer it cheapest."""

    alert_id: int
    choice: Choice


def proposed_orders(person: Person, *, supplier: str = "") -> list[ProposedOrder]:
    """Combine what runs low by the supplier that brings it cheapest; one or all suppliers.

    The number of queries does not grow with materials or suppliers.
    """
    center_id = person.center_id
    alerts = list(
        catalogue.standing_alerts(person)
        .filter(taken_as="")
        .order_by("opened_at", "pk")[:MOST_ALERTS]
    )
    if not alerts:
        return []
    today = timezone.localdate()
    rows = list(
        Offer.objects.filter(center_id=center_id)
        .current(today)
        .select_related("supplier")
        .prefetch_related("tiers")
    )
    by_key = {str(row.pk): row for row in rows}
    materials = catalogue.materials_by_id(center_id, {row.material_id for row in rows})
    offers = rule_offers(center_id, materials, on=today)
    low = _cheapest(alerts, offers, order_costs(center_id))
    best = {
        material_id: by_key[one.choice.offer.key].supplier.code for material_id, one in low.items()
    }
    wanted_of = {code for code in best.values() if not supplier or code == supplier}
    chosen = [row for row in rows if row.supplier.code in wanted_of]
    positions = catalogue.positions_of(center_id, {row.material_id for row in chosen})
    grouped: dict[str, list[Offer]] = defaultdict(list)
    for row in chosen:
        grouped[row.supplier.code].append(row)
    rules = {offer.key: offer for found in offers.values() for offer in found}
    made = [
        _proposed(
            [row for row in grouped[code] if _is_chosen(row, low)],
            rules,
            low,
            positions,
            materials,
        )
        for code in sorted(grouped)
    ]
    return [order for order in made if order.lines]


def _cheapest(
    alerts: Sequence[catalogue.ReorderAlert],
    offers: Mapping[int, Sequence[RuleOffer]],
    center: tuple[Decimal, Decimal],
) -> dict[int, _Low]:
    """Choose the offer of each low material, and how much of it is economic at a time."""
    low = {}
    for alert in alerts:
        costs = costs_for(center, alert.daily_mean_kg)
        choices = choices_of(offers.get(alert.material_id, []), alert.wanted_kg, costs)
        if choices:
            low[alert.material_id] = _Low(alert.pk, by_cost(choices, costs)[0])
    return low


def _proposed(
    rows: Sequence[Offer],
    rules: Mapping[str, RuleOffer],
    low: Mapping[int, _Low],
    positions: Mapping[int, catalogue.Position],
    materials: Mapping[int, catalogue.Material],
) -> ProposedOrder:
    supplier = rows[0].supplier
    needs = [
        need
        for row in rows
        if (need := _need(row, rules[str(row.pk)], low, positions.get(row.material_id)))
    ]
    combined = combine(needs, minimum_kg=supplier.order_minimum_kg, truck_kg=supplier.truck_kg)
    by_key = {str(row.pk): row for row in rows}
    lines = [
        _line(by_key[line.key], line.packs, line.mass_kg, low, materials, why=line.why)
        for line in combined.lines
    ]
    ordered = [by_key[line.key] for line in combined.lines]
    return ProposedOrder(
        supplier=supplier,
        lines=tuple(lines),
        mass_kg=combined.mass_kg,
        trucks=combined.trucks,
        missing_kg=combined.missing_kg,
        freight=_freight(ordered, combined, together=True),
        freight_alone=_freight(ordered, combined, together=False),
        lead_time_days=max((row.lead_time_days for row in ordered), default=0),
    )


def _is_chosen(row: Offer, low: Mapping[int, _Low]) -> bool:
    """Keep the offers that answer an alert, and those of what is not low."""
    one = low.get(row.material_id)
    return one is None or one.choice.offer.key == str(row.pk)


def _need(
    row: Offer,
    rule: RuleOffer,
    low: Mapping[int, _Low],
    position: catalogue.Position | None,
) -> Need | None:
    """Say what the order must or may bring of a material; None where there is no room."""
    if row.material_id in low:
        wanted = low[row.material_id].choice.mass_kg
        return Need(str(row.pk), wanted, wanted, rule.pack_kg, row.minimum_kg)
    if position is None or not position.room_kg or not position.daily_mean_kg:
        return None
    return Need(
        str(row.pk),
        Decimal(0),
        position.room_kg,
        rule.pack_kg,
        row.minimum_kg,
        days_left=position.days_left,
    )


def _line(
    row: Offer,
    packs: int,
    mass_kg: Decimal,
    low: Mapping[int, _Low],
    materials: Mapping[int, catalogue.Material],
    *,
    why: Why,
) -> ProposedLine:
    tiers = sorted(row.tiers.all(), key=lambda tier: tier.from_kg)
    reached = [tier for tier in tiers if tier.from_kg <= mass_kg] or tiers[:1]
    return ProposedLine(
        material=materials[row.material_id],
        alert_id=low[row.material_id].alert_id if why is Why.RUNS_LOW else None,
        quantity=packs * row.pack,
        mass_kg=mass_kg,
        price_per_kg=reached[-1].price_per_kg,
        weight_basis=row.weight_basis,
        runs_low=why is Why.RUNS_LOW,
    )


def _freight(rows: Sequence[Offer], combined: Combined, *, together: bool) -> int:
    """Add up the freight: what is asked per order is asked once for each truck, or per line."""
    by_weight = sum(
        (row.freight_per_kg * line.mass_kg for row, line in zip(rows, combined.lines, strict=True)),
        Decimal(0),
    )
    fixed = [row.freight_fixed for row in rows]
    once = max(fixed, default=Decimal(0)) * combined.trucks if together else sum(fixed)
    return int((by_weight + once).to_integral_value(ROUND_HALF_UP))
