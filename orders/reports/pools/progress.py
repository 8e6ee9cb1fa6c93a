"""What a pool would come to now, or came to: per material and per member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from inventory import catalogue
from materialcenter.access import Person
from orders.models import Clearing, Commitment, Offer, PlannedShare, Pool
from orders.reports.pools.terms import Terms, terms_of_all
from orders.rules import clearing as rule

CENT = Decimal("0.01")


@dataclass(frozen=True)
class TierStep:
    """A price on the way down: reached at so many kg."""

    from_kg: Decimal
    price_per_kg: Decimal
    is_reached: bool


@dataclass(frozen=True)
class OwnPart:
    """What one of the person's workshops wants, and what it would get now."""

    commitment_id: int
    workshop_id: int
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
    """

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


@dataclass(frozen=True)
class PoolProgress:
    """A pool as a person may see it now; the materials that they are in stand first."""

    pool: Pool
    materials: tuple[MaterialProgress, ...]
    members: int
    saving: int
    own_saving: int
    wanted_kg: Decimal
    is_final: bool


def progress_of(pool: Pool, *, by: Person, on: date) -> PoolProgress:
    """Show how a pool stands: cleared live while it is open, as stored afterwards.

    Buyers get totals and their own workshops' parts, never another's name or quantity,
    and never a supplier's name.
    """
    return progress_of_all([pool], by=by, on=on)[0]


def progress_of_all(pools: Sequence[Pool], *, by: Person, on: date) -> list[PoolProgress]:
    """Show how several pools of one center stand, in as many statements as for one."""
    stored = {
        clearing.pool_material_id: clearing
        for clearing in Clearing.objects.filter(pool_material__pool__in=pools).select_related(
            "offer__supplier"
        )
    }
    terms = terms_of_all(pools, on=on)
    names = _own_workshops(pools, by)
    offers = {int(o.key) for of_pool in terms.values() for each in of_pool for o in each.offers}
    suppliers = dict(Offer.objects.filter(pk__in=offers).values_list("pk", "supplier__name"))
    planned = _planned(pools)

    def of_material(each: Terms) -> MaterialProgress:
        if each.row.pk in stored:
            return _stored(each, stored[each.row.pk], planned, names, by)
        return _live(each, suppliers, names, by)

    return [
        _pool_progress(
            pool,
            terms[pool.pk],
            tuple(map(of_material, terms[pool.pk])),
            is_final=any(each.row.pk in stored for each in terms[pool.pk]),
        )
        for pool in pools
    ]


def _pool_progress(
    pool: Pool, terms: list[Terms], materials: tuple[MaterialProgress, ...], *, is_final: bool
) -> PoolProgress:
    return PoolProgress(
        pool=pool,
        materials=tuple(sorted(materials, key=lambda material: not material.own)),
        members=len({c.workshop_id for each in terms for c in each.commitments}),
        saving=sum(m.saving for m in materials),
        own_saving=sum(part.saving for m in materials for part in m.own),
        wanted_kg=sum((m.wanted_kg for m in materials), Decimal(0)),
        is_final=is_final,
    )


def _own_workshops(pools: Sequence[Pool], by: Person) -> dict[int, str]:
    rows = Commitment.objects.visible_to(by).filter(pool__in=pools).select_related("workshop")
    return {row.workshop_id: str(row.workshop) for row in rows}


def _planned(pools: Sequence[Pool]) -> dict[int, PlannedShare]:
    shares = PlannedShare.objects.filter(clearing__pool_material__pool__in=pools)
    return {share.commitment_id: share for share in shares}


def _live(
    terms: Terms, suppliers: dict[int, str], names: dict[int, str], by: Person
) -> MaterialProgress:
    cleared = terms.cleared()
    step = cleared.next_step
    own = tuple(
        _own_part(
            c,
            names[c.workshop_id],
            planned=cleared.planned.get(str(c.pk), 0),
            left_out=str(cleared.left_out.get(str(c.pk), "")),
            saving=cleared.savings.get(str(c.pk), 0),
            next_saving=step.savings.get(str(c.pk), 0) if step else 0,
        )
        for c in terms.commitments
        if c.workshop_id in names
    )
    supplier = suppliers[int(cleared.offer.key)] if cleared.offer and by.is_staff else ""
    return _progress(
        terms,
        own=own,
        supplier=supplier,
        offer=cleared.offer or (step.offer if step else None),
        ordered=cleared.pieces_ordered,
        depot_quantity=cleared.depot_pieces,
        price_per_kg=_cents(cleared.price_per_kg),
        next_price_per_kg=_cents(step.price_per_kg) if step else None,
        next_more=step.more_pieces if step else None,
        next_more_kg=step.more_kg if step else None,
        saving=sum(cleared.savings.values()),
        left_out=len(cleared.left_out),
    )


def _stored(
    terms: Terms,
    clearing: Clearing,
    planned: dict[int, PlannedShare],
    names: dict[int, str],
    by: Person,
) -> MaterialProgress:
    shares = [planned[c.pk] for c in terms.commitments if c.pk in planned]
    own = tuple(
        _own_part(
            c,
            names[c.workshop_id],
            planned=planned[c.pk].quantity,
            left_out=planned[c.pk].left_out,
            saving=planned[c.pk].saving,
            next_saving=0,
        )
        for c in terms.commitments
        if c.workshop_id in names and c.pk in planned
    )
    offers = [o for o in terms.offers if o.key == str(clearing.offer_id)]
    return _progress(
        terms,
        own=own,
        supplier=clearing.offer.supplier.name if clearing.offer and by.is_staff else "",
        offer=offers[0] if offers else None,
        ordered=clearing.quantity,
        depot_quantity=clearing.depot_quantity,
        price_per_kg=clearing.price_per_kg,
        next_price_per_kg=None,
        next_more=None,
        next_more_kg=None,
        saving=sum(share.saving for share in shares),
        left_out=sum(1 for share in shares if share.left_out),
    )


def _own_part(
    commitment: Commitment,
    workshop: str,
    *,
    planned: int,
    left_out: str,
    saving: int,
    next_saving: int,
) -> OwnPart:
    return OwnPart(
        commitment_id=commitment.pk,
        workshop_id=commitment.workshop_id,
        workshop=workshop,
        quantity=commitment.quantity,
        minimum=commitment.minimum,
        maximum=commitment.maximum,
        price_cap=commitment.price_cap,
        planned=planned,
        left_out=left_out,
        saving=saving,
        next_saving=next_saving,
    )


def _progress(
    terms: Terms,
    *,
    own: tuple[OwnPart, ...],
    supplier: str,
    offer: rule.Offer | None,
    ordered: int,
    depot_quantity: int,
    price_per_kg: Decimal | None,
    next_price_per_kg: Decimal | None,
    next_more: int | None,
    next_more_kg: Decimal | None,
    saving: int,
    left_out: int,
) -> MaterialProgress:
    wanted = sum(c.quantity for c in terms.commitments)
    ordered_kg = catalogue.table_kg(terms.material, ordered)
    return MaterialProgress(
        material=terms.material,
        members=len(terms.commitments),
        wanted=wanted,
        wanted_kg=catalogue.table_kg(terms.material, wanted),
        ordered=ordered,
        ordered_kg=ordered_kg,
        appetite=terms.row.depot_appetite,
        depot_quantity=depot_quantity,
        counter_price_per_kg=terms.material.counter_price_per_kg,
        price_per_kg=price_per_kg,
        next_price_per_kg=next_price_per_kg,
        next_more_kg=next_more_kg,
        next_more=next_more,
        saving=saving,
        left_out=left_out,
        supplier=supplier,
        tiers=_tiers(offer, ordered_kg),
        own=own,
    )


def _tiers(offer: rule.Offer | None, ordered_kg: Decimal) -> tuple[TierStep, ...]:
    if offer is None:
        return ()
    return tuple(
        TierStep(
            from_kg=max(tier.from_kg, offer.minimum_kg),
            price_per_kg=tier.price_per_kg + offer.freight_per_kg,
            is_reached=ordered_kg > 0 and max(tier.from_kg, offer.minimum_kg) <= ordered_kg,
        )
        for tier in offer.rising_tiers
    )


def _cents(price: Decimal | None) -> Decimal | None:
    return None if price is None else price.quantize(CENT, ROUND_HALF_UP)
