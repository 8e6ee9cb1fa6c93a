"""Cutting: plans for a list of cuts, and jobs as they were done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.models.ledger import Transaction
from inventory.models.lots import Lot
from inventory.models.materials import Material
from inventory.models.places import Place
from materialcenter.fields import LengthField, MassField, ValueField
from materialcenter.models import Center, User, insert_only

if TYPE_CHECKING:
    from materialcenter.access import Person


class CutPlanQuerySet(models.QuerySet["CutPlan"]):
    """Chainable questions about cutting plans."""

    def visible_to(self, person: Person) -> CutPlanQuerySet:
        """Keep the center's plans for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class CutPlan(models.Model):
    """A list of cuts of one material, and the least material found for it.

    wanted: [{"length_mm", "width_mm" or null, "pieces", "label"}]. result: as
    `inventory.rules.cutting` gives it; null until it was computed.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Being computed")
        PLANNED = "planned", _("Planned")
        IMPOSSIBLE = "impossible", _("Not possible")
        FAILED = "failed", _("Failed")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    material = models.ForeignKey(Material, models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    kerf_mm = LengthField(_("kerf (mm)"))
    wanted = models.JSONField(_("cuts"))
    uses_remnants = models.BooleanField(_("use remnants first"), default=True)
    result = models.JSONField(null=True)
    is_proven = models.BooleanField(_("proven least"), default=False)
    planned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(_("asked"))
    computed_at = models.DateTimeField(_("computed"), null=True)

    objects = CutPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("cutting plan")
        verbose_name_plural = _("cutting plans")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="cut_plan_number_once")
        ]

    def __str__(self) -> str:
        return self.number


class CutJobQuerySet(models.QuerySet["CutJob"]):
    """Chainable questions about cutting jobs."""

    def visible_to(self, person: Person) -> CutJobQuerySet:
        """Keep the center's jobs for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class CutJob(models.Model):
    """Pieces of one lot that were cut: what went in, and what was lost as kerf. Insert-only."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    plan = models.ForeignKey(CutPlan, models.PROTECT, null=True, related_name="jobs")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="cut_jobs")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    transaction = models.OneToOneField(Transaction, models.PROTECT, related_name="cut_job")
    pieces = models.PositiveIntegerField(_("pieces cut"))
    mass_kg = MassField(_("kg cut"))
    kerf_kg = MassField(_("kerf loss (kg)"))
    value = ValueField(_("value (Rp)"))
    cut_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    cut_at = models.DateTimeField(_("cut"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = CutJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("cutting job")
        verbose_name_plural = _("cutting jobs")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="cut_job_number_once"),
            models.CheckConstraint(
                condition=Q(mass_kg__gt=0, kerf_kg__gte=0), name="cut_job_weighs_something"
            ),
        ]
        triggers = insert_only("cut_job")

    def __str__(self) -> str:
        return self.number


class CutOutput(models.Model):
    """A lot that came of a cut: pieces, a remnant, or scrap. Insert-only."""

    class Kind(models.TextChoices):
        PIECE = "piece", _("Cut pieces")
        REMNANT = "remnant", _("Remnant")
        SCRAP = "scrap", _("Scrap")

    job = models.ForeignKey(CutJob, models.PROTECT, related_name="outputs")
    line_no = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    lot = models.OneToOneField(Lot, models.PROTECT, related_name="cut_output")
    label = models.CharField(_("for"), max_length=60, blank=True)

    class Meta:
        ordering = ["job_id", "line_no"]
        constraints = [models.UniqueConstraint(fields=["job", "line_no"], name="cut_output_once")]
        triggers = insert_only("cut_output")

    def __str__(self) -> str:
        return f"{self.job_id}/{self.line_no}"
