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
    """A material to order; piece_price in whole rupiah by table weight, None for what is weighed.

    lot: a remnant in its own size, priced by what its pieces weigh; None for the material.
    """

    material: catalogue.Material
    available: catalogue.Available
    coming_on: date | None
    piece_price: int | None
    lot: catalogue.Lot | None = None

    @property
    def key(self) -> str:
        """Return what it is chosen by."""
        return self.lot.number if self.lot else self.material.code


def shelf(person: Person, *, find: str, chosen: Iterable[str]) -> list[ShelfLine]:
    """List materials: first those chosen by code, then those that fit a search, by code.

    Remnants that were chosen by their lot or fit the search come last. find: part of a code
    or grade. At most MOST_SHOWN of either beside the chosen. Five statements.
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
    whole = [
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
    return whole + _remnants(person, find.split(), wanted)


def _remnants(person: Person, words: list[str], chosen: Iterable[str]) -> list[ShelfLine]:
    return [
        ShelfLine(
            material=found.lot.material,
            available=catalogue.Available(found.pieces, found.mass_kg),
            coming_on=None,
            piece_price=line_amount(
                found.mass_kg / found.pieces, found.lot.material.counter_price_per_kg
            ),
            lot=found.lot,
        )
        for found in catalogue.remnants_on_offer(
            person.center_id, words=words, numbers=chosen, most=MOST_SHOWN
        )
        if found.pieces
    ]
