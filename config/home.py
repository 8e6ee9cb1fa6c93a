"""The first page. It lives here because it asks every app."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.days import day_of
from materialcenter.access import page
from materialcenter.web import person_in, show


@page()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person today."""
    day = day_of(person_in(request), on=timezone.localdate())
    return show(request, "materialcenter/home.html", {"day": day, "today": timezone.now()})
