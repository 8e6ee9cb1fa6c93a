"""What the center owes its suppliers: credits against it, settlements, batches, payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import MassField, PriceField
from materialcenter.models import Attachment, Center, Supplier, User
from orders.models.purchasing import PurchaseOrderLine, ReceiptLine
from orders.models.supplier_invoices import SupplierInvoice

if TYPE_CHECKING:
    from materialcenter.access import Person


class SupplierCreditQuerySet(models.QuerySet["SupplierCredit"]):
    """Chainable questions about credits of suppliers."""

    def visible_to(self, person: Person) -> SupplierCreditQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def drop_drafts(self) -> int:
        """Call off those that nobody booked; return how many there were."""
        return self.filter(status=SupplierCredit.Status.DRAFT).update(
            status=SupplierCredit.Status.CANCELLED
        )


class SupplierCredit(models.Model):
    """What lowers a supplier's invoice: a debit note of ours, or a credit note of theirs."""

    class Kind(models.TextChoices):
        DEBIT_NOTE = "debit_note", _("Debit note (ours)")
        CREDIT_NOTE = "credit_note", _("Credit note (the supplier's)")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        BOOKED = "booked", _("Booked")
        CANCELLED = "cancelled", _("Cancelled")

    NEXT: dict[str, frozenset[str]] = {
        Status.DRAFT: frozenset({Status.BOOKED, Status.CANCELLED}),
        Status.BOOKED: frozenset(),
        Status.CANCELLED: frozenset(),
    }

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=Kind)
    number = models.CharField(_("number"), max_length=60)
    normalised_number = models.CharField(max_length=60)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="credits")
    invoice = models.ForeignKey(SupplierInvoice, models.PROTECT, related_name="credits")
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    reason = models.CharField(_("reason"), max_length=300)
    dated_on = models.DateField(_("date"))
    net = models.BigIntegerField(_("net (Rp)"))
    tax = models.BigIntegerField(_("VAT (Rp)"), default=0)
    amount = models.BigIntegerField(_("amount (Rp)"))
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    booked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    booked_at = models.DateTimeField(null=True)
    document = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)

    objects = SupplierCreditQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "kind", "normalised_number"],
                condition=~Q(status="cancelled"),
                name="supplier_credit_once",
            ),
            models.CheckConstraint(
                condition=Q(amount=F("net") + F("tax"), amount__gt=0, net__gte=0, tax__gte=0),
                name="supplier_credit_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def reason_in_words(self) -> str:
        """Say why, in the reader's language where the reason is always the same."""
        return self.reason or __("Billed more than received and agreed")


class SupplierCreditLine(models.Model):
    """What a credit is for: kg and rupiah of a line of the invoice; line 0 is its freight."""

    credit = models.ForeignKey(SupplierCredit, models.PROTECT, related_name="lines")
    line_no = models.PositiveSmallIntegerField()
    billed_line_no = models.PositiveSmallIntegerField()
    order_line = models.ForeignKey(PurchaseOrderLine, models.PROTECT, null=True, related_name="+")
    description = models.CharField(_("description"), max_length=160)
    mass_kg = MassField(default=0)
    price_per_kg = PriceField(default=0)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["credit_id", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["credit", "line_no"], name="supplier_credit_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.credit_id}/{self.line_no}"


class SettledReceiptLine(models.Model):
    """A receipt's line that an evaluated settlement bills; one live settlement per line."""

    receipt_line = models.ForeignKey(ReceiptLine, models.PROTECT, related_name="settlements")
    invoice = models.ForeignKey(SupplierInvoice, models.PROTECT, related_name="settled_lines")
    is_live = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["receipt_line"], condition=Q(is_live=True), name="settled_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.receipt_line_id}"


class PaymentBatchQuerySet(models.QuerySet["PaymentBatch"]):
    """Chainable questions about payment batches."""

    def visible_to(self, person: Person) -> PaymentBatchQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class PaymentBatch(models.Model):
    """Payments to suppliers that go to the bank together."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        PAID = "paid", _("Paid")
        CANCELLED = "cancelled", _("Cancelled")

    NEXT: dict[str, frozenset[str]] = {
        Status.DRAFT: frozenset({Status.APPROVED, Status.CANCELLED}),
        Status.APPROVED: frozenset({Status.PAID, Status.CANCELLED}),
        Status.PAID: frozenset(),
        Status.CANCELLED: frozenset(),
    }

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    pay_on = models.DateField(_("pay on"))
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("created"))
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)

    objects = PaymentBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="payment_batch_number_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(approved_by=F("created_by")),
                name="payment_batch_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SupplierPayment(models.Model):
    """Money for a supplier's invoice: planned in a batch, booked once the bank paid it.

    amount: what leaves the bank. discount: what is kept back for paying early. Both
    together close so much of the invoice. reference: the bank's. The supplier's account
    is kept as it was when the payment was approved.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        PAID = "paid", _("Paid")
        DROPPED = "dropped", _("Dropped")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    invoice = models.ForeignKey(SupplierInvoice, models.PROTECT, related_name="payments")
    batch = models.ForeignKey(PaymentBatch, models.PROTECT, null=True, related_name="payments")
    status = models.CharField(_("status"), max_length=7, choices=Status, default=Status.PLANNED)
    amount = models.BigIntegerField(_("amount (Rp)"))
    discount = models.BigIntegerField(_("early-payment discount (Rp)"), default=0)
    paid_at = models.DateTimeField(_("paid"), null=True)
    paid_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reference = models.CharField(_("bank reference"), max_length=60, blank=True)
    bank_name = models.CharField(_("bank"), max_length=60, blank=True)
    bank_account = models.CharField(_("account number"), max_length=34, blank=True)
    bank_holder = models.CharField(_("account holder"), max_length=120, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "number"], name="supplier_payment_number_once"
            ),
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(status="planned"),
                name="supplier_payment_planned_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, discount__gte=0), name="supplier_payment_positive"
            ),
        ]
        indexes = [models.Index(fields=["batch"], name="supplier_payment_batch")]

    def __str__(self) -> str:
        return self.number

    def account(self) -> tuple[str, str, str]:
        """Return bank, number and holder: as approved, before that the supplier's own, at hand."""
        if self.bank_account or self.status == self.Status.PAID:
            return self.bank_name, self.bank_account, self.bank_holder
        supplier = self.invoice.supplier
        return supplier.bank_name, supplier.bank_account, supplier.bank_holder

    def is_astray(self) -> bool:
        """Say whether the supplier's account became another since approval. Supplier at hand."""
        supplier = self.invoice.supplier
        now = supplier.bank_name, supplier.bank_account, supplier.bank_holder
        return self.status == self.Status.PLANNED and self.account() != now
