"""What the center owes a workshop back: credit notes, and what was paid back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import MassField, PriceField, ValueField
from materialcenter.models import Attachment, Center, User, Workshop
from orders.models.billing import Invoice, InvoiceLine
from orders.models.pools import Pool

if TYPE_CHECKING:
    from materialcenter.access import Person


class CreditNoteQuerySet(models.QuerySet["CreditNote"]):
    """Chainable questions about credit notes."""

    def visible_to(self, person: Person) -> CreditNoteQuerySet:
        """Keep the center's for its staff, and only a buyer's own."""
        mine = self.filter(center_id=person.center_id)
        return mine if person.is_staff else mine.filter(workshop_id__in=person.workshop_ids)

    def unspent(self) -> CreditNoteQuerySet:
        """Keep those of which something is left."""
        return self.filter(used__lt=F("amount"))


class CreditNote(models.Model):
    """Money the center owes back for what was paid ahead or billed and did not come.

    pool without invoice: of the deposit for a pool, what its bills did not use. invoice: for
    pieces that were billed and came back or were not there. amount: whole rupiah with VAT.
    used: what went to other invoices or was paid back.
    """

    class Reason(models.TextChoices):
        SHORTFALL = "shortfall", _("Less was billed than was paid ahead")
        CANCELLED = "cancelled", _("The pool was cancelled")
        RETURNED = "returned", _("Goods came back")
        CORRECTION = "correction", _("Correction of a bill")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="credit_notes")
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="credit_notes")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="credit_notes")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    note = models.CharField(_("note"), max_length=300, blank=True)
    net = models.BigIntegerField(_("net (Rp)"))
    tax_base = ValueField(_("tax base (Rp)"), default=0)
    tax = models.BigIntegerField(_("VAT (Rp)"), default=0)
    amount = models.BigIntegerField(_("amount (Rp)"))
    used = models.BigIntegerField(_("used (Rp)"), default=0)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")

    objects = CreditNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit note")
        verbose_name_plural = _("credit notes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="credit_note_number_once"),
            models.UniqueConstraint(
                fields=["pool", "workshop"],
                condition=Q(invoice=None),
                name="credit_note_pool_once",
            ),
            models.CheckConstraint(
                condition=Q(amount=F("net") + F("tax"), amount__gt=0, net__gte=0, tax__gte=0),
                name="credit_note_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(used__gte=0, used__lte=F("amount")), name="credit_note_not_used_over"
            ),
            models.CheckConstraint(
                condition=Q(pool__isnull=False) | Q(invoice__isnull=False),
                name="credit_note_for_something",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workshop"], condition=Q(used__lt=F("amount")), name="credit_note_left"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def left(self) -> int:
        """Return what may still be used or paid back, in whole rupiah."""
        return self.amount - self.used


class CreditNoteLineQuerySet(models.QuerySet["CreditNoteLine"]):
    """Chainable questions about lines of credit notes."""

    def of_pool(self, pool: Pool) -> CreditNoteLineQuerySet:
        """Keep those that give back what was billed of a pool, whatever else the bill held."""
        billed = InvoiceLine.objects.filter(
            invoice=OuterRef("credit_note__invoice"),
            line_no=OuterRef("billed_line_no"),
            delivery_note__pool=pool,
        )
        return self.filter(Exists(billed))


class CreditNoteLine(models.Model):
    """What did not come, or came back: pieces, kg and price, whole rupiah.

    billed_line_no: the line of the invoice that it is given back of, None without invoice.
    """

    credit_note = models.ForeignKey(CreditNote, models.PROTECT, related_name="lines")
    line_no = models.PositiveSmallIntegerField()
    billed_line_no = models.PositiveSmallIntegerField(null=True)
    material = models.ForeignKey("inventory.Material", models.PROTECT, related_name="+")
    pieces = models.PositiveIntegerField()
    mass_kg = MassField()
    price_per_kg = PriceField()
    amount = models.BigIntegerField()

    objects = CreditNoteLineQuerySet.as_manager()

    class Meta:
        ordering = ["credit_note_id", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["credit_note", "line_no"], name="credit_note_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.credit_note_id}/{self.line_no}"


class RefundQuerySet(models.QuerySet["Refund"]):
    """Chainable questions about refunds."""

    def visible_to(self, person: Person) -> RefundQuerySet:
        """Keep the center's for its staff, and only a buyer's own."""
        mine = self.filter(center_id=person.center_id)
        return mine if person.is_staff else mine.filter(workshop_id__in=person.workshop_ids)


class Refund(models.Model):
    """Money paid back to a workshop for a credit note."""

    class Method(models.TextChoices):
        CASH = "cash", _("Cash")
        TRANSFER = "transfer", _("Bank transfer")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="refunds")
    credit_note = models.ForeignKey(CreditNote, models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField(_("amount (Rp)"))
    method = models.CharField(_("method"), max_length=10, choices=Method)
    paid_at = models.DateTimeField(_("paid back"))
    paid_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = RefundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="refund_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
        ]

    def __str__(self) -> str:
        return self.number
