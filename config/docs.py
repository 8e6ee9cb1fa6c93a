"""The page on which the API is described and tried, for whoever is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from materialcenter.access import page


@page()
@require_GET
def api_docs(request: HttpRequest) -> HttpResponse:
    """Show the API's own description; every script comes from this site."""
    settings = {
        "url": reverse("api:openapi"),
        "layout": "BaseLayout",
        "deepLinking": True,
        "validatorUrl": None,
        "displayRequestDuration": True,
    }
    return render(request, "materialcenter/api_docs.html", {"swagger": settings})
