"""What waits at the counter: orders from stock and shares of pools, in the order of the racks."""

from dataclasses import dataclass, replace
from decimal import Decimal

from inventory import catalogue
from materialcenter.models import Workshop
from materialcenter.paging import LARGEST_PAGE, PAGE_SIZE, BadCursor
from materialcenter.person import Person
from orders.models import AllocatedShare, Order, OrderLine, Pool
from orders.reports.selling import ORDER_LINE, POOL_SHARE

_BETWEEN = "~"


@dataclass(frozen=True)
class ToPick:
    """A pick-up that waits: an order, or a workshop's shares of a pool (order is None)."""

    number: str
    title: str
    workshop: Workshop
    order: Order | None
    pool: Pool | None
    first_rack: str
    parts: int
    mass_kg: Decimal


@dataclass(frozen=True)
class PickUps:
    """A page of what waits, where the next begins ("" at the end), and how many there are."""

    items: list[ToPick]
    next_cursor: str
    count: int


@dataclass(frozen=True)
class _Waiting:
    """A pick-up before its documents are read. pool_id: None for an order."""

    number: str
    workshop: str
    workshop_id: int
    order_id: int | None
    pool_id: int | None
    first_rack: str = ""
    parts: int = 0
    mass_kg: Decimal = Decimal(0)

    @property
    def place(self) -> tuple[str, str, str]:
        """Say where it stands in the list."""
        return (self.first_rack, self.number, self.workshop)

    def with_held(self, held: catalogue.HeldSum) -> "_Waiting":
        """Add what one of its lines or shares holds."""
        return replace(
            self,
            first_rack=min(self.first_rack or held.first_rack, held.first_rack),
            parts=self.parts + held.parts,
            mass_kg=self.mass_kg + held.mass_kg,
        )


def to_pick(person: Person, *, cursor: str = "", limit: int = PAGE_SIZE) -> PickUps:
    """List a page of what waits to be picked and handed over, in the order of the racks.

    Orders that were placed and shares of pools that arrived. Empty for a buyer. The number
    of statements does not depend on how much waits. Raises BadCursor.
    """
    if not person.is_staff:
        return PickUps([], "", 0)
    size = max(1, min(limit, LARGEST_PAGE))
    waiting = sorted([*_orders(person), *_shares(person)], key=lambda one: one.place)
    after = [one for one in waiting if one.place > _place_of(cursor)] if cursor else waiting
    shown = after[:size]
    more = len(after) > size
    return PickUps(
        items=_with_documents(shown),
        next_cursor=_BETWEEN.join(shown[-1].place) if more else "",
        count=len(waiting),
    )


def _place_of(cursor: str) -> tuple[str, str, str]:
    parts = cursor.rsplit(_BETWEEN, 2)
    if len(parts) != 3:
        raise BadCursor(field="cursor")
    rack, number, workshop = parts
    return (rack, number, workshop)


def _orders(person: Person) -> list[_Waiting]:
    orders = Order.objects.visible_to(person).filter(status__in=Order.OPEN).order_by("pk")
    waiting = {
        pk: _Waiting(number, code, workshop_id, pk, None)
        for pk, number, code, workshop_id in orders.values_list(
            "pk", "number", "workshop__code", "workshop_id"
        )
    }
    lines = OrderLine.objects.filter(order__in=orders.order_by().values("pk")).order_by("pk")
    order_of = dict(lines.values_list("pk", "order_id"))
    held = catalogue.held_sums(
        person.center_id,
        holder=ORDER_LINE,
        holder_ids=lines.order_by().values_list("pk", flat=True),
    )
    for part in held:
        order_id = order_of.get(part.holder_id)
        if order_id in waiting:
            waiting[order_id] = waiting[order_id].with_held(part)
    return list(waiting.values())


def _shares(person: Person) -> list[_Waiting]:
    shares = AllocatedShare.objects.visible_to(person).filter(
        allocation__pool_material__pool__status__in=[Pool.Status.RECEIVING, Pool.Status.ALLOCATED]
    )
    rows = shares.order_by("pk").values_list(
        "pk",
        "allocation__pool_material__pool_id",
        "allocation__pool_material__pool__number",
        "workshop_id",
        "workshop__code",
    )
    owners = {
        pk: _Waiting(number, code, workshop_id, None, pool_id)
        for pk, pool_id, number, workshop_id, code in rows
    }
    held = catalogue.held_sums(
        person.center_id, holder=POOL_SHARE, holder_ids=shares.values_list("pk", flat=True)
    )
    waiting: dict[tuple[int | None, int], _Waiting] = {}
    for part in held:
        owner = owners.get(part.holder_id)
        if owner is not None:
            key = (owner.pool_id, owner.workshop_id)
            waiting[key] = waiting.get(key, owner).with_held(part)
    return list(waiting.values())


def _with_documents(waiting: list[_Waiting]) -> list[ToPick]:
    workshops = Workshop.objects.in_bulk([one.workshop_id for one in waiting])
    orders = Order.objects.in_bulk([one.order_id for one in waiting if one.order_id is not None])
    pools = Pool.objects.in_bulk([one.pool_id for one in waiting if one.pool_id is not None])
    return [
        ToPick(
            number=one.number,
            title=pools[one.pool_id].title if one.pool_id is not None else "",
            workshop=workshops[one.workshop_id],
            order=orders[one.order_id] if one.order_id is not None else None,
            pool=pools[one.pool_id] if one.pool_id is not None else None,
            first_rack=one.first_rack,
            parts=one.parts,
            mass_kg=one.mass_kg,
        )
        for one in waiting
    ]
