"""What waits to be picked up, and handing over, releasing and deposits of pool shares."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out
from materialcenter.models import Role
from materialcenter.person import STAFF, Person
from orders.api.orders import held_out
from orders.api.selling_schemas import (
    BillOut,
    Code,
    HandedOverOut,
    HandOverIn,
    HeldOut,
    PaymentIn,
    PaymentOut,
    PickedIn,
    hand_outs_of,
    handed_over,
    signature_of,
    taken_payment,
)
from orders.reports.finding import find_pool, find_workshop
from orders.reports.picking import to_pick
from orders.reports.selling import pool_pick
from orders.services import handing_over, paying, picking

router = Router(tags=["pick-ups"])
pool_router = Router(tags=["pools"])


class PickUpOut(Out):
    """An order, or a workshop's shares of a pool, that waits to be picked up."""

    kind: str
    number: str
    workshop: str
    status: str
    first_rack: str
    parts: int
    mass_kg: Kg
    expires_at: datetime | None


class PoolPickOut(Out):
    """What a workshop takes of a pool: held parts by rack, its bill, and what is due at once."""

    workshop: str
    held: list[HeldOut]
    bill: BillOut
    owed: int
    deposit: int
    due_now: int


class PoolHandOverIn(HandOverIn):
    """A handing over of a workshop's shares."""

    workshop: Code


class ReleaseIn(Input):
    """A workshop by its code."""

    workshop: Code


class ReleasedOut(Out):
    """A pool after shares were given back."""

    number: str
    status: str


class DepositIn(PaymentIn):
    """Money a workshop pays ahead for a pool."""

    workshop: Code


@router.get("", response={200: CursorList[PickUpOut], **REFUSALS})
@needs(*STAFF)
def list_pick_ups(request: Any, cursor: str = "", limit: int = 50) -> CursorList[PickUpOut]:
    """List what waits to be picked up, in the order of the racks."""
    found = to_pick(request.auth, cursor=cursor, limit=limit)
    return CursorList[PickUpOut](
        items=[
            PickUpOut(
                kind="order" if entry.order else "pool",
                number=entry.number,
                workshop=entry.workshop.code,
                status=entry.order.status if entry.order else "",
                first_rack=entry.first_rack,
                parts=entry.parts,
                mass_kg=entry.mass_kg,
                expires_at=entry.order.expires_at if entry.order else None,
            )
            for entry in found.items
        ],
        next_cursor=found.next_cursor,
    )


@pool_router.get("/{number}/pick-ups/{workshop}", response={200: PoolPickOut, **REFUSALS})
@needs(*STAFF)
def show_pool_pick(request: Any, number: str, workshop: str) -> PoolPickOut:
    """Show what a workshop may pick up of a pool now."""
    return _pool_pick(request.auth, number, workshop)


def _pool_pick(person: Person, number: str, workshop: str) -> PoolPickOut:
    pick = pool_pick(find_pool(person, number), find_workshop(person, workshop))
    return PoolPickOut(
        workshop=pick.workshop.code,
        held=[
            held_out(part.held, part.material.code, picked_at=part.picked_at) for part in pick.parts
        ],
        bill=BillOut.of(pick.bill),
        owed=pick.owed,
        deposit=pick.deposit,
        due_now=pick.due_now,
    )


@pool_router.post(
    "/{number}/pick-ups/{workshop}/confirm-part", response={200: PoolPickOut, **REFUSALS}
)
@needs(Role.CLERK, Role.SUPERVISOR)
@creates(200)
def confirm_pool_part(request: Any, number: str, workshop: str, body: PickedIn) -> PoolPickOut:
    """Confirm the lot in hand for a workshop's shares of a pool."""
    picking.confirm_pool_part(
        pool_id=find_pool(request.auth, number).pk,
        workshop_id=find_workshop(request.auth, workshop).pk,
        scanned=body.scanned,
        by=request.auth,
        at=timezone.now(),
    )
    return _pool_pick(request.auth, number, workshop)


@pool_router.post("/{number}/hand-over", response={200: HandedOverOut, **REFUSALS})
@needs(Role.CLERK, Role.SUPERVISOR)
@creates(200)
def hand_over_pool(request: Any, number: str, body: PoolHandOverIn) -> HandedOverOut:
    """Hand over a workshop's shares of a pool."""
    note = handing_over.hand_over_pool(
        pool_id=find_pool(request.auth, number).pk,
        workshop_id=find_workshop(request.auth, body.workshop).pk,
        receiver_name=body.receiver_name,
        vehicle=body.vehicle,
        hand_outs=hand_outs_of(body),
        signature_png=signature_of(body.signature_png),
        payment=taken_payment(body.payment),
        by=request.auth,
        at=timezone.now(),
    )
    return handed_over(note)


@pool_router.post("/{number}/release", response={200: ReleasedOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def release_pool_shares(request: Any, number: str, body: ReleaseIn) -> ReleasedOut:
    """Give shares that a workshop did not pick up back to the free stock."""
    pool = handing_over.release_pool_shares(
        pool_id=find_pool(request.auth, number).pk,
        workshop_id=find_workshop(request.auth, body.workshop).pk,
        by=request.auth,
        at=timezone.now(),
    )
    return ReleasedOut(number=pool.number, status=pool.status)


@pool_router.post("/{number}/deposits", response={201: PaymentOut, **REFUSALS})
@needs(Role.CLERK, Role.FINANCE, Role.SUPERVISOR)
@creates()
def record_deposit(request: Any, number: str, body: DepositIn) -> PaymentOut:
    """Take a workshop's deposit for a pool."""
    deposit = paying.record_deposit(
        pool_id=find_pool(request.auth, number).pk,
        workshop_id=find_workshop(request.auth, body.workshop).pk,
        amount=body.amount,
        method=body.method,
        by=request.auth,
        at=timezone.now(),
    )
    return PaymentOut.of(deposit)
