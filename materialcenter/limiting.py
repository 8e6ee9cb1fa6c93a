"""Limits on how often somebody may write or guess, counted in Valkey in one atomic step.

A limit is so many per minute or hour, in a burst or evenly. Counted per person or machine, and
per address for guesses; an address that a client writes into a header does not count
unless a trusted proxy put it there. Without Valkey nothing is limited: an order must be
taken although the broker is down.
"""

import logging
from functools import cache

import redis
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from materialcenter.errors import TooMany

WINDOW_S = 60
HOUR_S = 3600
_PREFIX = "material-center:limit:"
_log = logging.getLogger(__name__)

# Leaky bucket by the time at which it will be empty: read, decide and write are one step.
_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local window, limit = tonumber(ARGV[1]) * 1000, tonumber(ARGV[2])
local empty = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + window / limit
if empty - now > window + 0.5 then return math.ceil(empty - now - window) end
redis.call('SET', KEYS[1], string.format('%.3f', empty), 'PX', math.ceil(empty - now))
return 0
"""


class RateLimited(TooMany):
    """Too many in too short a time."""

    code = "too_many_requests"
    sentence = _("That was too much at once. Please try again in %(retry_after_s)s seconds.")


def take(name: str, *, per_minute: int) -> None:
    """Count one; raise RateLimited, with the seconds to wait, when it is one too many.

    name: what is limited and for whom. per_minute: 0 limits nothing.
    """
    _take(name, window_s=WINDOW_S, limit=per_minute)


def take_of_hour(name: str, *, per_hour: int) -> None:
    """Count one of what may be done only a few times an hour; see `take`."""
    _take(name, window_s=HOUR_S, limit=per_hour)


def _take(name: str, *, window_s: int, limit: int) -> None:
    if limit <= 0:
        return
    try:
        wait_ms = int(_script()(keys=[_PREFIX + name], args=[window_s, limit]))
    except redis.RedisError:
        _log.warning("The limiter does not reach Valkey; %s is not limited now.", name)
        return
    if wait_ms > 0:
        raise RateLimited(retry_after_s=-(-wait_ms // 1000))


def address_of(request: HttpRequest) -> str:
    """Return the address a request comes from.

    Behind TRUSTED_PROXIES proxies it is the one that the outermost of them saw; what
    stands before that in X-Forwarded-For was written by the client and is not believed.
    """
    trusted: int = settings.TRUSTED_PROXIES
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if trusted and len(chain) >= trusted and chain[-trusted]:
        return chain[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


@cache
def _script() -> "redis.commands.core.Script":
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5
    )
    return client.register_script(_TAKE)
