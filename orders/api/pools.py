"""Pools: opening, committing, following, ordering, sharing out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import AwareDatetime, Field, field_validator
from pydantic_core import PydanticCustomError

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Count, CursorList, Input, Kg, Out, Price
from materialcenter.errors import Missing
from materialcenter.models import Role, Workshop
from materialcenter.paging import page_of
from orders.api.buying_schemas import Percent
from orders.models import AllocatedShare, Commitment, Pool
from orders.reports.pools import MaterialProgress, PoolProgress, progress_of
from orders.services import allocating, clearing, committing, freezing, opening, ordering

router = Router(tags=["pools"])

Title = Annotated[str, Field(max_length=120, pattern=r"\S")]


class AppetiteIn(Input):
    """A material, and what the depot itself would take of it, in the material's unit."""

    material: str
    depot_quantity: Count = 0


class PoolIn(Input):
    """A pool to draft."""

    title: Title
    deadline_at: AwareDatetime
    materials: list[AppetiteIn]
    deposit_percent: Percent = Decimal(0)
    pickup_until: date | None = None

    @field_validator("materials")
    @classmethod
    def name_each_once(cls, materials: list[AppetiteIn]) -> list[AppetiteIn]:
        """Refuse a material that stands there twice: nobody can tell which quantity is meant."""
        if len({row.material for row in materials}) < len(materials):
            raise PydanticCustomError("material_twice", "A material is named twice.")
        return materials


class DeadlineIn(Input):
    """A later closing time."""

    deadline_at: AwareDatetime


class CommitmentIn(Input):
    """A workshop's wish; minimum and maximum are the quantity unless given, 0 withdraws."""

    workshop: str
    material: str
    quantity: Count
    minimum: Count | None = None
    maximum: Count | None = None
    price_cap: Price | None = None


class PoolOut(Out):
    """A pool."""

    number: str
    title: str
    status: str
    deadline_at: datetime
    pickup_until: date | None
    deposit_percent: Decimal

    @staticmethod
    def of(pool: Pool) -> "PoolOut":
        """Shape a pool."""
        return PoolOut(
            number=pool.number,
            title=pool.title,
            status=pool.status,
            deadline_at=pool.deadline_at,
            pickup_until=pool.pickup_until,
            deposit_percent=pool.deposit_percent,
        )


class CommitmentOut(Out):
    """A commitment; the last word of a workshop on a material counts."""

    id: int
    workshop: str
    material: str
    quantity: int
    minimum: int
    maximum: int
    price_cap: Price | None
    committed_at: datetime


class PartOut(Out):
    """What one of your workshops wants, and what it gets."""

    workshop: str
    quantity: int
    planned: int
    left_out: str
    saving: int
    next_saving: int


class MaterialProgressOut(Out):
    """How a material stands, in totals; `own` holds only your workshops' parts."""

    material: str
    members: int
    wanted: int
    wanted_kg: Kg
    ordered: int
    ordered_kg: Kg
    depot_quantity: int
    counter_price_per_kg: Price
    price_per_kg: Price | None
    next_price_per_kg: Price | None
    next_more: int | None
    next_more_kg: Kg | None
    saving: int
    left_out: int
    supplier: str
    own: list[PartOut]


class ProgressOut(Out):
    """How a pool stands now, or how it was cleared (`is_final`)."""

    pool: PoolOut
    is_final: bool
    members: int
    wanted_kg: Kg
    saving: int
    own_saving: int
    materials: list[MaterialProgressOut]


class ShareOut(Out):
    """A workshop's share of what arrived."""

    workshop: str
    material: str
    pieces: int
    mass_kg: Kg
    is_rolled_over: bool


class OrdersOut(Out):
    """The purchase orders that a pool became."""

    purchase_orders: list[str]


def pool_for(person: Any, number: str) -> Pool:
    """Find a pool the person may see. Raises Missing."""
    pool = Pool.objects.visible_to(person).filter(number=number).first()
    if pool is None:
        raise Missing
    return pool


@router.get("", response={200: CursorList[PoolOut], **REFUSALS})
@needs()
def list_pools(
    request: Any, cursor: str = "", limit: int = 50, status: str = ""
) -> CursorList[PoolOut]:
    """List pools, the newest first."""
    rows = Pool.objects.visible_to(request.auth)
    if status:
        rows = rows.filter(status=status)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[PoolOut](
        items=[PoolOut.of(pool) for pool in page.items], next_cursor=page.next_cursor
    )


@router.post("", response={201: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates()
def draft_pool(request: Any, body: PoolIn) -> PoolOut:
    """Draft a pool."""
    return PoolOut.of(
        opening.draft_pool(
            title=body.title,
            deadline_at=body.deadline_at,
            appetites={m.material: m.depot_quantity for m in body.materials},
            deposit_percent=body.deposit_percent,
            pickup_until=body.pickup_until,
            by=request.auth,
            at=timezone.now(),
        )
    )


@router.get("/{number}", response={200: PoolOut, **REFUSALS})
@needs()
def show_pool(request: Any, number: str) -> PoolOut:
    """Show a pool."""
    return PoolOut.of(pool_for(request.auth, number))


@router.get("/{number}/progress", response={200: ProgressOut, **REFUSALS})
@needs()
def show_progress(request: Any, number: str) -> ProgressOut:
    """Show how a pool stands."""
    pool = pool_for(request.auth, number)
    return _progress(progress_of(pool, by=request.auth, on=timezone.localdate()))


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
        items=[_commitment(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.post("/{number}/commitments", response={201: CommitmentOut, **REFUSALS})
@needs(Role.BUYER, Role.PURCHASER, Role.SUPERVISOR)
@creates()
def commit(request: Any, number: str, body: CommitmentIn) -> CommitmentOut:
    """Commit a workshop to a quantity, replacing what it wanted before."""
    pool = pool_for(request.auth, number)
    workshop = Workshop.objects.visible_to(request.auth).filter(code=body.workshop).first()
    if workshop is None:
        raise Missing(field="workshop")
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
    return _commitment(made)


@router.get("/{number}/shares", response={200: CursorList[ShareOut], **REFUSALS})
@needs()
def list_shares(
    request: Any, number: str, cursor: str = "", limit: int = 50
) -> CursorList[ShareOut]:
    """List how what arrived was shared; a buyer sees the own workshops' shares only."""
    pool = pool_for(request.auth, number)
    page = page_of(
        AllocatedShare.objects.visible_to(request.auth)
        .filter(allocation__pool_material__pool=pool)
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


@router.put("/{number}/materials", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
def set_appetite(request: Any, number: str, body: AppetiteIn) -> PoolOut:
    """Add a material, or say what the depot itself would take of it."""
    pool = pool_for(request.auth, number)
    opening.set_appetite(
        pool_id=pool.pk,
        material=body.material,
        quantity=body.depot_quantity,
        by=request.auth,
        at=timezone.now(),
    )
    return PoolOut.of(pool)


@router.post("/{number}/open", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def open_pool(request: Any, number: str) -> PoolOut:
    """Let workshops commit."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(opening.open_pool(pool_id=pool.pk, by=request.auth, at=timezone.now()))


@router.post("/{number}/extend", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def extend_pool(request: Any, number: str, body: DeadlineIn) -> PoolOut:
    """Give a pool a later closing time; one that is closed or priced opens again."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(
        opening.extend_pool(
            pool_id=pool.pk, deadline_at=body.deadline_at, by=request.auth, at=timezone.now()
        )
    )


@router.post("/{number}/freeze", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def freeze_pool(request: Any, number: str) -> PoolOut:
    """Close a pool before its deadline; a job clears it."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(freezing.freeze_pool(pool_id=pool.pk, by=request.auth, at=timezone.now()))


@router.post("/{number}/clear", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def clear_pool(request: Any, number: str) -> PoolOut:
    """Clear a closed pool now, without waiting for the job."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(clearing.clear_pool(pool_id=pool.pk, by=request.auth, at=timezone.now()))


@router.post("/{number}/order", response={200: OrdersOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def order_pool(request: Any, number: str) -> OrdersOut:
    """Draft the purchase orders of a priced pool."""
    pool = pool_for(request.auth, number)
    orders = ordering.order_pool(pool_id=pool.pk, by=request.auth, at=timezone.now())
    return OrdersOut(purchase_orders=[order.number for order in orders])


@router.post("/{number}/allocate", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def allocate_pool(request: Any, number: str) -> PoolOut:
    """Share out what arrived."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(allocating.allocate_pool(pool_id=pool.pk, by=request.auth, at=timezone.now()))


@router.post("/{number}/cancel", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def cancel_pool(request: Any, number: str) -> PoolOut:
    """Call a pool off."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(opening.cancel_pool(pool_id=pool.pk, by=request.auth, at=timezone.now()))


def _commitment(row: Commitment) -> CommitmentOut:
    return CommitmentOut(
        id=row.pk,
        workshop=row.workshop.code,
        material=row.material.code,
        quantity=row.quantity,
        minimum=row.minimum,
        maximum=row.maximum,
        price_cap=row.price_cap,
        committed_at=row.committed_at,
    )


def _progress(progress: PoolProgress) -> ProgressOut:
    return ProgressOut(
        pool=PoolOut.of(progress.pool),
        is_final=progress.is_final,
        members=progress.members,
        wanted_kg=progress.wanted_kg,
        saving=progress.saving,
        own_saving=progress.own_saving,
        materials=[_material(m) for m in progress.materials],
    )


def _material(material: MaterialProgress) -> MaterialProgressOut:
    return MaterialProgressOut(
        material=material.material.code,
        members=material.members,
        wanted=material.wanted,
        wanted_kg=material.wanted_kg,
        ordered=material.ordered,
        ordered_kg=material.ordered_kg,
        depot_quantity=material.depot_quantity,
        counter_price_per_kg=material.counter_price_per_kg,
        price_per_kg=material.price_per_kg,
        next_price_per_kg=material.next_price_per_kg,
        next_more=material.next_more,
        next_more_kg=material.next_more_kg,
        saving=material.saving,
        left_out=material.left_out,
        supplier=material.supplier,
        own=[
            PartOut(
                workshop=part.workshop,
                quantity=part.quantity,
                planned=part.planned,
                left_out=part.left_out,
                saving=part.saving,
                next_saving=part.next_saving,
            )
            for part in material.own
        ],
    )
