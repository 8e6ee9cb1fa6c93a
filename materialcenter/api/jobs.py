"""Jobs: how far they are, and trying again what gave up."""

from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, JobOut, Out
from materialcenter.errors import Missing
from materialcenter.models import Job, Role
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.services.retrying import retry_job

router = Router(tags=["jobs"])


class JobRow(Out):
    """A job; error is the trace of its last try."""

    id: int
    task: str
    created_at: datetime
    due_at: datetime
    finished_at: datetime | None
    failed_at: datetime | None
    attempts: int
    error: str
    done: int
    total: int


@router.get("", response={200: CursorList[JobRow], **REFUSALS})
@needs(Role.SUPERVISOR, Role.AUDITOR)
def list_jobs(
    request: Any,
    state: Literal["", "waiting", "failed"] = "",
    cursor: str = "",
    limit: int = 50,
) -> Any:
    """List the center's jobs, the newest first; state keeps the waiting or the failed."""
    rows = Job.objects.visible_to(request.auth)
    rows = {"": rows, "waiting": rows.waiting(), "failed": rows.failed()}[state]
    return page_of(rows, cursor=cursor, limit=limit)


@router.get("/{job_id}", response={200: JobOut, **REFUSALS})
@needs(*STAFF)
def get_job(request: Any, job_id: int) -> Any:
    """Show how far a job is."""
    job = Job.objects.visible_to(request.auth).filter(pk=job_id).first()
    if job is None:
        raise Missing
    return job


@router.post("/{job_id}/retry", response={200: JobOut, **REFUSALS})
@needs(Role.SUPERVISOR)
@creates(200)
def retry(request: Any, job_id: int) -> JobOut:
    """Try a job again that gave up."""
    job = retry_job(job_id=job_id, by=request.auth, at=timezone.now())
    return JobOut.from_orm(job)
