"""How pools stand at this moment: as it is kept where a worker watches, else looked up.

Nobody who only looks runs a clearing while a worker watches. Where none does, or where
nothing is kept, the signs are compared here and what differs is worked out by one asker at
a time; the others wait and find it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from materialcenter.commands import run_in_transaction
from orders.models import Commitment, Pool, PoolMaterial
from orders.reports.pools import keeping
from orders.reports.pools.signs import MEMBERS, signs_of, version_of
from orders.reports.pools.standing import Standing, work_out

STANDING_LOCK = 7004

Rows = Sequence[PoolMaterial]
Signs = Mapping[int, str]


@dataclass(frozen=True)
class PoolStanding:
    """How a pool stands: its materials by row id, and how many workshops are in."""

    materials: Mapping[int, Standing]
    members: int
    signs: Signs


def standings_of(
    rows: Mapping[Pool, Rows], *, workshop_ids: Collection[int], on: date
) -> dict[int, PoolStanding]:
    """Show how pools stand, by pool id, with the parts of these workshops alone.

    rows: the materials of each pool. No statement for pools that a worker watches; two for
    all others together, and a clearing for each material that changed.
    """
    kept = keeping.read(rows, workshop_ids)
    unsure = [pool for pool, of in rows.items() if not _is_sure(kept, pool, of)]
    signs = signs_of(unsure, on=on) if unsure else {}
    return {
        pool.pk: _renewed(pool, of, workshop_ids, on=on)
        if pool.pk in signs and signs[pool.pk] != kept.signs.get(pool.pk)
        else PoolStanding(
            {row.pk: kept.standings[row.pk] for row in of},
            kept.members[pool.pk],
            kept.signs[pool.pk],
        )
        for pool, of in rows.items()
    }


def current_version(pool: Pool, *, on: date) -> str:
    """Name how a pool stands now. No statement while a worker watches it, else two."""
    signs = keeping.watched_signs(pool) or signs_of([pool], on=on)[pool.pk]
    return version_of(pool, signs)


def compare(pools: Sequence[Pool], *, on: date) -> tuple[dict[Pool, Signs], list[Pool]]:
    """Sign pools, and list those of which something else, or nothing, is kept.

    Three statements, no clearing.
    """
    signs = signs_of(pools, on=on)
    kept = keeping.read(rows_of(pools), ())
    changed = [pool for pool in pools if signs[pool.pk] != kept.signs.get(pool.pk)]
    return {pool: signs[pool.pk] for pool in pools}, changed


def renew(pool: Pool, *, on: date) -> Signs:
    """Work out what changed of a pool since it was kept; return the signs of what now is.

    Raises RuleError, StillBusy.
    """
    return _renewed(pool, rows_of([pool])[pool], (), on=on).signs


def kept_prices(pool: Pool) -> dict[int, Decimal]:
    """Return the price per kg of each material as it is kept, by row id. One statement."""
    kept = keeping.read(rows_of([pool]), ())
    prices = {row_id: of.totals.price_per_kg for row_id, of in kept.standings.items()}
    return {row_id: price for row_id, price in prices.items() if price is not None}


def rows_of(pools: Sequence[Pool]) -> dict[Pool, list[PoolMaterial]]:
    """Find the materials of pools. One statement."""
    found: dict[int, list[PoolMaterial]] = {pool.pk: [] for pool in pools}
    for row in PoolMaterial.objects.filter(pool__in=pools).order_by("pk"):
        found[row.pool_id].append(row)
    return {pool: found[pool.pk] for pool in pools}


def _is_sure(kept: keeping.Kept, pool: Pool, rows: Rows) -> bool:
    """Say whether a worker watches the pool and everything of it is kept."""
    wanted = {MEMBERS, *(row.pk for row in rows)}
    watched, found = kept.watched.get(pool.pk, {}), kept.signs.get(pool.pk, {})
    return wanted <= watched.keys() and wanted <= found.keys()


def _renewed(pool: Pool, rows: Rows, workshop_ids: Collection[int], *, on: date) -> PoolStanding:
    """Work out what changed of a pool, unless somebody else just did, and keep it.

    Raises StillBusy when others are at it for too long.
    """

    def work() -> PoolStanding:
        _wait_for_turn(pool)
        signs = signs_of([pool], on=on)[pool.pk]
        kept = keeping.read({pool: rows}, workshop_ids)
        found = kept.signs.get(pool.pk, {})
        changed = [row for row in rows if found.get(row.pk) != signs[row.pk]]
        fresh = work_out(pool, changed, signs, on=on) if changed else {}
        members = kept.members.get(pool.pk, 0)
        if found.get(MEMBERS) != signs[MEMBERS]:
            members = _members(pool)
        keeping.keep(pool, fresh, (signs[MEMBERS], members))
        seen = {pk: standing.seen_by(workshop_ids) for pk, standing in fresh.items()}
        return PoolStanding({**kept.standings, **seen}, members, signs)

    return work() if connection.in_atomic_block else run_in_transaction(work)


def _wait_for_turn(pool: Pool) -> None:
    """Let one asker at a time work out a pool, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [STANDING_LOCK, pool.pk])


def _members(pool: Pool) -> int:
    counted = Commitment.objects.filter(pool=pool).counted()
    return counted.order_by().values("workshop_id").distinct().count()
