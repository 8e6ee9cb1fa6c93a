"""Saying yes to an import that was read without a fault; the same file goes in once."""

from datetime import datetime
from typing import NoReturn

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from materialcenter import audit, jobs
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Missing
from materialcenter.importing.kinds import kind_named
from materialcenter.models import ImportRun
from materialcenter.person import Person

Status = ImportRun.Status


class ImportSentTwice(Conflict):
    """The same file is imported already, or just now."""

    code = "import_sent_twice"
    sentence = _("This very file has been imported already (import %(number)s).")


class ImportNotReady(Conflict):
    """The file is still being read, has faults, or failed."""

    code = "import_not_ready"
    sentence = _("This import cannot be confirmed: %(status)s.")


@command
def confirm_import(*, run_id: int, by: Person, at: datetime) -> ImportRun:
    """Let a file that was read without a fault be written, by a job.

    Raises Missing, WrongRole, ImportNotReady, ImportSentTwice (also when two people
    confirm the same file at once).
    """
    run = ImportRun.objects.visible_to(by).select_for_update(no_key=True).filter(pk=run_id).first()
    if run is None:
        raise Missing
    by.must_be(*kind_named(run.kind).roles)
    take_for_writing(run)
    run.job_id = jobs.later(
        "materialcenter.tasks.write_import",
        center_id=by.center_id,
        run_id=run.pk,
        user_id=by.user_id,
        token_id=by.token_id,
    )
    run.save(update_fields=["job"])
    audit.record(
        by=by,
        action="import.confirmed",
        subject="ImportRun",
        subject_id=run.pk,
        at=at,
        kind=run.kind,
    )
    return run


@step
def take_for_writing(run: ImportRun) -> None:
    """Mark a run, locked by the caller, as being written. Raises as `confirm_import` does."""
    if run.status in {Status.APPLYING, Status.APPLIED}:
        raise ImportSentTwice(number=run.pk)
    if run.status != Status.READY:
        raise ImportNotReady(status=run.get_status_display())
    refuse_sent_twice(center_id=run.center_id, kind=run.kind, sha256=run.sha256)
    run.status = Status.APPLYING
    try:
        with transaction.atomic():
            run.save(update_fields=["status"])
    except IntegrityError as error:
        _explain(error)


@step
def refuse_sent_twice(*, center_id: int, kind: str, sha256: str) -> None:
    """Raise ImportSentTwice when the file's bytes went in, or are going in, as this kind.

    A run whose job gave up counts no more and is marked as failed.
    """
    same = ImportRun.objects.filter(center_id=center_id, kind=kind, sha256=sha256)
    same.filter(status=Status.APPLYING, job__failed_at__isnull=False).update(status=Status.FAILED)
    first = same.filter(Q(status=Status.APPLYING) | Q(status=Status.APPLIED)).first()
    if first is not None:
        raise ImportSentTwice(field="file", number=first.pk)


def _explain(error: IntegrityError) -> NoReturn:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if name != "import_same_file_once":
        raise error
    raise ImportSentTwice(number="–") from error
