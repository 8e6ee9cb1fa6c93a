"""Jobs that gave up, tried again by a supervisor."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Missing
from materialcenter.models import Job
from materialcenter.person import Person, Role


class NotFailed(Conflict):
    """A job that waits or is done."""

    code = "job_not_failed"
    sentence = _("This job has not failed.")


@command
def retry_job(*, job_id: int, by: Person, at: datetime) -> Job:
    """Send a job that gave up once more, from its first try. Raises Missing, NotFailed."""
    job = Job.objects.visible_to(by).select_for_update(no_key=True).filter(pk=job_id).first()
    if job is None:
        raise Missing
    by.must_be(Role.SUPERVISOR)
    if job.failed_at is None:
        raise NotFailed
    job.failed_at = job.sent_at = None
    job.attempts = job.done = job.total = 0
    job.due_at = at
    job.save(update_fields=["failed_at", "sent_at", "attempts", "done", "total", "due_at"])
    audit.record(
        by=by, action="job.retried", subject="Job", subject_id=job.pk, at=at, task=job.task
    )
    return job
