"""What the routes of pools take and give."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import AwareDatetime

from materialcenter.api.schemas import Count, Input, Kg, Out, Price
from orders.models import Pool
from orders.reports.pools import MaterialProgress, PoolProgress


class AppetiteIn(Input):
    """A material, and what the depot itself would take of it, in the material's unit."""

    material: str
    depot_quantity: Count = 0


class PoolReasonIn(Input):
    """Why, for the members to read."""

    reason: str


class DeadlineIn(PoolReasonIn):
    """A later closing time, and why."""

    deadline_at: AwareDatetime


class PoolOut(Out):
    """A pool."""

    number: str
    title: str
    status: str
    deadline_at: datetime
    closes_at: datetime
    pickup_until: date | None
    deposit_percent: Decimal
    deposit_rule: str
    audience: str
    topping_up_hours: int
    asks_quotes: bool

    @staticmethod
    def of(pool: Pool) -> "PoolOut":
        """Shape a pool."""
        return PoolOut(
            number=pool.number,
            title=pool.title,
            status=pool.status,
            deadline_at=pool.deadline_at,
            closes_at=pool.closes_at,
            pickup_until=pool.pickup_until,
            deposit_percent=pool.deposit_percent,
            deposit_rule=pool.deposit_rule,
            audience=pool.audience,
            topping_up_hours=pool.topping_up_hours,
            asks_quotes=pool.asks_quotes,
        )


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


def progress_out(progress: PoolProgress) -> ProgressOut:
    """Shape how a pool stands."""
    return ProgressOut(
        pool=PoolOut.of(progress.pool),
        is_final=progress.is_final,
        members=progress.members,
        wanted_kg=progress.wanted_kg,
        saving=progress.saving,
        own_saving=progress.own_saving,
        materials=[_material_out(m) for m in progress.materials],
    )


def _material_out(material: MaterialProgress) -> MaterialProgressOut:
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


class PoolStepOut(Out):
    """A step of a pool, in the words that its members read."""

    kind: str
    title: str
    detail: str
    reason: str
    happened_at: datetime
