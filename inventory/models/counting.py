"""Stock counts (stok opname): what is to be counted, what each person found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.models.ledger import Lot, Place, Transaction
from materialcenter.fields import MassField, PercentField, ValueField
from materialcenter.models import Center, User, insert_only

if TYPE_CHECKING:
    from materialcenter.access import Person


class StockCountQuerySet(models.QuerySet["StockCount"]):
    """Chainable questions about stock counts."""

    def visible_to(self, person: Person) -> StockCountQuerySet:
        """Keep the center's counts for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def not_over(self) -> StockCountQuerySet:
        """Keep those that are neither approved nor cancelled."""
        return self.filter(status__in=StockCount.OPEN)


class StockCount(models.Model):
    """A count of some racks or materials, from opening to approval."""

    class Status(models.TextChoices):
        COUNTING = "counting", _("Being counted")
        COUNTED = "counted", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        CANCELLED = "cancelled", _("Cancelled")

    class Scope(models.TextChoices):
        RACKS = "racks", _("By rack")
        CLASS = "class", _("By class")
        DUE = "due", _("What is due")

    OPEN = frozenset({Status.COUNTING, Status.COUNTED})
    NEXT: dict[str, frozenset[str]] = {
        Status.COUNTING: frozenset({Status.COUNTED, Status.CANCELLED}),
        Status.COUNTED: frozenset({Status.COUNTING, Status.APPROVED, Status.CANCELLED}),
        Status.APPROVED: frozenset(),
        Status.CANCELLED: frozenset(),
    }

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    scope = models.CharField(_("what is counted"), max_length=8, choices=Scope)
    scope_of = models.CharField(_("which"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.COUNTING)
    recount_percent = PercentField(_("recount over (%)"), default=1)
    recount_value = ValueField(_("recount over (Rp)"), default=500_000)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(_("opened"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    transaction = models.OneToOneField(
        Transaction, models.PROTECT, null=True, related_name="stock_count"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = StockCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock count")
        verbose_name_plural = _("stock counts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="stock_count_number_once")
        ]

    def __str__(self) -> str:
        return self.number


class CountLine(models.Model):
    """A lot on a rack that is to be counted, or was found there unasked."""

    class Status(models.TextChoices):
        TO_COUNT = "to_count", _("To count")
        TO_RECOUNT = "to_recount", _("To count again by another")
        COUNTED = "counted", _("Counted")

    count = models.ForeignKey(StockCount, models.PROTECT, related_name="lines")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.TO_COUNT)
    is_found = models.BooleanField(_("found unasked"), default=False)

    class Meta:
        ordering = ["count_id", "place_id", "lot_id"]
        constraints = [
            models.UniqueConstraint(fields=["count", "lot", "place"], name="count_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.count_id}: {self.lot_id}@{self.place_id}"


class CountEntry(models.Model):
    """What one person counted of a line, and what the books said at that moment. Insert-only.

    sequence: the newest ledger transaction of the lot on the rack at that moment.
    """

    line = models.ForeignKey(CountLine, models.PROTECT, related_name="entries")
    round_no = models.PositiveSmallIntegerField()
    pieces = models.PositiveIntegerField(_("pieces counted"))
    mass_kg = MassField(_("kg counted"))
    book_pieces = models.IntegerField(_("pieces on the books"))
    book_kg = MassField(_("kg on the books"))
    sequence = models.BigIntegerField()
    counted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        ordering = ["line_id", "round_no"]
        constraints = [
            models.UniqueConstraint(fields=["line", "round_no"], name="count_entry_round_once"),
            models.CheckConstraint(condition=Q(mass_kg__gte=0), name="count_entry_not_negative"),
        ]
        triggers = insert_only("count_entry")

    def __str__(self) -> str:
        return f"{self.line_id}/{self.round_no}"


class CountRule(models.Model):
    """How often a class of stock (ABC by value) is to be counted."""

    class ValueClass(models.TextChoices):
        A = "A", "A"
        B = "B", "B"
        C = "C", "C"

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    value_class = models.CharField(_("class"), max_length=1, choices=ValueClass)
    share_percent = PercentField(_("share of value up to (%)"))
    every_days = models.PositiveSmallIntegerField(_("count every (days)"))

    class Meta:
        verbose_name = _("rule of counting")
        verbose_name_plural = _("rules of counting")
        ordering = ["center_id", "value_class"]
        constraints = [
            models.UniqueConstraint(fields=["center", "value_class"], name="count_rule_once"),
            models.CheckConstraint(
                condition=Q(every_days__gt=0, share_percent__gt=0, share_percent__lte=100),
                name="count_rule_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value_class}: {self.every_days}"
