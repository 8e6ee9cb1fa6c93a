"""Materials with what is available of them, and one material with all that is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q, Sum

from inventory.models import (
    Balance,
    ExpectedSupply,
    Lot,
    Material,
    Movement,
    ReorderAlert,
    ReorderPlan,
)
from inventory.reports.availability import Available, available, coming_kg, coming_on, remnants
from inventory.reports.lots import LotLine, lot_lines
from materialcenter.person import Person

LATEST = 10
_RUPIAH = Decimal(1)


@dataclass(frozen=True)
class StockLine:
    """A material as everybody sees it: its price and what of it is available.

    piece_price: whole rupiah for a piece at its table weight, None where there are none.
    remnants: what was cut of it, in sizes of its own. coming_on: the first day on which more
    is due.
    """

    material: Material
    available: Available
    remnants: Available
    piece_price: Decimal | None
    coming_on: date | None


@dataclass(frozen=True)
class Holdings:
    """What lies in the yard of a material, in kg, by what may be done with it.

    whole_pieces: sheets or bars of the material's own size; cut_pieces, cut_kg: of another.
    """

    on_hand_kg: Decimal
    whole_pieces: int
    cut_pieces: int
    cut_kg: Decimal
    reserved_kg: Decimal
    blocked_kg: Decimal
    consigned_kg: Decimal
    value: Decimal


@dataclass(frozen=True)
class MaterialSheet:
    """Everything that staff see of a material. position_kg: free, plus coming and free."""

    line: StockLine
    holdings: Holdings
    position_kg: Decimal
    lots: Sequence[LotLine]
    coming: Sequence[ExpectedSupply]
    plan: ReorderPlan | None
    alert: ReorderAlert | None
    movements: Sequence[Movement]


def stock_lines(materials: Sequence[Material]) -> list[StockLine]:
    """Put availability beside materials of one center; three queries however many."""
    if not materials:
        return []
    center_id = materials[0].center_id
    ids = [material.pk for material in materials]
    free = available(center_id, ids)
    cut = remnants(center_id, ids)
    due = coming_on(center_id, ids)
    return [
        StockLine(
            material=material,
            available=free[material.pk],
            remnants=cut[material.pk],
            piece_price=piece_price(material),
            coming_on=due.get(material.pk),
        )
        for material in materials
    ]


def piece_price(material: Material) -> Decimal | None:
    """Return what a piece costs at the counter by its table weight, in whole rupiah."""
    if material.piece_mass_kg is None:
        return None
    exact = material.piece_mass_kg * material.counter_price_per_kg
    return exact.quantize(_RUPIAH, ROUND_HALF_UP)


def material_sheet(material: Material, person: Person) -> MaterialSheet:
    """Read everything of a material; nothing that is the staff's is there for a buyer."""
    line = stock_lines([material])[0]
    coming = coming_kg(material.center_id, [material.pk])
    lots = (
        Lot.objects.visible_to(person)
        .filter(material=material)
        .in_yard()
        .with_names()
        .order_by("received_on", "pk")
    )
    return MaterialSheet(
        line=line,
        holdings=_holdings(material),
        position_kg=line.available.mass_kg + coming.get(material.pk, Decimal(0)),
        lots=lot_lines(list(lots)),
        coming=list(ExpectedSupply.objects.filter(material=material).order_by("due_on", "pk")),
        plan=ReorderPlan.objects.filter(material=material).first(),
        alert=ReorderAlert.objects.visible_to(person).filter(material=material).standing().first(),
        movements=list(
            Movement.objects.visible_to(person)
            .filter(lot__material=material)
            .with_names()
            .order_by("-pk")[:LATEST]
        ),
    )


def _holdings(material: Material) -> Holdings:
    own = Q(lot__owner=None)
    blocked = own & ~Q(lot__quality=Lot.Quality.OK)
    was_cut = Q(lot__length_mm__isnull=False)
    none = Decimal(0)
    sums = Balance.objects.filter(material=material, on_hand_kg__gt=0).aggregate(
        all_kg=Sum("on_hand_kg", default=none),
        whole_pieces=Sum("on_hand_pieces", filter=~was_cut, default=0),
        cut_pieces=Sum("on_hand_pieces", filter=was_cut, default=0),
        cut_kg=Sum("on_hand_kg", filter=was_cut, default=none),
        held_kg=Sum("reserved_kg", default=none),
        blocked_kg=Sum("on_hand_kg", filter=blocked, default=none),
        consigned_kg=Sum("on_hand_kg", filter=~own, default=none),
        worth=Sum("value", default=none),
    )
    return Holdings(
        on_hand_kg=sums["all_kg"],
        whole_pieces=sums["whole_pieces"],
        cut_pieces=sums["cut_pieces"],
        cut_kg=sums["cut_kg"],
        reserved_kg=sums["held_kg"],
        blocked_kg=sums["blocked_kg"],
        consigned_kg=sums["consigned_kg"],
        value=sums["worth"],
    )
