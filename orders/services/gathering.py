"""What came for a pool so far, locked: the parts that are held, and what was picked up of them.

Here belongs reading what a round of sharing goes by. What is then decided is allocating.py's.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from inventory import catalogue, stock
from materialcenter.commands import step
from orders.models import (
    AllocatedShare,
    Allocation,
    DeliveryNoteLine,
    PickedPart,
    PlannedShare,
    Pool,
    PoolMaterial,
    ReceiptLine,
)
from orders.reports.selling import POOL_SHARE
from orders.rules.rounds import GRAMS, Part, Planned, Round, round_of

POOL_MATERIAL = "pool_material"
OK, QUARANTINED = catalogue.Lot.Quality.OK, catalogue.Lot.Quality.QUARANTINED


@dataclass(frozen=True)
class LastRound:
    """The newest round of a material, and its shares by workshop as a member's key."""

    allocation: Allocation
    shares: dict[str, AllocatedShare]


@dataclass(frozen=True)
class Came:
    """All that came of a material for the pool.

    parts: sound and held, the oldest first; undecided: held and in quarantine; rejected:
    held and rejected. picked_up: pieces or grams by member. came: sound pieces or grams,
    those picked up included; mass_kg: what they weigh. waiting: numbers of lots in quarantine.
    """

    row: PoolMaterial
    plans: tuple[PlannedShare, ...]
    round: Round
    parts: tuple[Part, ...]
    undecided: tuple[catalogue.HeldPart, ...]
    rejected: tuple[int, ...]
    picked_up: dict[str, int]
    came: int
    mass_kg: Decimal
    waiting: frozenset[str]
    last: LastRound | None

    @property
    def by_weight(self) -> bool:
        """Say whether amounts are grams."""
        return self.round.by_weight


@step
def gather(pool: Pool, *, at: datetime) -> list[Came]:
    """Gather what came for a locked pool, and hold what was cleared since it came.

    Materials that nobody could be served of are left out. The number of statements does not
    grow with materials or members.
    """
    rows = list(
        PoolMaterial.objects.filter(pool=pool, clearing__offer__isnull=False)
        .select_related("clearing", "material")
        .order_by("pk")
    )
    waiting = _hold_what_was_cleared(pool, rows, at=at)
    shares = list(
        AllocatedShare.objects.filter(allocation__pool_material__pool=pool)
        .select_related("allocation")
        .order_by("pk")
    )
    held = _held(pool, rows, shares)
    picked = _picked_up(pool)
    plans = _plans(rows)
    last = _last_rounds(shares)
    return [
        _came(row, held[row.pk], picked[row.pk], plans[row.pk], waiting[row.pk], last.get(row.pk))
        for row in rows
    ]


@dataclass(frozen=True)
class _HeldPart:
    """A held part with the member that it is for, if any, and whether a clerk has it in hand."""

    held: catalogue.HeldPart
    owner: str | None
    is_in_hand: bool


def _held(
    pool: Pool, rows: Sequence[PoolMaterial], shares: Sequence[AllocatedShare]
) -> dict[int, list[_HeldPart]]:
    """Lock everything that the pool and its shares hold; list it by material, the oldest first."""
    share_by_id = {share.pk: share for share in shares}
    row_ids = [row.pk for row in rows]
    locked = stock.lock_held_by(
        center_id=pool.center_id, holders={POOL_MATERIAL: row_ids, POOL_SHARE: list(share_by_id)}
    )
    in_hand = set(
        PickedPart.objects.filter(reservation_id__in=locked).values_list(
            "reservation_id", flat=True
        )
    )
    found: dict[int, list[_HeldPart]] = defaultdict(list)
    for part in catalogue.held_parts(pool.center_id, holder=POOL_MATERIAL, holder_ids=row_ids):
        found[part.holder_id].append(_HeldPart(part, None, is_in_hand=False))
    for part in catalogue.held_parts(pool.center_id, holder=POOL_SHARE, holder_ids=share_by_id):
        share = share_by_id[part.holder_id]
        found[share.allocation.pool_material_id].append(
            _HeldPart(part, str(share.workshop_id), part.reservation_id in in_hand)
        )
    for parts in found.values():
        parts.sort(key=_oldest_first)
    return found


def _oldest_first(part: _HeldPart) -> tuple[object, ...]:
    return part.held.received_on, part.held.lot_id, part.held.reservation_id


def _picked_up(pool: Pool) -> dict[int, dict[str, tuple[int, Decimal]]]:
    """Add up what delivery notes gave of each material: pieces and kg by member."""
    found: dict[int, dict[str, tuple[int, Decimal]]] = defaultdict(dict)
    for row_id, workshop_id, pieces, mass_kg in (
        DeliveryNoteLine.objects.filter(note__pool=pool, share__isnull=False)
        .values("share__allocation__pool_material_id", "share__workshop_id")
        .order_by("share__allocation__pool_material_id", "share__workshop_id")
        .annotate(pieces_sum=Sum("pieces"), kg_sum=Sum("mass_kg"))
        .values_list(
            "share__allocation__pool_material_id", "share__workshop_id", "pieces_sum", "kg_sum"
        )
    ):
        found[row_id][str(workshop_id)] = (pieces, mass_kg)
    return found


def _plans(rows: Iterable[PoolMaterial]) -> dict[int, list[PlannedShare]]:
    found: dict[int, list[PlannedShare]] = defaultdict(list)
    for share in (
        PlannedShare.objects.filter(clearing__pool_material__in=list(rows), quantity__gt=0)
        .select_related("commitment", "clearing")
        .order_by("commitment_id")
    ):
        found[share.clearing.pool_material_id].append(share)
    return found


def _last_rounds(shares: Iterable[AllocatedShare]) -> dict[int, LastRound]:
    """Return each material's newest round. shares: the older rounds first."""
    found: dict[int, LastRound] = {}
    for share in shares:
        row_id = share.allocation.pool_material_id
        if row_id not in found or found[row_id].allocation.pk != share.allocation_id:
            found[row_id] = LastRound(share.allocation, {})
        found[row_id].shares[str(share.workshop_id)] = share
    return found


def _came(
    row: PoolMaterial,
    held: Sequence[_HeldPart],
    picked: dict[str, tuple[int, Decimal]],
    plans: Sequence[PlannedShare],
    waiting: Iterable[str],
    last: LastRound | None,
) -> Came:
    by_weight = not row.material.is_counted
    sound = [part for part in held if part.held.quality == OK]
    undecided = [part.held for part in held if part.held.quality == QUARANTINED]
    picked_up = {
        key: int(mass_kg * GRAMS) if by_weight else pieces
        for key, (pieces, mass_kg) in picked.items()
    }
    parts = tuple(_part(part, by_weight=by_weight) for part in sound)
    came = sum(part.amount for part in parts) + sum(picked_up.values())
    return Came(
        row=row,
        plans=tuple(plans),
        round=round_of(
            came,
            [_planned(plan, picked_up) for plan in plans],
            ordered=row.clearing.quantity,
            for_depot=row.clearing.depot_quantity,
            by_weight=by_weight,
        ),
        parts=parts,
        undecided=tuple(undecided),
        rejected=tuple(
            part.held.reservation_id for part in held if part.held.quality not in {OK, QUARANTINED}
        ),
        picked_up=picked_up,
        came=came,
        mass_kg=sum((part.mass_kg for part in parts), Decimal(0))
        + sum((mass_kg for _pieces, mass_kg in picked.values()), Decimal(0)),
        waiting=frozenset({*waiting, *(part.lot_number for part in undecided)}),
        last=last,
    )


def _part(part: _HeldPart, *, by_weight: bool) -> Part:
    return Part(
        reservation_id=part.held.reservation_id,
        owner=part.owner,
        amount=int(part.held.mass_kg * GRAMS) if by_weight else part.held.pieces,
        mass_kg=part.held.mass_kg,
        is_in_hand=part.is_in_hand,
    )


def _planned(plan: PlannedShare, picked_up: dict[str, int]) -> Planned:
    wish = plan.commitment
    key = str(wish.workshop_id)
    return Planned(
        key=key,
        planned=plan.quantity,
        wanted=wish.quantity,
        minimum=wish.minimum,
        maximum=wish.maximum,
        committed_at=wish.committed_at,
        picked_up=picked_up.get(key, 0),
    )


@step
def _hold_what_was_cleared(
    pool: Pool, rows: Sequence[PoolMaterial], *, at: datetime
) -> dict[int, set[str]]:
    """Hold what came quarantined and is sound by now; return the lots that still wait."""
    row_ids = {row.material_id: row.pk for row in rows}
    arrived = ReceiptLine.objects.filter(
        order_line__purchase_order__pool=pool, lot__isnull=False, material_id__in=row_ids
    ).exclude(quarantine_reason="")
    lots = catalogue.lots_left(pool.center_id, arrived.order_by("lot_id").values_list("lot_id"))
    free: dict[int, tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for lot in lots:
        if lot.is_issuable and lot.free_kg:
            pieces, mass_kg = free[lot.material_id]
            free[lot.material_id] = (pieces + lot.free_pieces, mass_kg + lot.free_kg)
    wants = [
        stock.Want(row_ids[material_id], material_id, pieces, mass_kg)
        for material_id, (pieces, mass_kg) in sorted(free.items())
    ]
    stock.reserve(
        center_id=pool.center_id,
        holder=POOL_MATERIAL,
        wants=wants,
        at=at,
        lot_ids=[lot.lot_id for lot in lots],
    )
    waiting: dict[int, set[str]] = defaultdict(set)
    for lot in lots:
        if lot.quality == QUARANTINED:
            waiting[row_ids[lot.material_id]].add(lot.number)
    return waiting
