"""People: invited by the center, who then choose their own password through a link.

A link is worth one new password. It is mailed, or shown once to be printed; it is never
stored.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit, jobs
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Forbidden, Invalid, Missing
from materialcenter.importing import cells
from materialcenter.models import Center, Membership, User, Workshop, WorkshopBuyer
from materialcenter.person import Person, Role
from materialcenter.rules.identity import PHONE_EXAMPLE, read_phone
from materialcenter.rules.reading import Cell, Unreadable
from materialcenter.services.detailing import Detail, read_details

INVITES_BUYERS = (Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR)
STAFF_ROLES = tuple(role for role in Role.values if role != Role.BUYER)


class UsernameTaken(Conflict):
    """Somebody signs in under this name already."""

    code = "username_taken"
    sentence = _("The sign-in name %(username)s is taken; choose another.")


class EmailTaken(Conflict):
    """The address was given to another account at this very moment."""

    code = "email_taken"
    sentence = _("This email address belongs to another account.")


class NoRole(Invalid):
    """Nobody is invited for nothing."""

    code = "role_needed"
    sentence = _("Choose at least one role for this person.")


class LinkRefused(Forbidden):
    """A link would let somebody into an account that is not this center's to open."""

    code = "link_not_yours"
    sentence = _(
        "This person has to ask for a new password on the sign-in page: the account also"
        " belongs to another center, to a supervisor or to the site's administration."
    )


def _username(cell: Cell) -> str:
    name = str(cell).strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,49}", name):
        raise Unreadable("not_a_username", cell, "budi.santoso")
    return name


PERSON_DETAILS: dict[str, Detail] = {
    "name": Detail(_("Name"), cells.text(120, "Budi Santoso")),
    "username": Detail(_("Sign-in name"), _username),
    "email": Detail(_("Email"), cells.email, "", cells.EMAIL_EXAMPLE),
    "whatsapp": Detail("WhatsApp", read_phone, "", PHONE_EXAMPLE),
}


@command
def invite_person(
    *, details: Mapping[str, object], roles: list[str], by: Person, at: datetime
) -> User:
    """Give somebody a place in the center with these roles, and mail them a link.

    details: by the names of PERSON_DETAILS. Who already has an account under the email
    address gets the roles with it and keeps name and password.
    Raises WrongRole, DetailsRefused, NoRole, UsernameTaken, EmailTaken.
    """
    by.must_be(Role.SUPERVISOR)
    values = read_details(details, PERSON_DETAILS)
    if not roles or not set(roles) <= set(STAFF_ROLES):
        raise NoRole(field="roles")
    user = _find_or_make(values)
    for role in sorted(set(roles)):
        Membership.objects.get_or_create(center_id=by.center_id, user=user, role=role)
    _tell(user, by=by)
    audit.record(
        by=by,
        action="person.invited",
        subject="User",
        subject_id=user.pk,
        at=at,
        roles=sorted(set(roles)),
    )
    return user


@command
def invite_buyer(
    *, workshop_code: str, details: Mapping[str, object], by: Person, at: datetime
) -> User:
    """Let somebody buy for a workshop, and mail them a link; see `invite_person`.

    Raises Missing, WrongRole, DetailsRefused, UsernameTaken, EmailTaken.
    """
    workshop = _locked_workshop(workshop_code, by)
    by.must_be(*INVITES_BUYERS)
    user = _find_or_make(read_details(details, PERSON_DETAILS))
    Membership.objects.get_or_create(center_id=by.center_id, user=user, role=Role.BUYER)
    WorkshopBuyer.objects.get_or_create(workshop=workshop, user=user)
    _tell(user, by=by)
    audit.record(
        by=by,
        action="buyer.invited",
        subject="Workshop",
        subject_id=workshop.pk,
        at=at,
        user_id=user.pk,
    )
    return user


@command
def remove_buyer(*, workshop_code: str, username: str, by: Person, at: datetime) -> None:
    """Stop somebody from buying for a workshop; without another one the role goes too.

    Raises Missing, WrongRole.
    """
    workshop = _locked_workshop(workshop_code, by)
    by.must_be(*INVITES_BUYERS)
    link = WorkshopBuyer.objects.filter(workshop=workshop, user__username=username).first()
    if link is None:
        raise Missing
    user_id = link.user_id
    link.delete()
    buys_for = WorkshopBuyer.objects.filter(user_id=user_id, workshop__center_id=by.center_id)
    if not buys_for.exists():
        Membership.objects.filter(center_id=by.center_id, user_id=user_id, role=Role.BUYER).delete()
    audit.record(
        by=by,
        action="buyer.removed",
        subject="Workshop",
        subject_id=workshop.pk,
        at=at,
        user_id=user_id,
    )


@command
def make_sign_in_link(*, username: str, by: Person, at: datetime) -> str:
    """Return an address under which the person chooses a new password, once.

    For who has no email: shown once, to be printed or sent. Buyers' links may be made by
    who invites buyers, others by a supervisor. Raises Missing, WrongRole, LinkRefused.
    """
    user = User.objects.filter(
        username=username, is_active=True, memberships__center_id=by.center_id
    ).first()
    if user is None or not by.is_staff:
        raise Missing
    held = list(Membership.objects.filter(user=user).values_list("center_id", "role"))
    is_buyer_only = all(role == Role.BUYER for _center, role in held)
    by.must_be(*(INVITES_BUYERS if is_buyer_only else (Role.SUPERVISOR,)))
    elsewhere = any(center != by.center_id for center, _role in held)
    supervises = (by.center_id, Role.SUPERVISOR.value) in held and user.has_usable_password()
    if elsewhere or supervises or user.is_superuser or user.is_staff:
        raise LinkRefused
    audit.record(by=by, action="person.link_made", subject="User", subject_id=user.pk, at=at)
    return link_of(user)


def link_of(user: User) -> str:
    """Make the address under which a user chooses a password; it ends with its first use."""
    key = default_token_generator.make_token(user)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
    )
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def write_invitation(*, user_id: int, center_id: int) -> None:
    """Mail somebody what they were given in a center; who has no password yet gets a link."""
    user = User.objects.get(pk=user_id)
    center = Center.objects.get(pk=center_id)
    if not user.email or not user.is_active:
        return
    with translation.override(user.language):
        known = {
            "name": user.shown_name,
            "center": center.name,
            "username": user.username,
            "site": settings.SITE_URL,
        }
        if user.has_usable_password():
            body = (
                __(
                    "Dear %(name)s,\n\n%(center)s has given you a place or another role. Sign in as"
                    " %(username)s:\n%(site)s\n"
                )
                % known
            )
        else:
            body = __(
                "Dear %(name)s,\n\n%(center)s has made an account for you. Choose a password"
                " under this address; it works once and for a few days:\n%(link)s\n\nThen sign"
                " in as %(username)s.\n"
            ) % {**known, "link": link_of(user)}
        subject = __("Your place at %(center)s") % known
    send_mail(subject, body, None, [user.email])


def _locked_workshop(code: str, by: Person) -> Workshop:
    found = Workshop.objects.visible_to(by).select_for_update(no_key=True).filter(code=code).first()
    if found is None or not by.is_staff:
        raise Missing
    return found


@step
def _find_or_make(values: Mapping[str, Any]) -> User:
    """Find the account of an email address, or make a new one without a password."""
    if values["email"]:
        known = User.objects.filter(email__iexact=values["email"]).first()
        if known is not None:
            return known
    first, _space, last = values["name"].rpartition(" ")
    user = User(
        username=values["username"],
        first_name=first or last,
        last_name=last if first else "",
        email=values["email"],
        whatsapp=values["whatsapp"],
    )
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name == "user_email_once":
            raise EmailTaken(field="email") from error
        raise UsernameTaken(field="username", username=user.username) from error
    return user


def _tell(user: User, *, by: Person) -> None:
    if user.email:
        jobs.later(
            "materialcenter.tasks.mail_invitation",
            center_id=by.center_id,
            user_id=user.pk,
            into_center_id=by.center_id,
        )
