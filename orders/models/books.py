"""The journal: every money fact in double entry, for the accountant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from materialcenter.models import Center, insert_only

if TYPE_CHECKING:
    from materialcenter.access import Person


class Account(models.Model):
    """An account of a center's books; role: what the journal uses it for."""

    class Side(models.TextChoices):
        DEBIT = "debit", _("Debit")
        CREDIT = "credit", _("Credit")

    center = models.ForeignKey(Center, models.PROTECT, related_name="accounts")
    role = models.CharField(max_length=24)
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    side = models.CharField(_("usual side"), max_length=6, choices=Side)

    class Meta:
        ordering = ["center_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["center", "role"], name="account_role_once"),
            models.UniqueConstraint(fields=["center", "code"], name="account_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class JournalEntryQuerySet(models.QuerySet["JournalEntry"]):
    """Chainable questions about the journal."""

    def visible_to(self, person: Person) -> JournalEntryQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class JournalEntry(models.Model):
    """A money fact, once: fact and fact_id name the row of the paper it comes from."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    booked_on = models.DateField(_("date"))
    fact = models.CharField(max_length=30)
    fact_id = models.BigIntegerField()
    reference = models.CharField(_("paper"), max_length=60)
    text = models.CharField(_("text"), max_length=200)
    written_at = models.DateTimeField()

    objects = JournalEntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "fact", "fact_id"], name="journal_fact_once")
        ]
        indexes = [models.Index(fields=["center", "booked_on", "id"], name="journal_day")]
        triggers = insert_only("journal_entry")

    def __str__(self) -> str:
        return f"{self.fact} {self.reference}"


class JournalLine(models.Model):
    """One side of an entry in rupiah; debit less credit of an entry sums to zero."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    debit = models.DecimalField(_("debit (Rp)"), max_digits=18, decimal_places=2, default=0)
    credit = models.DecimalField(_("credit (Rp)"), max_digits=18, decimal_places=2, default=0)

    class Meta:
        ordering = ["entry_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0),
                name="journal_line_one_side",
            )
        ]
        indexes = [models.Index(fields=["account", "entry"], name="journal_account")]
        triggers = insert_only("journal_line")

    def __str__(self) -> str:
        return f"{self.account_id}: {self.debit} {self.credit}"
