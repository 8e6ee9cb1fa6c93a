"""Routes that show what workshops got of a pool, and why."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList, Kg, Out
from materialcenter.paging import page_of
from orders.api.pool_schemas import ShareOut
from orders.api.pools.reading import pool_for, router
from orders.models import AllocatedShare, Allocation
from orders.reports.pools.sharing import Alike, Member, SharingView, sharing_view
from orders.rules.explaining import Step
from orders.rules.rounds import GRAM

# Pieces of what is counted, kg of what is weighed.
Amount = Kg


class SharingLineOut(Out):
    """A material's newest round of sharing; amounts in pieces, or kg of what is weighed."""

    material: str
    round: int
    shared_at: datetime
    rule_version: str
    came: Amount
    left_over: Amount


class SharingStepOut(Out):
    """Firm or flexible claims: their sum, what there was for them, and the exact divisor.

    Each claim is divided by divisor_numerator/divisor_denominator and rounded to the nearest
    piece, or down to the gram. Both are None where there was nothing to share.
    """

    asked: Amount
    came: Amount
    divisor_numerator: int | None
    divisor_denominator: int | None


class SharingMemberOut(Out):
    """A workshop's share with its reason; `would_get` where it is less than it accepts."""

    workshop: str
    asked: Amount
    more: Amount
    minimum: Amount
    picked_up_before: Amount
    share: Amount
    reason: str
    would_get: Amount | None
    picked_up: Amount


class SharingAlikeOut(Out):
    """How many members asked the same and got the same for the same reason."""

    members: int
    asked: Amount
    more: Amount
    share: Amount
    reason: str


class SharingOut(Out):
    """How a round was shared; for a buyer `members` are its own, `others` everybody unnamed."""

    material: str
    round: int
    rounds: int
    is_last: bool
    shared_at: datetime
    rule_version: str
    came: Amount
    set_aside: Amount
    left_over: Amount
    firm: SharingStepOut
    flexible: SharingStepOut
    members: list[SharingMemberOut]
    others: list[SharingAlikeOut]


@router.get("/{number}/shares", response={200: CursorList[ShareOut], **REFUSALS})
@needs()
def list_shares(
    request: Any, number: str, cursor: str = "", limit: int = 50
) -> CursorList[ShareOut]:
    """List what everybody gets of what arrived so far; a buyer sees the own workshops' only."""
    pool = pool_for(request.auth, number)
    page = page_of(
        AllocatedShare.objects.visible_to(request.auth)
        .filter(allocation__pool_material__pool=pool)
        .newest()
        .select_related("workshop", "allocation__pool_material__material"),
        cursor=cursor,
        limit=limit,
    )
    return CursorList[ShareOut](
        items=[
            ShareOut(
                workshop=row.workshop.code,
                material=row.allocation.pool_material.material.code,
                pieces=row.pieces,
                mass_kg=row.mass_kg,
                is_rolled_over=row.is_rolled_over,
            )
            for row in page.items
        ],
        next_cursor=page.next_cursor,
    )


@router.get("/{number}/sharings", response={200: CursorList[SharingLineOut], **REFUSALS})
@needs()
def list_sharings(
    request: Any, number: str, cursor: str = "", limit: int = 50
) -> CursorList[SharingLineOut]:
    """List how each material of a pool was shared, its newest round."""
    pool = pool_for(request.auth, number)
    page = page_of(
        Allocation.objects.filter(pool_material__pool=pool)
        .newest()
        .select_related("pool_material__material"),
        cursor=cursor,
        limit=limit,
    )
    return CursorList[SharingLineOut](
        items=[_line_out(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.get("/{number}/sharings/{code}", response={200: SharingOut, **REFUSALS})
@needs()
def show_sharing(request: Any, number: str, code: str, round_no: int | None = None) -> SharingOut:
    """Tell how a material was shared and why everybody got what; the newest round unless named."""
    pool = pool_for(request.auth, number)
    view = sharing_view(pool, material=code, person=request.auth, round_no=round_no)
    return _sharing_out(view)


def _line_out(row: Allocation) -> SharingLineOut:
    counted = row.pool_material.material.is_counted
    return SharingLineOut(
        material=row.pool_material.material.code,
        round=row.round,
        shared_at=row.allocated_at,
        rule_version=row.rule_version,
        came=Decimal(row.received_pieces) if counted else row.received_kg,
        left_over=Decimal(row.left_over_pieces) if counted else row.left_over_kg,
    )


def _sharing_out(view: SharingView) -> SharingOut:
    found, allocation = view.explanation, view.allocation
    unit = GRAM if found.by_weight else Decimal(1)
    return SharingOut(
        material=allocation.pool_material.material.code,
        round=allocation.round,
        rounds=len(view.rounds),
        is_last=view.is_last,
        shared_at=allocation.allocated_at,
        rule_version=allocation.rule_version,
        came=found.came * unit,
        set_aside=found.set_aside * unit,
        left_over=found.left_over * unit,
        firm=_step_out(found.firm, unit),
        flexible=_step_out(found.flexible, unit),
        members=[_member_out(one, unit) for one in view.members],
        others=[_alike_out(one, unit) for one in view.others],
    )


def _step_out(step: Step, unit: Decimal) -> SharingStepOut:
    return SharingStepOut(
        asked=step.asked * unit,
        came=step.came * unit,
        divisor_numerator=step.divisor.numerator if step.divisor else None,
        divisor_denominator=step.divisor.denominator if step.divisor else None,
    )


def _member_out(one: Member, unit: Decimal) -> SharingMemberOut:
    account = one.account
    claim = account.claim
    return SharingMemberOut(
        workshop=one.workshop.code,
        asked=Decimal(claim.firm),
        more=Decimal(claim.flexible),
        minimum=Decimal(claim.minimum),
        picked_up_before=claim.picked_up + claim.picked_up_grams * GRAM,
        share=account.share * unit,
        reason=account.why,
        would_get=None if account.would_get is None else account.would_get * unit,
        picked_up=one.picked_up * unit,
    )


def _alike_out(one: Alike, unit: Decimal) -> SharingAlikeOut:
    return SharingAlikeOut(
        members=one.members,
        asked=Decimal(one.asked),
        more=Decimal(one.more),
        share=one.share * unit,
        reason=one.why,
    )
