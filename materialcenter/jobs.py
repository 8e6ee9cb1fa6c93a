"""Work for later: a Job row in the same transaction, sent at least once.

`later` writes the row, Celery beat's sender hands its id to a worker, the worker runs
the named task and marks it done. The broker may lose everything: what is not finished
is sent again. So a task must be repeatable.
"""

import importlib
import json
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from materialcenter.models import Job, KeptAnswer
from materialcenter.statements import run_prepared

TaskFunction = Callable[..., None]
_tasks: dict[str, TaskFunction] = {}
_current: ContextVar[int | None] = ContextVar("current_job", default=None)

TRIES = 8
# The task that tells people what happened; it is not told of itself.
TELL_NEWS = "materialcenter.tasks.tell_news"
SEND_AGAIN_AFTER = timedelta(minutes=15)
KEEP_FINISHED = timedelta(days=30)


def insertion(*, arguments: str, source: str = "") -> str:
    """Write the SQL that writes a job, for a statement that writes more than that.

    arguments: an expression of jsonb. source: FROM and WHERE, one row per job. The rest
    are the parameters of `insertion_values`. Off the ORM, since movements bring jobs.
    """
    return f"""
INSERT INTO materialcenter_job
    (center_id, task, arguments, language, created_at, due_at, attempts, error, done, total)
SELECT %(job_center)s::bigint, %(job_task)s, {arguments}, %(job_language)s,
       %(job_now)s::timestamptz, %(job_due)s::timestamptz, 0, '', 0, 0
{source}
"""


def insertion_values(
    name: str, *, center_id: int | None, due_at: datetime | None = None
) -> dict[str, Any]:
    """Return the parameters of `insertion` but its arguments."""
    now = timezone.now()
    return {
        "job_center": center_id,
        "job_task": name,
        "job_language": translation.get_language() or "id",
        "job_now": now,
        "job_due": due_at or now,
    }


_INSERT = insertion(arguments="%(job_arguments)s::jsonb") + "RETURNING id"


def task(function: TaskFunction) -> TaskFunction:
    """Register a function as a task, under its dotted name. It must be repeatable."""
    _tasks[f"{function.__module__}.{function.__name__}"] = function
    return function


def later(
    name: str,
    *,
    center_id: int | None = None,
    due_at: datetime | None = None,
    **arguments: Any,
) -> int:
    """Write down a task to be done after this transaction; return the job's id.

    name: dotted, such as "orders.tasks.tell_buyer". arguments: ids and plain values.
    Raises RuntimeError outside a transaction: the row must stand or fall with the act.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("later() must run inside a command")
    values = insertion_values(name, center_id=center_id, due_at=due_at)
    values["job_arguments"] = json.dumps(arguments, cls=DjangoJSONEncoder)
    ((job_id,),) = run_prepared(_INSERT, values)
    return int(job_id)


def later_unless_waiting(name: str, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> int:
    """Write down a task for each row for which none waits yet; return how many.

    rows: center id and arguments. For beats that find the same rows until they are done:
    each row is tried, fails and is tried again by itself. Raises what `later` raises.
    """
    waiting = list(Job.objects.waiting().filter(task=name).values_list("arguments", flat=True))
    missing = [(center_id, wanted) for center_id, wanted in rows if wanted not in waiting]
    for center_id, wanted in missing:
        later(name, center_id=center_id, **wanted)
    return len(missing)


def current_job_id() -> int | None:
    """Return the id of the job that runs here, for what a task keeps under it."""
    return _current.get()


def report_progress(*, done: int, total: int) -> None:
    """Show how far the running task is. Outside a job (in a test, a command) it does nothing.

    Inside a command it goes over a connection of its own, so that it is seen before the
    command ends.
    """
    job_id = _current.get()
    if job_id is None:
        return
    if not connection.in_atomic_block:
        Job.objects.filter(pk=job_id).update(done=done, total=total)
        return
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:
            cursor.execute(
                "UPDATE materialcenter_job SET done = %s, total = %s WHERE id = %s",
                [done, total, job_id],
            )
    finally:
        beside.close()


def take_due(*, at: datetime, limit: int = 500) -> list[int]:
    """Mark the due, unsent jobs as sent and return their ids, oldest first.

    Two senders at once take different jobs. Sent again after SEND_AGAIN_AFTER unless
    finished, which is what makes delivery at least once.
    """
    with transaction.atomic():
        ids = list(
            Job.objects.select_for_update(skip_locked=True)
            .filter(finished_at=None, failed_at=None, due_at__lte=at)
            .filter(Q(sent_at=None) | Q(sent_at__lt=at - SEND_AGAIN_AFTER))
            .order_by("due_at", "pk")
            .values_list("pk", flat=True)[:limit]
        )
        Job.objects.filter(pk__in=ids).update(sent_at=at)
    return ids


def put_back(ids: list[int]) -> None:
    """Mark jobs as unsent, because the broker did not take them."""
    Job.objects.filter(pk__in=ids, finished_at=None).update(sent_at=None)


def run(job_id: int) -> None:
    """Do a job now, unless it is done or another worker is at it.

    A session-level advisory lock keeps two workers off the same job. A failure is
    written down with its trace and tried again with growing pauses, TRIES times.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK_CLASS, job_id % 2**31])
        if not cursor.fetchone()[0]:
            return
        try:
            job = Job.objects.filter(pk=job_id, finished_at=None, failed_at=None).first()
            if job is not None:
                _attempt(job)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK_CLASS, job_id % 2**31])


_LOCK_CLASS = 7001


def _attempt(job: Job) -> None:
    token = _current.set(job.pk)
    try:
        with translation.override(job.language):
            _function(job.task)(**job.arguments)
    except Exception as error:  # a worker must outlive any task; the trace is kept and shown
        _put_off(job, error)
    else:
        Job.objects.filter(pk=job.pk).update(
            finished_at=timezone.now(), attempts=F("attempts") + 1, error=""
        )
    finally:
        _current.reset(token)


def _put_off(job: Job, error: Exception) -> None:
    attempts = job.attempts + 1
    now = timezone.now()
    trace = "".join(traceback.format_exception(error))[-8000:]
    gives_up = attempts >= TRIES
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(
            attempts=attempts,
            error=trace,
            sent_at=None,
            due_at=now + timedelta(seconds=min(3600, 5 * 3**attempts)),
            failed_at=now if gives_up else None,
        )
        if gives_up and job.center_id is not None and job.task != TELL_NEWS:
            later(
                TELL_NEWS,
                center_id=job.center_id,
                about="job_failed",
                about_id=job.pk,
                mark=now.isoformat(),
            )


def _function(name: str) -> TaskFunction:
    if name not in _tasks:
        importlib.import_module(name.rpartition(".")[0])
    return _tasks[name]


def run_due(*, at: datetime | None = None) -> int:
    """Do every due job in this process, and those they bring, until none is left.

    For commands and tests; returns how many ran. Raises RuntimeError with the trace
    when one fails.
    """
    count = 0
    while ids := take_due(at=at or timezone.now()):
        for job_id in ids:
            run(job_id)
            failed = Job.objects.filter(pk=job_id, finished_at=None).first()
            if failed is not None:
                raise RuntimeError(f"{failed.task} failed: {failed.error}")
            count += 1
    return count


def forget_finished(*, at: datetime) -> int:
    """Delete jobs that finished longer ago than KEEP_FINISHED; return how many."""
    return Job.objects.filter(finished_at__lt=at - KEEP_FINISHED).delete()[0]


def forget_answers(*, at: datetime) -> int:
    """Delete answers kept for idempotency keys longer ago than KEEP_FINISHED."""
    return KeptAnswer.objects.filter(kept_at__lt=at - KEEP_FINISHED).delete()[0]
