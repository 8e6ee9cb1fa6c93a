"""What a pool would come to now, or came to: per material and per member."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from inventory import catalogue
from materialcenter.access import Person
from materialcenter.models import Workshop
from orders.models import Offer, Pool, PoolMaterial
from orders.reports.pools.current import PoolStanding, rows_of, standings_of
from orders.reports.pools.signs import version_of
from orders.reports.pools.standing import Part, Standing, TierStep


@dataclass(frozen=True)
class OwnPart:
    """What one of the person's workshops wants, and what it would get now."""

    workshop_id: int
    workshop_code: str
    workshop: str
    quantity: int
    minimum: int
    maximum: int
    price_cap: Decimal | None
    planned: int
    left_out: str
    saving: int
    next_saving: int


@dataclass(frozen=True)
class MaterialProgress:
    """How a material of a pool stands: totals for everybody, parts only one's own.

    wanted_kg, ordered_kg: table mass. price_per_kg: landed, None while nothing is reached.
    next_price_per_kg, next_more_kg: the nearest lower price and how much more reaches it.
    sign: another one as soon as anything of it changed.
    """

    row_id: int
    sign: str
    material: catalogue.Material
    members: int
    wanted: int
    wanted_kg: Decimal
    ordered: int
    ordered_kg: Decimal
    appetite: int
    depot_quantity: int
    counter_price_per_kg: Decimal
    price_per_kg: Decimal | None
    next_price_per_kg: Decimal | None
    next_more_kg: Decimal | None
    next_more: int | None
    saving: int
    left_out: int
    supplier: str
    tiers: tuple[TierStep, ...]
    own: tuple[OwnPart, ...]

    @property
    def reached_percent(self) -> int:
        """Say how far the way to the next price is gone, in percent of its quantity."""
        if self.next_more_kg is None:
            return 100 if self.price_per_kg is not None else 0
        goal = self.wanted_kg + self.next_more_kg
        return int(self.wanted_kg * 100 / goal) if goal else 0

    @property
    def own_saving(self) -> int:
        """Add up what the person's own workshops save, in rupiah."""
        return sum(part.saving for part in self.own)

    @property
    def unit_saving(self) -> int:
        """Say what one sheet, bar or kg saves against the counter now, in rupiah."""
        return self._saves(self.price_per_kg)

    @property
    def next_unit_saving(self) -> int:
        """Say what one sheet, bar or kg saves against the counter at the next price, in rupiah."""
        return self._saves(self.next_price_per_kg)

    def _saves(self, price_per_kg: Decimal | None) -> int:
        if price_per_kg is None:
            return 0
        saved = (self.counter_price_per_kg - price_per_kg) * catalogue.table_kg(self.material, 1)
        return max(0, int(saved.to_integral_value(ROUND_HALF_UP)))


@dataclass(frozen=True)
class PoolProgress:
    """A pool as a person may see it now; the materials that they are in stand first.

    version: another one as soon as anything of it changed.
    """

    pool: Pool
    materials: tuple[MaterialProgress, ...]
    members: int
    saving: int
    own_saving: int
    wanted_kg: Decimal
    is_final: bool
    version: str

    @property
    def nearest(self) -> MaterialProgress | None:
        """Return the material that lacks the least to its next price, one's own before others."""
        lacking = [line for line in self.materials if line.next_more_kg is not None]
        return min(lacking, key=lambda line: (not line.own, line.next_more_kg or 0), default=None)


def progress_of(pool: Pool, *, by: Person, on: date) -> PoolProgress:
    """Show how a pool stands: as it is kept while it is live, as stored once it is priced.

    Everybody gets totals and the parts of the workshops they buy for, never another's name
    or quantity; a supplier's name is the staff's alone.
    """
    return progress_of_all([pool], by=by, on=on)[0]


def progress_of_all(pools: Sequence[Pool], *, by: Person, on: date) -> list[PoolProgress]:
    """Show how several pools of one center stand, in as many statements as for one."""
    rows = rows_of(pools)
    names = _workshops(by.workshop_ids)
    standings = standings_of(rows, workshop_ids=names.keys(), on=on)
    materials = catalogue.materials_by_id(
        by.center_id, [row.material_id for of_pool in rows.values() for row in of_pool]
    )
    suppliers = _suppliers(standings.values()) if by.is_staff else {}
    return [
        _pool_progress(
            pool,
            standings[pool.pk],
            [
                _material_progress(
                    row,
                    materials[row.material_id],
                    standings[pool.pk].materials[row.pk],
                    names,
                    suppliers,
                )
                for row in of_pool
            ],
        )
        for pool, of_pool in rows.items()
    ]


def _pool_progress(
    pool: Pool, standing: PoolStanding, materials: list[MaterialProgress]
) -> PoolProgress:
    return PoolProgress(
        pool=pool,
        materials=tuple(sorted(materials, key=lambda m: (not m.own, m.material.code))),
        members=standing.members,
        saving=sum(m.saving for m in materials),
        own_saving=sum(m.own_saving for m in materials),
        wanted_kg=sum((m.wanted_kg for m in materials), Decimal(0)),
        is_final=any(each.totals.is_final for each in standing.materials.values()),
        version=version_of(pool, standing.signs),
    )


def _workshops(ids: Collection[int]) -> dict[int, Workshop]:
    return {row.pk: row for row in Workshop.objects.filter(pk__in=ids)} if ids else {}


def _suppliers(standings: Collection[PoolStanding]) -> dict[int, str]:
    offers = {
        each.totals.offer_id
        for standing in standings
        for each in standing.materials.values()
        if each.totals.offer_id is not None
    }
    return dict(Offer.objects.filter(pk__in=offers).values_list("pk", "supplier__name"))


def _material_progress(
    row: PoolMaterial,
    material: catalogue.Material,
    standing: Standing,
    names: dict[int, Workshop],
    suppliers: dict[int, str],
) -> MaterialProgress:
    totals = standing.totals
    return MaterialProgress(
        row_id=row.pk,
        sign=standing.sign,
        material=material,
        members=totals.members,
        wanted=totals.wanted,
        wanted_kg=catalogue.table_kg(material, totals.wanted),
        ordered=totals.ordered,
        ordered_kg=catalogue.table_kg(material, totals.ordered),
        appetite=row.depot_appetite,
        depot_quantity=totals.depot_quantity,
        counter_price_per_kg=material.counter_price_per_kg,
        price_per_kg=totals.price_per_kg,
        next_price_per_kg=totals.next_price_per_kg,
        next_more_kg=totals.next_more_kg,
        next_more=totals.next_more,
        saving=totals.saving,
        left_out=totals.left_out,
        supplier=suppliers.get(totals.offer_id or 0, ""),
        tiers=totals.tiers,
        own=tuple(_own(part, names[pk]) for pk, part in standing.parts.items()),
    )


def _own(part: Part, workshop: Workshop) -> OwnPart:
    return OwnPart(
        workshop_id=workshop.pk,
        workshop_code=workshop.code,
        workshop=str(workshop),
        quantity=part.quantity,
        minimum=part.minimum,
        maximum=part.maximum,
        price_cap=part.price_cap,
        planned=part.planned,
        left_out=part.left_out,
        saving=part.saving,
        next_saving=part.next_saving,
    )
