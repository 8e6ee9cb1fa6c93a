"""What was asked for and what is coming: demand by day, supply ahead, reorder alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.models.materials import Material
from materialcenter.fields import MassField
from materialcenter.models import Center, Supplier, User, Workshop

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


class DemandDay(models.Model):
    """What the depot's own stock gave of a material on a day, folded from the ledger.

    issued_kg: over the counter, the old books' issues with it. pool_kg: shares of pools, which
    nobody kept on a rack for. What was reversed is taken back on the day of the issue.
    """

    pk = models.CompositePrimaryKey("center", "material", "day")
    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    material = models.ForeignKey(Material, models.PROTECT, related_name="demand_days")
    day = models.DateField()
    issued_kg = MassField(default=0)
    pool_kg = MassField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_kg__gte=0, pool_kg__gte=0), name="demand_day_not_negative"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.material_id}: {self.issued_kg} kg"


class DemandFolded(models.Model):
    """How far a center's ledger is folded into its days of demand."""

    center = models.OneToOneField(Center, models.PROTECT, primary_key=True, related_name="+")
    through = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.center_id}: {self.through}"


class UnmetDemand(models.Model):
    """What a workshop asked for on a day and could not have: asked_kg less had_kg.

    asked_kg: the most asked for at once that day. had_kg: the most it could have had, or got.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    material = models.ForeignKey(Material, models.PROTECT, related_name="unmet_demand")
    day = models.DateField(_("day"))
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="unmet_demand")
    asked_kg = MassField(_("asked for (kg)"))
    had_kg = MassField(_("there was (kg)"))

    class Meta:
        ordering = ["-day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "material", "day", "workshop"], name="unmet_demand_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(asked_kg__gt=0, had_kg__gte=0), name="unmet_demand_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.material_id}: {self.asked_kg} kg"


class LeadTime(models.Model):
    """How long a supplier's deliveries took, measured from what came; calendar days."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    supplier = models.OneToOneField(Supplier, models.PROTECT, related_name="measured_lead_time")
    deliveries = models.PositiveIntegerField(_("deliveries"))
    mean_days = models.DecimalField(_("mean (days)"), max_digits=7, decimal_places=2)
    spread_days = models.DecimalField(_("spread (days)"), max_digits=7, decimal_places=2)
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(deliveries__gt=0, mean_days__gte=0, spread_days__gte=0),
                name="lead_time_not_negative",
            )
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id}: {self.mean_days} days"


class MonthForecast(models.Model):
    """What was forecast for a month before it began: kg a day, and the class it was made for."""

    pk = models.CompositePrimaryKey("center", "month", "material")
    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    month = models.DateField()
    material = models.ForeignKey(Material, models.PROTECT, related_name="+")
    daily_mean_kg = MassField()
    demand_class = models.CharField(max_length=12, blank=True)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.material_id}: {self.daily_mean_kg} kg a day"


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
    """One episode of a material under its reorder point.

    level: how often it was told again, to more people, since nobody answered. daily_mean_kg:
    what was forecast when it opened. outcome: what came of it, written when it is over.
    """

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
    level = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    snoozed_until = models.DateField(_("quiet until"), null=True)
    snoozed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    snooze_reason = models.CharField(_("why quiet"), max_length=200, blank=True)
    daily_mean_kg = MassField(_("forecast (kg a day)"), default=0)
    lead_time_days = models.DecimalField(
        _("lead time (days)"), max_digits=7, decimal_places=2, default=0
    )
    outcome = models.JSONField(null=True, encoder=DjangoJSONEncoder)

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
