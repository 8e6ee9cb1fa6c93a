"""Bearer tokens of machines: made for one role, shown once, kept as a hash, revoked."""

import hashlib
import secrets
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Forbidden, Invalid, Missing
from materialcenter.importing import cells
from materialcenter.models import ApiToken, Workshop
from materialcenter.person import Person, Role
from materialcenter.services.detailing import Detail, read_details

PREFIX = "mc_"
MACHINE_ROLES = tuple(role for role in Role.values if role != Role.SUPERVISOR)
DETAILS = {"name": Detail(_("Name"), cells.text(80, "Mesin kasir"))}


class OnlyPeopleMint(Forbidden):
    """A machine makes no machine."""

    code = "only_people_make_tokens"
    sentence = _("Only a person who is signed in makes tokens.")


class RoleNotForMachines(Invalid):
    """Machines hold any role but a supervisor's: approving is a person's."""

    code = "role_not_for_machines"
    sentence = _("Choose one of: %(roles)s. Approving is a person's, never a machine's.")


class WorkshopNeeded(Invalid):
    """A buyer's token buys for one workshop, any other for none."""

    code = "token_workshop"
    sentence = _("A buyer's token needs a workshop, and any other token has none.")


class AlreadyRevoked(Conflict):
    """A token is revoked once."""

    code = "already_revoked"
    sentence = _("This token has been revoked already.")


@command
def mint_token(
    *, name: str, role: str, workshop_code: str = "", by: Person, at: datetime
) -> tuple[ApiToken, str]:
    """Make a token and return it with its secret, which is kept nowhere.

    Raises WrongRole, OnlyPeopleMint, DetailsRefused, RoleNotForMachines, WorkshopNeeded.
    """
    by.must_be(Role.SUPERVISOR)
    if by.user_id is None:
        raise OnlyPeopleMint
    named = read_details({"name": name}, DETAILS)["name"]
    if role not in MACHINE_ROLES:
        raise RoleNotForMachines(field="role", roles=", ".join(MACHINE_ROLES))
    workshop = Workshop.objects.visible_to(by).filter(code=workshop_code.strip().upper()).first()
    if (role == Role.BUYER) != (workshop is not None) or bool(workshop_code) != bool(workshop):
        raise WorkshopNeeded(field="workshop")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        center_id=by.center_id,
        name=named,
        role=role,
        workshop=workshop,
        prefix=secret[:8],
        secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        created_by_id=by.user_id,
        created_at=at,
    )
    audit.record(
        by=by, action="token.made", subject="ApiToken", subject_id=token.pk, at=at, role=role
    )
    return token, secret


@command
def revoke_token(*, token_id: int, by: Person, at: datetime) -> ApiToken:
    """End a token at once. Raises Missing, WrongRole, AlreadyRevoked."""
    token = (
        ApiToken.objects.visible_to(by).select_for_update(no_key=True).filter(pk=token_id).first()
    )
    if token is None or not by.is_staff:
        raise Missing
    by.must_be(Role.SUPERVISOR)
    if token.revoked_at is not None:
        raise AlreadyRevoked
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    audit.record(by=by, action="token.revoked", subject="ApiToken", subject_id=token.pk, at=at)
    return token
