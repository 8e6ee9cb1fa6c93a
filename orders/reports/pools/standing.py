"""How a material of a pool stands: totals, and each member's part by workshop id.

Worked out by the clearing rule while the pool is live, and read from its clearing once it
is priced. What a person may see of it is decided where it is read, never here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from inventory import catalogue
from orders.models import Clearing, Commitment, PlannedShare, Pool, PoolMaterial
from orders.reports.pools.terms import Terms, terms_of_rows
from orders.rules import clearing as rule

CENT = Decimal("0.01")


@dataclass(frozen=True)
class TierStep:
    """A price on the way down: reached at so many kg."""

    from_kg: Decimal
    price_per_kg: Decimal
    is_reached: bool


@dataclass(frozen=True)
class Part:
    """What a workshop wants of a material, and what it would get now; savings in rupiah."""

    workshop_id: int
    commitment_id: int
    quantity: int
    minimum: int
    maximum: int
    price_cap: Decimal | None
    planned: int
    left_out: str
    saving: int
    next_saving: int


@dataclass(frozen=True)
class Totals:
    """A material for everybody's eyes but the offer's id, which is the staff's.

    Quantities in the material's unit, prices landed per kg, saving in rupiah over all
    members; is_final: priced and stored.
    """

    members: int
    wanted: int
    ordered: int
    depot_quantity: int
    price_per_kg: Decimal | None
    next_price_per_kg: Decimal | None
    next_more: int | None
    next_more_kg: Decimal | None
    saving: int
    left_out: int
    offer_id: int | None
    tiers: tuple[TierStep, ...]
    is_final: bool


@dataclass(frozen=True)
class Standing:
    """A material's totals with the parts of those workshops that were asked for, or of all."""

    sign: str
    totals: Totals
    parts: Mapping[int, Part]

    def seen_by(self, workshop_ids: Iterable[int]) -> "Standing":
        """Keep the parts of these workshops alone."""
        parts = {pk: self.parts[pk] for pk in workshop_ids if pk in self.parts}
        return Standing(self.sign, self.totals, parts)


def work_out(
    pool: Pool, rows: Sequence[PoolMaterial], signs: Mapping[int, str], *, on: date
) -> dict[int, Standing]:
    """Work out how materials of a pool stand, by row id, each with all its parts.

    signs: read before, so that a change that comes in between is noticed later.
    """
    ids = [row.pk for row in rows]
    stored = {
        clearing.pool_material_id: clearing
        for clearing in Clearing.objects.filter(pool_material_id__in=ids)
    }
    planned = {
        share.commitment_id: share
        for share in PlannedShare.objects.filter(clearing__in=[c.pk for c in stored.values()])
    }
    found = {}
    for terms in terms_of_rows(pool.center_id, rows, on=on):
        pk = terms.row.pk
        totals, parts = (
            _stored(terms, stored[pk], planned) if pk in stored else live(terms, terms.cleared())
        )
        found[pk] = Standing(signs[pk], totals, {part.workshop_id: part for part in parts})
    return found


def live(terms: Terms, cleared: rule.Clearing) -> tuple[Totals, list[Part]]:
    """Put what the rule answers into totals and parts."""
    step = cleared.next_step
    parts = [
        _part(
            c,
            planned=cleared.planned.get(str(c.pk), 0),
            left_out=str(cleared.left_out.get(str(c.pk), "")),
            saving=cleared.savings.get(str(c.pk), 0),
            next_saving=step.savings.get(str(c.pk), 0) if step else 0,
        )
        for c in terms.commitments
    ]
    offer = cleared.offer or (step.offer if step else None)
    totals = Totals(
        members=len(parts),
        wanted=sum(part.quantity for part in parts),
        ordered=cleared.pieces_ordered,
        depot_quantity=cleared.depot_pieces,
        price_per_kg=_cents(cleared.price_per_kg),
        next_price_per_kg=_cents(step.price_per_kg) if step else None,
        next_more=step.more_pieces if step else None,
        next_more_kg=step.more_kg if step else None,
        saving=sum(cleared.savings.values()),
        left_out=len(cleared.left_out),
        offer_id=int(cleared.offer.key) if cleared.offer else None,
        tiers=_tiers(offer, catalogue.table_kg(terms.material, cleared.pieces_ordered)),
        is_final=False,
    )
    return totals, parts


def _stored(
    terms: Terms, clearing: Clearing, planned: Mapping[int, PlannedShare]
) -> tuple[Totals, list[Part]]:
    shares = [planned[c.pk] for c in terms.commitments if c.pk in planned]
    parts = [
        _part(
            c,
            planned=planned[c.pk].quantity,
            left_out=planned[c.pk].left_out,
            saving=planned[c.pk].saving,
            next_saving=0,
        )
        for c in terms.commitments
        if c.pk in planned
    ]
    offers = [o for o in terms.offers if o.key == str(clearing.offer_id)]
    totals = Totals(
        members=len(terms.commitments),
        wanted=sum(c.quantity for c in terms.commitments),
        ordered=clearing.quantity,
        depot_quantity=clearing.depot_quantity,
        price_per_kg=clearing.price_per_kg,
        next_price_per_kg=None,
        next_more=None,
        next_more_kg=None,
        saving=sum(share.saving for share in shares),
        left_out=sum(1 for share in shares if share.left_out),
        offer_id=clearing.offer_id,
        tiers=_tiers(
            offers[0] if offers else None, catalogue.table_kg(terms.material, clearing.quantity)
        ),
        is_final=True,
    )
    return totals, parts


def _part(
    commitment: Commitment, *, planned: int, left_out: str, saving: int, next_saving: int
) -> Part:
    return Part(
        workshop_id=commitment.workshop_id,
        commitment_id=commitment.pk,
        quantity=commitment.quantity,
        minimum=commitment.minimum,
        maximum=commitment.maximum,
        price_cap=commitment.price_cap,
        planned=planned,
        left_out=left_out,
        saving=saving,
        next_saving=next_saving,
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
