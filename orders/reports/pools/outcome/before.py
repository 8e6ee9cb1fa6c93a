"""The pool before, in the same terms. At most four statements."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count, DecimalField, F, Sum
from django.db.models.functions import Coalesce

from materialcenter.person import Person
from orders.models import Clearing, PlannedShare, Pool, PoolMaterial
from orders.reports.pools.outcome.shapes import ZERO, MaterialOutcome, PoolBefore, PriceThen

PRICED = frozenset(
    {
        Pool.Status.QUOTED,
        Pool.Status.ORDERED,
        Pool.Status.RECEIVING,
        Pool.Status.ALLOCATED,
        Pool.Status.SETTLED,
    }
)


def pool_before(
    pool: Pool, materials: Iterable[MaterialOutcome], *, by: Person
) -> PoolBefore | None:
    """Find the pool that this one followed, else the last with a material of it, and its sums."""
    before = _find(pool, by)
    if before is None:
        return None
    prices = dict(
        Clearing.objects.filter(pool_material__pool=before).values_list(
            "pool_material__material_id", "price_per_kg"
        )
    )
    kg = Coalesce(F("clearing__pool_material__material__piece_mass_kg"), Decimal(1))
    mass = DecimalField(max_digits=20, decimal_places=3)
    sums = PlannedShare.objects.filter(clearing__pool_material__pool=before).aggregate(
        members=Count("commitment__workshop", distinct=True),
        wanted=Sum(F("commitment__quantity") * kg, output_field=mass),
        planned=Sum(F("quantity") * kg, output_field=mass),
        saving=Sum("saving"),
    )
    return PoolBefore(
        number=before.number,
        title=before.title,
        members=sums["members"],
        wanted_kg=sums["wanted"] or ZERO,
        planned_kg=sums["planned"] or ZERO,
        planned_saving=sums["saving"] or 0,
        prices=tuple(
            PriceThen(m.code, m.price_per_kg, prices[m.material_id])
            for m in materials
            if m.material_id in prices
        ),
    )


def _find(pool: Pool, by: Person) -> Pool | None:
    """Find the named pool before, or else the newest earlier one that bought a same material."""
    priced = Pool.objects.visible_to(by).filter(status__in=PRICED)
    named = priced.filter(pk=pool.previous_id).first() if pool.previous_id else None
    if named is not None:
        return named
    same = PoolMaterial.objects.filter(pool=pool).values("material_id")
    bought = PoolMaterial.objects.filter(material_id__in=same).values("pool_id")
    return priced.filter(pk__lt=pool.pk, pk__in=bought).order_by("-pk").first()
