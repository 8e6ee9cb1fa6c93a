"""What is kept back: heats and lots that nobody may have until a recall is over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.models.lots import Lot
from materialcenter.models import Center


class KeptBack(models.Model):
    """A heat, or a lot with everything cut from it, that stays in quarantine until it is let go.

    heat: in capitals; whatever is received of it meanwhile is quarantined at once.
    reference: the number of the paper that keeps it back.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    heat = models.CharField(_("heat number"), max_length=40, blank=True)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    reference = models.CharField(_("kept back by"), max_length=30)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("let go"), null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(heat="", lot__isnull=False) | (~Q(heat="") & Q(lot__isnull=True)),
                name="kept_back_heat_or_lot",
            ),
            models.UniqueConstraint(
                fields=["center", "heat"],
                condition=Q(ended_at__isnull=True, lot__isnull=True),
                name="kept_back_heat_once",
            ),
            models.UniqueConstraint(
                fields=["lot"],
                condition=Q(ended_at__isnull=True, lot__isnull=False),
                name="kept_back_lot_once",
            ),
        ]
        indexes = [models.Index(fields=["center", "reference"], name="kept_back_reference")]

    def __str__(self) -> str:
        return f"{self.heat or self.lot_id}: {self.reference}"
