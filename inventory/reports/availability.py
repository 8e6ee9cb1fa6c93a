"""What may be promised of materials, and where they stand for reordering."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Min, Sum

from inventory.models import Balance, ExpectedSupply


@dataclass(frozen=True)
class Available:
    """What may be promised of a material now."""

    pieces: int
    mass_kg: Decimal


NOTHING = Available(0, Decimal("0.000"))


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
    return {pk: found.get(pk, NOTHING) for pk in wanted}


def remnants(center_id: int, material_ids: Iterable[int]) -> dict[int, Available]:
    """Sum what was cut from materials and may be ordered by its lot, in sizes of its own.

    Whole sheets and bars are not among them, nor they among what is promised as the material.
    Every id asked for is in the answer, with zeros where there is nothing.
    """
    wanted = set(material_ids)
    rows = (
        Balance.objects.filter(center_id=center_id, material_id__in=wanted, is_saleable=False)
        .issuable()
        .values_list("material_id")
        .annotate(
            free_pieces=Sum(F("on_hand_pieces") - F("reserved_pieces")),
            free_kg=Sum(F("on_hand_kg") - F("reserved_kg")),
        )
        .order_by("material_id")
    )
    found = {material: Available(pieces, mass_kg) for material, pieces, mass_kg in rows}
    return {pk: found.get(pk, NOTHING) for pk in wanted}


def coming_on(center_id: int, material_ids: Iterable[int]) -> dict[int, date]:
    """Return the first day on which more of a material is due, where anything is."""
    rows = (
        ExpectedSupply.objects.filter(
            center_id=center_id, material_id__in=set(material_ids), due_on__isnull=False
        )
        .values_list("material_id")
        .annotate(first=Min("due_on"))
        .order_by("material_id")
    )
    return dict(rows)


def coming_kg(center_id: int, material_ids: Iterable[int]) -> dict[int, Decimal]:
    """Sum what is coming and promised to nobody, where anything is."""
    rows = (
        ExpectedSupply.objects.filter(center_id=center_id, material_id__in=set(material_ids))
        .values_list("material_id")
        .annotate(mass_kg=Sum("free_kg"))
        .order_by("material_id")
    )
    return dict(rows)
