"""How much of each offer it is economic to order at a time, by price breaks and by what it costs
to order and to keep."""

from collections.abc import Sequence
from decimal import Decimal

from inventory import catalogue
from materialcenter.models import Center
from orders.rules.clearing import Offer
from orders.rules.suggesting import Choice, OrderCosts, least_packs

_YEAR_DAYS = 365
# No price break is worth more than half a year on the rack.
_MOST_COVER = Decimal("0.5")


def order_costs(center_id: int) -> tuple[Decimal, Decimal]:
    """Return a center's rupiah per order, and the part of a price that a year in stock costs."""
    cost, percent = Center.objects.values_list("order_cost", "holding_percent").get(pk=center_id)
    return Decimal(cost), percent / 100


def costs_for(center: tuple[Decimal, Decimal], daily_mean_kg: Decimal) -> OrderCosts:
    """Put a center's costs beside a material's forecast, kg a day."""
    return OrderCosts(*center, yearly_kg=daily_mean_kg * _YEAR_DAYS)


def choices_of(offers: Sequence[Offer], wanted_kg: Decimal, costs: OrderCosts) -> list[Choice]:
    """Say of each offer how many packs are economic, for so many kg wanted or more."""
    return [
        Choice(offer, max(_economic_packs(offer, wanted_kg, costs), least), least)
        for offer in offers
        for least in [least_packs(offer, wanted_kg)]
    ]


def _economic_packs(offer: Offer, wanted_kg: Decimal, costs: OrderCosts) -> int:
    """Work out the packs; what freight asks per order is a cost of ordering."""
    if not costs.yearly_kg:
        return 0
    least = least_packs(offer, wanted_kg)
    first, *higher = offer.rising_tiers
    breaks = [(Decimal(0), first), *((tier.from_kg, tier) for tier in higher)]
    most = max(wanted_kg + costs.yearly_kg * _MOST_COVER, least * offer.pack_kg)
    found = catalogue.economic_order_quantity(
        float(costs.yearly_kg),
        float(costs.order_cost + offer.freight_fixed),
        float(costs.holding * offer.landed_price(least)),
        [
            catalogue.PriceBreak(float(from_kg), float(tier.price_per_kg + offer.freight_per_kg))
            for from_kg, tier in breaks
        ],
        minimum=float(least * offer.pack_kg),
        multiple=float(offer.pack_kg),
        maximum=float(most),
    )
    return round(found / float(offer.pack_kg))
