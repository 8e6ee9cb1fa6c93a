"""Routes by which workshops commit to a pool."""

from typing import Any

from django.utils import timezone
from ninja import Query

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList
from materialcenter.errors import Missing
from materialcenter.models import Role, Workshop
from materialcenter.paging import page_of
from orders.api.commitment_schemas import (
    CommitmentIn,
    CommitmentOut,
    DepositAsked,
    WishDepositOut,
    commitment_out,
    deposit_out,
)
from orders.api.pools.reading import pool_for, router
from orders.models import Commitment, Pool, PoolMaterial
from orders.reports.billing import ways_for
from orders.reports.pools.deposits import Deposit, deposit_for, deposit_now, payment_reference
from orders.services import committing


@router.get("/{number}/commitments", response={200: CursorList[CommitmentOut], **REFUSALS})
@needs()
def list_commitments(
    request: Any, number: str, cursor: str = "", limit: int = 50
) -> CursorList[CommitmentOut]:
    """List what is wanted now; a buyer sees the own workshops' wishes only."""
    pool = pool_for(request.auth, number)
    page = page_of(
        Commitment.objects.visible_to(request.auth)
        .filter(pool=pool)
        .standing()
        .select_related("workshop", "material"),
        cursor=cursor,
        limit=limit,
    )
    return CursorList[CommitmentOut](
        items=[commitment_out(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.post("/{number}/commitments", response={201: CommitmentOut, **REFUSALS})
@needs(Role.BUYER, Role.PURCHASER, Role.SUPERVISOR)
@creates()
def commit(request: Any, number: str, body: CommitmentIn) -> CommitmentOut:
    """Commit a workshop to a quantity, replacing what it wanted of the material before.

    The last word before the closing time counts, and quantity 0 withdraws. Nothing is changed
    by a refusal:

    - 422 `commitment_invalid`, `faults` naming all that is wrong: `material_not_in_pool`,
      `quantity_not_positive`, `quantity_too_large`, `minimum_not_positive`,
      `minimum_over_quantity`, `minimum_over_maximum`, `quantity_over_maximum`,
      `price_cap_not_positive`, and `price_cap_under_every_offer`, whose sentence says the
      lowest landed price; `quantity_not_whole` for a fraction.
    - 403 `workshop_not_invited`: the depot chose who may join.
    - 409 `pool_closed`, `workshop_inactive`, `topping_up_changes_nothing` (while packs are
      filled up), and `deposit_needed`, with `limit`, `used`, `needed`, `paid` and `missing` in
      `data`, in whole rupiah; `GET deposits/{workshop}` says beforehand.
    """
    pool = pool_for(request.auth, number)
    workshop = _workshop(request.auth, body.workshop)
    made = committing.commit(
        pool_id=pool.pk,
        wish=committing.Wish(
            workshop_id=workshop.pk,
            material=body.material,
            quantity=body.quantity,
            minimum=body.quantity if body.minimum is None else body.minimum,
            maximum=body.quantity if body.maximum is None else body.maximum,
            price_cap=body.price_cap,
        ),
        by=request.auth,
        at=timezone.now(),
    )
    return commitment_out(made)


@router.get("/{number}/deposits/{workshop}", response={200: WishDepositOut, **REFUSALS})
@needs()
def show_wish_deposit(
    request: Any, number: str, workshop: str, asked: Query[DepositAsked]
) -> WishDepositOut:
    """Say what deposit a wish would need before it is committed, and how to pay it.

    Without a material, what the workshop's wishes in the pool need as they stand. Commitments
    in all running pools and unpaid invoices use a workshop's credit together. What is needed is
    the pool's percentage of what goes over the credit limit, or of all that is wanted, as its
    rule says; a wish that is worth no more than the one before needs nothing.
    """
    pool = pool_for(request.auth, number)
    found = _workshop(request.auth, workshop)
    deposit = _deposit(pool, found, asked)
    reference = payment_reference(pool, found)
    ways = ways_for(pool.center, amount=deposit.missing, bill_number=reference)
    return deposit_out(deposit, reference=reference, ways=ways)


def _deposit(pool: Pool, workshop: Workshop, asked: DepositAsked) -> Deposit:
    if not asked.material:
        return deposit_now(pool, workshop)
    row = PoolMaterial.objects.filter(pool=pool, material__code=asked.material)
    found = row.select_related("material").first()
    if found is None:
        raise Missing(field="material")
    return deposit_for(
        pool, workshop, found.material, quantity=asked.quantity, price_cap=asked.price_cap
    )


def _workshop(person: Any, code: str) -> Workshop:
    workshop = Workshop.objects.visible_to(person).filter(code=code).first()
    if workshop is None:
        raise Missing(field="workshop")
    return workshop
