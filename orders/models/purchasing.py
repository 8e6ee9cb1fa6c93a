"""Purchase orders and goods receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import MassField, PercentField, PriceField
from materialcenter.models import Attachment, Center, Supplier, User
from orders.models.offers import WeightBasis
from orders.models.pools import Pool

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from materialcenter.access import Person


class PurchaseOrderQuerySet(models.QuerySet["PurchaseOrder"]):
    """Chainable questions about purchase orders."""

    def visible_to(self, person: Person) -> PurchaseOrderQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def awaiting_delivery(self) -> PurchaseOrderQuerySet:
        """Keep what the supplier still has to bring."""
        return self.filter(status__in=PurchaseOrder.AWAITED)

    def late_on(self, on: date) -> PurchaseOrderQuerySet:
        """Keep what should have come before a day and has not, or not wholly."""
        return self.awaiting_delivery().filter(expected_on__lt=on)


class PurchaseOrder(models.Model):
    """What the center orders from a supplier.

    needs_another: worth more than the center's limit, so its writer may not approve it.
    asked_on: the day the center asked for; expected_on: that day, or the last one promised.
    revision: how often it was changed after it was sent.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("Sent")
        CONFIRMED = "confirmed", _("Confirmed")
        PARTLY_RECEIVED = "partly_received", _("Partly received")
        RECEIVED = "received", _("Received")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    NEXT: dict[str, frozenset[str]] = {
        Status.DRAFT: frozenset({Status.APPROVED, Status.CANCELLED}),
        Status.APPROVED: frozenset({Status.SENT, Status.CANCELLED}),
        Status.SENT: frozenset(
            {Status.CONFIRMED, Status.PARTLY_RECEIVED, Status.RECEIVED, Status.CANCELLED}
        ),
        Status.CONFIRMED: frozenset(
            {Status.SENT, Status.PARTLY_RECEIVED, Status.RECEIVED, Status.CANCELLED}
        ),
        Status.PARTLY_RECEIVED: frozenset({Status.PARTLY_RECEIVED, Status.RECEIVED, Status.CLOSED}),
        Status.RECEIVED: frozenset({Status.CLOSED, Status.PARTLY_RECEIVED}),
        Status.CLOSED: frozenset(),
        Status.CANCELLED: frozenset(),
    }
    AWAITED = frozenset({Status.SENT, Status.CONFIRMED, Status.PARTLY_RECEIVED})

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="purchase_orders")
    pool = models.ForeignKey(
        Pool, models.PROTECT, null=True, blank=True, related_name="purchase_orders"
    )
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.DRAFT)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("created"))
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("approved"), null=True)
    needs_another = models.BooleanField(_("above the approval limit"), default=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    asked_on = models.DateField(_("asked for"), null=True, blank=True)
    expected_on = models.DateField(_("expected"), null=True, blank=True)
    freight = models.BigIntegerField(_("freight (Rp)"), default=0)
    revision = models.PositiveSmallIntegerField(_("revision"), default=0)
    blanket_order = models.ForeignKey(
        "orders.BlanketOrder", models.PROTECT, null=True, blank=True, related_name="call_offs"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    document = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")

    objects = PurchaseOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase order")
        verbose_name_plural = _("purchase orders")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="purchase_order_number_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(approved_by=F("created_by"))
                | Q(needs_another=False),
                name="purchase_order_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PurchaseOrderLine(models.Model):
    """A material ordered, with its limits of over-receipt and what came of it."""

    purchase_order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="lines")
    line_no = models.PositiveSmallIntegerField()
    material = models.ForeignKey("inventory.Material", models.PROTECT, related_name="+")
    pieces = models.PositiveIntegerField(_("pieces"))
    mass_kg = MassField(_("kg"))
    price_per_kg = PriceField(_("price (Rp/kg)"))
    weight_basis = models.CharField(_("weight basis"), max_length=8, choices=WeightBasis)
    over_receipt_percent = PercentField(_("over-receipt limit (%)"), default=5)
    over_receipt_kg = MassField(_("over-receipt limit (kg)"), null=True, blank=True)
    received_pieces = models.PositiveIntegerField(_("pieces received"), default=0)
    received_kg = MassField(_("weighed kg received"), default=0)
    received_table_kg = MassField(_("table kg received"), default=0)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)

    class Meta:
        ordering = ["purchase_order_id", "line_no"]
        constraints = [
            models.UniqueConstraint(
                fields=["purchase_order", "line_no"], name="purchase_order_line_once"
            ),
            models.CheckConstraint(
                condition=Q(mass_kg__gt=0, price_per_kg__gt=0),
                name="purchase_order_line_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purchase_order_id}/{self.line_no}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """Chainable questions about goods receipts."""

    def visible_to(self, person: Person) -> ReceiptQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class Receipt(models.Model):
    """A delivery taken in (penerimaan barang).

    called_off: the settlement of it that was called off; nothing settles it again until
    somebody says so.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    purchase_order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, null=True, related_name="receipts"
    )
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="receipts")
    supplier_note = models.CharField(_("supplier's delivery note"), max_length=60, blank=True)
    vehicle = models.CharField(_("vehicle"), max_length=20, blank=True)
    received_at = models.DateTimeField(_("received"))
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    called_off = models.ForeignKey(
        "orders.SupplierInvoice", models.PROTECT, null=True, related_name="+"
    )

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("goods receipt")
        verbose_name_plural = _("goods receipts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="receipt_number_once")
        ]

    def __str__(self) -> str:
        return self.number


class ReceiptLine(models.Model):
    """One heat of one line of a delivery: received = accepted + rejected.

    quarantine_reason: why the accepted part came in quarantined; "" where it did not.
    """

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="lines")
    line_no = models.PositiveSmallIntegerField()
    order_line = models.ForeignKey(
        PurchaseOrderLine, models.PROTECT, null=True, related_name="receipt_lines"
    )
    material = models.ForeignKey("inventory.Material", models.PROTECT, related_name="+")
    lot = models.ForeignKey("inventory.Lot", models.PROTECT, null=True, related_name="+")
    heat = models.CharField(_("heat number"), max_length=40, blank=True)
    pieces = models.PositiveIntegerField(_("pieces received"))
    mass_kg = MassField(_("weighed (kg)"))
    table_kg = MassField(_("table weight (kg)"))
    rejected_pieces = models.PositiveIntegerField(_("pieces rejected"), default=0)
    rejected_kg = MassField(_("rejected (kg)"), default=0)
    reject_reason = models.CharField(_("why rejected"), max_length=200, blank=True)
    quarantine_reason = models.CharField(_("why in quarantine"), max_length=200, blank=True)

    class Meta:
        ordering = ["receipt_id", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "line_no"], name="receipt_line_once"),
            models.CheckConstraint(
                condition=Q(
                    mass_kg__gt=0,
                    rejected_kg__gte=0,
                    rejected_kg__lte=F("mass_kg"),
                    rejected_pieces__lte=F("pieces"),
                ),
                name="receipt_line_rejected_within_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id}/{self.line_no}"

    def accepted_kg(self) -> Decimal:
        """Return what was accepted, in the weight that the order's price multiplies.

        The order's line, where there is one, should be at hand.
        """
        return self.paid_kg(self.pieces - self.rejected_pieces, self.mass_kg - self.rejected_kg)

    def paid_kg(self, pieces: int, weighed_kg: Decimal) -> Decimal:
        """Return a part of what came, in the weight that the order's price multiplies."""
        if self.order_line is None or self.order_line.weight_basis == WeightBasis.WEIGHED:
            return weighed_kg
        if not self.pieces:
            return weighed_kg
        return self.table_kg * pieces / self.pieces
