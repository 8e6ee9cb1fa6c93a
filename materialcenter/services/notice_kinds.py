"""What the people of a center are told by the kernel, and kinds that several apps tell."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from materialcenter.models import Job, Preference, Role
from materialcenter.services.telling.kinds import Kind, register
from materialcenter.services.telling.news import News, Writer, register_news
from materialcenter.services.telling.people import people_with
from materialcenter.services.telling.writing import Said

NOW = Preference.Way.NOW
APPROVAL = "approval.wanted"
BOOKS_DIFFER = "books.differ"
JOB_FAILED = "job.failed"
_SUPERVISORS = frozenset({Role.SUPERVISOR})

KINDS = (
    Kind(APPROVAL, gettext_lazy("Something waits for my approval"), _SUPERVISORS, way=NOW),
    Kind(
        BOOKS_DIFFER, gettext_lazy("The ledger or the books do not add up"), _SUPERVISORS, way=NOW
    ),
    Kind(JOB_FAILED, gettext_lazy("A job was given up"), _SUPERVISORS, way=NOW),
)


def _job_failed(job_id: int, _mark: str) -> News | None:
    job = Job.objects.failed().filter(pk=job_id).first()
    if job is None or job.center_id is None:
        return None
    lines = job.error.strip().splitlines()
    reason = lines[-1] if lines else ""

    def said() -> Said:
        line = _("Job %(number)s was given up after %(tries)s tries") % {
            "number": job.pk,
            "tries": job.attempts,
        }
        return line, f"{job.task}: {reason}"

    people = people_with(job.center_id, Role.SUPERVISOR)
    return News(job.center_id, people, JOB_FAILED, said, "/jobs/")


WRITERS: Mapping[str, Writer] = MappingProxyType({"job_failed": _job_failed})


def register_all() -> None:
    """Make the kernel's kinds and news known."""
    register(*KINDS)
    register_news(WRITERS)
