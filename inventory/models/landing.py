"""Late costs of lots: a freight bill that comes when the steel is in, or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inventory.models.ledger import Transaction
from materialcenter.fields import RupiahField, ValueField
from materialcenter.models import Center, Supplier, User, insert_only

if TYPE_CHECKING:
    from materialcenter.access import Person


class LandedCostQuerySet(models.QuerySet["LandedCost"]):
    """Chainable questions about late costs."""

    def visible_to(self, person: Person) -> LandedCostQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class LandedCost(models.Model):
    """A bill shared over lots by weight: what raised stock, what was gone. Insert-only.

    bill_key: the bill's number as it is compared: letters and digits, small.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+")
    bill_number = models.CharField(_("bill number"), max_length=60)
    bill_key = models.CharField(max_length=60)
    amount = RupiahField(_("amount (Rp)"))
    on_stock = ValueField(_("on stock (Rp)"))
    on_gone = ValueField(_("on what is gone (Rp)"))
    transaction = models.OneToOneField(Transaction, models.PROTECT, related_name="landed_cost")
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(_("entered"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = LandedCostQuerySet.as_manager()

    class Meta:
        verbose_name = _("late cost")
        verbose_name_plural = _("late costs")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "supplier", "bill_key"], name="landed_cost_bill_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, on_stock__gte=0, on_gone__gte=0)
                & Q(amount=F("on_stock") + F("on_gone")),
                name="landed_cost_adds_up",
            ),
        ]
        triggers = insert_only("landed_cost")

    def __str__(self) -> str:
        return self.bill_number
