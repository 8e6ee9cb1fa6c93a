"""People and their roles in the center."""

from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.errors import Missing
from materialcenter.models import Role
from materialcenter.person import Person
from materialcenter.reports import Member, member_named, members
from materialcenter.services import granting, inviting

router = Router(tags=["people"])


class PersonIn(Input):
    """Somebody to invite; with an email address they get a link by mail."""

    name: str
    username: str
    email: str = ""
    whatsapp: str = ""


class StaffIn(PersonIn):
    """Somebody to work in the center, with these roles."""

    roles: list[str]


class RoleIn(Input):
    """A role of the center."""

    role: str


class WorkshopOf(Out):
    """A workshop somebody buys for."""

    code: str
    name: str


class PersonOut(Out):
    """Somebody of the center; has_password is false until they chose one."""

    username: str
    name: str
    email: str
    whatsapp: str
    is_active: bool
    has_password: bool
    roles: list[str]
    workshops: list[WorkshopOf]

    @staticmethod
    def of(member: Member) -> "PersonOut":
        """Shape a member."""
        return PersonOut(
            username=member.username,
            name=member.name,
            email=member.email,
            whatsapp=member.whatsapp,
            is_active=member.is_active,
            has_password=member.has_password,
            roles=list(member.roles),
            workshops=[WorkshopOf(code=code, name=name) for code, name in member.workshops],
        )


class LinkOut(Out):
    """An address under which the person chooses a password, once. Show it, never store it."""

    url: str


@router.get("", response={200: CursorList[PersonOut], **REFUSALS})
@needs(Role.SUPERVISOR, Role.AUDITOR)
def list_people(
    request: Any, search: str = "", role: str = "", cursor: str = "", limit: int = 50
) -> Any:
    """List the people of the center. search: words of name, sign-in name or email."""
    found, page = members(request.auth, text=search, role=role, cursor=cursor, limit=limit)
    return {"items": [PersonOut.of(each) for each in found], "next_cursor": page.next_cursor}


@router.post("", response={201: PersonOut, **REFUSALS})
@needs(Role.SUPERVISOR)
@creates()
def invite_person(request: Any, payload: StaffIn) -> PersonOut:
    """Give somebody a place in the center."""
    user = inviting.invite_person(
        details=payload.dict(exclude={"roles"}),
        roles=payload.roles,
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(user.username, request.auth)


@router.get("/{username}", response={200: PersonOut, **REFUSALS})
@needs(Role.SUPERVISOR, Role.AUDITOR)
def get_person(request: Any, username: str) -> Any:
    """Show one of the center's people."""
    return _shown(username, request.auth)


@router.post("/{username}/roles", response={200: PersonOut, **REFUSALS})
@needs(Role.SUPERVISOR)
@creates(200)
def grant_role(request: Any, username: str, payload: RoleIn) -> PersonOut:
    """Give somebody a role more."""
    granting.grant_role(username=username, role=payload.role, by=request.auth, at=timezone.now())
    return _shown(username, request.auth)


@router.post("/{username}/roles/{role}/revoke", response={200: PersonOut, **REFUSALS})
@needs(Role.SUPERVISOR)
@creates(200)
def revoke_role(request: Any, username: str, role: str) -> PersonOut:
    """Take a role from somebody; who has none left is not found here any more."""
    before = _shown(username, request.auth)
    granting.revoke_role(username=username, role=role, by=request.auth, at=timezone.now())
    before.roles = [held for held in before.roles if held != role]
    return before


@router.post("/{username}/sign-in-link", response={200: LinkOut, **REFUSALS})
@needs(*inviting.INVITES_BUYERS)
def make_sign_in_link(request: Any, username: str) -> Any:
    """Make an address under which the person chooses a password; nothing keeps it."""
    url = inviting.make_sign_in_link(username=username, by=request.auth, at=timezone.now())
    return LinkOut(url=url)


def _shown(username: str, person: Person) -> PersonOut:
    member = member_named(person, username)
    if member is None:
        raise Missing
    return PersonOut.of(member)
