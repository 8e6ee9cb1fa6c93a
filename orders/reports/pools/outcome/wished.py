"""Every wish of a pool with what came of it: planned, shared out, picked up, billed. Six statements."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from materialcenter.rules.money import line_amount
from orders.models import (
    AllocatedShare,
    Allocation,
    CreditNoteLine,
    DeliveryNoteLine,
    InvoiceLine,
    PlannedShare,
    Pool,
)
from orders.reports.pools.outcome.shapes import ZERO, Amounts, Why, Wished
from orders.rules.clearing import LeftOut

# Workshop and material.
_Whose = tuple[int, int]


@dataclass(frozen=True)
class Weighed:
    """What a material's quantities mean: kg a unit, whether it is counted, the counter's price."""

    unit_kg: Decimal
    is_counted: bool
    counter_price_per_kg: Decimal


@dataclass(frozen=True)
class _Share:
    quantity: Decimal
    is_rolled_over: bool


def wishes_of(pool: Pool, weighed: Mapping[int, Weighed]) -> list[Wished]:
    """List the wishes that a pool was cleared with; weighed: by material id."""
    shared_out = set(
        Allocation.objects.filter(pool_material__pool=pool).values_list(
            "pool_material__material_id", flat=True
        )
    )
    shares = _shares(pool, weighed)
    picked_up = _picked_up(pool, weighed)
    billed = _savings_billed(pool, weighed)
    rows = (
        PlannedShare.objects.filter(clearing__pool_material__pool=pool)
        .order_by("pk")
        .values_list(
            "commitment__workshop_id",
            "clearing__pool_material__material_id",
            "commitment__quantity",
            "quantity",
            "left_out",
            "saving",
        )
    )
    wishes = []
    for workshop_id, material_id, wanted, planned, left_out, saving in rows:
        whose = workshop_id, material_id
        share = shares.get(whose, _Share(ZERO, is_rolled_over=False))
        got = share.quantity if material_id in shared_out else Decimal(planned)
        amounts = Amounts(Decimal(wanted), Decimal(planned), got, picked_up.get(whose, ZERO))
        wishes.append(
            Wished(
                workshop_id=workshop_id,
                material_id=material_id,
                amounts=amounts,
                unit_kg=weighed[material_id].unit_kg,
                why=_why(amounts, left_out, is_rolled_over=share.is_rolled_over),
                planned_saving=saving,
                taken_saving=billed.get(whose, 0),
            )
        )
    return wishes


def _why(amounts: Amounts, left_out: str, *, is_rolled_over: bool) -> Why | None:
    if amounts.got >= amounts.wanted:
        return None
    if not amounts.planned:
        return Why(LeftOut(left_out).value)
    if is_rolled_over:
        return Why.ROLLED_OVER
    return Why.SHORT if amounts.got < amounts.planned else Why.FEW_PACKS


def _shares(pool: Pool, weighed: Mapping[int, Weighed]) -> dict[_Whose, _Share]:
    rows = (
        AllocatedShare.objects.filter(allocation__pool_material__pool=pool)
        .newest()
        .values_list(
            "workshop_id",
            "allocation__pool_material__material_id",
            "pieces",
            "mass_kg",
            "is_rolled_over",
        )
    )
    return {
        (workshop_id, material_id): _Share(
            _units(weighed[material_id], pieces, mass_kg), is_rolled_over
        )
        for workshop_id, material_id, pieces, mass_kg, is_rolled_over in rows
    }


def _picked_up(pool: Pool, weighed: Mapping[int, Weighed]) -> dict[_Whose, Decimal]:
    rows = (
        DeliveryNoteLine.objects.filter(note__pool=pool)
        .order_by()
        .values_list("note__workshop_id", "material_id")
        .annotate(Sum("pieces"), Sum("mass_kg"))
    )
    return {
        (workshop_id, material_id): _units(weighed[material_id], pieces, mass_kg)
        for workshop_id, material_id, pieces, mass_kg in rows
    }


def _units(weighed: Weighed, pieces: int, mass_kg: Decimal) -> Decimal:
    return Decimal(pieces) if weighed.is_counted else mass_kg


def _savings_billed(pool: Pool, weighed: Mapping[int, Weighed]) -> dict[_Whose, int]:
    """Reckon what was saved by the pool's bills, less what was credited of them.

    A bill's kg, by table or weighed as the pool's price is, would have cost the counter price.
    """
    billed = (
        InvoiceLine.objects.filter(delivery_note__pool=pool)
        .order_by()
        .values_list("invoice__workshop_id", "material_id")
        .annotate(Sum("mass_kg"), Sum("amount"))
    )
    credited = (
        CreditNoteLine.objects.of_pool(pool)
        .order_by()
        .values_list("credit_note__workshop_id", "material_id")
        .annotate(Sum("mass_kg"), Sum("amount"))
    )
    sums: dict[_Whose, tuple[Decimal, int]] = defaultdict(lambda: (ZERO, 0))
    for sign, rows in ((1, billed), (-1, credited)):
        for workshop_id, material_id, mass_kg, amount in rows:
            before_kg, before = sums[workshop_id, material_id]
            sums[workshop_id, material_id] = before_kg + sign * mass_kg, before + sign * amount
    return {
        whose: line_amount(mass_kg, weighed[whose[1]].counter_price_per_kg) - amount
        for whose, (mass_kg, amount) in sums.items()
    }
