"""Pages of people, their roles and their sign-in links."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import page
from materialcenter.errors import Missing
from materialcenter.forms.partners import RoleForm, StaffForm
from materialcenter.models import Role
from materialcenter.person import Person
from materialcenter.reports import Member, member_named, members
from materialcenter.services import granting, inviting
from materialcenter.views.acting import take_form, typed
from materialcenter.web import person_in, show, submit_once


@page(Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List the center's people, searched by words of name, sign-in name or email, and by role."""
    person = person_in(request)
    search, role = request.GET.get("search", ""), request.GET.get("role", "")
    found, shown = members(person, text=search, role=role, cursor=request.GET.get("cursor", ""))
    return show(
        request,
        "materialcenter/people.html",
        {
            "members": found,
            "page": shown,
            "search": search,
            "role": role,
            "roles": Role.choices,
            "may_invite": person.has(Role.SUPERVISOR),
        },
    )


@page(Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Give somebody a place in the center."""
    person = person_in(request)
    form = StaffForm(typed(request))
    return take_form(
        request, form, lambda: _invite(form, person), template="materialcenter/person_new.html"
    )


@page(Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def member(request: HttpRequest, username: str) -> HttpResponse:
    """Show one of the center's people and their roles."""
    person = person_in(request)
    return _show_member(request, _member(username, person), RoleForm())


@page(Role.SUPERVISOR)
@require_POST
def role_grant(request: HttpRequest, username: str) -> HttpResponse:
    """Give somebody a role more."""
    person = person_in(request)
    form = RoleForm(request.POST)

    def act() -> str:
        role = form.cleaned_data["role"]
        granting.grant_role(username=username, role=role, by=person, at=timezone.now())
        return reverse("member", args=[username])

    if form.is_valid():
        return submit_once(request, act)
    return _show_member(request, _member(username, person), form, status=422)


@page(Role.SUPERVISOR)
@require_POST
def role_revoke(request: HttpRequest, username: str, role: str) -> HttpResponse:
    """Take a role from somebody."""
    person = person_in(request)

    def act() -> str:
        granting.revoke_role(username=username, role=role, by=person, at=timezone.now())
        is_still_here = member_named(person, username) is not None
        return reverse("member", args=[username]) if is_still_here else reverse("people")

    return submit_once(request, act)


@page(*inviting.INVITES_BUYERS)
@require_POST
def sign_in_link(request: HttpRequest, username: str) -> HttpResponse:
    """Make a link and show it this once, to be printed or sent; nothing keeps it."""
    person = person_in(request)
    url = inviting.make_sign_in_link(username=username, by=person, at=timezone.now())
    response = show(
        request,
        "materialcenter/sign_in_link.html",
        {"url": url, "member": _member(username, person)},
    )
    response["Cache-Control"] = "no-store"
    return response


def _member(username: str, person: Person) -> Member:
    found = member_named(person, username)
    if found is None:
        raise Missing
    return found


def _show_member(
    request: HttpRequest, found: Member, form: RoleForm, *, status: int = 200
) -> HttpResponse:
    person = person_in(request)
    held = [(role, Role(role).label) for role in found.roles]
    return show(
        request,
        "materialcenter/member.html",
        {
            "member": found,
            "held": held,
            "form": form,
            "may_change": person.has(Role.SUPERVISOR),
            "buyer": Role.BUYER.value,
        },
        status=status,
    )


def _invite(form: StaffForm, person: Person) -> str:
    user = inviting.invite_person(
        details=form.typed, roles=form.cleaned_data["roles"], by=person, at=timezone.now()
    )
    return reverse("member", args=[user.username])
