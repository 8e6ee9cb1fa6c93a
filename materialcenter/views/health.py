"""Whether the site is up, and whether it can work; for supervisors, not for people."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from materialcenter.supervision.pulse import pulse_age_s


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether database and Valkey answer and every migration is applied: 200 or 503.

    `beat_age_s`, the seconds since beat last ticked (null: not lately), is told and not judged.
    """
    database, migrated = _database()
    valkey, beat_age_s = _valkey()
    ready = database and migrated and valkey
    return JsonResponse(
        {
            "ready": ready,
            "database": database,
            "migrated": migrated,
            "valkey": valkey,
            "beat_age_s": None if beat_age_s is None else round(beat_age_s, 1),
        },
        status=200 if ready else 503,
    )


def _database() -> tuple[bool, bool]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False, False
    return True, not waiting


def _valkey() -> tuple[bool, float | None]:
    try:
        return True, pulse_age_s(settings.REDIS_URL)
    except redis.RedisError:
        return False, None
