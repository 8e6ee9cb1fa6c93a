"""Places: the yard's racks, and the outsides that steel comes from and goes to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import LengthField, MassField
from materialcenter.models import Center

if TYPE_CHECKING:
    from materialcenter.access import Person


class PlaceQuerySet(models.QuerySet["Place"]):
    """Chainable questions about places."""

    def visible_to(self, person: Person) -> PlaceQuerySet:
        """Keep the center's places for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def racks(self) -> PlaceQuerySet:
        """Keep the places in the yard."""
        return self.filter(kind=Place.Kind.RACK)


class Place(models.Model):
    """A rack in the yard, or one of the outsides that steel comes from and goes to.

    What is cut passes the cutting bench: as much as goes onto it comes off it, in the same
    transaction, in kg and in rupiah. walk_order: the order in which a picker passes the
    racks. map_*: where the rack lies on the yard's map, in metres from its corner.
    """

    class Kind(models.TextChoices):
        RACK = "rack", _("Rack")
        SUPPLIER = "supplier", _("Supplier")
        WORKSHOP = "workshop", _("Workshop")
        CUTTING = "cutting", _("Cutting bench")
        CUTTING_LOSS = "cutting_loss", _("Cutting loss")
        COUNT_DIFFERENCE = "count_difference", _("Count difference")
        WRITE_OFF = "write_off", _("Write-off")

    center = models.ForeignKey(Center, models.PROTECT, related_name="places")
    code = models.CharField(_("code"), max_length=20)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.RACK)
    capacity_kg = MassField(_("capacity (kg)"), null=True, blank=True)
    bay = models.CharField(_("bay"), max_length=40, blank=True)
    walk_order = models.PositiveIntegerField(_("order of walking"), default=0)
    map_x_m = LengthField(_("from the left (m)"), null=True, blank=True)
    map_y_m = LengthField(_("from the top (m)"), null=True, blank=True)
    map_width_m = LengthField(_("width (m)"), null=True, blank=True)
    map_depth_m = LengthField(_("depth (m)"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["center", "code"], name="place_code_once"),
            models.UniqueConstraint(
                fields=["center", "kind"], condition=~Q(kind="rack"), name="place_outside_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    map_x_m__isnull=True,
                    map_y_m__isnull=True,
                    map_width_m__isnull=True,
                    map_depth_m__isnull=True,
                )
                | Q(map_x_m__gte=0, map_y_m__gte=0, map_width_m__gt=0, map_depth_m__gt=0),
                name="place_on_the_map_wholly",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_inside(self) -> bool:
        """Say whether what lies here is the depot's to hand over."""
        return self.kind == self.Kind.RACK

    @property
    def spot_m(self) -> tuple[Decimal, Decimal, Decimal, Decimal] | None:
        """Return where it stands on the map: from the left, from the top, width, depth."""
        x_m, y_m, width_m, depth_m = (
            self.map_x_m,
            self.map_y_m,
            self.map_width_m,
            self.map_depth_m,
        )
        if x_m is None or y_m is None or width_m is None or depth_m is None:
            return None
        return x_m, y_m, width_m, depth_m
