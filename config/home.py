"""The first page: each role's day. It lives here because it asks every app."""

from django.http import HttpRequest, HttpResponse

from materialcenter.access import page
from materialcenter.web import show


@page()
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person today."""
    return show(request, "materialcenter/home.html", {})
