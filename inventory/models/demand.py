"""What was asked for and what is coming: demand by day, supply ahead, reorder alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.models.materials import Material
from materialcenter.fields import MassField
from materialcenter.models import Center, Workshop

if TYPE_CHECKING:
    from materialcenter.access import Person


class PastIssue(models.Model):
    """An issue from before the ledger began, as the old books have it."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    material = models.ForeignKey(Material, models.PROTECT, related_name="past_issues")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="past_issues")
    issued_on = models.DateField()
    pieces = models.PositiveIntegerField()
    mass_kg = MassField()

    class Meta:
        ordering = ["issued_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(mass_kg__gt=0), name="past_issue_weighs_something"),
        ]
        indexes = [
            models.Index(
                fields=["center", "material", "issued_on"],
                include=["mass_kg"],
                name="past_issue_demand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issued_on} {self.material_id}: {self.mass_kg} kg"


class ExpectedSupply(models.Model):
    """What a purchase order or a pool will bring: the open rest, and when."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    material = models.ForeignKey(Material, models.PROTECT, related_name="expected")
    holder = models.CharField(max_length=20)
    holder_id = models.BigIntegerField()
    reference = models.CharField(max_length=60)
    free_pieces = models.PositiveIntegerField()
    free_kg = MassField()
    due_on = models.DateField(null=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["holder", "holder_id"], name="expected_supply_once"),
        ]
        indexes = [models.Index(fields=["center", "material"], name="expected_material")]

    def __str__(self) -> str:
        return f"{self.reference}: {self.free_kg} kg"


class ReorderAlertQuerySet(models.QuerySet["ReorderAlert"]):
    """Chainable questions about reorder alerts."""

    def visible_to(self, person: Person) -> ReorderAlertQuerySet:
        """Keep the center's alerts for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def standing(self) -> ReorderAlertQuerySet:
        """Keep the alerts of episodes that are not over."""
        return self.filter(closed_at=None)


class ReorderAlert(models.Model):
    """One episode of a material under its reorder point."""

    class Answer(models.TextChoices):
        JOIN_POOL = "join_pool", _("Join the open pool")
        OPEN_POOL = "open_pool", _("Open a pool")
        PURCHASE_ORDER = "purchase_order", _("Draft a purchase order")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    material = models.ForeignKey(Material, models.PROTECT, related_name="reorder_alerts")
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    position_kg = models.DecimalField(_("position (kg)"), max_digits=14, decimal_places=3)
    reorder_point_kg = MassField(_("reorder point (kg)"))
    wanted_kg = MassField(_("to order (kg)"))
    suggestion = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    taken_as = models.CharField(max_length=16, choices=Answer, blank=True)
    taken_reference = models.CharField(max_length=60, blank=True)
    taken_at = models.DateTimeField(null=True)

    objects = ReorderAlertQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "material"],
                condition=Q(closed_at=None),
                name="reorder_alert_once_per_episode",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material_id} {self.opened_at:%Y-%m-%d}"
