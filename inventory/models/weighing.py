"""The weighbridge: scales, the tare book, tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inventory.models.materials import Material
from materialcenter.fields import MassField, PercentField
from materialcenter.models import Attachment, Center, Supplier, User, Workshop

if TYPE_CHECKING:
    from materialcenter.access import Person


class ScaleQuerySet(models.QuerySet["Scale"]):
    """Chainable questions about scales."""

    def visible_to(self, person: Person) -> ScaleQuerySet:
        """Keep the center's scales for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class Scale(models.Model):
    """A scale, until when its legal mark (tera) holds, and how it is read.

    address: "tcp://host:port" or "serial:///dev/ttyUSB0?baud=9600"; empty is read by eye.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    capacity_kg = MassField(_("capacity (kg)"))
    division_kg = MassField(_("division (kg)"))
    verified_until = models.DateField(_("tera holds until"), null=True, blank=True)
    address = models.CharField(_("address of the indicator"), max_length=120, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ScaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("scale")
        verbose_name_plural = _("scales")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["center", "code"], name="scale_code_once"),
            models.CheckConstraint(
                condition=Q(capacity_kg__gt=0, division_kg__gt=0), name="scale_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class VehicleTareQuerySet(models.QuerySet["VehicleTare"]):
    """Chainable questions about the tare book."""

    def visible_to(self, person: Person) -> VehicleTareQuerySet:
        """Keep the center's tare book for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class VehicleTare(models.Model):
    """What a vehicle weighed empty; the newest by vehicle is the one in the book."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    vehicle = models.CharField(_("vehicle"), max_length=20)
    tare_kg = MassField(_("tare (kg)"))
    scale = models.ForeignKey(Scale, models.PROTECT, related_name="+")
    weighed_at = models.DateTimeField(_("weighed"))
    weighed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = VehicleTareQuerySet.as_manager()

    class Meta:
        verbose_name = _("tare of a vehicle")
        verbose_name_plural = _("tare book")
        ordering = ["vehicle", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(tare_kg__gt=0), name="vehicle_tare_positive")
        ]
        indexes = [models.Index(fields=["center", "vehicle", "-id"], name="vehicle_tare_newest")]

    def __str__(self) -> str:
        return f"{self.vehicle}: {self.tare_kg} kg"


class WeighTicketQuerySet(models.QuerySet["WeighTicket"]):
    """Chainable questions about weighbridge tickets."""

    def visible_to(self, person: Person) -> WeighTicketQuerySet:
        """Keep the center's tickets for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def on_the_bridge(self) -> WeighTicketQuerySet:
        """Keep those that wait for their second weighing or for being issued."""
        return self.filter(status=WeighTicket.Status.OPEN)


class WeighTicket(models.Model):
    """A weighbridge ticket (tiket timbang): two weighings and what is deducted.

    first_kg, second_kg: readings in the order in which they were taken; gross is the
    larger. A tare out of the tare book stands as the second reading with its source so.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Being weighed")
        ISSUED = "issued", _("Issued")
        CANCELLED = "cancelled", _("Cancelled")

    class Direction(models.TextChoices):
        IN = "in", _("Delivery in")
        OUT = "out", _("Delivery out")

    class Source(models.TextChoices):
        HAND = "hand", _("Read by eye")
        SCALE = "scale", _("From the scale")
        TARE_BOOK = "tare_book", _("From the tare book")

    class Method(models.TextChoices):
        ADDITIVE = "additive", _("Additive")
        SEQUENTIAL = "sequential", _("Sequential")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    scale = models.ForeignKey(Scale, models.PROTECT, related_name="tickets")
    vehicle = models.CharField(_("vehicle"), max_length=20)
    driver = models.CharField(_("driver"), max_length=80, blank=True)
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, blank=True, related_name="+")
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, related_name="+")
    material = models.ForeignKey(Material, models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(_("belongs to"), max_length=60, blank=True)
    first_kg = MassField(_("first weighing (kg)"))
    first_at = models.DateTimeField(_("first weighed"))
    first_source = models.CharField(max_length=9, choices=Source)
    second_kg = MassField(_("second weighing (kg)"), null=True)
    second_at = models.DateTimeField(_("second weighed"), null=True)
    second_source = models.CharField(max_length=9, choices=Source, blank=True)
    dirt_percent = PercentField(_("dirt (%)"), default=0)
    moisture_percent = PercentField(_("moisture (%)"), default=0)
    method = models.CharField(
        _("method of deducting"), max_length=10, choices=Method, default=Method.ADDITIVE
    )
    net_kg = MassField(_("net (kg)"), null=True)
    deducted_kg = MassField(_("deducted (kg)"), null=True)
    paid_kg = MassField(_("net after deductions (kg)"), null=True)
    is_scale_expired = models.BooleanField(_("tera expired"), default=False)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    reason = models.CharField(_("why corrected or cancelled"), max_length=200, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(_("issued"), null=True)
    document = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")

    objects = WeighTicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("weighbridge ticket")
        verbose_name_plural = _("weighbridge tickets")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="weigh_ticket_number_once"),
            models.CheckConstraint(
                condition=Q(first_kg__gt=0)
                & (Q(second_kg__isnull=True) | Q(second_kg__gt=0))
                & Q(dirt_percent__gte=0, moisture_percent__gte=0),
                name="weigh_ticket_positive",
            ),
            models.CheckConstraint(
                condition=~Q(status="issued")
                | Q(
                    net_kg__gt=0,
                    deducted_kg__gte=0,
                    paid_kg__gte=0,
                    net_kg=F("deducted_kg") + F("paid_kg"),
                    second_kg__isnull=False,
                    issued_at__isnull=False,
                ),
                name="weigh_ticket_issued_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["center", "vehicle"],
                condition=Q(status="open"),
                name="weigh_ticket_on_the_bridge",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="weigh_ticket_issued_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__status="issued"),
                func="RAISE EXCEPTION 'pgtrigger: an issued ticket stays as it is';",
            )
        ]

    def __str__(self) -> str:
        return self.number
