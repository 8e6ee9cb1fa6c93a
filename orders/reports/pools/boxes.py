"""What a buyer may choose for each material of an open pool: their box for every workshop."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from materialcenter.access import Person
from materialcenter.models import Workshop
from orders.models import Commitment, Pool, PoolInvitation
from orders.reports.pools.progress import MaterialProgress, OwnPart, PoolProgress


@dataclass(frozen=True)
class Box:
    """How a workshop commits to a material: what stands in the box, and amounts to tap.

    quantity: what it wants, wanted last time, or 1. minimum, maximum: None where they are
    the quantity. last_time: what it wanted in the pool before this one. to_next: with how
    much in all the next price would be reached by this workshop alone.
    """

    workshop: Workshop
    is_in: bool
    quantity: int
    minimum: int | None
    maximum: int | None
    price_cap: Decimal | None
    last_time: int | None
    to_next: int | None


def boxes_of(progress: PoolProgress, by: Person) -> dict[int, list[Box]]:
    """Make the boxes of every material by row id, one for each workshop that may join.

    Two statements.
    """
    workshops = _may_join(progress, by)
    last_times = _last_times(progress, [workshop.pk for workshop in workshops])
    return {
        line.row_id: [
            _box(line, workshop, last_times.get((workshop.pk, line.material.pk)))
            for workshop in workshops
        ]
        for line in progress.materials
    }


def _may_join(progress: PoolProgress, by: Person) -> Sequence[Workshop]:
    """List the person's workshops that the pool is for, and those that are in already."""
    pool, admitted = progress.pool, Q(pk__in=by.workshop_ids)
    if pool.audience == Pool.Audience.PROGRAMME:
        admitted = ~Q(coaching_programme="")
    elif pool.audience == Pool.Audience.CHOSEN:
        admitted = Q(pk__in=PoolInvitation.objects.filter(pool=pool).values("workshop"))
    is_in = {part.workshop_id for line in progress.materials for part in line.own}
    rows = Workshop.objects.filter(pk__in=by.workshop_ids).filter(admitted | Q(pk__in=is_in))
    return list(rows.filter(is_active=True).order_by("code"))


def _last_times(
    progress: PoolProgress, workshop_ids: Iterable[int]
) -> Mapping[tuple[int, int], int]:
    """Find what workshops wanted last of the pool's materials in other pools. One statement."""
    rows = (
        Commitment.objects.filter(
            workshop_id__in=list(workshop_ids),
            material_id__in=[line.material.pk for line in progress.materials],
            quantity__gt=0,
        )
        .exclude(pool=progress.pool)
        .order_by("workshop_id", "material_id", "-pk")
        .distinct("workshop_id", "material_id")
        .values_list("workshop_id", "material_id", "quantity")
    )
    return {(workshop_id, material_id): quantity for workshop_id, material_id, quantity in rows}


def _box(line: MaterialProgress, workshop: Workshop, last_time: int | None) -> Box:
    own = next((part for part in line.own if part.workshop_id == workshop.pk), None)
    return Box(
        workshop=workshop,
        is_in=own is not None,
        quantity=own.quantity if own else last_time or 1,
        minimum=own.minimum if own and own.minimum != own.quantity else None,
        maximum=own.maximum if own and own.maximum != own.quantity else None,
        price_cap=own.price_cap if own else None,
        last_time=last_time,
        to_next=_to_next(line, own),
    )


def _to_next(line: MaterialProgress, own: OwnPart | None) -> int | None:
    """Say with how much in all the workshop alone would reach the next price."""
    if line.next_more is None:
        return None
    return line.next_more + (own.quantity if own else 0)
