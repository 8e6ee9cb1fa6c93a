"""Sharing out what arrived for a pool, round by round: stored with its inputs, published, never edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory import catalogue, stock
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict
from materialcenter.jobs import later
from orders.models import (
    AllocatedShare,
    Allocation,
    DeliveryNote,
    KeptWish,
    PickedPart,
    Pool,
    PoolEvent,
    PurchaseOrder,
)
from orders.reports.selling import POOL_SHARE
from orders.rules.rounds import GRAM, Slice, divide_parts, inputs_of, share_round
from orders.rules.sharing import RULE_VERSION, Sharing
from orders.services.gathering import POOL_MATERIAL, Came, LastRound, gather
from orders.services.opening import MANAGERS, WrongState, lock_pool, move_pool
from orders.services.pool_steps import record_step
from orders.services.rolling_over import keep_wishes


class NothingNew(Conflict):
    """Nothing came, went back or was cleared since the last round."""

    code = "pool_nothing_new"
    sentence = _(
        "Nothing changed since it was last shared out. Still to come: purchase orders %(orders)s."
    )


class LotsUndecided(Conflict):
    """Some of what arrived is in quarantine."""

    code = "pool_lots_in_quarantine"
    sentence = _("In quarantine: %(lots)s. Release or reject it first, then share out.")


@dataclass(frozen=True)
class _Decided:
    """A material's shares after a round, and which part is held for whom; is_new: not as before."""

    came: Came
    sharing: Sharing
    slices: tuple[Slice, ...]
    is_new: bool

    @property
    def moves(self) -> bool:
        """Say whether other parts are held for somebody than before."""
        return bool(
            self.came.rejected
            or any(part.holder_id != self.came.row.pk for part in self.came.undecided)
            or not all(part.is_unchanged for part in self.slices)
        )


@command
def allocate_pool(*, pool_id: int, by: Person, at: datetime) -> Pool:
    """Share out everything that arrived so far, and hold each member's share for pick-up.

    While purchase orders of the pool are open this is a round between: what is in
    quarantine waits uncounted, and what nobody may claim yet stays the pool's. Once every
    order is received or closed (short) it is the last: quarantine must be decided, the rest
    becomes the depot's free stock, and who got less than it accepts keeps its wish. What was
    rejected nobody is given; what was picked up stays so. A material of which nothing new is
    there gets no new round.
    Raises WrongRole, Missing, WrongState, NothingNew, LotsUndecided.
    """
    by.must_be(*MANAGERS)
    pool = lock_pool(pool_id=pool_id, by=by)
    if pool.status != Pool.Status.RECEIVING:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    to_come = _open_orders(pool)
    came = gather(pool, at=at)
    if not to_come:
        _refuse_undecided(came)
    decided = [_decide(one, is_last=not to_come) for one in came]
    if to_come and not any(one.is_new or one.moves for one in decided):
        raise NothingNew(orders=", ".join(to_come))
    shares = _write(decided, at=at)
    _hold(pool, decided, shares, is_last=not to_come, at=at)
    _say(pool, decided, is_last=not to_come, by=by, at=at)
    if not to_come:
        _roll_over(pool, decided, by=by, at=at)
        settle_when_done(pool, by=by, at=at)
    return pool


@step
def settle_when_done(pool: Pool, *, by: Person, at: datetime) -> None:
    """Settle a locked, shared-out pool once nothing of it waits to be picked up."""
    if pool.status != Pool.Status.ALLOCATED:
        return
    if DeliveryNote.objects.filter(pool=pool).unbilled().exists():
        later("orders.tasks.bill_pool", center_id=pool.center_id, pool_id=pool.pk)
    share_ids = AllocatedShare.objects.filter(allocation__pool_material__pool=pool).values_list(
        "pk", flat=True
    )
    if catalogue.holds_anything(pool.center_id, holder=POOL_SHARE, holder_ids=share_ids):
        return
    move_pool(pool, Pool.Status.SETTLED)
    audit.record(by=by, action="pool.settled", subject="Pool", subject_id=pool.pk, at=at)
    record_step(pool, PoolEvent.Kind.SETTLED, by=by, at=at)


def _open_orders(pool: Pool) -> list[str]:
    """Return the numbers of the pool's purchase orders of which something may still come."""
    over = (
        PurchaseOrder.Status.RECEIVED,
        PurchaseOrder.Status.CLOSED,
        PurchaseOrder.Status.CANCELLED,
    )
    orders = PurchaseOrder.objects.filter(pool=pool).exclude(status__in=over)
    return list(orders.order_by("pk").values_list("number", flat=True))


def _refuse_undecided(came: Sequence[Came]) -> None:
    waiting = {number for one in came for number in one.waiting}
    if waiting:
        raise LotsUndecided(lots=", ".join(sorted(waiting)))


def _decide(came: Came, *, is_last: bool) -> _Decided:
    """Share a material, and find which parts that moves; nothing of a material is no round between."""
    sharing = share_round(came.round)
    needs = {
        key: share - came.picked_up.get(key, 0)
        for key, share in sorted(sharing.pieces.items(), key=lambda item: int(item[0]))
    }
    if came.last is None:
        is_new = is_last or bool(came.came)
    else:
        now = (came.came, sharing.pieces, frozenset(sharing.excluded))
        is_new = now != _before(came.last, by_weight=came.by_weight)
    return _Decided(came, sharing, tuple(divide_parts(came.parts, needs)), is_new)


def _before(last: LastRound, *, by_weight: bool) -> tuple[int, dict[str, int], frozenset[str]]:
    """Return what had come at a round, each member's share then, and who got none."""
    allocation, shares = last.allocation, last.shares
    return (
        _amount(allocation.received_pieces, allocation.received_kg, by_weight=by_weight),
        {
            key: _amount(share.pieces, share.mass_kg, by_weight=by_weight)
            for key, share in shares.items()
        },
        frozenset(key for key, share in shares.items() if share.is_rolled_over),
    )


def _amount(pieces: int, mass_kg: Decimal, *, by_weight: bool) -> int:
    return int(mass_kg / GRAM) if by_weight else pieces


@step
def _write(decided: Sequence[_Decided], *, at: datetime) -> dict[int, dict[str, int]]:
    """Write each new round; return the shares' ids by material and member, old ones included."""
    new = [one for one in decided if one.is_new]
    allocations = Allocation.objects.bulk_create(_allocation(one, at=at) for one in new)
    written = AllocatedShare.objects.bulk_create(
        share
        for one, allocation in zip(new, allocations, strict=True)
        for share in _shares(one, allocation)
    )
    ids: dict[int, dict[str, int]] = {one.came.row.pk: {} for one in decided}
    for one in decided:
        if not one.is_new and one.came.last is not None:
            ids[one.came.row.pk] = {key: row.pk for key, row in one.came.last.shares.items()}
    for share in written:
        ids[share.allocation.pool_material_id][str(share.workshop_id)] = share.pk
    return ids


def _allocation(one: _Decided, *, at: datetime) -> Allocation:
    came = one.came
    left_over = one.sharing.left_over + came.round.set_aside
    return Allocation(
        pool_material=came.row,
        round=came.last.allocation.round + 1 if came.last else 1,
        allocated_at=at,
        rule_version=RULE_VERSION,
        inputs=inputs_of(came.round),
        received_pieces=0 if came.by_weight else came.came,
        received_kg=came.mass_kg,
        left_over_pieces=0 if came.by_weight else left_over,
        left_over_kg=left_over * GRAM if came.by_weight else Decimal(0),
    )


def _shares(one: _Decided, allocation: Allocation) -> list[AllocatedShare]:
    return [
        AllocatedShare(
            allocation=allocation,
            workshop_id=int(key),
            pieces=0 if one.came.by_weight else amount,
            mass_kg=amount * GRAM if one.came.by_weight else Decimal(0),
            is_rolled_over=key in one.sharing.excluded,
        )
        for key, amount in sorted(one.sharing.pieces.items(), key=lambda item: int(item[0]))
    ]


@step
def _hold(
    pool: Pool,
    decided: Sequence[_Decided],
    shares: dict[int, dict[str, int]],
    *,
    is_last: bool,
    at: datetime,
) -> None:
    """Hold for each share what it is to get, and let the rest go after the last round.

    Until then the rest, and what is in quarantine, stays the pool's. What a clerk has in
    hand is to be fetched again where it is not as it was.
    """
    parts, reservations, unchanged = [], set[int](), set[int]()
    for one in decided:
        row, came = one.came.row, one.came
        reservations |= {part.reservation_id for part in came.parts} | set(came.rejected)
        reservations |= {part.reservation_id for part in came.undecided}
        unchanged |= {part.reservation_id for part in one.slices if part.is_unchanged}
        parts += [
            stock.NewHold(part.reservation_id, POOL_MATERIAL, row.pk, part.pieces, part.mass_kg)
            for part in came.undecided
        ]
        parts += [
            stock.NewHold(
                part.reservation_id,
                POOL_MATERIAL if part.owner is None else POOL_SHARE,
                row.pk if part.owner is None else shares[row.pk][part.owner],
                0 if came.by_weight else part.amount,
                part.mass_kg,
            )
            for part in one.slices
            if part.owner is not None or not is_last
        ]
    stock.hold_anew(center_id=pool.center_id, reservation_ids=reservations, parts=parts, at=at)
    PickedPart.objects.filter(reservation_id__in=reservations - unchanged).delete()


@step
def _say(
    pool: Pool, decided: Sequence[_Decided], *, is_last: bool, by: Person, at: datetime
) -> None:
    """Write down what was done, and have the members told."""
    materials = [one.came.row.material.code for one in decided if one.is_new]
    if is_last:
        move_pool(pool, Pool.Status.ALLOCATED)
    audit.record(
        by=by,
        action="pool.allocated" if is_last else "pool.shared",
        subject="Pool",
        subject_id=pool.pk,
        at=at,
        materials=materials,
    )
    if is_last or materials:
        kind = PoolEvent.Kind.ALLOCATED if is_last else PoolEvent.Kind.SHARED
        record_step(pool, kind, by=by, at=at, materials=materials)


@step
def _roll_over(pool: Pool, decided: Sequence[_Decided], *, by: Person, at: datetime) -> None:
    """Keep the wishes of those who would have got less than they accept, for the next pool."""
    under = [
        plan.commitment
        for one in decided
        for plan in one.came.plans
        if str(plan.commitment.workshop_id) in one.sharing.excluded
    ]
    if under:
        keep_wishes(pool, under, reason=KeptWish.Reason.UNDER_MINIMUM, by=by, at=at)
