"""What fills a pool's last packs: how much is missing, and who could help with it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import redis
from django.core import cache as caching
from django.utils import timezone

from inventory import catalogue
from orders.models import Commitment, Pool
from orders.reports.pools.audience import workshops_admitted
from orders.reports.pools.terms import Terms, terms_of
from orders.rules.topping_up import Market, missing

# Who wanted a material so lately may want it again.
LATELY = timedelta(days=180)
_KEPT_S = 24 * 3600


@dataclass(frozen=True)
class MissingPack:
    """So much more of a material, in its unit, fills a pack of so many."""

    material: catalogue.Material
    quantity: int
    mass_kg: Decimal
    pack: int


def market_of(terms: Terms) -> Market:
    """Return what a material's wishes are cleared against."""
    return Market(terms.offers, terms.row.depot_appetite)


def missing_packs(pool: Pool, *, at: datetime) -> list[MissingPack]:
    """Find which materials' packs wait for how much, by material code."""
    return [
        MissingPack(
            material=terms.material,
            quantity=found.pieces,
            mass_kg=catalogue.table_kg(terms.material, found.pieces),
            pack=found.pack,
        )
        for terms in terms_of(pool, on=timezone.localdate(at))
        if (found := missing(market_of(terms), terms.wishes, at=at)) is not None
    ]


def missing_packs_of(pool: Pool, version: str, *, at: datetime) -> list[MissingPack]:
    """Find the same for a page, worked out once however many look at this version of a pool.

    version: what names how the pool stands now. Without Valkey every time is worked out anew.
    """
    key = f"pool-missing:{pool.pk}:{version}"
    try:
        kept: list[tuple[int, int, int]] | None = caching.cache.get(key)
        if kept is None:
            found = missing_packs(pool, at=at)
            kept = [(pack.material.pk, pack.quantity, pack.pack) for pack in found]
            caching.cache.set(key, kept, _KEPT_S)
    except redis.RedisError:
        return missing_packs(pool, at=at)
    materials = catalogue.materials_by_id(pool.center_id, [material_id for material_id, *_ in kept])
    return [
        MissingPack(
            material=materials[material_id],
            quantity=quantity,
            mass_kg=catalogue.table_kg(materials[material_id], quantity),
            pack=pack,
        )
        for material_id, quantity, pack in kept
    ]


def who_could_help(
    pool: Pool, packs: Sequence[MissingPack], *, at: datetime
) -> dict[int, list[MissingPack]]:
    """Find whom to ask for which packs, by workshop id.

    Members who want at least as much as is missing, so that it is little to them; and
    workshops that may join and wanted the material in another pool lately.
    """
    found: dict[int, list[MissingPack]] = defaultdict(list)
    for pack in packs:
        for workshop_id in _members_for(pool, pack) | _lately_wanting(pool, pack, at=at):
            found[workshop_id].append(pack)
    return dict(found)


def _members_for(pool: Pool, pack: MissingPack) -> set[int]:
    rows = Commitment.objects.filter(pool=pool, material_id=pack.material.pk).standing()
    return set(rows.filter(quantity__gte=pack.quantity).values_list("workshop_id", flat=True))


def _lately_wanting(pool: Pool, pack: MissingPack, *, at: datetime) -> set[int]:
    here = Commitment.objects.filter(pool=pool, material_id=pack.material.pk).standing()
    wanting = (
        Commitment.objects.filter(
            center_id=pool.center_id,
            material_id=pack.material.pk,
            quantity__gt=0,
            committed_at__gte=at - LATELY,
        )
        .exclude(pool=pool)
        .exclude(workshop_id__in=here.values("workshop_id"))
    )
    admitted = workshops_admitted(pool).filter(pk__in=wanting.values("workshop_id"))
    return set(admitted.values_list("pk", flat=True))
