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
    """Work out the packs, in which everything is reckoned; freight per order is a cost of it."""
    if not costs.yearly_kg:
        return 0
    least = least_packs(offer, wanted_kg)
    most = int((wanted_kg + costs.yearly_kg * _MOST_COVER) / offer.pack_kg)
    found = catalogue.economic_order_quantity(
        float(costs.yearly_kg / offer.pack_kg),
        float(costs.order_cost + offer.freight_fixed),
        float(costs.holding * offer.landed_price(least) * offer.pack_kg),
        _breaks(offer, least),
        minimum=least,
        multiple=1,
        maximum=max(least, most),
    )
    return round(found)


def _breaks(offer: Offer, least: int) -> list[catalogue.PriceBreak]:
    """Give the prices per pack from the least order on, and the packs that reach the next."""
    reached = offer.tier_at(least)
    higher = [tier for tier in offer.rising_tiers if tier.from_kg > reached.from_kg]
    prices = [(least, reached), *((offer.packs_reaching(tier.from_kg), tier) for tier in higher)]
    last = dict(prices)  # two breaks within one pack are the better one
    return [
        catalogue.PriceBreak(
            packs, float((tier.price_per_kg + offer.freight_per_kg) * offer.pack_kg)
        )
        for packs, tier in last.items()
    ]
