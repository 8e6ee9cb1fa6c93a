"""Recalls: which heats are called back, who has what of them, what each answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import MassField
from materialcenter.models import Center, User, Workshop
from orders.models.selling import DeliveryNoteLine

if TYPE_CHECKING:
    from materialcenter.access import Person


class RecallQuerySet(models.QuerySet["Recall"]):
    """Chainable questions about recalls."""

    def visible_to(self, person: Person) -> RecallQuerySet:
        """Keep the center's for its staff, and for a buyer those that name its workshops."""
        mine = self.filter(center_id=person.center_id)
        if person.is_staff:
            return mine
        return mine.filter(
            pk__in=RecallNotice.objects.filter(workshop_id__in=person.workshop_ids).values(
                "recall_id"
            )
        )


class Recall(models.Model):
    """Heats that are called back."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    reason = models.TextField(_("what is wrong"), max_length=2000)
    wanted = models.TextField(_("what the workshops are asked to do"), max_length=2000)
    status = models.CharField(_("status"), max_length=6, choices=Status, default=Status.OPEN)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(_("opened"))
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True)
    outcome = models.TextField(_("outcome"), max_length=2000, blank=True)

    objects = RecallQuerySet.as_manager()

    class Meta:
        verbose_name = _("recall")
        verbose_name_plural = _("recalls")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="recall_number_once")
        ]

    def __str__(self) -> str:
        return self.number


class RecallLot(models.Model):
    """A lot of a recalled heat, or one cut from it; quarantined when the recall began."""

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="lots")
    lot = models.ForeignKey("inventory.Lot", models.PROTECT, related_name="+")
    is_root = models.BooleanField(_("of the heat itself"))

    class Meta:
        ordering = ["recall_id", "lot_id"]
        constraints = [models.UniqueConstraint(fields=["recall", "lot"], name="recall_lot_once")]

    def __str__(self) -> str:
        return f"{self.recall_id}: {self.lot_id}"


class RecallNotice(models.Model):
    """What one workshop got of a recall's lots, and that it answered.

    told_at: when a mail about it went to somebody; empty where nobody there reads mail.
    said_by: who gave the answer, where somebody of the depot wrote it down for them.
    """

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="notices")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(_("told"), null=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    said_by = models.CharField(_("answered by"), max_length=80, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        ordering = ["recall_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["recall", "workshop"], name="recall_notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.recall_id}: {self.workshop_id}"


class RecallItem(models.Model):
    """Steel of a recall that a workshop got, and what became of it there.

    delivery_line: by which it was handed over; empty for consigned stock that its owner took
    back. held_*: still lies there; passed_*: went on to a customer; the rest was used up.
    Empty until the workshop answers.
    """

    notice = models.ForeignKey(RecallNotice, models.PROTECT, related_name="items")
    lot = models.ForeignKey("inventory.Lot", models.PROTECT, related_name="+")
    delivery_line = models.ForeignKey(DeliveryNoteLine, models.PROTECT, null=True, related_name="+")
    pieces = models.PositiveIntegerField(_("pieces"))
    mass_kg = MassField(_("kg"))
    held_pieces = models.PositiveIntegerField(_("pieces held back"), null=True)
    held_kg = MassField(_("kg held back"), null=True)
    passed_pieces = models.PositiveIntegerField(_("pieces passed on"), null=True)
    passed_kg = MassField(_("kg passed on"), null=True)

    class Meta:
        ordering = ["notice_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "lot", "delivery_line"],
                nulls_distinct=False,
                name="recall_item_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    held_pieces__isnull=True,
                    held_kg__isnull=True,
                    passed_pieces__isnull=True,
                    passed_kg__isnull=True,
                )
                | Q(
                    held_kg__gte=0,
                    passed_kg__gte=0,
                    mass_kg__gte=F("held_kg") + F("passed_kg"),
                    pieces__gte=F("held_pieces") + F("passed_pieces"),
                ),
                name="recall_item_no_more_than_it_got",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.lot_id}"
