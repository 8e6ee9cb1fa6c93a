"""What the yard's pages with a form do alike."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from materialcenter.errors import Conflict, DomainError, Invalid
from materialcenter.forms.base import ActForm
from materialcenter.web import show, submit_once

UNFIT, IN_THE_WAY = 422, 409


def take_form(
    request: HttpRequest,
    form: ActForm,
    act: Callable[[], str],
    *,
    context: Mapping[str, Any],
    template: str = "inventory/act.html",
) -> HttpResponse:
    """Show a form; when it was sent, do the act once and go where it says.

    act: does the one call with what the form read, and returns an address. What it refuses
    is shown with the form, except what the person may not see or do, which has a page.
    context: title, lead, submit_label, cancel_url; is_danger for what is not undone. What
    stands behind the question mark is what a field starts with, such as a scanned number.
    """
    status = 200
    form.initial.update({name: request.GET[name] for name in form.fields if name in request.GET})
    if request.method == "POST":
        status = UNFIT
        if form.is_valid():
            try:
                return submit_once(request, act)
            except (Invalid, Conflict) as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
    return show(request, template, {**context, "form": form}, status=status)


def status_of(refusal: DomainError) -> int:
    """Return the HTTP status of a refusal that a form shows."""
    return IN_THE_WAY if isinstance(refusal, Conflict) else UNFIT


def typed(request: HttpRequest) -> Any:
    """Return what was sent with a form, None when none was."""
    return request.POST if request.method == "POST" else None
