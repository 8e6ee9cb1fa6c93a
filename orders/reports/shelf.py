"""What a workshop may order now: materials with what is available, at the counter price."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from inventory import catalogue
from materialcenter.person import Person
from materialcenter.rules.money import line_amount

MOST_SHOWN = 30


@dataclass(frozen=True)
class ShelfLine:
    """A material to order; piece_price in whole rupiah by table weight, None for what is weighed."""

    material: catalogue.Material
    available: catalogue.Available
    coming_on: date | None
    piece_price: int | None


def shelf(person: Person, *, find: str, chosen: Iterable[str]) -> list[ShelfLine]:
    """List materials: first those chosen by code, then those that fit a search, by code.

    find: part of a code or grade. At most MOST_SHOWN beside the chosen. Four statements.
    """
    wanted = set(chosen)
    rows = catalogue.Material.objects.visible_to(person).filter(is_active=True)
    fitting = rows.exclude(code__in=wanted)
    for word in find.split():
        fitting = fitting.filter(Q(code__icontains=word) | Q(grade__code__icontains=word))
    materials = [
        *rows.filter(code__in=wanted).select_related("grade").order_by("code"),
        *fitting.select_related("grade").order_by("code")[:MOST_SHOWN],
    ]
    ids = [material.pk for material in materials]
    free = catalogue.available(person.center_id, ids)
    coming = catalogue.coming_on(person.center_id, ids)
    return [
        ShelfLine(
            material=material,
            available=free[material.pk],
            coming_on=coming.get(material.pk),
            piece_price=None
            if material.piece_mass_kg is None
            else line_amount(material.piece_mass_kg, material.counter_price_per_kg),
        )
        for material in materials
    ]
