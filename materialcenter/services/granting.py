"""Roles: given and taken by a supervisor; a center never loses its last supervisor."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.models import Center, Membership, User
from materialcenter.person import Person, Role, WrongRole
from materialcenter.services.inviting import STAFF_ROLES


class NotARole(Invalid):
    """Nothing that is given here; buyers are invited to a workshop."""

    code = "role_unknown"
    sentence = _("Choose one of the roles of the center; buyers are invited at their workshop.")


class LastSupervisor(Conflict):
    """Nobody would be left to give roles."""

    code = "last_supervisor"
    sentence = _("The center needs a supervisor; name another one first.")


@command
def grant_role(*, username: str, role: str, by: Person, at: datetime) -> Membership:
    """Give somebody of the center a role more; one they hold already stays.

    Raises Missing, WrongRole, NotARole.
    """
    user = _person(username, by)
    if role not in STAFF_ROLES:
        raise NotARole(field="role")
    membership, is_new = Membership.objects.get_or_create(
        center_id=by.center_id, user=user, role=role
    )
    if is_new:
        audit.record(
            by=by, action="role.granted", subject="User", subject_id=user.pk, at=at, role=role
        )
    return membership


@command
def revoke_role(*, username: str, role: str, by: Person, at: datetime) -> None:
    """Take a role from somebody of the center.

    Two supervisors who take each other's role at once: one of them stays.
    Raises Missing, WrongRole, NotARole, LastSupervisor.
    """
    user = _person(username, by)
    if role not in STAFF_ROLES:
        raise NotARole(field="role")
    held = Membership.objects.filter(center_id=by.center_id, user=user, role=role).first()
    if held is None:
        raise Missing
    if role == Role.SUPERVISOR:
        others = Membership.objects.filter(
            center_id=by.center_id, role=Role.SUPERVISOR, user__is_active=True
        ).exclude(user=user)
        if not others.exists():
            raise LastSupervisor
    held.delete()
    audit.record(by=by, action="role.revoked", subject="User", subject_id=user.pk, at=at, role=role)


@step
def lock_roles(by: Person) -> None:
    """Let roles of a center change one after the other."""
    list(Center.objects.visible_to(by).select_for_update(no_key=True))


@step
def _person(username: str, by: Person) -> User:
    """Find somebody of the center, under the center's lock."""
    lock_roles(by)
    user = User.objects.filter(username=username, memberships__center_id=by.center_id).first()
    if user is None or not by.is_staff:
        raise Missing
    by.must_be(Role.SUPERVISOR)
    if by.user_id is not None:
        _must_still_supervise(by.center_id, by.user_id)
    return user


def _must_still_supervise(center_id: int, user_id: int) -> None:
    """Look again under the lock: the role may have gone since the request began."""
    held = Membership.objects.filter(center_id=center_id, user_id=user_id)
    if not held.filter(role=Role.SUPERVISOR).exists():
        raise WrongRole
