"""The page of jobs: what waits, what gave up, and trying it again."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from materialcenter.access import page
from materialcenter.models import Job, Role
from materialcenter.paging import page_of
from materialcenter.services.retrying import retry_job
from materialcenter.web import person_in, show, submit_once


@page(Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """List the center's jobs, the newest first, by state."""
    person = person_in(request)
    state = request.GET.get("state", "")
    rows = Job.objects.visible_to(person)
    shown = {"waiting": rows.waiting, "failed": rows.failed}.get(state, rows.all)()
    return show(
        request,
        "materialcenter/jobs.html",
        {
            "page": page_of(shown, cursor=request.GET.get("cursor", "")),
            "state": state,
            "may_retry": person.has(Role.SUPERVISOR),
        },
    )


@page(Role.SUPERVISOR)
@require_POST
def job_retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Try a job again that gave up."""
    person = person_in(request)

    def act() -> str:
        retry_job(job_id=job_id, by=person, at=timezone.now())
        return reverse("jobs")

    return submit_once(request, act)
