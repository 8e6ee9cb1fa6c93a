"""Blanket orders, numbered revisions of orders, limits of over-receipt, goods sent back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import MassField, PercentField, PriceField
from materialcenter.models import Attachment, Center, Supplier, User, insert_only
from orders.models.offers import WeightBasis
from orders.models.purchasing import PurchaseOrder, PurchaseOrderLine, ReceiptLine

if TYPE_CHECKING:
    from materialcenter.access import Person


class BlanketOrderQuerySet(models.QuerySet["BlanketOrder"]):
    """Chainable questions about blanket orders."""

    def visible_to(self, person: Person) -> BlanketOrderQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class BlanketOrder(models.Model):
    """What a supplier agreed to deliver at a price over a time, called off in parts."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RUNNING = "running", _("Running")
        CLOSED = "closed", _("Closed")

    NEXT: dict[str, frozenset[str]] = {
        Status.DRAFT: frozenset({Status.RUNNING, Status.CLOSED}),
        Status.RUNNING: frozenset({Status.CLOSED}),
        Status.CLOSED: frozenset(),
    }

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="blanket_orders")
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.DRAFT)
    reference = models.CharField(_("supplier's number"), max_length=60, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("created"))
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("approved"), null=True)

    objects = BlanketOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="blanket_order_number_once"),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="blanket_order_time_in_order"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(approved_by=F("created_by")),
                name="blanket_order_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class BlanketOrderLine(models.Model):
    """A material agreed on; called_kg is what orders took of it, never more than agreed."""

    blanket_order = models.ForeignKey(BlanketOrder, models.PROTECT, related_name="lines")
    line_no = models.PositiveSmallIntegerField()
    material = models.ForeignKey("inventory.Material", models.PROTECT, related_name="+")
    agreed_kg = MassField(_("agreed (kg)"))
    called_kg = MassField(_("called off (kg)"), default=0)
    price_per_kg = PriceField(_("price (Rp/kg)"))
    weight_basis = models.CharField(_("weight basis"), max_length=8, choices=WeightBasis)

    class Meta:
        ordering = ["blanket_order_id", "line_no"]
        constraints = [
            models.UniqueConstraint(
                fields=["blanket_order", "line_no"], name="blanket_order_line_once"
            ),
            models.UniqueConstraint(
                fields=["blanket_order", "material"], name="blanket_order_material_once"
            ),
            models.CheckConstraint(
                condition=Q(agreed_kg__gt=0, price_per_kg__gt=0),
                name="blanket_order_line_positive",
            ),
            models.CheckConstraint(
                condition=Q(called_kg__gte=0, called_kg__lte=F("agreed_kg")),
                name="blanket_order_not_called_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.blanket_order_id}/{self.line_no}"


class PurchaseOrderRevision(models.Model):
    """How an order stood before a change, and why it was changed. Revision 1 is the first."""

    purchase_order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="revisions")
    revision = models.PositiveSmallIntegerField()
    reason = models.CharField(_("reason"), max_length=300)
    before = models.JSONField(encoder=DjangoJSONEncoder)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["purchase_order_id", "revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["purchase_order", "revision"], name="purchase_order_revision_once"
            )
        ]
        triggers = insert_only("purchase_order_revision")

    def __str__(self) -> str:
        return f"{self.purchase_order_id} r{self.revision}"


class ProposedRevision(models.Model):
    """A change over the approval limit that waits for somebody else; one per order at most.

    after: the lines' quantities and prices, the day and the freight as they are to be.
    """

    purchase_order = models.OneToOneField(
        PurchaseOrder, models.PROTECT, related_name="proposed_revision"
    )
    reason = models.CharField(_("reason"), max_length=300)
    after = models.JSONField(encoder=DjangoJSONEncoder)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.purchase_order_id}: {self.reason}"


class ReceiptLimitQuerySet(models.QuerySet["ReceiptLimit"]):
    """Chainable questions about limits of over-receipts."""

    def visible_to(self, person: Person) -> ReceiptLimitQuerySet:
        """Keep the center's limits for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class ReceiptLimit(models.Model):
    """How much more than ordered may come, per supplier and material; the closest row counts.

    supplier, material null: for all. Of percent and kg that are both set the smaller counts.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="receipt_limits")
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, related_name="+")
    material = models.ForeignKey("inventory.Material", models.PROTECT, null=True, related_name="+")
    over_percent = PercentField(_("over (%)"), default=0)
    over_kg = MassField(_("over (kg)"), null=True, blank=True)

    objects = ReceiptLimitQuerySet.as_manager()

    class Meta:
        ordering = ["center_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "supplier", "material"],
                name="receipt_limit_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(over_percent__gte=0) & (Q(over_kg__gte=0) | Q(over_kg=None)),
                name="receipt_limit_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id} {self.material_id}: {self.over_percent} %"


class SupplierReturnQuerySet(models.QuerySet["SupplierReturn"]):
    """Chainable questions about goods sent back."""

    def visible_to(self, person: Person) -> SupplierReturnQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class SupplierReturn(models.Model):
    """Goods sent back to their supplier (retur), with a note like a delivery's."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="returns")
    purchase_order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, null=True, related_name="returns"
    )
    reason = models.CharField(_("reason"), max_length=300)
    vehicle = models.CharField(_("vehicle"), max_length=20, blank=True)
    returned_at = models.DateTimeField(_("sent back"))
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = SupplierReturnQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="supplier_return_number_once")
        ]

    def __str__(self) -> str:
        return self.number


class SupplierReturnLine(models.Model):
    """What of a received line went back."""

    supplier_return = models.ForeignKey(SupplierReturn, models.PROTECT, related_name="lines")
    line_no = models.PositiveSmallIntegerField()
    receipt_line = models.ForeignKey(ReceiptLine, models.PROTECT, related_name="return_lines")
    order_line = models.ForeignKey(
        PurchaseOrderLine, models.PROTECT, null=True, related_name="return_lines"
    )
    lot = models.ForeignKey("inventory.Lot", models.PROTECT, related_name="+")
    pieces = models.PositiveIntegerField(_("pieces"))
    mass_kg = MassField(_("weighed (kg)"))
    table_kg = MassField(_("table weight (kg)"))

    class Meta:
        ordering = ["supplier_return_id", "line_no"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier_return", "line_no"], name="supplier_return_line_once"
            ),
            models.CheckConstraint(
                condition=Q(mass_kg__gt=0, table_kg__gte=0), name="supplier_return_line_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_return_id}/{self.line_no}"
