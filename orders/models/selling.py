"""Orders from stock and what is handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import MassField, PriceField
from materialcenter.models import Attachment, Center, User, Workshop
from orders.models.pools import AllocatedShare, Pool

if TYPE_CHECKING:
    from materialcenter.access import Person
    from orders.models.billing import Invoice


class OrderQuerySet(models.QuerySet["Order"]):
    """Chainable questions about orders."""

    def visible_to(self, person: Person) -> OrderQuerySet:
        """Keep the center's for its staff, and only a buyer's own."""
        mine = self.filter(center_id=person.center_id)
        return mine if person.is_staff else mine.filter(workshop_id__in=person.workshop_ids)


class Order(models.Model):
    """A workshop's order from stock."""

    class Status(models.TextChoices):
        PLACED = "placed", _("Placed")
        PICKING = "picking", _("Being picked")
        HANDED_OVER = "handed_over", _("Handed over")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    NEXT: dict[str, frozenset[str]] = {
        Status.PLACED: frozenset(
            {Status.PICKING, Status.HANDED_OVER, Status.CANCELLED, Status.EXPIRED}
        ),
        Status.PICKING: frozenset({Status.PLACED, Status.HANDED_OVER, Status.CANCELLED}),
        Status.HANDED_OVER: frozenset(),
        Status.CANCELLED: frozenset(),
        Status.EXPIRED: frozenset(),
    }
    OPEN = frozenset({Status.PLACED, Status.PICKING})

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="orders")
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PLACED)
    placed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    placed_at = models.DateTimeField(_("placed"))
    expires_at = models.DateTimeField(_("held until"))
    closed_at = models.DateTimeField(null=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="order_number_once")
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(status__in=["placed", "picking"]),
                name="order_expiry",
            ),
            models.Index(fields=["workshop", "-id"], name="order_workshop"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """A material ordered; kg are reserved kg, price is the counter's at placing.

    lot: where pieces of one lot were ordered, such as a remnant in its own size.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    line_no = models.PositiveSmallIntegerField()
    material = models.ForeignKey("inventory.Material", models.PROTECT, related_name="+")
    lot = models.ForeignKey("inventory.Lot", models.PROTECT, null=True, related_name="+")
    pieces = models.PositiveIntegerField(_("pieces"))
    mass_kg = MassField(_("kg"))
    price_per_kg = PriceField(_("price (Rp/kg)"))

    class Meta:
        ordering = ["order_id", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["order", "line_no"], name="order_line_once"),
            models.UniqueConstraint(
                fields=["order", "material"],
                condition=Q(lot__isnull=True),
                name="order_material_once",
            ),
            models.UniqueConstraint(fields=["order", "lot"], name="order_lot_once"),
            models.CheckConstraint(
                condition=Q(mass_kg__gt=0, price_per_kg__gt=0), name="order_line_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.line_no}"


class DeliveryNoteQuerySet(models.QuerySet["DeliveryNote"]):
    """Chainable questions about delivery notes."""

    def visible_to(self, person: Person) -> DeliveryNoteQuerySet:
        """Keep the center's for its staff, and only a buyer's own."""
        mine = self.filter(center_id=person.center_id)
        return mine if person.is_staff else mine.filter(workshop_id__in=person.workshop_ids)

    def unbilled(self) -> DeliveryNoteQuerySet:
        """Keep those that no invoice bills yet."""
        return self.filter(invoice__isnull=True)


class DeliveryNote(models.Model):
    """What was handed over (surat jalan), for an order or for a pool's shares.

    invoice: the one that bills it, None until then. total: what it comes to by itself.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="delivery_notes")
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="delivery_notes")
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="delivery_notes")
    handed_at = models.DateTimeField(_("handed over"))
    handed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    receiver_name = models.CharField(_("received by"), max_length=80)
    vehicle = models.CharField(_("vehicle"), max_length=20, blank=True)
    signature = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    invoice = models.ForeignKey(
        "orders.Invoice", models.PROTECT, null=True, related_name="delivery_notes"
    )
    total = models.BigIntegerField(_("worth with VAT (Rp)"), default=0)

    objects = DeliveryNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery note")
        verbose_name_plural = _("delivery notes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="delivery_note_number_once"),
            models.CheckConstraint(
                condition=Q(order__isnull=False, pool__isnull=True)
                | Q(order__isnull=True, pool__isnull=False),
                name="delivery_note_order_or_pool",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workshop", "handed_at"],
                condition=Q(invoice__isnull=True),
                name="delivery_note_unbilled",
            )
        ]

    def __str__(self) -> str:
        return self.number

    def billed(self) -> Invoice:
        """Return the invoice that bills it. Raises ValueError before one does."""
        if self.invoice is None:
            raise ValueError(f"{self.number} is not billed yet")
        return self.invoice


class DeliveryNoteLine(models.Model):
    """Pieces and weighed kg of one lot that left, and the price per kg.

    table_mass_kg: the kg that are billed where the table's are, None where the weighed are.
    """

    note = models.ForeignKey(DeliveryNote, models.PROTECT, related_name="lines")
    line_no = models.PositiveSmallIntegerField()
    material = models.ForeignKey("inventory.Material", models.PROTECT, related_name="+")
    lot = models.ForeignKey("inventory.Lot", models.PROTECT, related_name="+")
    order_line = models.ForeignKey(OrderLine, models.PROTECT, null=True, related_name="+")
    share = models.ForeignKey(
        AllocatedShare, models.PROTECT, null=True, related_name="delivery_lines"
    )
    pieces = models.PositiveIntegerField()
    mass_kg = MassField()
    table_mass_kg = MassField(null=True)
    price_per_kg = PriceField()

    class Meta:
        ordering = ["note_id", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["note", "line_no"], name="delivery_note_line_once"),
            models.CheckConstraint(
                condition=Q(mass_kg__gt=0), name="delivery_note_line_weighs_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.note_id}/{self.line_no}"
