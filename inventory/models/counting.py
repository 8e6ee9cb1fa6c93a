"""Stock counts (stok opname): what is to be counted, what each person found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from inventory.models.ledger import Movement, Transaction
from inventory.models.lots import Lot
from inventory.models.places import Place
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

    def with_progress(self) -> StockCountQuerySet:
        """Have the lines and those that are counted summed, in the same query."""
        return self.annotate(
            line_count=models.Count("lines"),
            counted_count=models.Count("lines", filter=Q(lines__status=CountLine.Status.COUNTED)),
        )


class StockCount(models.Model):
    """A count of some racks or materials, from opening to approval.

    racks: those that were named when it was opened by rack, the empty ones too.
    recount_percent, recount_value: a first difference over either is counted again by
    another person.
    """

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
    scope_of = models.TextField(_("which"), blank=True)
    racks = models.ManyToManyField(Place, related_name="+", blank=True)
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
            models.UniqueConstraint(fields=["center", "number"], name="stock_count_number_once"),
            models.CheckConstraint(
                condition=Q(transaction__isnull=True) | Q(status="approved"),
                name="stock_count_posts_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(recount_percent__gte=0, recount_value__gte=0),
                name="stock_count_limits_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CountLineQuerySet(models.QuerySet["CountLine"]):
    """Chainable questions about lines of counts."""

    def with_names(self) -> CountLineQuerySet:
        """Load what a line shows, in the same query."""
        return self.select_related("lot__material__grade", "place")

    def with_entries(self) -> CountLineQuerySet:
        """Load who counted what, the first round ahead, in one more query."""
        entries = CountEntry.objects.select_related("counted_by").order_by("line_id", "round_no")
        return self.prefetch_related(Prefetch("entries", queryset=entries))

    def with_sequence(self) -> CountLineQuerySet:
        """Annotate `newest`: the last transaction that moved kg of the lot on the rack, or 0."""
        moved = Movement.objects.filter(lot=OuterRef("lot"), mass_kg__gt=0).filter(
            Q(from_place=OuterRef("place")) | Q(to_place=OuterRef("place"))
        )
        newest = Subquery(moved.order_by("-pk").values("transaction_id")[:1])
        return self.annotate(
            newest=Coalesce(newest, Value(0), output_field=models.BigIntegerField())
        )

    def in_walking_order(self) -> CountLineQuerySet:
        """Order by rack as one walks past them, what is still to be counted ahead on each."""
        is_done = Case(When(status=CountLine.Status.COUNTED, then=Value(1)), default=Value(0))
        return self.order_by(
            F("place__walk_order"),
            "place__code",
            is_done,
            "lot__material__code",
            "lot__number",
            "pk",
        )


class CountLine(models.Model):
    """A lot on a rack that is to be counted, or was found there unasked.

    is_open: its count is not over; a lot on a rack is on one open count at the most.
    note: why it was sent back.
    """

    class Status(models.TextChoices):
        TO_COUNT = "to_count", _("To count")
        TO_RECOUNT = "to_recount", _("To count again by another")
        COUNTED = "counted", _("Counted")

    count = models.ForeignKey(StockCount, models.PROTECT, related_name="lines")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.TO_COUNT)
    is_found = models.BooleanField(_("found unasked"), default=False)
    is_open = models.BooleanField(default=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = CountLineQuerySet.as_manager()

    class Meta:
        ordering = ["count_id", "place_id", "lot_id"]
        constraints = [
            models.UniqueConstraint(fields=["count", "lot", "place"], name="count_line_once"),
            models.UniqueConstraint(
                fields=["lot", "place"], condition=Q(is_open=True), name="count_line_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count_id}: {self.lot_id}@{self.place_id}"


class CountEntry(models.Model):
    """What one person counted of a line, and what the books said at that moment. Insert-only.

    sequence: the newest ledger transaction of the lot on the rack at that moment, 0 for
    none. is_weighed: the kg were weighed, else they are the pieces' part.
    """

    line = models.ForeignKey(CountLine, models.PROTECT, related_name="entries")
    round_no = models.PositiveSmallIntegerField()
    pieces = models.PositiveIntegerField(_("pieces counted"))
    mass_kg = MassField(_("kg counted"))
    is_weighed = models.BooleanField(_("weighed"), default=False)
    book_pieces = models.IntegerField(_("pieces on the books"))
    book_kg = MassField(_("kg on the books"))
    sequence = models.BigIntegerField()
    counted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        ordering = ["line_id", "round_no"]
        constraints = [
            models.UniqueConstraint(fields=["line", "round_no"], name="count_entry_round_once"),
            models.CheckConstraint(
                condition=Q(mass_kg__gt=0) | Q(mass_kg=0, pieces=0),
                name="count_entry_pieces_weigh_something",
            ),
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
