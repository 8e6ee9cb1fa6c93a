"""Celery's application: the worker runs jobs, beat starts what the clock brings."""

import os
import sys
from urllib.parse import parse_qs, urlsplit

from celery import Celery, Task

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def broker_url(redis_url: str) -> str:
    """Say a redis address as kombu does: unix://PATH?db=N is redis+socket://PATH?virtual_host=N."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={number}"


def configuration() -> dict[str, object]:
    """Read the settings when Celery first asks, never while they are still being loaded.

    The broker may lose everything and a worker may die at any moment: tasks are repeatable, are
    acknowledged late, and their limit stays below the time after which the broker sends again.
    """
    from django.conf import settings

    return {
        "broker_url": broker_url(settings.REDIS_URL),
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            "visibility_timeout": 3600,
            "socket_keepalive": True,
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "health_check_interval": 25,
            "retry_on_timeout": True,
        },
        "task_acks_late": True,
        "task_retry_on_worker_lost": True,
        "task_ignore_result": True,
        "result_expires": None,
        "task_soft_time_limit": 540,
        "task_time_limit": 600,
        "worker_prefetch_multiplier": 1,
        "worker_soft_shutdown_timeout": 30,
        "worker_max_tasks_per_child": 500,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        # A process keeps its connection from task to task: a new one plans every statement anew.
        "CELERY_DB_REUSE_MAX": sys.maxsize,
        "worker_hijack_root_logger": False,
        "timezone": settings.TIME_ZONE,
        "beat_schedule": settings.BEAT_SCHEDULE,
        "beat_scheduler": "materialcenter.supervision.pulse:Scheduler",
        "beat_max_loop_interval": 5,
    }


class Work(Task):  # type: ignore[misc]
    """A task that leaves a connection that broke or grew old, as Django does before requests."""

    def before_start(self, task_id: str, args: object, kwargs: object) -> None:
        """Look at the connections before the work begins."""
        from django.db import close_old_connections

        close_old_connections()


app = Celery("material-center", task_cls=Work)
app.add_defaults(configuration)
app.autodiscover_tasks()
