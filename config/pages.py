"""What every page goes through: its language, and a refusal that no form caught."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from config.api import status_of
from materialcenter.errors import DomainError

API = "/api/"


class PersonalLanguage:
    """Speak the language chosen in this browser, else the person's own, else Indonesian.

    A machine at the API without either is answered in the language that it accepts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on in its language."""
        language = _language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _language_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    if request.user.is_authenticated:
        return request.user.language
    if request.path.startswith(API):
        return translation.get_language_from_request(request)
    return settings.LANGUAGE_CODE


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
        whole = not getattr(request, "htmx", None) or request.htmx.boosted  # type: ignore[attr-defined]
        return render(
            request,
            f"materialcenter/{'' if whole else '_'}refusal.html",
            {"error": error, "status": status_of(error)},
            status=status_of(error),
        )
