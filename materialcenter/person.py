"""Who acts, and with which roles. No tables here: those start from a Person."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from materialcenter.errors import Forbidden


class Role(models.TextChoices):
    """What a person does in a center."""

    BUYER = "buyer", _("Buyer")
    CLERK = "clerk", _("Clerk")
    PURCHASER = "purchaser", _("Purchaser")
    FINANCE = "finance", _("Finance")
    SUPERVISOR = "supervisor", _("Supervisor")
    AUDITOR = "auditor", _("Auditor")


STAFF = frozenset({Role.CLERK, Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR})
EVERYONE = frozenset(Role)


class WrongRole(Forbidden):
    """The person's role does not do this."""

    code = "wrong_role"
    sentence = _("Your role may not do this.")


@dataclass(frozen=True)
class Person:
    """Somebody, or a machine, acting in one center.

    roles: held in this center. workshop_ids: those a buyer buys for. user_id is None for
    a machine, token_id is None for a person, and both are None for the system itself.
    """

    center_id: int
    roles: frozenset[str]
    user_id: int | None = None
    token_id: int | None = None
    workshop_ids: frozenset[int] = frozenset()
    name: str = ""

    @property
    def is_staff(self) -> bool:
        """Say whether the person works for the center."""
        return not self.roles.isdisjoint(STAFF)

    @property
    def owner(self) -> str:
        """Return whose idempotency keys these are."""
        return f"token:{self.token_id}" if self.token_id else f"user:{self.user_id}"

    def has(self, *roles: str) -> bool:
        """Say whether the person holds one of the roles."""
        return not self.roles.isdisjoint(roles)

    def must_be(self, *roles: str) -> None:
        """Raise WrongRole unless the person holds one of the roles."""
        if not self.has(*roles):
            raise WrongRole


def system_person(center_id: int) -> Person:
    """Return the system itself, for jobs: it holds every role but is nobody."""
    return Person(center_id=center_id, roles=frozenset(Role.values), name="system")
