"""Mill certificates: what a maker says about a heat, and what a grade allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from inventory.models.materials import Grade
from materialcenter.fields import LengthField, MassField
from materialcenter.models import Attachment, Center, Supplier, User, insert_only

if TYPE_CHECKING:
    from materialcenter.access import Person


class Property(models.TextChoices):
    """What is measured of a heat: elements in % by mass, then what the pull test says."""

    C = "C", _("Carbon (C)")
    SI = "Si", _("Silicon (Si)")
    MN = "Mn", _("Manganese (Mn)")
    P = "P", _("Phosphorus (P)")
    S = "S", _("Sulphur (S)")
    CR = "Cr", _("Chromium (Cr)")
    NI = "Ni", _("Nickel (Ni)")
    MO = "Mo", _("Molybdenum (Mo)")
    CU = "Cu", _("Copper (Cu)")
    AL = "Al", _("Aluminium (Al)")
    ZN = "Zn", _("Zinc (Zn)")
    FE = "Fe", _("Iron (Fe)")
    MG = "Mg", _("Magnesium (Mg)")
    TI = "Ti", _("Titanium (Ti)")
    SN = "Sn", _("Tin (Sn)")
    PB = "Pb", _("Lead (Pb)")
    YIELD = "YS", _("Yield strength (MPa)")
    TENSILE = "TS", _("Tensile strength (MPa)")
    ELONGATION = "EL", _("Elongation (%)")
    HARDNESS = "HV", _("Hardness (HV)")
    COATING = "Z", _("Coating (g/m², both sides)")


class GradeLimit(models.Model):
    """What a grade allows of one property, for a range of thickness or for all.

    minimum, maximum: in the property's unit, both included; at least one of them.
    from_mm (included) and to_mm (included): thickness or diameter; empty is without end.
    """

    grade = models.ForeignKey(Grade, models.PROTECT, related_name="limits")
    measured = models.CharField(_("property"), max_length=2, choices=Property)
    minimum = models.DecimalField(_("at least"), max_digits=9, decimal_places=4, null=True)
    maximum = models.DecimalField(_("at most"), max_digits=9, decimal_places=4, null=True)
    from_mm = LengthField(_("from (mm)"), null=True)
    to_mm = LengthField(_("to (mm)"), null=True)

    class Meta:
        verbose_name = _("limit of a grade")
        verbose_name_plural = _("limits of grades")
        ordering = ["grade_id", "measured", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grade", "measured", "from_mm"],
                nulls_distinct=False,
                name="grade_limit_once",
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=False) | Q(maximum__isnull=False),
                name="grade_limit_limits_something",
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(minimum__lte=F("maximum")),
                name="grade_limit_minimum_below_maximum",
            ),
            models.CheckConstraint(
                condition=Q(from_mm__isnull=True)
                | Q(to_mm__isnull=True)
                | Q(from_mm__lte=F("to_mm")),
                name="grade_limit_range_runs_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grade_id} {self.measured}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Chainable questions about certificates."""

    def visible_to(self, person: Person) -> CertificateQuerySet:
        """Keep the center's certificates for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def standing(self) -> CertificateQuerySet:
        """Keep those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def search(self, text: str) -> CertificateQuerySet:
        """Keep those whose number, or one of whose heats, begins so; "" keeps all."""
        if not text:
            return self
        heats = CertificateHeat.objects.filter(certificate=OuterRef("pk"), heat__istartswith=text)
        return self.filter(Q(number__istartswith=text) | Exists(heats))


class Certificate(models.Model):
    """A mill certificate (sertifikat pabrik) by EN 10204, with the file itself.

    What it says never changes; one that was entered wrongly is withdrawn, and its number
    is free to be entered again.
    """

    class Kind(models.TextChoices):
        STATEMENT = "2.1", _("2.1 statement of compliance")
        TEST_REPORT = "2.2", _("2.2 test report, not specific")
        INSPECTION = "3.1", _("3.1 inspection by the maker")
        WITNESSED = "3.2", _("3.2 inspection with the purchaser")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("certificate number"), max_length=60)
    kind = models.CharField(_("type (EN 10204)"), max_length=3, choices=Kind)
    issued_on = models.DateField(_("date of the certificate"))
    maker = models.CharField(_("maker"), max_length=100)
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, blank=True, related_name="+")
    standard = models.CharField(_("standard"), max_length=60, blank=True)
    inspector = models.CharField(_("inspector"), max_length=100, blank=True)
    file = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("entered"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mill certificate")
        verbose_name_plural = _("mill certificates")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "maker", "number"],
                condition=Q(withdrawn_at__isnull=True),
                name="certificate_number_once",
            )
        ]

    def __str__(self) -> str:
        return self.number


class CertificateHeat(models.Model):
    """One heat that a certificate speaks of. thickness_mm: or diameter, of what was tested."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="heats")
    heat = models.CharField(_("heat number"), max_length=40)
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="+")
    coil = models.CharField(_("coil"), max_length=40, blank=True)
    size = models.CharField(_("size"), max_length=60, blank=True)
    thickness_mm = LengthField(_("thickness or diameter (mm)"), null=True)
    pieces = models.PositiveIntegerField(_("pieces"), null=True)
    mass_kg = MassField(_("weight (kg)"), null=True)

    class Meta:
        ordering = ["certificate_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "heat", "coil"], name="certificate_heat_once"
            )
        ]
        indexes = [models.Index(fields=["heat"], name="certificate_heat")]

    def __str__(self) -> str:
        return self.heat


class CertificateResult(models.Model):
    """A measured value of a heat, as the certificate says it. Insert-only."""

    heat = models.ForeignKey(CertificateHeat, models.PROTECT, related_name="results")
    measured = models.CharField(_("property"), max_length=2, choices=Property)
    value = models.DecimalField(_("value"), max_digits=9, decimal_places=4)

    class Meta:
        ordering = ["heat_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["heat", "measured"], name="certificate_result_once"),
            models.CheckConstraint(
                condition=Q(value__gte=0), name="certificate_result_not_negative"
            ),
        ]
        triggers = insert_only("certificate_result")

    def __str__(self) -> str:
        return f"{self.measured} {self.value}"
