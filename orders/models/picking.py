"""Picking: which reserved parts a clerk has in hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from materialcenter.models import User


class PickedPart(models.Model):
    """A reserved part that was confirmed by scanning its lot, until it is handed over."""

    reservation = models.OneToOneField(
        "inventory.Reservation", models.PROTECT, related_name="picked"
    )
    picked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    picked_at = models.DateTimeField(_("picked"))

    class Meta:
        verbose_name = _("picked part")
        verbose_name_plural = _("picked parts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.reservation_id}"
