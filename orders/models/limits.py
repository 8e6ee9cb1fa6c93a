"""How far a supplier's invoice may be off and still be paid unseen: one row per center."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import MassField, PercentField
from materialcenter.models import Center

if TYPE_CHECKING:
    from materialcenter.access import Person


class MatchLimitsQuerySet(models.QuerySet["MatchLimits"]):
    """Chainable questions about limits."""

    def visible_to(self, person: Person) -> MatchLimitsQuerySet:
        """Keep the center's limits for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class MatchLimits(models.Model):
    """The limits of one center. Of a percentage and a figure that are both set, the smaller counts.

    Without a row, and in a new row, nothing passes unseen but rounding: Rp 100 of price on
    an order line, Rp 1 of VAT on the document, and not a gram more than was received. A
    depot that trusts its suppliers' scales opens the limits itself.
    """

    center = models.OneToOneField(Center, models.PROTECT, related_name="match_limits")
    price_percent = PercentField(_("price over (%)"), null=True, blank=True)
    price_rupiah = models.BigIntegerField(
        _("price over (Rp per order line)"), null=True, blank=True, default=100
    )
    quantity_percent = PercentField(
        _("quantity over (%)"), null=True, blank=True, default=Decimal(0)
    )
    quantity_kg = MassField(_("quantity over (kg per order line)"), null=True, blank=True)
    freight_percent = PercentField(_("freight over (%)"), null=True, blank=True)
    freight_rupiah = models.BigIntegerField(
        _("freight over (Rp per order)"), null=True, blank=True, default=0
    )
    price_under_percent = PercentField(_("price under (%)"), null=True, blank=True)
    price_under_rupiah = models.BigIntegerField(
        _("price under (Rp per order line)"), null=True, blank=True, default=100
    )
    quantity_under_percent = PercentField(_("quantity under (%)"), null=True, blank=True)
    quantity_under_kg = MassField(_("quantity under (kg per order line)"), null=True, blank=True)
    vat_rupiah = models.BigIntegerField(_("VAT off (Rp per invoice)"), default=1)

    objects = MatchLimitsQuerySet.as_manager()

    class Meta:
        verbose_name = _("limits of supplier invoices")
        verbose_name_plural = _("limits of supplier invoices")
        constraints = [
            models.CheckConstraint(
                condition=(Q(price_percent__gte=0) | Q(price_percent=None))
                & (Q(price_rupiah__gte=0) | Q(price_rupiah=None))
                & (Q(quantity_percent__gte=0) | Q(quantity_percent=None))
                & (Q(quantity_kg__gte=0) | Q(quantity_kg=None))
                & (Q(freight_percent__gte=0) | Q(freight_percent=None))
                & (Q(freight_rupiah__gte=0) | Q(freight_rupiah=None))
                & (Q(price_under_percent__gte=0) | Q(price_under_percent=None))
                & (Q(price_under_rupiah__gte=0) | Q(price_under_rupiah=None))
                & (Q(quantity_under_percent__gte=0) | Q(quantity_under_percent=None))
                & (Q(quantity_under_kg__gte=0) | Q(quantity_under_kg=None))
                & Q(vat_rupiah__gte=0),
                name="match_limits_not_negative",
            ),
            models.CheckConstraint(
                condition=(Q(price_percent__isnull=False) | Q(price_rupiah__isnull=False))
                & (Q(quantity_percent__isnull=False) | Q(quantity_kg__isnull=False))
                & (Q(freight_percent__isnull=False) | Q(freight_rupiah__isnull=False)),
                name="match_limits_one_of_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.center_id}"
