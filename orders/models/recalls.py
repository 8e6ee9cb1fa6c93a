"""Recalls: which heats are called back, who has what of them, what each answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
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
    """What one workshop got of a recall's lots, and what it answered."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("Not answered")
        HELD_BACK = "held_back", _("Held back")
        USED = "used", _("Used up here")
        PASSED_ON = "passed_on", _("Passed on to a customer")

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="notices")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(_("told"), null=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.WAITING)
    pieces_left = models.PositiveIntegerField(_("pieces left"), null=True)
    kg_left = MassField(_("kg left"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        ordering = ["recall_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["recall", "workshop"], name="recall_notice_once"),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_at__isnull=True)
                | (~Q(answer="waiting") & Q(answered_at__isnull=False)),
                name="recall_notice_answered_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recall_id}: {self.workshop_id}"


class RecallItem(models.Model):
    """A line of a delivery note by which a workshop got some of a recall's lots."""

    notice = models.ForeignKey(RecallNotice, models.PROTECT, related_name="items")
    delivery_line = models.ForeignKey(DeliveryNoteLine, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["notice_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "delivery_line"], name="recall_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.delivery_line_id}"
