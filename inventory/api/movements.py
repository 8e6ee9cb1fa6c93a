"""The ledger: its movements, taking a lot to another rack, and undoing a transaction."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from ninja import Router

from inventory import stock
from inventory.models import Movement
from inventory.services import moving, reversing
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Count, CursorList, Input, Kg, Out, Price, Words
from materialcenter.paging import page_of
from materialcenter.person import STAFF

router = Router(tags=["movements"])


class MoveIn(Input):
    """A lot, or part of it, from one rack to another; without a day, today."""

    lot: str
    from_rack: str
    to_rack: str
    pieces: Count = 0
    mass_kg: Kg | None = None
    on: date | None = None


class ReversalIn(Input):
    """Why a transaction is undone."""

    reason: Words


class MovementOut(Out):
    """A movement. sequence: of its transaction. place codes: racks, or the outside's kinds."""

    id: int
    sequence: int
    reason: str
    reference: str
    note: str
    actor: str
    effective_at: datetime
    recorded_at: datetime
    lot: str
    heat: str
    material: str
    from_place: str
    to_place: str
    pieces: int
    mass_kg: Kg
    value: Price
    reverses: int | None
    reversed_by: int | None

    @staticmethod
    def of(movement: Movement) -> "MovementOut":
        """Shape a movement whose names are loaded."""
        head, lot = movement.transaction, movement.lot
        undone = getattr(head, "reversed_by", None)
        return MovementOut(
            id=movement.pk,
            sequence=head.sequence,
            reason=head.reason,
            reference=head.reference,
            note=head.note,
            actor=head.actor.shown_name if head.actor else "",
            effective_at=head.effective_at,
            recorded_at=head.recorded_at,
            lot=lot.number,
            heat=lot.heat,
            material=lot.material.code,
            from_place=movement.from_place.code,
            to_place=movement.to_place.code,
            pieces=movement.pieces,
            mass_kg=movement.mass_kg,
            value=movement.value,
            reverses=head.reverses_id,
            reversed_by=undone.sequence if undone else None,
        )


class MovedOut(Out):
    """A movement as it was written."""

    lot_id: int
    pieces: int
    mass_kg: Kg
    value: Price


class PostingOut(Out):
    """A transaction as it was written."""

    sequence: int
    moved: list[MovedOut]

    @staticmethod
    def of(posting: stock.Posting) -> "PostingOut":
        """Shape a posting."""
        return PostingOut(
            sequence=posting.sequence,
            moved=[
                MovedOut(
                    lot_id=moved.lot_id,
                    pieces=moved.pieces,
                    mass_kg=moved.mass_kg,
                    value=moved.value,
                )
                for moved in posting.moved
            ],
        )


@router.get("", response={200: CursorList[MovementOut], **REFUSALS})
@needs(*STAFF)
def list_movements(
    request: Any,
    lot: str = "",
    material: str = "",
    reference: str = "",
    cursor: str = "",
    limit: int = 50,
) -> CursorList[MovementOut]:
    """List the ledger, the newest first."""
    rows = (
        Movement.objects.visible_to(request.auth)
        .search(lot=lot, material=material, reference=reference)
        .with_names()
    )
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[MovementOut](
        items=[MovementOut.of(movement) for movement in page.items],
        next_cursor=page.next_cursor,
    )


@router.post("", response={201: PostingOut, **REFUSALS})
@needs(*moving.MAY_MOVE)
@creates()
def move(request: Any, body: MoveIn) -> PostingOut:
    """Take a lot, or part of it, to another rack."""
    return PostingOut.of(
        moving.move_lot(
            lot_number=body.lot,
            from_rack=body.from_rack,
            to_rack=body.to_rack,
            pieces=body.pieces,
            mass_kg=body.mass_kg,
            on=body.on or timezone.localdate(),
            by=request.auth,
            at=timezone.now(),
        )
    )


@router.post("/{int:sequence}/reverse", response={201: PostingOut, **REFUSALS})
@needs(*reversing.MAY_REVERSE)
@creates()
def reverse(request: Any, sequence: int, body: ReversalIn) -> PostingOut:
    """Undo a transaction, named by its sequence."""
    return PostingOut.of(
        reversing.reverse_transaction(
            sequence=sequence, reason=body.reason, by=request.auth, at=timezone.now()
        )
    )
