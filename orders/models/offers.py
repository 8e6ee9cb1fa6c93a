"""Suppliers' offers and their price tiers; a replaced offer stays as history."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import MassField, PriceField
from materialcenter.models import Center, Supplier

if TYPE_CHECKING:
    from materialcenter.access import Person


class WeightBasis(models.TextChoices):
    """Which of the two weights a price per kg multiplies."""

    TABLE = "table", _("table weight")
    WEIGHED = "weighed", _("weighed weight")


class OfferQuerySet(models.QuerySet["Offer"]):
    """Chainable questions about offers."""

    def visible_to(self, person: Person) -> OfferQuerySet:
        """Keep the center's offers for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def current(self, on: date) -> OfferQuerySet:
        """Keep the offers that hold on a day."""
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=on), replaced_at=None, valid_from__lte=on
        )


class Offer(models.Model):
    """What a supplier asks for a material: minimum, pack, freight and tiers."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="offers")
    material = models.ForeignKey("inventory.Material", models.PROTECT, related_name="offers")
    minimum_kg = MassField(_("minimum order (kg)"), default=0)
    pack = models.PositiveIntegerField(_("multiple (sheets, bars or kg)"), default=1)
    weight_basis = models.CharField(
        _("weight basis"), max_length=8, choices=WeightBasis, default=WeightBasis.TABLE
    )
    freight_per_kg = PriceField(_("freight (Rp/kg)"), default=0)
    freight_fixed = PriceField(_("freight (Rp per order)"), default=0)
    lead_time_days = models.PositiveSmallIntegerField(_("lead time (days)"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["material_id", "supplier_id", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "material"],
                condition=Q(replaced_at=None),
                name="offer_one_current",
            ),
            models.CheckConstraint(condition=Q(pack__gte=1), name="offer_pack_at_least_one"),
            models.CheckConstraint(
                condition=Q(minimum_kg__gte=0, freight_per_kg__gte=0, freight_fixed__gte=0),
                name="offer_nothing_negative",
            ),
        ]
        indexes = [models.Index(fields=["center", "material"], name="offer_material")]

    def __str__(self) -> str:
        return f"{self.supplier_id} {self.material_id}"


class OfferTier(models.Model):
    """A price per kg, reached at `from_kg`."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="tiers")
    from_kg = MassField(_("from (kg)"))
    price_per_kg = PriceField(_("price (Rp/kg)"))

    class Meta:
        ordering = ["offer_id", "from_kg"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "from_kg"], name="offer_tier_once"),
            models.CheckConstraint(
                condition=Q(from_kg__gte=0, price_per_kg__gt=0), name="offer_tier_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_kg} kg: {self.price_per_kg}"
