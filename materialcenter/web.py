"""What every page does alike: show whole or in part, take a form once, give out a file."""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone

from materialcenter.access import Person
from materialcenter.commands import Answer, answer_once
from materialcenter.documents.spreadsheet import CSV, XLSX, Table, to_csv, to_xlsx
from materialcenter.errors import Invalid
from materialcenter.services.holding_uploads import hold_upload

ONCE = "once"


def person_in(request: HttpRequest) -> Person:
    """Return who asks; the page guard put them there."""
    person: Person = request.person  # type: ignore[attr-defined]
    return person


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render `app/x.html`, or its inner `app/_x.html` when htmx asks for a part.

    A boosted link is a whole page. The same context serves both.
    """
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.boosted:
        folder, _slash, name = template.rpartition("/")
        template = f"{folder}/_{name}"
    return render(request, template, dict(context), status=status)


def form_token() -> str:
    """Return a fresh value for a form's hidden field `once`."""
    return uuid.uuid4().hex


def submit_once(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    """Do a form's act once, however often it is sent, and go where it says.

    act: does the one call and returns the address to go to. The form carries
    `{% once %}`; the same form sent again goes to the same address and does nothing.
    """
    fields = sorted(
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", ONCE}
        for value in values
    )
    asked = repr((request.method, request.path, fields)).encode()
    answer = answer_once(
        owner=person_in(request).owner,
        key=request.POST.get(ONCE, ""),
        request=asked,
        act=lambda: Answer(302, act().encode(), "text/uri-list"),
    )
    return go_to(request, answer.body.decode())


def go_to(request: HttpRequest, address: str) -> HttpResponse:
    """Send the browser to another page, also when htmx asked for a part of this one."""
    if getattr(request, "htmx", None):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


@dataclass(frozen=True)
class Typed:
    """What a form sent, with the ids of its kept files; was_refused when one was not taken."""

    data: QueryDict
    was_refused: bool


def keep_files(request: HttpRequest, *, allowed: Collection[str], many: str = "") -> Typed:
    """Keep the files that came with a form before anything else is decided.

    Each is named in the field `<its name>_held`; of the field `many` all are, of others the
    last. A field `drop` takes one out again. What is refused is told as a message.
    """
    data, was_refused = request.POST.copy(), False
    for name, files in request.FILES.lists():
        for file in files:
            try:
                held = hold_upload(
                    name=file.name or "",
                    content=file.read(),
                    allowed=allowed,
                    by=person_in(request),
                    at=timezone.now(),
                )
            except Invalid as refusal:
                messages.error(request, str(refusal))
                was_refused = True
                continue
            kept = data.getlist(f"{name}_held") if name == many else []
            data.setlist(f"{name}_held", [*kept, str(held.pk)])
    dropped = data.get("drop", "")
    for name in [name for name in data if dropped and name.endswith("_held")]:
        data.setlist(name, [pk for pk in data.getlist(name) if pk != dropped])
    return Typed(data, was_refused)


def as_download(*, safe_name: str, media_type: str, content: bytes) -> HttpResponse:
    """Answer with a file as an attachment, with nothing in it that a browser would run.

    safe_name: made up here, never what somebody typed.
    """
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{safe_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def as_workbook(table: Table, *, name: str) -> HttpResponse:
    """Answer with a list as an XLSX file. name: made up here, without an ending."""
    return as_download(safe_name=f"{name}.xlsx", media_type=XLSX, content=to_xlsx(table))


def as_csv(table: Table, *, name: str) -> HttpResponse:
    """Answer with a list as a CSV file. name: made up here, without an ending."""
    return as_download(safe_name=f"{name}.csv", media_type=CSV, content=to_csv(table))
