"""Chasing what workshops owe: reminders, the bank's lines, write-offs; the year's target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from materialcenter.models import Center, User, insert_only
from orders.models.billing import Invoice, Payment

if TYPE_CHECKING:
    from materialcenter.access import Person


class Reminder(models.Model):
    """That a workshop was reminded of an invoice; each level once."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="reminders")
    level = models.PositiveSmallIntegerField()
    open_amount = models.BigIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["invoice_id", "level"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "level"], name="reminder_level_once")
        ]
        triggers = insert_only("reminder")

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.level}"


class BankLineQuerySet(models.QuerySet["BankLine"]):
    """Chainable questions about the bank's lines."""

    def visible_to(self, person: Person) -> BankLineQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class BankLine(models.Model):
    """A line of the center's bank statement: money in, and what became of it.

    fingerprint: of day, amount, text, balance and its place among equal lines of a day, so
    that a statement brought twice adds nothing.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("To be matched")
        MATCHED = "matched", _("Matched")
        IGNORED = "ignored", _("Not from a workshop")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    booked_on = models.DateField(_("booked on"))
    amount = models.BigIntegerField(_("amount (Rp)"))
    text = models.CharField(_("text"), max_length=300)
    fingerprint = models.CharField(max_length=64)
    status = models.CharField(_("status"), max_length=7, choices=Status, default=Status.OPEN)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = BankLineQuerySet.as_manager()

    class Meta:
        ordering = ["-booked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "fingerprint"], name="bank_line_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="bank_line_positive"),
        ]
        indexes = [
            models.Index(fields=["center"], condition=Q(status="open"), name="bank_line_open")
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount}"


class BankMatch(models.Model):
    """A part of a bank line that is a workshop's payment."""

    bank_line = models.ForeignKey(BankLine, models.PROTECT, related_name="matches")
    payment = models.OneToOneField(Payment, models.PROTECT, related_name="bank_match")

    class Meta:
        ordering = ["bank_line_id", "pk"]

    def __str__(self) -> str:
        return f"{self.bank_line_id} {self.payment_id}"


class WriteOffQuerySet(models.QuerySet["WriteOff"]):
    """Chainable questions about write-offs."""

    def visible_to(self, person: Person) -> WriteOffQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def with_names(self) -> WriteOffQuerySet:
        """Bring along what a page names: the invoice, its workshop, and who asked and decided."""
        return self.select_related("invoice__workshop", "payment", "asked_by", "decided_by")


class WriteOff(models.Model):
    """What of an invoice is given up, asked by one and approved by another.

    payment: the row that closes the invoice by so much, once it is approved.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Waits for approval")
        APPROVED = "approved", _("Written off")
        REJECTED = "rejected", _("Rejected")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="write_offs")
    amount = models.BigIntegerField(_("amount (Rp)"))
    reason = models.CharField(_("reason"), max_length=300)
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="write_off")
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = WriteOffQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="write_off_number_once"),
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(status="asked"), name="write_off_asked_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="write_off_positive"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(asked_by__isnull=True)
                | ~Q(decided_by=F("asked_by")),
                name="write_off_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status="approved", payment__isnull=False)
                | (~Q(status="approved") & Q(payment__isnull=True)),
                name="write_off_paid_when_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class YearTargetQuerySet(models.QuerySet["YearTarget"]):
    """Chainable questions about the targets of years."""

    def visible_to(self, person: Person) -> YearTargetQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class YearTarget(models.Model):
    """The revenue that a center is to reach in a year, in whole rupiah.

    reported: what it told the office it had reached, for a year that these books do not hold.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="year_targets")
    year = models.PositiveSmallIntegerField(_("year"))
    revenue = models.BigIntegerField(_("revenue to reach (Rp)"), null=True, blank=True)
    reported = models.BigIntegerField(_("revenue as reported (Rp)"), null=True, blank=True)

    objects = YearTargetQuerySet.as_manager()

    class Meta:
        ordering = ["center_id", "year"]
        constraints = [
            models.UniqueConstraint(fields=["center", "year"], name="year_target_once"),
            models.CheckConstraint(
                condition=(Q(revenue__gt=0) | Q(revenue=None))
                & (Q(reported__gte=0) | Q(reported=None)),
                name="year_target_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.revenue}"
