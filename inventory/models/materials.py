"""What the depot stocks: grades and materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import LengthField, MassField, PercentField, PriceField
from materialcenter.models import Center

if TYPE_CHECKING:
    from materialcenter.access import Person


class Grade(models.Model):
    """A grade by its standard; density belongs here and never to a formula."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=20)
    standard = models.CharField(_("standard"), max_length=60, blank=True)
    density = models.DecimalField(_("density (kg/dm³)"), max_digits=6, decimal_places=3)

    class Meta:
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["center", "code"], name="grade_code_once"),
            models.CheckConstraint(condition=Q(density__gt=0), name="grade_density_positive"),
        ]

    def __str__(self) -> str:
        return self.code


class MaterialQuerySet(models.QuerySet["Material"]):
    """Chainable questions about materials."""

    def visible_to(self, person: Person) -> MaterialQuerySet:
        """Keep the center's materials; everybody in the center sees them."""
        return self.filter(center_id=person.center_id)

    def search(self, *, text: str = "", form: str = "", grade: str = "") -> MaterialQuerySet:
        """Keep those whose code or grade holds the text, of this form and grade; "" keeps all."""
        found = self
        for word in text.split():
            found = found.filter(Q(code__icontains=word) | Q(grade__code__icontains=word))
        if form:
            found = found.filter(form=form)
        if grade:
            found = found.filter(grade__code=grade)
        return found

    def on_offer(self) -> MaterialQuerySet:
        """Keep those that are on the list."""
        return self.filter(is_active=True)


class Material(models.Model):
    """A form of a grade in fixed dimensions, counted in pieces or in kilograms.

    fixed_value_per_kg: what scrap of a cut is booked at; only for what is kept by weight.
    """

    class Form(models.TextChoices):
        SHEET = "sheet", _("Sheet")
        PLATE = "plate", _("Plate")
        ROUND_BAR = "round_bar", _("Round bar")
        SQUARE_BAR = "square_bar", _("Square bar")
        HEX_BAR = "hex_bar", _("Hexagon bar")
        FLAT_BAR = "flat_bar", _("Flat bar")
        ANGLE = "angle", _("Angle")
        PIPE = "pipe", _("Pipe")
        INGOT = "ingot", _("Ingot")
        SCRAP = "scrap", _("Scrap")

    class Unit(models.TextChoices):
        SHEET = "sheet", _("sheet")
        BAR = "bar", _("bar")
        KG = "kg", "kg"

    center = models.ForeignKey(Center, models.PROTECT, related_name="materials")
    code = models.CharField(_("code"), max_length=30)
    form = models.CharField(_("form"), max_length=12, choices=Form)
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="materials")
    unit = models.CharField(_("unit"), max_length=5, choices=Unit)
    thickness_mm = LengthField(_("thickness (mm)"), null=True, blank=True)
    width_mm = LengthField(_("width (mm)"), null=True, blank=True)
    length_mm = LengthField(_("length (mm)"), null=True, blank=True)
    diameter_mm = LengthField(_("diameter or side (mm)"), null=True, blank=True)
    root_radius_mm = LengthField(_("root radius R (mm)"), null=True, blank=True)
    toe_radius_mm = LengthField(_("toe radius r (mm)"), null=True, blank=True)
    piece_mass_kg = MassField(_("table weight (kg)"), null=True, blank=True)
    counter_price_per_kg = PriceField(_("counter price (Rp/kg)"))
    fixed_value_per_kg = PriceField(_("booked at, as scrap (Rp/kg)"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["center", "code"], name="material_code_once"),
            models.CheckConstraint(
                condition=Q(unit="kg", piece_mass_kg__isnull=True)
                | (~Q(unit="kg") & Q(piece_mass_kg__isnull=False, piece_mass_kg__gt=0)),
                name="material_counted_has_piece_mass",
            ),
            models.CheckConstraint(
                condition=Q(counter_price_per_kg__gt=0), name="material_price_positive"
            ),
            models.CheckConstraint(
                condition=Q(fixed_value_per_kg__isnull=True)
                | Q(fixed_value_per_kg__gte=0, unit="kg"),
                name="material_fixed_value_by_weight",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_counted(self) -> bool:
        """Say whether it is counted in pieces (sheet, bar) rather than weighed in kg."""
        return self.unit != self.Unit.KG


class ReorderPlan(models.Model):
    """When to reorder a material, as last computed from its demand, or set by hand.

    fill_rate_percent, own_lead_time_days and multiple_kg are set by hand and are null where
    the center's usual ones hold; lead_time_days is what the plan was made with.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    material = models.OneToOneField(Material, models.PROTECT, related_name="reorder_plan")
    demand_class = models.CharField(_("class of demand"), max_length=12, blank=True)
    daily_mean_kg = MassField(_("mean demand (kg a day)"), default=0)
    reorder_point_kg = MassField(_("reorder point (kg)"), default=0)
    order_up_to_kg = MassField(_("order up to (kg)"), default=0)
    is_manual = models.BooleanField(_("set by hand"), default=False)
    fill_rate_percent = PercentField(_("target fill rate (%)"), null=True, blank=True)
    own_lead_time_days = models.DecimalField(
        _("lead time of its own (days)"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    multiple_kg = MassField(_("ordered in multiples of (kg)"), null=True, blank=True)
    lead_time_days = models.DecimalField(
        _("lead time (days)"), max_digits=7, decimal_places=2, default=0
    )
    lead_time_spread_days = models.DecimalField(
        _("spread of the lead time (days)"), max_digits=7, decimal_places=2, default=0
    )
    weekly_spread_kg = MassField(_("spread of a week's demand (kg)"), default=0)
    planned_at = models.DateTimeField(_("planned"))

    class Meta:
        verbose_name = _("reorder plan")
        verbose_name_plural = _("reorder plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(reorder_point_kg__gte=0, order_up_to_kg__gte=F("reorder_point_kg")),
                name="reorder_plan_minimum_below_maximum",
            ),
            models.CheckConstraint(
                condition=(
                    Q(fill_rate_percent=None)
                    | Q(fill_rate_percent__gt=0, fill_rate_percent__lt=100)
                )
                & (Q(own_lead_time_days=None) | Q(own_lead_time_days__gte=0))
                & (Q(multiple_kg=None) | Q(multiple_kg__gt=0)),
                name="reorder_plan_settings_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material_id}: {self.reorder_point_kg} kg"
