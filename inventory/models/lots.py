"""Lots, where they lie and what of them is reserved.

Written through `inventory.stock` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from inventory.models.certificates import CertificateHeat
from inventory.models.materials import Material
from materialcenter.fields import LengthField, MassField, PriceField, ValueField
from materialcenter.models import Attachment, Center, Supplier, Workshop

if TYPE_CHECKING:
    from materialcenter.access import Person
from inventory.models.places import Place


class LotQuerySet(models.QuerySet["Lot"]):
    """Chainable questions about lots."""

    def visible_to(self, person: Person) -> LotQuerySet:
        """Keep the center's lots for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def search(
        self, *, text: str = "", material: str = "", heat: str = "", rack: str = ""
    ) -> LotQuerySet:
        """Keep those whose number or heat begins so, and of this material, heat, rack.

        A rack keeps what lies there now. "" keeps all.
        """
        found = self
        if text:
            found = found.filter(Q(number__istartswith=text) | Q(heat__istartswith=text))
        if material:
            found = found.filter(material__code=material)
        if heat:
            found = found.filter(heat__iexact=heat)
        if rack:
            found = found.filter(
                Exists(
                    Balance.objects.filter(
                        lot_id=OuterRef("pk"), place__code=rack, on_hand_kg__gt=0
                    )
                )
            )
        return found

    def in_yard(self) -> LotQuerySet:
        """Keep those of which something is left."""
        return self.filter(Exists(Balance.objects.filter(lot_id=OuterRef("pk"), on_hand_kg__gt=0)))

    def with_names(self) -> LotQuerySet:
        """Load what a line shows, in the same query."""
        return self.select_related(
            "material__grade",
            "supplier",
            "owner",
            "certificate",
            "certified_heat__certificate__file",
        )


class Lot(models.Model):
    """Material of one heat from one receipt. Lots are never merged.

    owner: the workshop of consigned stock, and customer whose it is where not its own.
    certified_heat: the heat of an entered mill certificate that proves it. certificate: the
    file of one that nobody entered yet; never both.
    length_mm, width_mm: of what was cut from a parent; empty is the material's own size.
    is_issuable: sound and the depot's own, so an order may take it. is_saleable: issuable
    and of the material's own size, so it may be promised as its material.
    """

    class Quality(models.TextChoices):
        OK = "ok", _("OK")
        QUARANTINED = "quarantined", _("In quarantine")
        REJECTED = "rejected", _("Rejected")

    center = models.ForeignKey(Center, models.PROTECT, related_name="lots")
    number = models.CharField(_("number"), max_length=30)
    material = models.ForeignKey(Material, models.PROTECT, related_name="lots")
    heat = models.CharField(_("heat number"), max_length=40, blank=True)
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, related_name="lots"
    )
    certificate = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    certified_heat = models.ForeignKey(
        CertificateHeat, models.PROTECT, null=True, blank=True, related_name="lots"
    )
    owner = models.ForeignKey(
        Workshop, models.PROTECT, null=True, blank=True, related_name="consigned_lots"
    )
    customer = models.CharField(_("owner's customer"), max_length=80, blank=True)
    quality = models.CharField(_("quality"), max_length=12, choices=Quality, default=Quality.OK)
    quality_reason = models.CharField(_("why so"), max_length=200, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="cut_lots")
    length_mm = LengthField(_("length (mm)"), null=True, blank=True)
    width_mm = LengthField(_("width (mm)"), null=True, blank=True)
    received_on = models.DateField(_("received"))
    received_pieces = models.PositiveIntegerField(_("pieces received"))
    received_kg = MassField(_("weighed (kg)"))
    table_kg = MassField(_("table weight (kg)"), null=True)
    cost_per_kg = PriceField(_("cost (Rp/kg)"))
    reference = models.CharField(_("received with"), max_length=60, blank=True)
    is_issuable = models.GeneratedField(
        expression=models.ExpressionWrapper(
            Q(quality="ok", owner__isnull=True), output_field=models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    is_saleable = models.GeneratedField(
        expression=models.ExpressionWrapper(
            Q(quality="ok", owner__isnull=True, length_mm__isnull=True),
            output_field=models.BooleanField(),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        ordering = ["received_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="lot_number_once"),
            models.CheckConstraint(condition=Q(received_kg__gt=0), name="lot_weighs_something"),
            models.CheckConstraint(condition=Q(cost_per_kg__gte=0), name="lot_cost_not_negative"),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(cost_per_kg=0),
                name="lot_consigned_costs_nothing",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(customer=""),
                name="lot_customer_of_an_owner",
            ),
            models.CheckConstraint(
                condition=Q(length_mm__isnull=True, width_mm__isnull=True)
                | Q(parent__isnull=False, length_mm__isnull=False, length_mm__gt=0),
                name="lot_own_size_is_cut",
            ),
            models.CheckConstraint(
                condition=Q(certificate__isnull=True) | Q(certified_heat__isnull=True),
                name="lot_certified_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["center", "material", "length_mm", "width_mm"],
                condition=Q(length_mm__isnull=False),
                name="lot_own_size",
            ),
            models.Index(fields=["center", "material", "received_on", "id"], name="lot_oldest"),
            models.Index(fields=["center", "heat"], name="lot_heat"),
            # A heat is the same in small letters and capitals.
            models.Index(F("center"), Upper("heat"), name="lot_heat_capitals"),
        ]

    def __str__(self) -> str:
        return self.number

    def certificate_file(self) -> Attachment | None:
        """Return the file that certifies it; its certified heat is loaded with its certificate."""
        if self.certified_heat is not None:
            return self.certified_heat.certificate.file
        return self.certificate


class BalanceQuerySet(models.QuerySet["Balance"]):
    """Chainable questions about balances."""

    def visible_to(self, person: Person) -> BalanceQuerySet:
        """Keep the center's balances for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def saleable(self) -> BalanceQuerySet:
        """Keep what may be promised as its material and is not all reserved."""
        return self.filter(is_saleable=True, on_hand_kg__gt=F("reserved_kg"))

    def issuable(self) -> BalanceQuerySet:
        """Keep what an order may take by its lot, remnants included, and is not all reserved."""
        return self.filter(is_issuable=True, on_hand_kg__gt=F("reserved_kg"))


class Balance(models.Model):
    """What of a lot lies on a rack now, and how much of that is reserved.

    material and received_on repeat the lot's, which never change; is_issuable and
    is_saleable repeat the lot's too, so that one locked row decides.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    material = models.ForeignKey(Material, models.PROTECT, related_name="balances")
    received_on = models.DateField()
    is_issuable = models.BooleanField()
    is_saleable = models.BooleanField()
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="balances")
    place = models.ForeignKey(Place, models.PROTECT, related_name="balances")
    on_hand_pieces = models.IntegerField(default=0)
    on_hand_kg = MassField(default=0)
    reserved_pieces = models.IntegerField(default=0)
    reserved_kg = MassField(default=0)
    value = ValueField(default=0)

    objects = BalanceQuerySet.as_manager()

    class Meta:
        ordering = ["lot_id", "place_id"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "place"], name="balance_once"),
            models.CheckConstraint(
                condition=Q(reserved_pieces__gte=0, on_hand_pieces__gte=F("reserved_pieces")),
                name="balance_pieces_cover_reserved",
            ),
            models.CheckConstraint(
                condition=Q(reserved_kg__gte=0, on_hand_kg__gte=F("reserved_kg")),
                name="balance_kg_cover_reserved",
            ),
            models.CheckConstraint(
                condition=Q(on_hand_kg__gt=0) | Q(on_hand_kg=0, on_hand_pieces=0, value=0),
                name="balance_empty_is_worth_nothing",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="balance_value_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["center", "place"], condition=Q(on_hand_kg__gt=0), name="balance_on_rack"
            ),
            models.Index(
                fields=["center", "material", "received_on", "lot", "place"],
                condition=Q(is_saleable=True, on_hand_kg__gt=0),
                name="balance_oldest_saleable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id}@{self.place_id}: {self.on_hand_kg} kg"


class Reservation(models.Model):
    """Part of a balance held for a line of an order or a share of a pool."""

    class Status(models.TextChoices):
        HELD = "held", _("Held")
        ISSUED = "issued", _("Issued")
        RELEASED = "released", _("Released")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="reservations")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    holder = models.CharField(max_length=20)
    holder_id = models.BigIntegerField()
    pieces = models.PositiveIntegerField()
    mass_kg = MassField()
    status = models.CharField(max_length=8, choices=Status, default=Status.HELD)
    held_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(mass_kg__gt=0), name="reservation_weighs_something"),
        ]
        indexes = [
            models.Index(
                fields=["holder", "holder_id"],
                condition=Q(status="held"),
                name="reservation_holder",
            ),
            models.Index(
                fields=["lot", "place"], condition=Q(status="held"), name="reservation_lot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.holder_id}: {self.pieces} pcs, {self.mass_kg} kg"
