"""What every page goes through: its language, and a refusal that no form caught."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

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


class UnreadableRefused:
    """Refuse what nothing here could take, before anything reads it.

    That is the character NUL in an address, and a body larger than any upload may be.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or end it."""
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        length = request.META.get("CONTENT_LENGTH") or "0"
        if (
            not (length.isascii() and length.isdigit())
            or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        ):
            raise RequestDataTooBig("The body is too large")
        return self.get_response(request)


class RefusalPages:
    """Turn a DomainError that left a view into a page with its sentence and status.

    An address that only takes forms, opened by itself (after changing the language, or out
    of the history), gets such a page too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        response = self.get_response(request)
        if response.status_code == 405 and not request.path.startswith(API):
            return _page(request, _("There is nothing to look at here."), status=405)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show the refusal."""
        if not isinstance(error, DomainError):
            return None
        return _page(request, error, status=status_of(error))


def _page(request: HttpRequest, error: DomainError | str, *, status: int) -> HttpResponse:
    htmx = getattr(request, "htmx", None)
    part = "_" if htmx and not htmx.boosted else ""
    return render(
        request,
        f"materialcenter/{part}refusal.html",
        {"error": error, "status": status},
        status=status,
    )
