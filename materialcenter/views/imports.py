"""Pages of imports: sending a spreadsheet, looking at what it holds, confirming it."""

from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import page
from materialcenter.errors import Missing
from materialcenter.forms.importing import ImportForm
from materialcenter.importing.kinds import kind_named, kinds
from materialcenter.models import ImportRun
from materialcenter.paging import page_of
from materialcenter.person import STAFF, Person
from materialcenter.services import importing
from materialcenter.services.importing.showing import show_run
from materialcenter.views.acting import take_form, typed
from materialcenter.web import person_in, show, submit_once


@page(*STAFF)
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """List imports, the newest first, and take a new file."""
    person = person_in(request)
    chosen = {"kind": request.GET.get("kind", "")}
    form = ImportForm(typed(request), request.FILES or None, person=person, initial=chosen)
    rows = (
        ImportRun.objects.visible_to(person)
        .select_related("attachment", "asked_by")
        .defer("faults", "preview")
    )
    shown = page_of(rows, cursor=request.GET.get("cursor", ""), limit=20)
    titles = {kind.name: kind.title for kind in kinds()}
    return take_form(
        request,
        form,
        lambda: _send(form, person),
        template="materialcenter/imports.html",
        context={
            "page": shown,
            "lines": [(run, titles.get(run.kind, run.kind)) for run in shown.items],
        },
    )


@page(*STAFF)
@require_GET
def import_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show an import; while a job is at it, htmx asks for the inner part again."""
    person = person_in(request)
    found = (
        ImportRun.objects.visible_to(person)
        .select_related("attachment", "job", "asked_by")
        .filter(pk=run_id)
        .first()
    )
    if found is None:
        raise Missing
    may_confirm = person.has(*kind_named(found.kind).roles)
    return show(
        request,
        "materialcenter/import_run.html",
        {"shown": show_run(found), "run": found, "may_confirm": may_confirm},
    )


@page(*STAFF)
@require_POST
def import_confirm(request: HttpRequest, run_id: int) -> HttpResponse:
    """Confirm an import that was read without a fault."""
    person = person_in(request)

    def act() -> str:
        importing.confirm_import(run_id=run_id, by=person, at=timezone.now())
        return reverse("import_run", args=[run_id])

    return submit_once(request, act)


def _send(form: ImportForm, person: Person) -> str:
    file: File[bytes] = form.cleaned_data["file"]
    run = importing.send_file(
        kind=form.cleaned_data["kind"],
        name=file.name or "",
        content=file.read(),
        options=form.said,
        by=person,
        at=timezone.now(),
    )
    return reverse("import_run", args=[run.pk])
