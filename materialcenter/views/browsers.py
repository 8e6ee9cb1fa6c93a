"""A browser as a way to its person: its worker, and connecting it."""

from functools import cache
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from materialcenter.access import page
from materialcenter.rules.browsers import browser_name
from materialcenter.services.telling.connecting_browsers import connect_browser
from materialcenter.web import person_in, submit_once

_WORKER = Path(__file__).parent.parent / "static/materialcenter/push-worker.js"


@never_cache
@require_safe
def push_worker(request: HttpRequest) -> HttpResponse:
    """Give the script that shows messages: always under this address, and for the whole site.

    A browser asks for it again under the address it once had, so it has no hash in its name.
    """
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@cache
def _script() -> bytes:
    return _WORKER.read_bytes()


@page()
@require_POST
def browser_connect(request: HttpRequest) -> HttpResponse:
    """Tell the person things on the browser that asks for it."""
    person = person_in(request)

    def act() -> str:
        connect_browser(
            subscription=request.POST.get("subscription", ""),
            label=browser_name(request.headers.get("User-Agent", "")),
            by=person,
            at=timezone.now(),
        )
        return reverse("telling")

    response = submit_once(request, act)
    messages.success(request, _("You are told on this phone or computer from now on."))
    return response
