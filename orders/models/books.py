"""The journal: every money fact in double entry, for the accountant.

Written by `orders.services.booking` alone, from the papers; never edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from materialcenter.models import Center, insert_only

if TYPE_CHECKING:
    from materialcenter.access import Person

# Looked at when the transaction ends, so that an entry and its lines may be written in any order.
_HAS_LINES = """
IF NOT EXISTS (SELECT FROM orders_journalline WHERE entry_id = NEW.id) THEN
    RAISE EXCEPTION 'journal entry % has no lines', NEW.id USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""
_BALANCES = """
IF (SELECT sum(debit - credit) FROM orders_journalline WHERE entry_id = NEW.entry_id) <> 0 THEN
    RAISE EXCEPTION 'journal entry % does not balance', NEW.entry_id
          USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""


class AccountQuerySet(models.QuerySet["Account"]):
    """Chainable questions about accounts."""

    def visible_to(self, person: Person) -> AccountQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class Account(models.Model):
    """An account of a center's books; role: what the journal uses it for.

    name: what finance calls it; "" is the usual name, in the reader's language.
    """

    class Role(models.TextChoices):
        CASH = "cash", _("Cash in hand")
        BANK = "bank", _("Money at the bank")
        QRIS = "qris", _("QRIS on its way to the bank")
        RECEIVABLE = "receivable", _("Receivables from workshops")
        VAT_IN = "vat_in", _("Input VAT")
        STOCK = "stock", _("Stock of material")
        CHARGES = "charges", _("Freight bills being shared over stock")
        PAYABLE = "payable", _("Payables to suppliers")
        RECEIVED_NOT_BILLED = "received_not_billed", _("Goods received, not billed yet")
        DEPOSITS = "deposits", _("Deposits of workshops")
        CREDIT_NOTES = "credit_notes", _("Credit notes not used yet")
        VAT_OUT = "vat_out", _("Output VAT")
        BROUGHT_IN = "brought_in", _("Stock taken in without an order")
        REVENUE = "revenue", _("Sales of material")
        SALES_RETURNS = "sales_returns", _("Sales given back")
        DISCOUNT = "discount", _("Discounts for paying early")
        COST_OF_GOODS = "cost_of_goods", _("Cost of goods sold")
        PRICE_DIFFERENCE = "price_difference", _("Differences of purchase prices")
        FREIGHT = "freight", _("Freight not in the cost of stock")
        CUTTING_LOSS = "cutting_loss", _("Loss in cutting")
        COUNT_DIFFERENCE = "count_difference", _("Differences of stock counts")
        STOCK_WRITTEN_OFF = "stock_written_off", _("Stock written off")
        BAD_DEBT = "bad_debt", _("Receivables written off")

    class Side(models.TextChoices):
        DEBIT = "debit", _("Debit")
        CREDIT = "credit", _("Credit")

    center = models.ForeignKey(Center, models.PROTECT, related_name="accounts")
    role = models.CharField(max_length=24, choices=Role)
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120, blank=True)
    side = models.CharField(_("usual side"), max_length=6, choices=Side)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["center_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["center", "role"], name="account_role_once"),
            models.UniqueConstraint(fields=["center", "code"], name="account_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str:
        """Return its own name, or the usual one of its role."""
        return self.name or self.get_role_display()


class JournalEntryQuerySet(models.QuerySet["JournalEntry"]):
    """Chainable questions about the journal."""

    def visible_to(self, person: Person) -> JournalEntryQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class JournalEntry(models.Model):
    """A money fact, once: fact and fact_id name the row of the paper it comes from.

    dated_on: the paper's own day. booked_on: the same, or the first open day where that lies
    in books that were closed already. What a later act undid stands as a fact of its own.
    """

    class Fact(models.TextChoices):
        INVOICE = "invoice", _("Invoice to a workshop")
        PAYMENT = "payment", _("Payment of a workshop")
        CREDIT_NOTE = "credit_note", _("Credit note to a workshop")
        REFUND = "refund", _("Money paid back")
        STOCK = "stock", _("Stock in or out")
        SUPPLIER_INVOICE = "supplier_invoice", _("Supplier's invoice")
        SUPPLIER_CREDIT = "supplier_credit", _("Supplier's credit, debit note")
        SUPPLIER_PAYMENT = "supplier_payment", _("Payment to a supplier")
        SUPPLIER_INVOICE_UNDONE = "supplier_invoice_undone", _("Supplier's invoice undone")
        SUPPLIER_CREDIT_UNDONE = "supplier_credit_undone", _("Supplier's credit undone")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    booked_on = models.DateField(_("booked on"))
    dated_on = models.DateField(_("paper's date"))
    fact = models.CharField(_("kind"), max_length=30, choices=Fact)
    fact_id = models.BigIntegerField()
    reference = models.CharField(_("paper"), max_length=60)
    text = models.CharField(_("text"), max_length=200, blank=True)
    written_at = models.DateTimeField()

    objects = JournalEntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "fact", "fact_id"], name="journal_fact_once")
        ]
        indexes = [models.Index(fields=["center", "booked_on", "id"], name="journal_day")]
        triggers = [
            *insert_only("journal_entry"),
            pgtrigger.Trigger(
                name="journal_entry_has_lines",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func=_HAS_LINES,
            ),
        ]

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
        triggers = [
            *insert_only("journal_line"),
            pgtrigger.Trigger(
                name="journal_line_balances",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func=_BALANCES,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.debit} {self.credit}"
