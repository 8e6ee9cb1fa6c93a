"""Suppliers' invoices and their match to receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import MassField, PriceField
from materialcenter.models import Attachment, Center, Supplier, User
from orders.models.purchasing import PurchaseOrderLine

if TYPE_CHECKING:
    from materialcenter.access import Person


class SupplierInvoiceQuerySet(models.QuerySet["SupplierInvoice"]):
    """Chainable questions about suppliers' invoices."""

    def visible_to(self, person: Person) -> SupplierInvoiceQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class SupplierInvoice(models.Model):
    """What a supplier bills. A worker matches it; what differs is held until released.

    One that the center itself drew up from a receipt (origin) may be refused as long as it
    is approved and unpaid; sent_at: when it was mailed to the supplier; void_sent_at: when
    the supplier was mailed that it is void.
    """

    class Status(models.TextChoices):
        ENTERED = "entered", _("Entered")
        APPROVED = "approved", _("Approved to pay")
        HELD = "held", _("Held")
        RELEASED = "released", _("Released to pay")
        REFUSED = "refused", _("Refused")

    NEXT: dict[str, frozenset[str]] = {
        Status.ENTERED: frozenset({Status.APPROVED, Status.HELD}),
        Status.HELD: frozenset({Status.APPROVED, Status.HELD, Status.RELEASED, Status.REFUSED}),
        Status.APPROVED: frozenset({Status.REFUSED}),
        Status.RELEASED: frozenset(),
        Status.REFUSED: frozenset(),
    }
    PAYABLE = frozenset({Status.APPROVED, Status.RELEASED})

    class Origin(models.TextChoices):
        TYPED = "typed", _("Entered by hand")
        FILE = "file", _("From a file")
        SETTLEMENT = "settlement", _("Settled from receipts")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="invoices")
    number = models.CharField(_("number"), max_length=60)
    normalised_number = models.CharField(max_length=60)
    invoiced_on = models.DateField(_("invoice date"))
    due_on = models.DateField(_("due date"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ENTERED)
    freight = models.BigIntegerField(_("freight (Rp)"), default=0)
    net = models.BigIntegerField(_("net (Rp)"))
    tax = models.BigIntegerField(_("VAT (Rp)"), default=0)
    total = models.BigIntegerField(_("total (Rp)"))
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.TYPED)
    paid = models.BigIntegerField(_("paid (Rp)"), default=0)
    credited = models.BigIntegerField(_("credited (Rp)"), default=0)
    document = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    void_sent_at = models.DateTimeField(null=True)
    match = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    matched_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(_("entered"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = SupplierInvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("supplier invoice")
        verbose_name_plural = _("supplier invoices")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "normalised_number"],
                condition=~Q(status="refused"),
                name="supplier_invoice_once",
            ),
            models.CheckConstraint(
                condition=Q(total=F("net") + F("freight") + F("tax")),
                name="supplier_invoice_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0, credited__gte=0) & Q(total__gte=F("paid") + F("credited")),
                name="supplier_invoice_not_paid_over",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(entered_by__isnull=True)
                | ~Q(decided_by=F("entered_by")),
                name="supplier_invoice_decided_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["center", "due_on"],
                condition=Q(
                    status__in=["approved", "released"], total__gt=F("paid") + F("credited")
                ),
                name="supplier_invoice_unpaid",
            )
        ]

    def __str__(self) -> str:
        return self.number


class SupplierInvoiceLine(models.Model):
    """A billed line, against the order line whose receipts it is matched to."""

    invoice = models.ForeignKey(SupplierInvoice, models.PROTECT, related_name="lines")
    line_no = models.PositiveSmallIntegerField()
    order_line = models.ForeignKey(
        PurchaseOrderLine, models.PROTECT, null=True, related_name="invoice_lines"
    )
    description = models.CharField(_("description"), max_length=160)
    pieces = models.PositiveIntegerField(_("pieces"), default=0)
    mass_kg = MassField(_("kg"))
    price_per_kg = PriceField(_("price (Rp/kg)"))
    amount = models.BigIntegerField(_("amount (Rp)"))

    class Meta:
        ordering = ["invoice_id", "line_no"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "line_no"], name="supplier_invoice_line_once"
            ),
            models.CheckConstraint(
                condition=Q(mass_kg__gt=0, price_per_kg__gte=0, amount__gte=0),
                name="supplier_invoice_line_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id}/{self.line_no}"
