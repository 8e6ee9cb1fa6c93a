"""Racks and what lies on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, QuerySet, Sum

from inventory.models import Place
from materialcenter.fields import ZERO_KG

_WHOLE = Decimal(1)


@dataclass(frozen=True)
class RackLoad:
    """A rack, the lots on it and their weight; load_percent of what it may carry, if known."""

    place: Place
    lots: int
    load_kg: Decimal
    load_percent: Decimal | None

    @property
    def is_over(self) -> bool:
        """Say whether it carries more than it may."""
        capacity = self.place.capacity_kg
        return capacity is not None and self.load_kg > capacity


def loaded(places: QuerySet[Place]) -> QuerySet[Place]:
    """Have the load summed with the places, in the same query."""
    lying = Q(balances__on_hand_kg__gt=0)
    return places.annotate(
        load_kg=Sum("balances__on_hand_kg", filter=lying, default=ZERO_KG),
        lot_count=Count("balances", filter=lying),
    )


def rack_loads(places: Sequence[Place]) -> list[RackLoad]:
    """Shape places that were read through `loaded`."""
    return [
        RackLoad(
            place=place,
            lots=place.lot_count,  # type: ignore[attr-defined]
            load_kg=place.load_kg,  # type: ignore[attr-defined]
            load_percent=_percent(place.load_kg, place.capacity_kg),  # type: ignore[attr-defined]
        )
        for place in places
    ]


def _percent(load_kg: Decimal, capacity_kg: Decimal | None) -> Decimal | None:
    if not capacity_kg:
        return None
    return (load_kg * 100 / capacity_kg).quantize(_WHOLE, ROUND_HALF_UP)
