"""What happens on a page to a refusal that no form caught."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.api import status_of
from materialcenter.errors import DomainError


class RefusalPages:
    """Turn a DomainError that left a view into a page with its sentence and status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show the refusal."""
        if not isinstance(error, DomainError):
            return None
        return render(
            request,
            "materialcenter/refusal.html",
            {"error": error, "status": status_of(error)},
            status=status_of(error),
        )
