"""Signs that tell without a clearing whether a material of a pool stands as it did.

A sign stands for everything that the clearing reads: commitments are only ever inserted and
offers only ever replaced, so that their count and their ids say enough.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from orders.models import Commitment, Offer, Pool, PoolMaterial
from orders.rules import clearing as rule

MEMBERS = 0  # the place among a pool's signs of how many workshops are in, over all materials


def signs_of(pools: Iterable[Pool], *, on: date) -> dict[int, dict[int, str]]:
    """Sign every material of pools: pool id, row id, sign. Two statements, no clearing.

    Under MEMBERS stands the sign of the pool's number of members.
    """
    found: dict[int, dict[int, str]] = {pool.pk: {} for pool in pools}
    counts = dict.fromkeys(found, 0)
    rows = _rows(found)
    offers = _offers({material_id for _pk, _pool, material_id, *_rest in rows}, on=on)
    for pk, pool_id, material_id, said, clearing_id, *terms in rows:
        counts[pool_id] += said
        if clearing_id is not None:
            found[pool_id][pk] = _digest("stored", said, clearing_id, terms[-1])
        else:
            found[pool_id][pk] = _digest("live", said, *terms[:-1], offers[material_id])
    for pool_id, said in counts.items():
        found[pool_id][MEMBERS] = _digest("members", said)
    return found


def state_of(pool: Pool) -> str:
    """Sign what a pool's own row says of its way, which everybody reads with the row."""
    return f"{pool.status}|{pool.frozen_at}|{pool.cleared_at}"


def version_of(pool: Pool, signs: Mapping[int, str]) -> str:
    """Name how a pool stands: another name as soon as anything that is shown of it changed."""
    return _digest(pool.title, pool.closes_at, state_of(pool), sorted(signs.items()))


def _rows(pool_ids: Iterable[int]) -> Sequence[tuple[Any, ...]]:
    said = (
        Commitment.objects.filter(pool=OuterRef("pool"), material=OuterRef("material"))
        .order_by()
        .values("pool")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return list(
        PoolMaterial.objects.filter(pool_id__in=list(pool_ids))
        .annotate(said=Coalesce(Subquery(said, output_field=IntegerField()), 0))
        .order_by("pk")
        .values_list(
            "pk",
            "pool_id",
            "material_id",
            "said",
            "clearing__pk",
            "depot_appetite",
            "material__counter_price_per_kg",
            "material__piece_mass_kg",
            "pool__center__is_vat_registered",
            "clearing__cleared_at",
        )
    )


def _offers(material_ids: Iterable[int], *, on: date) -> dict[int, list[tuple[int, bool]]]:
    found: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for material_id, pk, is_vat_registered in (
        Offer.objects.filter(material_id__in=material_ids)
        .current(on)
        .order_by("pk")
        .values_list("material_id", "pk", "supplier__is_vat_registered")
    ):
        found[material_id].append((pk, is_vat_registered))
    return found


def _digest(*facts: object) -> str:
    said = repr((rule.RULE_VERSION, *map(str, facts)))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
