"""Writing a confirmed import: everything in one transaction, or nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Busy, DomainError
from materialcenter.importing.faults import CellFault
from materialcenter.importing.kinds import Context, Reading, kind_named
from materialcenter.models import ImportRun
from materialcenter.person import Person
from materialcenter.services.importing.confirming import take_for_writing
from materialcenter.services.importing.reading import keep_reading, read_run
from materialcenter.services.importing.sending import keep_file

Status = ImportRun.Status
Report = Callable[[int, int], None]


def write_import(
    *, run_id: int, by: Person, at: datetime, report: Report = lambda done, total: None
) -> ImportRun:
    """Write a confirmed run; its file is read and checked again against the tables of now.

    report: called with rows done and in all. What is refused now leaves the run with
    faults or as failed, and nothing written. Repeatable: a written run stays as it is.
    """
    run = ImportRun.objects.select_related("attachment__content").get(pk=run_id)
    if run.status != Status.APPLYING:
        return run
    context = Context(
        by=by,
        at=at,
        options=run.options,
        run_id=run.pk,
        report=lambda done: report(done, run.row_count),
    )
    try:
        by.must_be(*kind_named(run.kind).roles)
        written = _write(run_id=run.pk, context=context)
    except Busy:
        raise
    except DomainError as error:
        return _fail(run_id=run.pk, error=error)
    if written.status == Status.APPLIED:
        report(written.row_count, written.row_count)
    return written


@command
def import_now(
    *,
    kind: str,
    name: str,
    content: bytes,
    options: Mapping[str, str],
    by: Person,
    at: datetime,
    report: Report = lambda done, total: None,
) -> ImportRun:
    """Send, read, confirm and write in one transaction, without jobs, for commands and the demo.

    Returns the run as APPLIED, or as FAULTY or FAILED with its faults. Raises as `send_file`
    does, and ImportSentTwice.
    """
    kept = keep_file(kind=kind, name=name, content=content, options=options, by=by, at=at)
    run = ImportRun.objects.select_related("attachment__content").get(pk=kept.pk)
    context = Context(
        by=by,
        at=at,
        options=run.options,
        run_id=run.pk,
        report=lambda done: report(done, run.row_count),
    )
    reading = read_run(run, context)
    keep_reading(run, reading, context)
    if run.status != Status.READY:
        return run
    take_for_writing(run)
    try:
        with transaction.atomic():
            _apply(run, reading, context)
    except Busy:
        raise
    except DomainError as error:
        _mark_failed(run, error)
    return run


@command
def _write(*, run_id: int, context: Context) -> ImportRun:
    run = (
        ImportRun.objects.select_for_update(no_key=True, of=("self",))
        .select_related("attachment__content")
        .get(pk=run_id)
    )
    if run.status != Status.APPLYING:
        return run
    reading: Reading[Any] = read_run(run, context)
    if reading.faults:
        keep_reading(run, reading, context)
        return run
    _apply(run, reading, context)
    return run


@step
def _apply(run: ImportRun, reading: Reading[Any], context: Context) -> None:
    kind_named(run.kind).apply(reading, context)
    run.status, run.applied_at = Status.APPLIED, context.at
    run.save(update_fields=["status", "applied_at"])
    audit.record(
        by=context.by,
        action="import.applied",
        subject="ImportRun",
        subject_id=run.pk,
        at=context.at,
        kind=run.kind,
        rows=run.row_count,
    )


@command
def _fail(*, run_id: int, error: DomainError) -> ImportRun:
    run = ImportRun.objects.select_for_update(no_key=True).get(pk=run_id)
    _mark_failed(run, error)
    return run


@step
def _mark_failed(run: ImportRun, error: DomainError) -> None:
    run.status, run.applied_at = Status.FAILED, None
    told = [fault.sentence for fault in error.faults] or [str(error)]
    run.faults = [CellFault("refused", data={"sentence": each}).as_json() for each in told]
    run.save(update_fields=["status", "faults", "applied_at"])
