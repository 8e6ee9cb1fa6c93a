"""What a workshop's last word did to a material of a pool: for the one who just spoke."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from inventory import catalogue
from orders.models import Clearing, Commitment, Pool, PoolMaterial
from orders.reports.pools import keeping
from orders.reports.pools.signs import signs_of
from orders.reports.pools.standing import Part, Standing, Totals, live
from orders.reports.pools.terms import Terms, terms_of_rows


@dataclass(frozen=True)
class Effect:
    """How a material stands with a workshop's last word, and the price without it.

    part: None once the workshop withdrew. price_before: Rp/kg landed, with what the
    workshop wanted before, or with nothing of it; None where no price was reached.
    """

    material: catalogue.Material
    totals: Totals
    part: Part | None
    price_before: Decimal | None

    @property
    def fell_by(self) -> Decimal:
        """Say by how much the price fell for everybody, in Rp/kg; below zero where it rose."""
        if self.price_before is None or self.totals.price_per_kg is None:
            return Decimal(0)
        return self.price_before - self.totals.price_per_kg


def effect_of(pool: Pool, material_id: int, workshop_id: int, *, on: date) -> Effect:
    """Work out what a workshop's last word did, and keep the standing that came of it.

    Two clearings of one material, so that who committed sees it at once and whoever looks
    next finds it. Raises PoolMaterial.DoesNotExist.
    """
    row = PoolMaterial.objects.get(pool=pool, material_id=material_id)
    sign = signs_of([pool], on=on)[pool.pk][row.pk]
    (terms,) = terms_of_rows(pool.center_id, [row], on=on)
    totals, parts = live(terms, terms.cleared())
    standing = Standing(sign, totals, {part.workshop_id: part for part in parts})
    # A sign of a priced pool must never stand over what was worked out live.
    if not Clearing.objects.filter(pool_material=row).exists():
        keeping.keep(pool, {row.pk: standing})
    before, _parts = live(earlier := _before_last_word(terms, workshop_id), earlier.cleared())
    return Effect(terms.material, totals, standing.parts.get(workshop_id), before.price_per_kg)


def _before_last_word(terms: Terms, workshop_id: int) -> Terms:
    """Put in what the workshop wanted before its last word, as long as that was something."""
    words = Commitment.objects.filter(
        pool_id=terms.row.pool_id, material_id=terms.row.material_id, workshop_id=workshop_id
    )
    earlier = [word for word in words.order_by("-pk")[1:2] if word.quantity]
    others = [c for c in terms.commitments if c.workshop_id != workshop_id]
    return replace(terms, commitments=tuple(sorted([*others, *earlier], key=lambda c: c.pk)))
