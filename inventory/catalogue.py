"""What others may read of the yard: materials, availability, what is held, lots.

Orders call this module and `inventory.stock`, nothing else of inventory. It changes
nothing. `Material` and `Lot` are given for types and reading.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, QuerySet, Sum

from inventory.models import (
    Lot,
    Material,
    Movement,
    Place,
    ReorderAlert,
    Reservation,
    Transaction,
)
from inventory.reports.availability import Available, available, coming_on, remnants
from inventory.reports.tracing import Family, Spot, TracedLot, family_of
from inventory.reports.weights import MassBand, table_kg, weight_band
from inventory.rules.labels import heat_in, lot_number_in, rack_code_in
from materialcenter.access import Person

__all__ = [
    "Available",
    "Family",
    "HeldPart",
    "Lot",
    "MassBand",
    "Material",
    "ReorderAlert",
    "Spot",
    "TracedLot",
    "available",
    "coming_on",
    "family_of",
    "heat_in",
    "held_parts",
    "holds_anything",
    "issuable_lots",
    "lot_number_in",
    "materials_by_code",
    "materials_by_id",
    "rack_code_in",
    "rack_ids_by_code",
    "remnants",
    "standing_alerts",
    "table_kg",
    "taken_back",
    "weight_band",
]


@dataclass(frozen=True)
class HeldPart:
    """A reserved part of a lot on a rack, as a pick list needs it; quality is a Lot.Quality."""

    reservation_id: int
    holder_id: int
    lot_id: int
    lot_number: str
    heat: str
    material_id: int
    place_code: str
    pieces: int
    mass_kg: Decimal
    quality: str
    walk_order: int


def materials_by_code(person: Person, codes: Iterable[str]) -> dict[str, Material]:
    """Find materials of the person's center by code; those not there are left out."""
    return {
        material.code: material
        for material in Material.objects.visible_to(person)
        .filter(code__in=set(codes))
        .select_related("grade")
    }


def materials_by_id(center_id: int, ids: Iterable[int]) -> dict[int, Material]:
    """Find materials of a center by id."""
    return {
        material.pk: material
        for material in Material.objects.filter(
            center_id=center_id, pk__in=set(ids)
        ).select_related("grade")
    }


def held_parts(center_id: int, *, holder: str, holder_ids: Iterable[int]) -> list[HeldPart]:
    """List what holders still hold, in the order in which a picker passes the racks."""
    rows = (
        Reservation.objects.filter(
            center_id=center_id,
            holder=holder,
            holder_id__in=set(holder_ids),
            status=Reservation.Status.HELD,
        )
        .order_by("place__walk_order", "place__code", "lot_id", "pk")
        .values_list(
            "pk",
            "holder_id",
            "lot_id",
            "lot__number",
            "lot__heat",
            "lot__material_id",
            "place__code",
            "pieces",
            "mass_kg",
            "lot__quality",
            "place__walk_order",
        )
    )
    return [HeldPart(*row) for row in rows]


def issuable_lots(center_id: int, numbers: Iterable[str]) -> dict[str, Lot]:
    """Find lots by number of which an order may take pieces, remnants included."""
    lots = Lot.objects.filter(center_id=center_id, number__in=set(numbers), is_issuable=True)
    return {lot.number: lot for lot in lots.select_related("material__grade")}


@dataclass(frozen=True)
class HeldSum:
    """What one holder still holds: its first rack, and how many parts of what mass."""

    holder_id: int
    first_rack: str
    parts: int
    mass_kg: Decimal


def held_sums(center_id: int, *, holder: str, holder_ids: QuerySet[Any, int]) -> list[HeldSum]:
    """Add up what each of the holders that a query names still holds. One statement."""
    rows = (
        Reservation.objects.filter(
            center_id=center_id,
            holder=holder,
            holder_id__in=holder_ids,
            status=Reservation.Status.HELD,
        )
        .values("holder_id")
        .order_by("holder_id")
        .annotate(rack=Min("place__code"), parts=Count("pk"), kg=Sum("mass_kg"))
    )
    return [HeldSum(row["holder_id"], row["rack"], row["parts"], row["kg"]) for row in rows]


def holds_anything(center_id: int, *, holder: str, holder_ids: QuerySet[Any, int]) -> bool:
    """Say whether any of the holders that a query names still holds something. One statement."""
    return Reservation.objects.filter(
        center_id=center_id,
        holder=holder,
        holder_id__in=holder_ids,
        status=Reservation.Status.HELD,
    ).exists()


def taken_back(lot_ids: Iterable[int]) -> set[int]:
    """Say of which lots the receipt was reversed: they count as never received."""
    return set(
        Movement.objects.filter(
            lot_id__in=set(lot_ids),
            transaction__reason=Transaction.Reason.RECEIPT,
            transaction__reversed_by__isnull=False,
        )
        .order_by("lot_id")
        .values_list("lot_id", flat=True)
    )


def rack_ids_by_code(center_id: int) -> dict[str, int]:
    """Return the ids of a center's racks by code."""
    return dict(Place.objects.filter(center_id=center_id).racks().values_list("code", "pk"))


def standing_alerts(person: Person) -> QuerySet[ReorderAlert]:
    """Return the reorder alerts of episodes that are not over, of the person's center."""
    return ReorderAlert.objects.visible_to(person).standing()
