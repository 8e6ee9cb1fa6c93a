"""The standings of pools as they are kept in Valkey, so that a thousand readers cost no clearing.

Per material one hash: its sign, its totals, and each workshop's part under the workshop's
id, so that only the parts of those who ask are ever read. Per pool one hash that lives for a
few seconds: the signs that a worker has just compared with the database. While it is there
nobody else needs to look. Everything here may be lost at any moment, and is then worked out
again from the database.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import redis
from django.conf import settings
from pydantic import TypeAdapter

from orders.models import Pool, PoolMaterial
from orders.reports.pools.signs import MEMBERS, state_of
from orders.reports.pools.standing import Part, Standing, Totals

WATCHED_S = 10
KEPT_S = 7 * 24 * 3600
_SHAPE = 1  # one more whenever what is kept changes its shape
_TOTALS, _PART = TypeAdapter(Totals), TypeAdapter(Part)
_log = logging.getLogger(__name__)

# What redis-py's hset takes.
_Text = bytes | bytearray | memoryview | str | int | float
Fields = dict[_Text, _Text]


@dataclass(frozen=True)
class Kept:
    """What was found: standings by row id, members and signs by pool id.

    signs: of what is kept, by row id and MEMBERS. watched: those that a worker has just
    compared with the database, of the pools that one watches.
    """

    standings: dict[int, Standing] = field(default_factory=dict)
    members: dict[int, int] = field(default_factory=dict)
    signs: dict[int, dict[int, str]] = field(default_factory=dict)
    watched: dict[int, dict[int, str]] = field(default_factory=dict)


def read(pools: Mapping[Pool, Iterable[PoolMaterial]], workshop_ids: Iterable[int]) -> Kept:
    """Find what is kept of pools, in one round trip; nothing where Valkey does not answer.

    pools: with their materials. workshop_ids: whose parts are read.
    """
    ids = sorted(workshop_ids)
    asked = [
        (pool, row_id)
        for pool, rows in pools.items()
        for row_id in (MEMBERS, *(row.pk for row in rows))
    ]
    try:
        with _client(settings.REDIS_URL).pipeline(transaction=False) as pipe:
            for pool, row_id in asked:
                pipe.hmget(_material(pool.pk, row_id), ["sign", "totals", *map(str, ids)])
            for pool in pools:
                pipe.hgetall(_watched(pool.pk))
            answers = pipe.execute()
    except redis.RedisError:
        _log.warning("Valkey does not answer; the pools' standings are worked out anew.")
        return Kept()
    kept = Kept()
    for (pool, row_id), answer in zip(asked, answers, strict=False):
        _take(kept, pool, row_id, ids, answer)
    for pool, answer in zip(pools, answers[len(asked) :], strict=True):
        if signs := _signs(pool, answer):
            kept.watched[pool.pk] = signs
    return kept


def watched_signs(pool: Pool) -> dict[int, str]:
    """Return the signs that a worker has just compared with the database; {} when none has."""
    try:
        return _signs(pool, _client(settings.REDIS_URL).hgetall(_watched(pool.pk)))
    except redis.RedisError:
        _log.warning("Valkey does not answer; the database is asked for the pools' signs.")
        return {}


def keep(
    pool: Pool, standings: Mapping[int, Standing], members: tuple[str, int] | None = None
) -> None:
    """Keep standings by row id with all their parts, and the members' sign and number if given."""
    units = {row_id: _fields(standing) for row_id, standing in standings.items()}
    if members is not None:
        units[MEMBERS] = {"sign": members[0], "totals": members[1]}
    try:
        with _client(settings.REDIS_URL).pipeline() as pipe:
            for row_id, fields in units.items():
                key = _material(pool.pk, row_id)
                pipe.delete(key)
                pipe.hset(key, mapping=fields)
                pipe.expire(key, KEPT_S)
                pipe.hset(_watched(pool.pk), str(row_id), fields["sign"])
            pipe.expire(_watched(pool.pk), WATCHED_S, nx=True)
            pipe.execute()
    except redis.RedisError:
        _log.warning("Valkey does not answer; the standing of %s is not kept.", pool.number)


def watch(signs: Mapping[Pool, Mapping[int, str]]) -> None:
    """Say that what is kept of pools was just found to be as the database has it.

    Raises redis.RedisError: who watches must know that nobody can see it.
    """
    with _client(settings.REDIS_URL).pipeline() as pipe:
        for pool, of_pool in signs.items():
            key = _watched(pool.pk)
            fields: Fields = {str(row_id): sign for row_id, sign in of_pool.items()}
            fields["state"] = state_of(pool)
            pipe.delete(key)
            pipe.hset(key, mapping=fields)
            pipe.expire(key, WATCHED_S)
        pipe.execute()


def _fields(standing: Standing) -> Fields:
    fields: Fields = {str(pk): _PART.dump_json(part) for pk, part in standing.parts.items()}
    return fields | {"sign": standing.sign, "totals": _TOTALS.dump_json(standing.totals)}


def _take(
    kept: Kept, pool: Pool, row_id: int, workshop_ids: Sequence[int], answer: list[bytes | None]
) -> None:
    sign, totals, *parts = answer
    if sign is None or totals is None:
        return
    kept.signs.setdefault(pool.pk, {})[row_id] = sign.decode()
    if row_id == MEMBERS:
        kept.members[pool.pk] = int(totals)
        return
    kept.standings[row_id] = Standing(
        sign.decode(),
        _TOTALS.validate_json(totals),
        {
            pk: _PART.validate_json(part)
            for pk, part in zip(workshop_ids, parts, strict=True)
            if part is not None
        },
    )


def _signs(pool: Pool, answer: Any) -> dict[int, str]:
    """Read a watched pool's signs; {} when it was watched in another state than it is in."""
    signs = {name.decode(): sign.decode() for name, sign in answer.items()}
    if signs.pop("state", "") != state_of(pool):
        return {}
    return {int(name): sign for name, sign in signs.items()}


def _material(pool_id: int, row_id: int) -> str:
    return f"material-center:pool:{_SHAPE}:{pool_id}:{row_id}"


def _watched(pool_id: int) -> str:
    return f"material-center:pool:{_SHAPE}:{pool_id}:watched"


@cache
def _client(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
