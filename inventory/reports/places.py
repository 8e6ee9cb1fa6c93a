"""Racks, what lies on them, and the yard's map."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, QuerySet, Sum

from inventory.models import Balance, Place
from inventory.rules.yard_map import BayLabel, Spot, Standing, lay_out
from materialcenter.fields import ZERO_KG
from materialcenter.person import Person

_WHOLE = Decimal(1)
_CM = 100
LARGEST_LETTERS_CM = 42
# From which part of what it may carry, in percent, a rack is drawn how.
LEVELS = ((100, "full"), (85, "high"), (50, "middle"), (0, "low"))


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

    @property
    def free_kg(self) -> Decimal | None:
        """Return what more may be put there; None where nobody knows, 0 when it is too full."""
        capacity = self.place.capacity_kg
        return None if capacity is None else max(capacity - self.load_kg, ZERO_KG)

    @property
    def level(self) -> str:
        """Return how full it is: over, full, high, middle, low, empty, or unknown."""
        if self.load_kg == 0:
            return "empty"
        if self.is_over:
            return "over"
        if self.load_percent is None:
            return "unknown"
        return next(name for least, name in LEVELS if self.load_percent >= least)


@dataclass(frozen=True)
class RackShape:
    """A rack as the map draws it: where, where its two lines of letters stand, how large."""

    load: RackLoad
    spot: Spot
    middle_cm: int
    code_cm: int
    percent_cm: int
    letters_cm: int


@dataclass(frozen=True)
class YardMap:
    """The whole yard, in cm, with the racks in the order of walking."""

    shapes: Sequence[RackShape]
    labels: Sequence[BayLabel]
    width_cm: int
    depth_cm: int
    load_kg: Decimal

    @property
    def loads(self) -> list[RackLoad]:
        """Return the racks with their load, in the same order."""
        return [shape.load for shape in self.shapes]


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


def rack_load(person: Person, code: str) -> RackLoad | None:
    """Return a rack of the person's center with its load, if there is one of this code."""
    rows = loaded(Place.objects.visible_to(person).racks().filter(code=code))
    return next(iter(rack_loads(list(rows))), None)


def lying_on(person: Person, place: Place) -> QuerySet[Balance]:
    """Return what lies on a rack, with what a line shows, in the order of the lots."""
    return (
        Balance.objects.visible_to(person)
        .filter(place=place, on_hand_kg__gt=0)
        .select_related("lot__material__grade", "lot__owner")
        .order_by("lot_id", "pk")
    )


def yard_map(person: Person) -> YardMap:
    """Draw every rack of the center: where it was measured, else in rows by bay. One query."""
    rows = loaded(Place.objects.visible_to(person).racks()).order_by("walk_order", "code")
    loads = rack_loads(list(rows))
    plan = lay_out(
        Standing(load.place.code, load.place.bay, load.place.walk_order, _measured(load.place))
        for load in loads
    )
    return YardMap(
        shapes=[_shape(load, plan.spots[load.place.code]) for load in loads],
        labels=plan.labels,
        width_cm=plan.width_cm,
        depth_cm=plan.depth_cm,
        load_kg=sum((load.load_kg for load in loads), ZERO_KG),
    )


def _measured(place: Place) -> Spot | None:
    spot = place.spot_m
    return None if spot is None else Spot(*(int(length_m * _CM) for length_m in spot))


def _shape(load: RackLoad, spot: Spot) -> RackShape:
    letters = max(len(load.place.code), 4)
    size = min(LARGEST_LETTERS_CM, spot.depth_cm // 3, spot.width_cm * 3 // (2 * letters))
    middle = spot.y_cm + spot.depth_cm // 2
    return RackShape(
        load=load,
        spot=spot,
        middle_cm=spot.x_cm + spot.width_cm // 2,
        code_cm=middle - size // 8,
        percent_cm=middle + size,
        letters_cm=max(size, 1),
    )


def _percent(load_kg: Decimal, capacity_kg: Decimal | None) -> Decimal | None:
    if not capacity_kg:
        return None
    return (load_kg * 100 / capacity_kg).quantize(_WHOLE, ROUND_HALF_UP)
