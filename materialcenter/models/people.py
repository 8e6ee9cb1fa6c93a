"""People, the roles they hold in centers, and the tokens machines use instead."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from materialcenter.models.centers import Center
from materialcenter.person import Person, Role


class User(AbstractUser):
    """A person who signs in."""

    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="id"
    )
    whatsapp = models.CharField("WhatsApp", max_length=20, blank=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="user_email_once")
        ]

    @property
    def shown_name(self) -> str:
        """Return the person's name, or the sign-in name where none is known."""
        return self.get_full_name() or self.username


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Chainable questions about memberships."""

    def visible_to(self, person: Person) -> MembershipQuerySet:
        """Keep the memberships of the person's center."""
        return self.filter(center_id=person.center_id)


class Membership(models.Model):
    """One role of one person in one center."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["center", "user", "role"], name="membership_role_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Chainable questions about tokens."""

    def visible_to(self, person: Person) -> ApiTokenQuerySet:
        """Keep the tokens of the person's center."""
        return self.filter(center_id=person.center_id)


class ApiToken(models.Model):
    """A machine's bearer token: a role in a center, shown once, kept as a hash."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(_("role"), max_length=12, choices=Role)
    workshop = models.ForeignKey(
        "materialcenter.Workshop", models.PROTECT, null=True, blank=True, related_name="tokens"
    )
    prefix = models.CharField(_("begins with"), max_length=12)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_on = models.DateField(_("last used"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.BUYER, workshop__isnull=False)
                | (~Q(role=Role.BUYER) & Q(workshop__isnull=True)),
                name="token_workshop_only_for_buyers",
            )
        ]

    def __str__(self) -> str:
        return self.name
