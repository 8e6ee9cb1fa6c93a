"""Invoices to workshops and what they pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import MassField, PriceField, ValueField
from materialcenter.models import Attachment, Center, User, Workshop
from orders.models.offers import WeightBasis
from orders.models.pools import Pool
from orders.models.selling import DeliveryNote

if TYPE_CHECKING:
    from materialcenter.access import Person


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    """Chainable questions about invoices."""

    def visible_to(self, person: Person) -> InvoiceQuerySet:
        """Keep the center's for its staff, and only a buyer's own."""
        mine = self.filter(center_id=person.center_id)
        return mine if person.is_staff else mine.filter(workshop_id__in=person.workshop_ids)

    def unpaid(self) -> InvoiceQuerySet:
        """Keep what is still owed."""
        return self.filter(total__gt=F("paid"))


class Invoice(models.Model):
    """A bill to a workshop for one delivery note, or for all of a pool or a month.

    pool, month (its first day): of which it is the one bill. tax_number: of the tax invoice
    (NSFP), once the tax office gave it.
    """

    class Kind(models.TextChoices):
        HANDOVER = "handover", _("For a delivery note")
        POOL = "pool", _("For a pool")
        MONTH = "month", _("For a month")
        BY_HAND = "by_hand", _("For all that was not billed yet")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="invoices")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.HANDOVER)
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="invoices")
    month = models.DateField(_("month"), null=True)
    tax_number = models.CharField(_("tax invoice number (NSFP)"), max_length=17, blank=True)
    issued_at = models.DateTimeField(_("issued"))
    due_on = models.DateField(_("due date"))
    net = models.BigIntegerField(_("net (Rp)"))
    tax_base = ValueField(_("tax base (Rp)"), default=0)
    tax = models.BigIntegerField(_("VAT (Rp)"), default=0)
    total = models.BigIntegerField(_("total (Rp)"))
    paid = models.BigIntegerField(_("paid (Rp)"), default=0)
    document = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="invoice_number_once"),
            models.CheckConstraint(
                condition=Q(total=F("net") + F("tax"), total__gte=0), name="invoice_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("total")), name="invoice_not_paid_over"
            ),
            models.UniqueConstraint(
                fields=["workshop", "month"],
                condition=Q(month__isnull=False),
                name="invoice_month_once",
            ),
            models.UniqueConstraint(
                fields=["workshop", "pool"],
                condition=Q(pool__isnull=False),
                name="invoice_pool_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="pool", pool__isnull=False, month__isnull=True)
                | Q(kind="month", month__isnull=False, month__day=1, pool__isnull=True)
                | Q(kind__in=["handover", "by_hand"], pool__isnull=True, month__isnull=True),
                name="invoice_pool_or_month_by_kind",
            ),
            models.UniqueConstraint(
                fields=["center", "tax_number"],
                condition=~Q(tax_number=""),
                name="invoice_tax_number_once",
            ),
            models.CheckConstraint(
                condition=Q(tax_number="") | Q(tax_number__regex=r"^\d{17}$"),
                name="invoice_tax_number_17_digits",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workshop", "due_on"],
                condition=Q(total__gt=F("paid")),
                name="invoice_unpaid",
            )
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceLine(models.Model):
    """A line of a bill: kg (weighed, or by table weight) times price, whole rupiah.

    delivery_note: with which it left.
    """

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    line_no = models.PositiveSmallIntegerField()
    delivery_note = models.ForeignKey(
        DeliveryNote, models.PROTECT, null=True, related_name="billed_lines"
    )
    material = models.ForeignKey("inventory.Material", models.PROTECT, related_name="+")
    pieces = models.PositiveIntegerField()
    mass_kg = MassField()
    price_per_kg = PriceField()
    weight_basis = models.CharField(max_length=8, choices=WeightBasis, default=WeightBasis.WEIGHED)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["invoice_id", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "line_no"], name="invoice_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id}/{self.line_no}"


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Chainable questions about payments."""

    def visible_to(self, person: Person) -> PaymentQuerySet:
        """Keep the center's for its staff, and only a buyer's own."""
        mine = self.filter(center_id=person.center_id)
        return mine if person.is_staff else mine.filter(workshop_id__in=person.workshop_ids)


class Payment(models.Model):
    """Money from a workshop: for an invoice, or as a deposit for a pool.

    A deposit or a credit note pays an invoice by a row of its own, with its method; so does
    a write-off, which is no money at all and has no receipt.
    """

    class Method(models.TextChoices):
        CASH = "cash", _("Cash")
        TRANSFER = "transfer", _("Bank transfer")
        QRIS = "qris", "QRIS"
        DEPOSIT = "deposit", _("From deposit")
        CREDIT = "credit", _("From a credit note")
        WRITE_OFF = "write_off", _("Written off")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="payments")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="payments")
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="deposits")
    credit_note = models.ForeignKey(
        "orders.CreditNote", models.PROTECT, null=True, related_name="payments"
    )
    amount = models.BigIntegerField(_("amount (Rp)"))
    method = models.CharField(_("method"), max_length=10, choices=Method)
    received_at = models.DateTimeField(_("received"))
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="payment_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=Q(invoice__isnull=False) | Q(pool__isnull=False),
                name="payment_for_something",
            ),
            models.CheckConstraint(
                condition=Q(method="credit", credit_note__isnull=False, invoice__isnull=False)
                | (~Q(method="credit") & Q(credit_note__isnull=True)),
                name="payment_credit_note_by_method",
            ),
            models.CheckConstraint(
                condition=~Q(method="write_off") | Q(invoice__isnull=False, pool__isnull=True),
                name="payment_write_off_of_invoice",
            ),
        ]

    def __str__(self) -> str:
        return self.number
