"""What pages with a form do alike: show it, do its act once, show what was refused."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from materialcenter.errors import Conflict, Invalid
from materialcenter.forms.base import ActForm
from materialcenter.web import show, submit_once

UNFIT, IN_THE_WAY = 422, 409


def typed(request: HttpRequest) -> Any:
    """Return what was sent with a form, None when none was."""
    return request.POST if request.method == "POST" else None


def take_form(
    request: HttpRequest,
    form: ActForm,
    act: Callable[[], str],
    *,
    template: str,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form; when it was sent, do the act once and go where it says.

    act: does the one call with what the form read, and returns an address. What it refuses
    is shown with the form, except what the person may not see or do, which has a page.
    """
    status = 200
    if request.method == "POST":
        status = UNFIT
        if form.is_valid():
            try:
                return submit_once(request, act)
            except (Invalid, Conflict) as refusal:
                form.refuse(refusal)
                status = IN_THE_WAY if isinstance(refusal, Conflict) else UNFIT
    return show(request, template, {**(context or {}), "form": form}, status=status)
