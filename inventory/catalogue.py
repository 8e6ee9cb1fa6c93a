"""What others may read of the yard: materials, availability, what is held, lots.

Orders call this module and `inventory.stock`, nothing else of inventory. It changes
nothing. `Material` and `Lot` are given for types and reading.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Min, Sum

from inventory.models import Balance, ExpectedSupply, Lot, Material, Place, Reservation
from inventory.rules.tolerance import (
    MassBand,
    NoTolerance,
    mass_band_kg,
    standard_for_grade,
    thickness_tolerance_mm,
)
from materialcenter.access import Person

__all__ = [
    "Available",
    "HeldPart",
    "Lot",
    "MassBand",
    "Material",
    "available",
    "coming_on",
    "held_parts",
    "materials_by_code",
    "materials_by_id",
    "rack_ids_by_code",
    "table_kg",
    "weight_band",
]


@dataclass(frozen=True)
class Available:
    """What may be promised of a material now."""

    pieces: int
    mass_kg: Decimal


@dataclass(frozen=True)
class HeldPart:
    """A reserved part of a lot on a rack, as a pick list needs it."""

    reservation_id: int
    holder_id: int
    lot_id: int
    lot_number: str
    heat: str
    material_id: int
    place_code: str
    pieces: int
    mass_kg: Decimal


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


def table_kg(material: Material, quantity: int) -> Decimal:
    """Return the table weight of a quantity in the material's unit."""
    if material.piece_mass_kg is None:
        return Decimal(quantity)
    return material.piece_mass_kg * quantity


def available(center_id: int, material_ids: Iterable[int]) -> dict[int, Available]:
    """Sum what is on hand, sound, the depot's own and not reserved, per material.

    Every id asked for is in the answer, with zeros where there is nothing.
    """
    wanted = set(material_ids)
    rows = (
        Balance.objects.filter(center_id=center_id, material_id__in=wanted)
        .saleable()
        .values_list("material_id")
        .annotate(
            free_pieces=Sum(F("on_hand_pieces") - F("reserved_pieces")),
            free_kg=Sum(F("on_hand_kg") - F("reserved_kg")),
        )
        .order_by("material_id")
    )
    found = {material: Available(pieces, mass_kg) for material, pieces, mass_kg in rows}
    return {pk: found.get(pk, Available(0, Decimal(0))) for pk in wanted}


def coming_on(center_id: int, material_ids: Iterable[int]) -> dict[int, date]:
    """Return the first day on which more of a material is due, where anything is."""
    rows = (
        ExpectedSupply.objects.filter(
            center_id=center_id, material_id__in=set(material_ids), due_on__isnull=False
        )
        .values_list("material_id")
        .annotate(Min("due_on"))
        .order_by("material_id")
    )
    return dict(rows)


def held_parts(center_id: int, *, holder: str, holder_ids: Iterable[int]) -> list[HeldPart]:
    """List what holders still hold, in the order of the racks."""
    rows = (
        Reservation.objects.filter(
            center_id=center_id,
            holder=holder,
            holder_id__in=set(holder_ids),
            status=Reservation.Status.HELD,
        )
        .order_by("place__code", "lot_id", "pk")
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
        )
    )
    return [HeldPart(*row) for row in rows]


def rack_ids_by_code(center_id: int) -> dict[str, int]:
    """Return the ids of a center's racks by code."""
    return dict(
        Place.objects.filter(center_id=center_id).racks().values_list("code", "pk")
    )


def weight_band(material: Material, pieces: int) -> MassBand | None:
    """Return the lightest and heaviest that pieces may be by their standard's thickness.

    None for what has no pieces, and where no standard's table covers grade and size.
    """
    standard = standard_for_grade(material.grade.code)
    if standard is None or not pieces or not material.thickness_mm or not material.width_mm:
        return None
    try:
        tolerance_mm = thickness_tolerance_mm(
            standard, thickness_mm=material.thickness_mm, width_mm=material.width_mm
        )
    except NoTolerance:
        return None
    return mass_band_kg(
        table_kg(material, pieces), thickness_mm=material.thickness_mm, tolerance_mm=tolerance_mm
    )
