"""Who is asking: the person in one center, what they may do, and the doors for pages and API.

Every query starts from a `Person` (`Model.objects.visible_to(person)`). Somebody without
a place in the center finds nothing (404); somebody with another role may not (403).
"""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.security import APIKeyCookie, HttpBearer

from materialcenter import limiting
from materialcenter.errors import Missing
from materialcenter.models import ApiToken, Center, Membership, Role, User, WorkshopBuyer
from materialcenter.person import EVERYONE, Person, WrongRole, system_person
from materialcenter.statements import run_prepared

__all__ = [
    "CENTER_HEADER",
    "CENTER_SESSION_KEY",
    "InvitedOnly",
    "NoCenter",
    "Person",
    "SessionAuth",
    "TokenAuth",
    "WrongRole",
    "needs",
    "page",
    "person_again",
    "person_of_token",
    "person_of_user",
    "system_person",
]

# Looked up with every request of a machine.
_MACHINE = """
SELECT id, center_id, role, workshop_id, name, last_used_on FROM materialcenter_apitoken
WHERE secret_sha256 = %s AND revoked_at IS NULL
"""
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
CENTER_SESSION_KEY = "center_id"
CENTER_HEADER = "X-Center"


class NoCenter(Missing):
    """The person has no place in this center."""

    sentence = _("There is nothing here for you.")


def person_of_user(user: Any, *, center_id: int | None) -> Person:
    """Find what a signed-in user is in a center; None takes their first center.

    Raises NoCenter when the user holds no role there. Three statements at the most.
    """
    memberships = Membership.objects.filter(user=user).order_by("center_id")
    if center_id is not None:
        memberships = memberships.filter(center_id=center_id)
    rows = list(memberships.values_list("center_id", "role"))
    if not rows:
        raise NoCenter
    chosen = rows[0][0]
    roles = frozenset(role for center, role in rows if center == chosen)
    workshop_ids: frozenset[int] = frozenset()
    if Role.BUYER in roles:
        workshop_ids = frozenset(
            WorkshopBuyer.objects.filter(user=user, workshop__center_id=chosen).values_list(
                "workshop_id", flat=True
            )
        )
    return Person(
        center_id=chosen,
        roles=roles,
        user_id=user.pk,
        workshop_ids=workshop_ids,
        name=user.shown_name,
    )


def person_of_token(secret: str) -> Person | None:
    """Find the machine behind a bearer token, or None."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    for token_id, center_id, role, workshop_id, name, last_used_on in run_prepared(
        _MACHINE, [digest]
    ):
        today = timezone.localdate()
        if last_used_on != today:
            ApiToken.objects.filter(pk=token_id).update(last_used_on=today)
        return _machine(token_id, center_id, role, workshop_id, name)
    return None


def person_again(*, center_id: int, user_id: int | None, token_id: int | None) -> Person:
    """Find in a job what somebody, or a machine, may do by now; without either, the system.

    Raises NoCenter when they have no place in the center any more.
    """
    if user_id is not None:
        user = User.objects.filter(pk=user_id, is_active=True).first()
        if user is None:
            raise NoCenter
        return person_of_user(user, center_id=center_id)
    if token_id is None:
        return system_person(center_id)
    token = ApiToken.objects.filter(pk=token_id, center_id=center_id, revoked_at=None).first()
    if token is None:
        raise NoCenter
    return _machine(token.pk, token.center_id, token.role, token.workshop_id, token.name)


def _machine(
    token_id: int, center_id: int, role: str, workshop_id: int | None, name: str
) -> Person:
    return Person(
        center_id=center_id,
        roles=frozenset({role}),
        token_id=token_id,
        workshop_ids=frozenset({workshop_id} if workshop_id else ()),
        name=name,
    )


def _wanted_center(request: HttpRequest) -> int | None:
    code = request.headers.get(CENTER_HEADER, "")
    if code:
        found = Center.objects.filter(code=code).values_list("pk", flat=True).first()
        if found is None:
            raise NoCenter
        return found
    chosen: int | None = request.session.get(CENTER_SESSION_KEY)
    return chosen


class SessionAuth(APIKeyCookie):
    """Browsers: the session cookie, with Django's CSRF check."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Person | None:
        """Return the person behind the session, or None."""
        if not request.user.is_authenticated:
            return None
        person = person_of_user(request.user, center_id=_wanted_center(request))
        _count_write(request, person)
        return person


class TokenAuth(HttpBearer):
    """Machines: a bearer token."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """Return the machine behind the token, or None; many guesses are refused."""
        person = person_of_token(token)
        if person is None:
            limiting.take(
                f"guess:{limiting.address_of(request)}",
                per_minute=settings.TOKEN_FAILURES_PER_MINUTE,
            )
            return None
        _count_write(request, person)
        return person


def _count_write(request: HttpRequest, person: Person) -> None:
    if request.method not in _READS:
        limiting.take(f"write:{person.owner}", per_minute=settings.API_WRITES_PER_MINUTE)


View = Callable[..., HttpResponseBase]


def page(*roles: str) -> Callable[[View], View]:
    """Let a page in for these roles only; without a word, for every role.

    Signed out: to the sign-in. No place in the center: Missing. Another role: Forbidden.
    The view finds the person as `request.person`. `allowed_roles` on the view is what
    the safety tests walk.
    """
    allowed = frozenset(roles) or EVERYONE

    def guard(view: View) -> View:
        @functools.wraps(view)
        def run(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            request.person = person_of_user(request.user, center_id=_wanted_center(request))
            request.person.must_be(*allowed)
            return view(request, *args, **kwargs)

        run.allowed_roles = allowed  # type: ignore[attr-defined]
        return run

    return guard


def needs(*roles: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let an API route in for these roles only; put it directly above the function."""
    allowed = frozenset(roles) or EVERYONE

    def guard(route: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(route)
        def run(request: Any, *args: Any, **kwargs: Any) -> Any:
            request.auth.must_be(*allowed)
            return route(request, *args, **kwargs)

        run.allowed_roles = allowed  # type: ignore[attr-defined]
        return run

    return guard


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]  # its package is untyped
    """Accounts are made by the center; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse signing up."""
        return False
