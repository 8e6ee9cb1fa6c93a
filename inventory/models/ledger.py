"""The ledger: transactions and the movements in them.

Written through `inventory.stock` alone, and insert-only by the database's own refusal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import MassField, ValueField
from materialcenter.models import Center, User, insert_only

if TYPE_CHECKING:
    from materialcenter.access import Person
from inventory.models.lots import Lot
from inventory.models.places import Place


class Transaction(models.Model):
    """Movements with one reason, written together. Insert-only."""

    class Reason(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        ISSUE = "issue", _("Issue")
        POOL = "pool", _("Share of a pool")
        TRANSFER = "transfer", _("Transfer")
        CUT = "cut", _("Cut")
        COUNT = "count", _("Count")
        WRITE_OFF = "write_off", _("Write-off")
        RETURN = "return", _("Return")
        REVALUATION = "revaluation", _("Late cost")
        REVERSAL = "reversal", _("Reversal")

    sequence = models.BigAutoField(primary_key=True)
    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    effective_at = models.DateTimeField(_("effective"))
    recorded_at = models.DateTimeField(_("recorded"))
    key = models.CharField(max_length=100)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        ordering = ["-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["center", "key"], name="transaction_key_once"),
            models.CheckConstraint(
                condition=Q(reason="reversal", reverses__isnull=False)
                | (~Q(reason="reversal") & Q(reverses__isnull=True)),
                name="transaction_reversal_names_one",
            ),
        ]
        indexes = [
            models.Index(fields=["center", "reference"], name="transaction_reference"),
            # Days follow each other nearly as rows do, so a few pages of it find a period.
            BrinIndex(fields=["effective_at"], name="transaction_effective", pages_per_range=32),
        ]
        triggers = insert_only("transaction")

    def __str__(self) -> str:
        return f"{self.reason} {self.sequence}"


class MovementQuerySet(models.QuerySet["Movement"]):
    """Chainable questions about movements."""

    def visible_to(self, person: Person) -> MovementQuerySet:
        """Keep the center's movements for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def search(self, *, lot: str = "", material: str = "", reference: str = "") -> MovementQuerySet:
        """Keep those of a lot by number, of a material by code, of a document; "" keeps all."""
        found = self
        if lot:
            found = found.filter(lot__number=lot)
        if material:
            found = found.filter(lot__material__code=material)
        if reference:
            found = found.filter(transaction__reference__iexact=reference)
        return found

    def with_names(self) -> MovementQuerySet:
        """Load what a line of the ledger shows, in the same query."""
        return self.select_related(
            "transaction__actor",
            "transaction__reverses",
            "transaction__reversed_by",
            "lot__material",
            "from_place",
            "to_place",
        )


class Movement(models.Model):
    """Pieces and kg of one lot, from one place to another. Insert-only.

    A late cost moves no kg, only value: from the supplier to where the steel is or went.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="movements")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="movements")
    from_place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    to_place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    pieces = models.PositiveIntegerField()
    mass_kg = MassField()
    value = ValueField()

    objects = MovementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mass_kg__gt=0) | Q(mass_kg=0, pieces=0, value__gt=0),
                name="movement_weighs_or_is_worth_something",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="movement_value_not_negative"),
            models.CheckConstraint(
                condition=~Q(from_place=F("to_place")), name="movement_goes_somewhere"
            ),
        ]
        indexes = [
            models.Index(fields=["lot", "id"], name="movement_lot"),
            models.Index(fields=["center", "id"], name="movement_center"),
        ]
        triggers = insert_only("movement")

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.pieces} pcs, {self.mass_kg} kg"
