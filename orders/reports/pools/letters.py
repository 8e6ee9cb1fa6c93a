"""What a pool's letters say to a member: its own wishes, parts and shares, in true figures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min

from inventory import catalogue
from orders.models import AllocatedShare, Commitment, PlannedShare, Pool, PurchaseOrder


@dataclass(frozen=True)
class LetterLine:
    """A member's material in a pool.

    wanted, planned: in the material's unit. planned, price_per_kg (landed) and saving
    (rupiah against the counter) are None until the pool is priced; left_out then says why
    nothing is planned. pieces, mass_kg: its share of all that arrived so far, None before.
    """

    workshop: str
    material: catalogue.Material
    wanted: int
    planned: int | None = None
    price_per_kg: Decimal | None = None
    saving: int | None = None
    left_out: str = ""
    pieces: int | None = None
    mass_kg: Decimal | None = None
    is_rolled_over: bool = False


def letter_lines(pool: Pool, workshop_ids: Collection[int]) -> list[LetterLine]:
    """Gather what the workshops want of a pool, by workshop and material. Four statements."""
    rows = list(
        Commitment.objects.filter(pool=pool, workshop_id__in=workshop_ids)
        .counted()
        .select_related("workshop")
        .order_by("workshop__code", "material__code")
    )
    materials = catalogue.materials_by_id(pool.center_id, {row.material_id for row in rows})
    planned = {
        share.commitment_id: share
        for share in PlannedShare.objects.filter(commitment__in=[row.pk for row in rows])
        .select_related("clearing")
        .order_by("pk")
    }
    shares = {
        (share.workshop_id, share.allocation.pool_material.material_id): share
        for share in AllocatedShare.objects.filter(
            allocation__pool_material__pool=pool, workshop_id__in=workshop_ids
        )
        .newest()
        .select_related("allocation__pool_material")
    }
    return [
        _line(
            row,
            materials[row.material_id],
            planned.get(row.pk),
            shares.get((row.workshop_id, row.material_id)),
        )
        for row in rows
    ]


def _line(
    row: Commitment,
    material: catalogue.Material,
    planned: PlannedShare | None,
    share: AllocatedShare | None,
) -> LetterLine:
    return LetterLine(
        workshop=str(row.workshop),
        material=material,
        wanted=row.quantity,
        planned=None if planned is None else planned.quantity,
        price_per_kg=None if planned is None else planned.clearing.price_per_kg,
        saving=None if planned is None else planned.saving,
        left_out="" if planned is None else planned.left_out,
        pieces=None if share is None else share.pieces,
        mass_kg=None if share is None else share.mass_kg,
        is_rolled_over=share is not None and share.is_rolled_over,
    )


def expected_on(pool: Pool) -> date | None:
    """Return the day on which the first of a pool's orders is expected; None when unknown."""
    orders = PurchaseOrder.objects.filter(pool=pool).exclude(status=PurchaseOrder.Status.CANCELLED)
    first: date | None = orders.aggregate(first=Min("expected_on"))["first"]
    return first
