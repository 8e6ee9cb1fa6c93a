"""The two switches of every page: language and center."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from materialcenter.access import CENTER_SESSION_KEY, NoCenter, person_of_user
from materialcenter.services.preferring import choose_language, must_be_spoken

_YEAR_S = 365 * 24 * 3600


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember a language in this browser, and with the person when one is signed in."""
    language = request.POST.get("language", "")
    must_be_spoken(language)
    if request.user.is_authenticated:
        try:
            person = person_of_user(request.user, center_id=None)
        except NoCenter:
            person = None
        if person is not None:
            choose_language(language=language, by=person, at=timezone.now())
    response = HttpResponseRedirect(_way_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_YEAR_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_POST
@login_required
def choose_center(request: HttpRequest) -> HttpResponse:
    """Go to another center of the person's, for this session.

    It asks for no place in the center of now, so that whoever lost that one can leave it.
    """
    center = request.POST.get("center", "")
    if not (center.isascii() and center.isdigit() and len(center) < 18):
        raise NoCenter
    person = person_of_user(request.user, center_id=int(center))
    request.session[CENTER_SESSION_KEY] = person.center_id
    return HttpResponseRedirect("/")


def _way_back(request: HttpRequest) -> str:
    """Return the page that the person came from, if it is ours."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if ours else "/"
