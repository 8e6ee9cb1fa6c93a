"""Pages of labels: choosing the paper, and the files of a large print."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from inventory.forms.labels import LabelForm
from inventory.services import labelling
from inventory.views.acting import UNFIT, status_of
from materialcenter.access import page
from materialcenter.errors import Conflict, Invalid
from materialcenter.person import Person
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download, person_in, show, submit_once


@page(*labelling.MAY_LABEL)
@require_http_methods(["GET", "POST"])
def labels(request: HttpRequest) -> HttpResponse:
    """Choose paper and bundles; a few labels come as PDF at once, many through a job."""
    person = person_in(request)
    if request.method == "POST":
        form, status = LabelForm(request.POST), UNFIT
        if form.is_valid():
            try:
                return _print(request, form.wanted(), person)
            except (Invalid, Conflict) as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
    else:
        form, status = LabelForm(initial=_asked(request)), 200
    asked = _asked(request)
    context = {"form": form, "asked": asked, "is_racks": asked.get("of") == "racks"}
    return show(request, "inventory/labels.html", context, status=status)


@page(*labelling.MAY_LABEL)
@require_GET
def labels_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show how far a large print is, and its files."""
    person = person_in(request)
    job = labelling.job_of(job_id, person)
    context = {
        "job": job,
        "files": labelling.files_of(job.pk, person),
        "is_moving": job.finished_at is None and job.failed_at is None,
    }
    return show(request, "inventory/labels_job.html", context)


def _print(request: HttpRequest, wanted: labelling.Wanted, person: Person) -> HttpResponse:
    wished = labelling.labels_wanted(wanted, person)
    if len(wished) <= labelling.AT_ONCE:
        content = labelling.print_now(wished, wanted)
        return as_download(safe_name="label.pdf", media_type=PDF, content=content)

    def act() -> str:
        job_id = labelling.print_later(wanted=wanted, by=person, at=timezone.now())
        return reverse("labels_job", args=[job_id])

    return submit_once(request, act)


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return what the labels are to be of, from the address or from the form's hidden fields."""
    given = request.POST if request.method == "POST" else request.GET
    asked = {name: given.get(name, "") for name in LabelForm.base_fields}
    return {name: value for name, value in asked.items() if value} | (
        {"lot": ",".join(given.getlist("lot"))} if given.get("lot") else {}
    )
