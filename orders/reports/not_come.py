"""What a pool planned for its members and did not bring to them."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from django.db.models import Sum

from inventory import catalogue
from orders.models import DeliveryNoteLine, PlannedShare, Pool
from orders.rules.credit import NotCome


def not_come(pool: Pool, *, workshop_ids: Collection[int]) -> dict[int, list[NotCome]]:
    """List by workshop what was planned for it in a pool and was not handed over to it.

    In the order of the materials, at the pool's price and by table weight; what is kept by
    weight in kg. Every workshop asked for is there. Three statements.
    """
    planned = list(
        PlannedShare.objects.filter(
            clearing__pool_material__pool=pool,
            commitment__workshop_id__in=workshop_ids,
            quantity__gt=0,
        )
        .order_by("commitment__workshop_id", "commitment__material_id")
        .values_list(
            "commitment__workshop_id",
            "commitment__material_id",
            "quantity",
            "clearing__price_per_kg",
        )
    )
    materials = catalogue.materials_by_id(pool.center_id, {row[1] for row in planned})
    got = _handed_over(pool, workshop_ids)
    found: dict[int, list[NotCome]] = {workshop_id: [] for workshop_id in workshop_ids}
    for workshop_id, material_id, quantity, price in planned:
        part = _missing(
            materials[material_id], quantity, got[workshop_id, material_id], price=price
        )
        if part is not None:
            found[workshop_id].append(part)
    return found


def _missing(
    material: catalogue.Material,
    planned: int,
    got: tuple[int, Decimal],
    *,
    price: Decimal | None,
) -> NotCome | None:
    """Return what is missing of a material, None for nothing or without a price."""
    pieces, mass_kg = got
    missing = planned - pieces if material.is_counted else planned - mass_kg
    if price is None or missing <= 0:
        return None
    if not material.is_counted:
        return NotCome(material.pk, 0, Decimal(missing), price)
    return NotCome(material.pk, int(missing), catalogue.table_kg(material, int(missing)), price)


def _handed_over(
    pool: Pool, workshop_ids: Collection[int]
) -> defaultdict[tuple[int, int], tuple[int, Decimal]]:
    rows = (
        DeliveryNoteLine.objects.filter(note__pool=pool, note__workshop_id__in=workshop_ids)
        .values_list("note__workshop_id", "material_id")
        .annotate(Sum("pieces"), Sum("mass_kg"))
        .order_by("note__workshop_id", "material_id")
    )
    got: defaultdict[tuple[int, int], tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for workshop_id, material_id, pieces, mass_kg in rows:
        got[workshop_id, material_id] = (pieces, mass_kg)
    return got
