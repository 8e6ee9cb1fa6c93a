"""Celery beat that shows that it lives and remembers in Valkey when each entry last ran.

Without a schedule file, beat may restart on any machine, and a kill -9 cannot corrupt anything.
"""

import logging
import time
from datetime import datetime
from typing import Any

import redis
from celery import beat

PULSE_KEY = "material-center:beat:pulse"
LAST_RUNS_KEY = "material-center:beat:last-runs"
PULSE_LASTS_S = 60

_log = logging.getLogger(__name__)


class Scheduler(beat.Scheduler):  # type: ignore[misc]
    """The static schedule, with its last runs and a pulse kept in Valkey.

    With Valkey away beat goes on: it says so in its log and tries at the next tick.
    """

    sync_every = 30

    def __init__(self, app: Any, *args: Any, **kwargs: Any) -> None:
        from django.conf import settings

        self._valkey = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5)
        self._pulse_at = 0.0
        super().__init__(app, *args, **kwargs)

    def setup_schedule(self) -> None:
        super().setup_schedule()
        try:
            last_runs: dict[bytes, bytes] = self._valkey.hgetall(LAST_RUNS_KEY)  # type: ignore[assignment]
        except redis.RedisError as error:
            _log.warning("The last runs are not known, Valkey does not answer: %s", error)
            return
        for name, moment in last_runs.items():
            if entry := self.schedule.get(name.decode()):
                entry.last_run_at = datetime.fromisoformat(moment.decode())

    def sync(self) -> None:
        last_runs = {
            name: entry.last_run_at.isoformat()
            for name, entry in self.schedule.items()
            if entry.last_run_at
        }
        if last_runs:
            self._tell("HSET", LAST_RUNS_KEY, *(w for pair in last_runs.items() for w in pair))

    def tick(self, *args: Any, **kwargs: Any) -> float:
        pause_s: float = super().tick(*args, **kwargs)
        if time.monotonic() - self._pulse_at >= 1:
            self._pulse_at = time.monotonic()
            self._tell("SET", PULSE_KEY, str(time.time()), "EX", str(PULSE_LASTS_S))
        return pause_s

    def _tell(self, *order: str) -> None:
        try:
            self._valkey.execute_command(*order)  # type: ignore[no-untyped-call]
        except redis.RedisError as error:
            _log.warning("Beat cannot reach Valkey: %s", error)


def pulse_age_s(redis_url: str) -> float | None:
    """Tell how many seconds ago beat last ticked; None if it has not within PULSE_LASTS_S."""
    with redis.Redis.from_url(redis_url, socket_timeout=5) as valkey:
        moment = valkey.get(PULSE_KEY)
    return time.time() - float(moment) if isinstance(moment, bytes) else None
