"""The weighbridge: scales, what they were read as, the tare book, tickets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Abs
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

    def is_verified_on(self, day: date) -> bool:
        """Say whether the legal mark held on a day; a scale without one has none that holds."""
        return self.verified_until is not None and day <= self.verified_until


class Source(models.TextChoices):
    """Where a weight of a ticket or of the tare book comes from."""

    HAND = "hand", _("Read by eye")
    SCALE = "scale", _("From the scale")
    TARE_BOOK = "tare_book", _("From the tare book")


def _read_by_scale(source: str, reading: str) -> Q:
    """Write that a weight is said to be the scale's exactly when a reading of it is kept."""
    return Q(**{source: Source.SCALE, f"{reading}__isnull": False}) | (
        ~Q(**{source: Source.SCALE}) & Q(**{f"{reading}__isnull": True})
    )


class ScaleReadingQuerySet(models.QuerySet["ScaleReading"]):
    """Chainable questions about readings."""

    def visible_to(self, person: Person) -> ScaleReadingQuerySet:
        """Keep the center's readings for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class ScaleReading(models.Model):
    """What a scale said when the system itself read it; a weighing takes it once.

    frame: what the indicator sent, as text, for whoever doubts the number.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    scale = models.ForeignKey(Scale, models.PROTECT, related_name="readings")
    mass_kg = MassField(_("weight (kg)"))
    frame = models.CharField(_("as it was sent"), max_length=80)
    read_at = models.DateTimeField(_("read"))
    read_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField(_("used"), null=True)

    objects = ScaleReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of a scale")
        verbose_name_plural = _("readings of scales")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(mass_kg__gt=0), name="scale_reading_positive")
        ]

    def __str__(self) -> str:
        return f"{self.mass_kg} kg"


class VehicleTareQuerySet(models.QuerySet["VehicleTare"]):
    """Chainable questions about the tare book."""

    def visible_to(self, person: Person) -> VehicleTareQuerySet:
        """Keep the center's tare book for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def newest(self) -> VehicleTareQuerySet:
        """Keep the last entry of each vehicle, which is the one that holds."""
        later = VehicleTare.objects.filter(
            center_id=models.OuterRef("center_id"),
            vehicle=models.OuterRef("vehicle"),
            pk__gt=models.OuterRef("pk"),
        )
        return self.exclude(models.Exists(later))


class VehicleTare(models.Model):
    """What a vehicle weighed empty; the newest by vehicle is the one in the book.

    ticket: the one whose weighing it was, None for a vehicle that was weighed by itself.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    vehicle = models.CharField(_("vehicle"), max_length=20)
    tare_kg = MassField(_("tare (kg)"))
    scale = models.ForeignKey(Scale, models.PROTECT, related_name="+")
    source = models.CharField(max_length=9, choices=Source)
    reading = models.ForeignKey(ScaleReading, models.PROTECT, null=True, related_name="+")
    is_scale_expired = models.BooleanField(_("tera expired"), default=False)
    ticket = models.OneToOneField(
        "WeighTicket", models.PROTECT, null=True, related_name="kept_tare"
    )
    weighed_at = models.DateTimeField(_("weighed"))
    weighed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = VehicleTareQuerySet.as_manager()

    class Meta:
        verbose_name = _("tare of a vehicle")
        verbose_name_plural = _("tare book")
        ordering = ["vehicle", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(tare_kg__gt=0), name="vehicle_tare_positive"),
            models.CheckConstraint(
                condition=_read_by_scale("source", "reading"), name="vehicle_tare_scale_says_so"
            ),
        ]
        indexes = [models.Index(fields=["center", "vehicle", "-id"], name="vehicle_tare_newest")]

    def __str__(self) -> str:
        return f"{self.vehicle}: {self.tare_kg} kg"


_ISSUED_STAYS = """
IF TG_OP = 'UPDATE' AND OLD.document_id IS NULL AND NEW.document_id IS NOT NULL
   AND to_jsonb(NEW) - 'document_id' = to_jsonb(OLD) - 'document_id' THEN
    RETURN NEW;
END IF;
RAISE EXCEPTION 'pgtrigger: an issued ticket stays as it is';
"""


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

    def with_names(self) -> WeighTicketQuerySet:
        """Load what a ticket names, with the ticket that corrects it."""
        return self.select_related(
            "center",
            "scale",
            "supplier",
            "workshop",
            "material",
            "corrects",
            "opened_by",
            "issued_by",
            "tare_entry",
        ).prefetch_related(
            models.Prefetch(
                "corrections",
                WeighTicket.objects.exclude(status=WeighTicket.Status.CANCELLED),
                to_attr="live_corrections",
            )
        )


class WeighTicket(models.Model):
    """A weighbridge ticket (tiket timbang): two weighings and what is deducted.

    first_kg, second_kg: in the order in which they were taken. What comes in is weighed
    loaded first, what goes out empty first. A tare out of the tare book (tare_entry) stands
    in the place of the empty weighing, at the time it was weighed.
    Once issued the database lets nothing change but the printed ticket's coming.
    """

    Source = Source

    class Status(models.TextChoices):
        OPEN = "open", _("Being weighed")
        ISSUED = "issued", _("Issued")
        CANCELLED = "cancelled", _("Cancelled")

    class Direction(models.TextChoices):
        IN = "in", _("Delivery in")
        OUT = "out", _("Delivery out")

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
    first_reading = models.ForeignKey(ScaleReading, models.PROTECT, null=True, related_name="+")
    second_kg = MassField(_("second weighing (kg)"), null=True)
    second_at = models.DateTimeField(_("second weighed"), null=True)
    second_source = models.CharField(max_length=9, choices=Source, blank=True)
    second_reading = models.ForeignKey(ScaleReading, models.PROTECT, null=True, related_name="+")
    tare_entry = models.ForeignKey(VehicleTare, models.PROTECT, null=True, related_name="+")
    dirt_percent = PercentField(_("dirt (%)"), default=0)
    moisture_percent = PercentField(_("moisture (%)"), default=0)
    method = models.CharField(
        _("method of deducting"), max_length=10, choices=Method, default=Method.ADDITIVE
    )
    net_kg = MassField(_("net (kg)"), null=True)
    deducted_kg = MassField(_("deducted (kg)"), null=True)
    paid_kg = MassField(_("net after deductions (kg)"), null=True)
    is_scale_expired = models.BooleanField(_("tera expired"), default=False)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
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
                condition=Q(dirt_percent__lte=Value(Decimal(100)) - F("moisture_percent")),
                name="weigh_ticket_deducts_at_most_all",
            ),
            models.CheckConstraint(
                condition=Q(second_kg__isnull=True, second_at__isnull=True, second_source="")
                | (
                    Q(second_kg__isnull=False, second_at__isnull=False)
                    & Q(second_source__in=Source.values)
                ),
                name="weigh_ticket_second_is_whole",
            ),
            models.CheckConstraint(
                condition=_read_by_scale("first_source", "first_reading"),
                name="weigh_ticket_scale_says_first",
            ),
            models.CheckConstraint(
                condition=_read_by_scale("second_source", "second_reading"),
                name="weigh_ticket_scale_says_second",
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
                )
                & Q(net_kg=Abs(F("first_kg") - F("second_kg"))),
                name="weigh_ticket_issued_is_whole",
            ),
            models.UniqueConstraint(
                fields=["center", "vehicle"],
                condition=Q(status="open", corrects__isnull=True),
                name="weigh_ticket_on_the_bridge_once",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=~Q(status="cancelled"),
                name="weigh_ticket_corrected_once",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="weigh_ticket_issued_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__status="issued"),
                func=_ISSUED_STAYS,
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_loaded_first(self) -> bool:
        """Say whether the first weighing is the gross one, as for what comes in."""
        return self.direction == self.Direction.IN

    @property
    def gross_kg(self) -> Decimal | None:
        """Return the loaded weight, None until it is weighed."""
        return self.first_kg if self.is_loaded_first else self.second_kg

    @property
    def tare_kg(self) -> Decimal | None:
        """Return the empty weight, None until it is weighed."""
        return self.second_kg if self.is_loaded_first else self.first_kg
